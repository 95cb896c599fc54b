//! URLs of requests that are signed as if they were to be sent: what RDS and MSK let a role in with, in place of a password.

use std::time::{Duration, SystemTime};

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SignatureLocation, SigningError, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use fraud::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use thiserror::Error;

/// How long a URL lets in: 15 minutes, as "IAM database authentication" of the Amazon RDS User Guide says, and as the signers that AWS
/// publishes for Kafka's clients have it.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// All but letters, digits and `-._~`, as Signature Version 4 wants it.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Signs URLs by a role's credentials.
#[derive(Clone, Debug)]
pub struct UrlSigner {
    credentials: SharedCredentialsProvider,
    region: String,
    clock: fn() -> Timestamp,
}

/// There is no signed URL.
#[derive(Debug, Error)]
pub enum UrlSigningError {
    /// The function has no credentials.
    #[error("no credentials to sign a token with")]
    Credentials(#[from] CredentialsError),
    /// It can't be signed.
    #[error("a token can't be signed")]
    Signing(#[from] SigningError),
}

impl UrlSigner {
    /// For services of a region. `clock` tells when a URL is signed.
    pub fn new(
        credentials: SharedCredentialsProvider,
        region: String,
        clock: fn() -> Timestamp,
    ) -> UrlSigner {
        UrlSigner { credentials, region, clock }
    }

    /// The region.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// A URL that has a query, with the parameters of its signature behind it. `service` is its name in a scope of credentials, such as
    /// `rds-db`.
    ///
    /// # Errors
    /// There are no credentials, or the URL is none.
    pub async fn signed(&self, service: &str, url: String) -> Result<String, UrlSigningError> {
        let identity = self.credentials.provide_credentials().await?.into();
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(LIFE);
        let now = u64::try_from((self.clock)().as_millis()).unwrap_or_default();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(service)
            .time(SystemTime::UNIX_EPOCH + Duration::from_millis(now))
            .settings(settings)
            .build()
            .expect("everything that is asked for is set")
            .into();
        let request = SignableRequest::new("GET", &url, std::iter::empty(), SignableBody::Bytes(b""))?;
        let (signed, _) = sign(request, &parameters)?.into_parts();
        let parameters = signed.params().iter().map(|(name, value)| format!("&{name}={}", escaped(value)));
        Ok(url + &parameters.collect::<String>())
    }
}

/// A text as it stands in a query.
pub fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}
