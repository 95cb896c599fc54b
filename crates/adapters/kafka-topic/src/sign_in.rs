//! How brokers are signed in to: by the types and secrets of Lambda's `SourceAccessConfiguration`, as a mapping does, or by IAM.

use std::fmt;
use std::sync::Arc;

use rskafka::client::{Credentials, OauthBearerCredentials, OauthCallback, SaslConfig};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{IamTokens, TopicError};

/// How brokers are signed in to. By default not at all, and in the clear, which is for loopback.
#[derive(Default)]
pub struct SignIn {
    is_encrypted: bool,
    sasl: Option<SaslConfig>,
    certificate: Option<ClientCertificate>,
    /// Those of an authority of one's own, in PEM.
    roots: Option<String>,
}

/// Secrets are not shown.
impl fmt::Debug for SignIn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SignIn").field("is_encrypted", &self.is_encrypted).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Login {
    username: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientCertificate {
    certificate: String,
    private_key: String,
    #[serde(default)]
    private_key_password: Option<String>,
}

#[derive(Deserialize)]
struct Authority {
    certificate: String,
}

impl SignIn {
    /// Whether access of this type comes with a secret.
    pub fn takes_secret(access_type: &str) -> bool {
        !access_type.starts_with("VPC_")
    }

    /// Adds a secret of an access type of Lambda's.
    ///
    /// # Errors
    /// It is not of the form that Lambda takes, or of a type that only Lambda can use.
    pub fn add(&mut self, access_type: &str, secret: &str) -> Result<(), TopicError> {
        let credentials =
            || read::<Login>(secret).map(|login| Credentials::new(login.username, login.password));
        match access_type {
            "SASL_SCRAM_512_AUTH" => self.sasl = Some(SaslConfig::ScramSha512(credentials()?)),
            "SASL_SCRAM_256_AUTH" => self.sasl = Some(SaslConfig::ScramSha256(credentials()?)),
            "CLIENT_CERTIFICATE_TLS_AUTH" => {
                let certificate: ClientCertificate = read(secret)?;
                if certificate.private_key_password.is_some() {
                    return Err(TopicError::Secret("a private key under a password can't be used here"));
                }
                self.certificate = Some(certificate);
            }
            "SERVER_ROOT_CA_CERTIFICATE" => self.roots = Some(read::<Authority>(secret)?.certificate),
            _ => return Err(TopicError::Secret("brokers with this kind of sign-in can't be read from here")),
        }
        self.is_encrypted = true;
        Ok(())
    }

    /// By IAM, with a token for each connection.
    pub(crate) fn by_iam(tokens: IamTokens) -> SignIn {
        let callback: OauthCallback = Arc::new(move || {
            let tokens = tokens.clone();
            Box::pin(async move { Ok(tokens.token().await?) })
        });
        let token = OauthBearerCredentials { callback, authz_id: None, bearer_kvs: Vec::new() };
        SignIn { is_encrypted: true, sasl: Some(SaslConfig::Oauthbearer(token)), ..SignIn::default() }
    }

    pub(crate) fn sasl(&self) -> Option<SaslConfig> {
        self.sasl.clone()
    }

    /// TLS, unless there is nothing to sign in with.
    pub(crate) fn tls(&self) -> Result<Option<Arc<ClientConfig>>, TopicError> {
        if !self.is_encrypted {
            return Ok(None);
        }
        let mut roots = RootCertStore::empty();
        match &self.roots {
            Some(authority) => roots.add_parsable_certificates(certificates(authority)?),
            None => roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs),
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(TopicError::Certificates)?
            .with_root_certificates(roots);
        let config = match &self.certificate {
            None => config.with_no_client_auth(),
            Some(client) => {
                let key = PrivateKeyDer::from_pem_slice(client.private_key.as_bytes());
                let key = key.map_err(|_| TopicError::Secret("the secret's privateKey is not PEM"))?;
                config
                    .with_client_auth_cert(certificates(&client.certificate)?, key)
                    .map_err(TopicError::Certificates)?
            }
        };
        Ok(Some(Arc::new(config)))
    }
}

fn read<Secret: DeserializeOwned>(secret: &str) -> Result<Secret, TopicError> {
    serde_json::from_str(secret).map_err(|_| {
        TopicError::Secret("the secret does not hold what Lambda takes for this kind of sign-in")
    })
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, TopicError> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(TopicError::Secret("the secret's certificate is not PEM")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_those_that_lambda_takes() {
        let check = |access_type: &str, secret: &str, expected: Result<(), &str>| {
            let mut sign_in = SignIn::default();
            let added = sign_in.add(access_type, secret).map_err(|error| error.to_string());
            assert_eq!(added, expected.map_err(str::to_owned), "{access_type} {secret}");
            assert!(!format!("{sign_in:?}").contains("s3cret"));
        };
        let login = r#"{"username":"u","password":"s3cret"}"#;
        let other = "the secret does not hold what Lambda takes for this kind of sign-in";
        check("SASL_SCRAM_512_AUTH", login, Ok(()));
        check("SASL_SCRAM_256_AUTH", login, Ok(()));
        check("SASL_SCRAM_512_AUTH", r#"{"user":"u"}"#, Err(other));
        check("SERVER_ROOT_CA_CERTIFICATE", r#"{"certificate":"PEM"}"#, Ok(()));
        check("CLIENT_CERTIFICATE_TLS_AUTH", r#"{"certificate":"PEM","privateKey":"s3cret"}"#, Ok(()));
        let locked = r#"{"certificate":"PEM","privateKey":"s3cret","privateKeyPassword":"p"}"#;
        check(
            "CLIENT_CERTIFICATE_TLS_AUTH",
            locked,
            Err("a private key under a password can't be used here"),
        );
        check("BASIC_AUTH", login, Err("brokers with this kind of sign-in can't be read from here"));
    }

    #[test]
    fn whoever_signs_in_does_so_by_tls() {
        assert!(SignIn::default().tls().unwrap_or(None).is_none());
        let mut sign_in = SignIn::default();
        sign_in.add("SASL_SCRAM_512_AUTH", r#"{"username":"u","password":"p"}"#).expect("the secret is good");
        assert!(matches!(sign_in.tls(), Ok(Some(_))));
        sign_in.add("SERVER_ROOT_CA_CERTIFICATE", r#"{"certificate":"none"}"#).expect("it is read later");
        assert!(matches!(sign_in.tls(), Err(TopicError::Secret("the secret's certificate is not PEM"))));
    }
}
