//! An address that requests are posted to over HTTPS.
//!
//! Whoever configures the deployment names the address, nobody else. No redirect is followed, so a request goes there and nowhere
//! else; and of an answer only its status is looked at.

use std::time::Duration;

use http::{Request, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use thiserror::Error;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// A connection is used again for as long as most servers keep it.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);
/// As much of an answer is read, and thrown away, as it takes to use its connection again.
const ANSWER_BYTES_MAX: usize = 64 << 10;

/// The address can't be used.
#[derive(Debug, Error)]
pub enum NotAnEndpoint {
    /// It is neither HTTPS nor loopback, or it names a user.
    #[error("the address is https://HOST/PATH, without a user or password")]
    Refused,
    /// There are no certificates of authorities to check it by.
    #[error("no certificates of authorities")]
    NoRoots(#[from] std::io::Error),
}

/// Nobody answered.
#[derive(Debug, Error)]
pub enum Unreachable {
    /// There is no connection, or it broke.
    #[error("the receiver can't be reached")]
    Broken(#[from] hyper_util::client::legacy::Error),
    /// There is no answer in time.
    #[error("the receiver did not answer within {0:?}")]
    Late(Duration),
}

/// An HTTPS address.
#[derive(Clone, Debug)]
pub struct HttpsEndpoint {
    uri: Uri,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    timeout: Duration,
}

impl HttpsEndpoint {
    /// An address that has so long to answer a request. Plain HTTP is taken on loopback alone, where nobody listens in.
    ///
    /// # Errors
    /// The address can't be used.
    pub fn new(address: &str, timeout: Duration) -> Result<HttpsEndpoint, NotAnEndpoint> {
        let uri: Uri = address.parse().map_err(|_| NotAnEndpoint::Refused)?;
        let host = uri.host().unwrap_or_default();
        let is_allowed = match uri.scheme_str() {
            Some("https") => !host.is_empty(),
            Some("http") => ["127.0.0.1", "[::1]", "localhost"].contains(&host),
            _ => false,
        };
        let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
        if !is_allowed || has_user {
            return Err(NotAnEndpoint::Refused);
        }
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        let https = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let client = Client::builder(TokioExecutor::new()).pool_idle_timeout(IDLE_TIMEOUT).build(https);
        Ok(HttpsEndpoint { uri, client, timeout })
    }

    /// The address.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Sends a request to this address or to a path below it, and answers the HTTP status.
    ///
    /// # Errors
    /// Nobody answered.
    pub async fn send(&self, request: Request<Full<Bytes>>) -> Result<u16, Unreachable> {
        let status = async {
            let answer = self.client.request(request).await?;
            let status = answer.status().as_u16();
            // Whatever it says, and however it ends: the status is the answer.
            let _ = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect().await;
            Ok(status)
        };
        tokio::time::timeout(self.timeout, status).await.map_err(|_| Unreachable::Late(self.timeout))?
    }
}
