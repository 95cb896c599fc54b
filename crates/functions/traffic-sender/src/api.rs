//! The API of the deployment, as any client calls it.

use std::future::Future;
use std::time::Duration;

use fraud::made_up::MARK_HEADER;
use http::header::{self, HeaderValue};
use http::{Request, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use thiserror::Error;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// API Gateway itself waits no longer for a function.
const TIMEOUT: Duration = Duration::from_secs(29);
/// As much of an answer is read, and thrown away, as it takes to use its connection again.
const ANSWER_BYTES_MAX: usize = 64 << 10;

/// A POST to the API.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiRequest {
    /// With a slash in front.
    pub path: String,
    /// JSON.
    pub body: String,
    /// Under which a repeat of the request is recognised.
    pub idempotency_key: Option<String>,
    /// By which the API knows a made-up payment.
    pub mark: Option<String>,
}

/// Takes requests.
pub trait Api {
    /// Sends a request, and answers the HTTP status.
    fn post(&self, request: ApiRequest) -> impl Future<Output = Result<u16, Unreachable>> + Send;
}

/// The address or the key can't be used.
#[derive(Debug, Error)]
pub enum NotAnAddress {
    /// It is not one that card numbers may go to, made-up ones included.
    #[error("the API's address is https://HOST/PATH, without a slash at the end")]
    Refused,
    /// It can't stand in a header.
    #[error("the API key has characters that a header can't have")]
    NotAKey,
    /// There are no certificates of authorities to check it by.
    #[error("no certificates of authorities")]
    NoRoots(#[from] std::io::Error),
}

/// Nobody answered.
#[derive(Debug, Error)]
pub enum Unreachable {
    /// There is no connection, or it broke.
    #[error("the API can't be reached")]
    Broken(#[from] hyper_util::client::legacy::Error),
    /// There is no answer in time.
    #[error("the API did not answer within {TIMEOUT:?}")]
    Late,
}

/// The API at an HTTPS address.
#[derive(Clone, Debug)]
pub struct HttpsApi {
    address: String,
    api_key: HeaderValue,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl HttpsApi {
    /// The API at an address, whose key is sent along. Plain HTTP is taken on loopback alone, where nobody listens in.
    ///
    /// # Errors
    /// The address or the key can't be used.
    pub fn new(address: &str, api_key: &str) -> Result<HttpsApi, NotAnAddress> {
        let uri: Uri = address.parse().map_err(|_| NotAnAddress::Refused)?;
        let host = uri.host().unwrap_or_default();
        let is_allowed = match uri.scheme_str() {
            Some("https") => !host.is_empty(),
            Some("http") => ["127.0.0.1", "[::1]", "localhost"].contains(&host),
            _ => false,
        };
        let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
        if !is_allowed || has_user || uri.query().is_some() || address.ends_with('/') {
            return Err(NotAnAddress::Refused);
        }
        let mut api_key = HeaderValue::from_str(api_key).map_err(|_| NotAnAddress::NotAKey)?;
        api_key.set_sensitive(true);
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        let https = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let client = Client::builder(TokioExecutor::new()).build(https);
        Ok(HttpsApi { address: address.to_owned(), api_key, client })
    }

    async fn send(&self, request: ApiRequest) -> Result<u16, Unreachable> {
        let ApiRequest { path, body, idempotency_key, mark } = request;
        let mut post = Request::post(format!("{}{path}", self.address))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, "tollgate-traffic-sender/1")
            .header("x-api-key", self.api_key.clone());
        for (name, value) in [("idempotency-key", idempotency_key), (MARK_HEADER, mark)] {
            if let Some(value) = value {
                post = post.header(name, value);
            }
        }
        let post = post.body(Full::new(Bytes::from(body))).expect("paths, ids and marks are printable ASCII");
        let answer = self.client.request(post).await?;
        let status = answer.status().as_u16();
        // Whatever it says, and however it ends: the status is the answer.
        let _ = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect().await;
        Ok(status)
    }
}

impl Api for HttpsApi {
    async fn post(&self, request: ApiRequest) -> Result<u16, Unreachable> {
        tokio::time::timeout(TIMEOUT, self.send(request)).await.map_err(|_| Unreachable::Late)?
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    fn request() -> ApiRequest {
        ApiRequest {
            path: "/transactions".to_owned(),
            body: "{}".to_owned(),
            idempotency_key: Some("tollgate-traffic-1".to_owned()),
            mark: Some("ab12".to_owned()),
        }
    }

    #[tokio::test]
    async fn a_request_is_what_a_client_sends() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let api =
            HttpsApi::new(&format!("http://{}/prod", listener.local_addr().unwrap()), "the-key").unwrap();
        let heard = tokio::spawn(async move {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut text = vec![0; 4096];
            let length = connection.read(&mut text).await.unwrap();
            connection.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n").await.unwrap();
            String::from_utf8_lossy(&text[..length]).to_lowercase()
        });
        assert_eq!(api.post(request()).await.unwrap(), 202);
        let heard = heard.await.unwrap();
        for expected in [
            "post /prod/transactions http/1.1\r\n",
            "content-type: application/json\r\n",
            "x-api-key: the-key\r\n",
            "idempotency-key: tollgate-traffic-1\r\n",
            "tollgate-made-up: ab12\r\n",
            "\r\n\r\n{}",
        ] {
            assert!(heard.contains(expected), "{expected} in {heard}");
        }
        assert!(!format!("{api:?}").contains("the-key"));
        assert!(matches!(api.post(request()).await, Err(Unreachable::Broken(_))));
    }

    #[test]
    fn only_https_and_loopback_are_addresses() {
        let check = |address: &str, is_good: bool| {
            assert_eq!(HttpsApi::new(address, "key").is_ok(), is_good, "{address}");
        };
        check("https://a1b2.execute-api.eu-west-1.amazonaws.com/prod", true);
        check("https://pay.example.com", true);
        check("http://localhost:4566/restapis/x/local/_user_request_", true);
        for wrong in [
            "http://pay.example.com/prod",
            "https://pay.example.com/",
            "https://user:password@pay.example.com/prod",
            "https://pay.example.com/prod?x=1",
            "pay.example.com",
            "",
        ] {
            check(wrong, false);
        }
        assert!(matches!(HttpsApi::new("https://pay.example.com", "a\nb"), Err(NotAnAddress::NotAKey)));
    }
}
