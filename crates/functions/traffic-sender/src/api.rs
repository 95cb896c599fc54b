//! The API of the deployment, as any client calls it.

use std::future::Future;
use std::time::Duration;

use fraud::made_up::MARK_HEADER;
use http::Request;
use http::header::{self, HeaderValue};
use http_body_util::Full;
use https_endpoint::{HttpsEndpoint, NotAnEndpoint};
use thiserror::Error;

pub use https_endpoint::Unreachable;

/// API Gateway itself waits no longer for a function.
const TIMEOUT: Duration = Duration::from_secs(29);

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
    /// It is no HTTPS address, or there are no certificates to check it by.
    #[error("the API's address")]
    Endpoint(#[from] NotAnEndpoint),
}

/// The API at an HTTPS address.
#[derive(Clone, Debug)]
pub struct HttpsApi {
    address: String,
    api_key: HeaderValue,
    endpoint: HttpsEndpoint,
}

impl HttpsApi {
    /// The API at an address, whose key is sent along. Plain HTTP is taken on loopback alone, where nobody listens in.
    ///
    /// # Errors
    /// The address or the key can't be used.
    pub fn new(address: &str, api_key: &str) -> Result<HttpsApi, NotAnAddress> {
        let endpoint = HttpsEndpoint::new(address, TIMEOUT)?;
        if endpoint.uri().query().is_some() || address.ends_with('/') {
            return Err(NotAnAddress::Refused);
        }
        let mut api_key = HeaderValue::from_str(api_key).map_err(|_| NotAnAddress::NotAKey)?;
        api_key.set_sensitive(true);
        Ok(HttpsApi { address: address.to_owned(), api_key, endpoint })
    }
}

impl Api for HttpsApi {
    async fn post(&self, request: ApiRequest) -> Result<u16, Unreachable> {
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
        let post = post.body(Full::from(body)).expect("paths, ids and marks are printable ASCII");
        self.endpoint.send(post).await
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
