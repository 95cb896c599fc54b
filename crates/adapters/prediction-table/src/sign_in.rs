//! How to sign in: by a password that Secrets Manager keeps, or by IAM. Either is asked for at each connection, so that a password
//! that was rotated, and a token that expires, are never used longer than they hold.

use std::future::Future;

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_io::signed_url::{UrlSigner, UrlSigningError, escaped};
use aws_io::{CallError, secret};
use aws_sdk_secretsmanager::Client;
use fraud::Timestamp;
use serde_json::Value;
use thiserror::Error;

use crate::table::Address;

/// Has what a database asks for.
pub trait SignIn {
    /// The password for a new connection.
    fn password(&self, address: &Address) -> impl Future<Output = Result<String, SignInError>> + Send;
}

/// There is no password.
#[derive(Debug, Error)]
pub enum SignInError {
    /// Secrets Manager did not answer.
    #[error("the password can't be read")]
    Secret(#[from] CallError),
    /// The secret holds none.
    #[error("the secret holds no password: neither text nor JSON with `password`")]
    NoPassword,
    /// There is no token.
    #[error(transparent)]
    Token(#[from] UrlSigningError),
}

/// Whichever a deployment has chosen.
#[derive(Clone, Debug)]
pub enum SignInMethod {
    /// A password.
    Secret(SecretSignIn),
    /// A token.
    Iam(IamSignIn),
}

impl SignIn for SignInMethod {
    async fn password(&self, address: &Address) -> Result<String, SignInError> {
        match self {
            SignInMethod::Secret(secret) => secret.password(address).await,
            SignInMethod::Iam(iam) => iam.password(address).await,
        }
    }
}

/// A password in Secrets Manager: a text, or JSON with the member `password`, as RDS writes it.
#[derive(Clone, Debug)]
pub struct SecretSignIn {
    client: Client,
    secret_arn: String,
}

impl SecretSignIn {
    /// By the secret's ARN.
    pub fn new(client: Client, secret_arn: String) -> SecretSignIn {
        SecretSignIn { client, secret_arn }
    }
}

impl SignIn for SecretSignIn {
    async fn password(&self, _: &Address) -> Result<String, SignInError> {
        let text = secret::text(&self.client, &self.secret_arn).await?.unwrap_or_default();
        password_in(text).ok_or(SignInError::NoPassword)
    }
}

fn password_in(secret: String) -> Option<String> {
    match serde_json::from_str(&secret) {
        Ok(Value::Object(members)) => members.get("password")?.as_str().map(str::to_owned),
        _ => Some(secret).filter(|text| !text.is_empty()),
    }
}

/// A token of IAM, signed anew for each connection.
#[derive(Clone, Debug)]
pub struct IamSignIn(UrlSigner);

impl IamSignIn {
    /// With credentials that have rds-db:connect for the role. `clock` tells when a token is made.
    pub fn new(
        credentials: SharedCredentialsProvider,
        region: String,
        clock: fn() -> Timestamp,
    ) -> IamSignIn {
        IamSignIn(UrlSigner::new(credentials, region, clock))
    }
}

impl SignIn for IamSignIn {
    /// A signed request for `connect`: the token is its URL without the scheme.
    async fn password(&self, address: &Address) -> Result<String, SignInError> {
        const SCHEME: &str = "https://";
        let Address { host, port, user, .. } = address;
        let url = format!("{SCHEME}{host}:{port}/?Action=connect&DBUser={}", escaped(user));
        Ok(self.0.signed("rds-db", url).await?.split_off(SCHEME.len()))
    }
}

#[cfg(test)]
mod tests {
    use aws_credential_types::Credentials;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

    /// What botocore's `generate_db_auth_token` says for the same credentials, role and moment.
    #[tokio::test]
    async fn a_token_is_the_one_that_the_sdk_of_python_makes() {
        let check = async |user: &str, dbuser: &str, signature: &str| {
            let credentials = Credentials::from_keys(
                "AKIDEXAMPLE",
                "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                Some("to+ken/=".to_owned()),
            );
            let sign_in =
                IamSignIn::new(SharedCredentialsProvider::new(credentials), "eu-west-1".to_owned(), || NOW);
            let address = Address {
                host: "db.proxy-x.eu-west-1.rds.amazonaws.com".to_owned(),
                port: 5432,
                database: "fraud".to_owned(),
                user: user.to_owned(),
            };
            let token = sign_in.password(&address).await.unwrap();
            let (host, query) = token.split_once("/?").unwrap();
            assert_eq!(host, "db.proxy-x.eu-west-1.rds.amazonaws.com:5432");
            let mut parameters: Vec<&str> = query.split('&').collect();
            parameters.sort_unstable();
            assert_eq!(
                parameters,
                [
                    "Action=connect",
                    &format!("DBUser={dbuser}"),
                    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
                    "X-Amz-Credential=AKIDEXAMPLE%2F20260301%2Feu-west-1%2Frds-db%2Faws4_request",
                    "X-Amz-Date=20260301T123000Z",
                    "X-Amz-Expires=900",
                    "X-Amz-Security-Token=to%2Bken%2F%3D",
                    &format!("X-Amz-Signature={signature}"),
                    "X-Amz-SignedHeaders=host",
                ]
            );
        };
        check("tollgate", "tollgate", "cc57e383188033c61c81e9333a3ee62ce62cd218631b6a80e9eb258f93e98a16")
            .await;
        let spaced = "8e2adf242f14a2fbb7c2b9d60e5d9523884e5752efb5e6f57526ecb63229ab4c";
        check("tollgate writer", "tollgate%20writer", spaced).await;
    }

    #[test]
    fn a_secret_is_a_password_or_has_one() {
        let check = |secret: &str, expected: Option<&str>| {
            assert_eq!(password_in(secret.to_owned()).as_deref(), expected, "{secret}");
        };
        check("s3cret", Some("s3cret"));
        check("  with spaces ", Some("  with spaces "));
        check(r#"{"username":"u","password":"p\"q"}"#, Some("p\"q"));
        // A password that happens to be JSON.
        check("12345", Some("12345"));
        check("\"quoted\"", Some("\"quoted\""));
        check(r#"{"username":"u"}"#, None);
        check(r#"{"password":7}"#, None);
        check("", None);
    }
}
