//! The address that messages go to, over HTTPS.
//!
//! Whoever configures the deployment names the address, nobody else. No redirect is followed, so a message goes there and nowhere
//! else; and of an answer only its status is looked at.

use std::future::Future;
use std::time::Duration;

use http::{Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use thiserror::Error;

use crate::Message;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// A connection is used again for as long as most servers keep it.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);
/// As much of an answer is read, and thrown away, as it takes to use its connection again.
const ANSWER_BYTES_MAX: usize = 16 << 10;

/// Takes messages.
pub trait WebhookReceiver {
    /// Sends a message, and answers the HTTP status.
    fn send(&self, message: &Message) -> impl Future<Output = Result<u16, Unreachable>> + Send;
}

/// The address can't be used.
#[derive(Debug, Error)]
pub enum NotAnAddress {
    /// It is not one that messages go to.
    #[error("the webhook's address is https://HOST/PATH, without a user or password")]
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

/// The receiver at an HTTPS address.
#[derive(Clone, Debug)]
pub struct HttpsReceiver {
    uri: Uri,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    timeout: Duration,
}

impl HttpsReceiver {
    /// The receiver at an address, which has so long to answer. Plain HTTP is taken on loopback alone, where nobody listens in.
    ///
    /// # Errors
    /// The address can't be used.
    pub fn new(address: &str, timeout: Duration) -> Result<HttpsReceiver, NotAnAddress> {
        let uri: Uri = address.parse().map_err(|_| NotAnAddress::Refused)?;
        let host = uri.host().unwrap_or_default();
        let is_loopback = ["127.0.0.1", "[::1]", "localhost"].contains(&host);
        let is_allowed = match uri.scheme_str() {
            Some("https") => !host.is_empty(),
            Some("http") => is_loopback,
            _ => false,
        };
        let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
        if !is_allowed || has_user {
            return Err(NotAnAddress::Refused);
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
        Ok(HttpsReceiver { uri, client, timeout })
    }

    async fn post(&self, message: &Message) -> Result<u16, Unreachable> {
        let request = Request::post(&self.uri)
            .header(header::CONTENT_TYPE, "application/cloudevents+json")
            .header(header::USER_AGENT, "tollgate-webhook/1")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", message.timestamp)
            .header("webhook-signature", &message.signature)
            .body(Full::new(Bytes::from(message.body.clone())))
            .expect("ids and signatures are printable ASCII");
        let answer = self.client.request(request).await?;
        let status = answer.status().as_u16();
        // Whatever it says, and however it ends: the status is the answer.
        let _ = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect().await;
        Ok(status)
    }
}

impl WebhookReceiver for HttpsReceiver {
    async fn send(&self, message: &Message) -> Result<u16, Unreachable> {
        tokio::time::timeout(self.timeout, self.post(message))
            .await
            .map_err(|_| Unreachable::Late(self.timeout))?
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    const TIMEOUT: Duration = Duration::from_millis(300);

    fn message() -> Message {
        Message {
            id: "decision_1".to_owned(),
            timestamp: 7,
            signature: "v1,sig".to_owned(),
            body: b"{}".to_vec(),
        }
    }

    /// Answers one request of each connection with `answer`; says what it was asked.
    async fn receiver(answer: &'static str) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook?a=b", listener.local_addr().unwrap());
        let (said, heard) = tokio::sync::mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let mut text = vec![0; 4096];
                let length = connection.read(&mut text).await.unwrap();
                said.send(String::from_utf8_lossy(&text[..length]).into_owned()).unwrap();
                connection.write_all(answer.as_bytes()).await.unwrap();
                // Neither closes nor says more, as a receiver that hangs.
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_secs(5)).await;
                    drop(connection);
                });
            }
        });
        (address, heard)
    }

    async fn sent(answer: &'static str) -> (Result<u16, Unreachable>, String) {
        let (address, mut heard) = receiver(answer).await;
        let status = HttpsReceiver::new(&address, TIMEOUT).unwrap().send(&message()).await;
        (status, heard.recv().await.unwrap())
    }

    #[tokio::test]
    async fn a_message_carries_its_id_time_and_signature() {
        let (status, asked) = sent("HTTP/1.1 204 No Content\r\n\r\n").await;
        assert_eq!(status.unwrap(), 204);
        let asked = asked.to_lowercase();
        for expected in [
            "post /hook?a=b http/1.1\r\n",
            "content-type: application/cloudevents+json\r\n",
            "webhook-id: decision_1\r\n",
            "webhook-timestamp: 7\r\n",
            "webhook-signature: v1,sig\r\n",
            "\r\n\r\n{}",
        ] {
            assert!(asked.contains(expected), "{expected} in {asked}");
        }
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_not_followed() {
        let (status, _) =
            sent("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n").await;
        assert_eq!(status.unwrap(), 302);
    }

    #[tokio::test]
    async fn who_does_not_answer_is_not_waited_for() {
        assert!(matches!(sent("").await.0, Err(Unreachable::Late(_))));
        // Nor who begins and never ends.
        assert!(matches!(
            sent("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n").await.0,
            Err(Unreachable::Late(_))
        ));
    }

    #[tokio::test]
    async fn nobody_there_is_an_error() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        drop(listener);
        let sent = HttpsReceiver::new(&address, TIMEOUT).unwrap().send(&message()).await;
        assert!(matches!(sent, Err(Unreachable::Broken(_))));
    }

    #[test]
    fn only_https_and_loopback_are_addresses() {
        let check = |address: &str, is_good: bool| {
            assert_eq!(HttpsReceiver::new(address, TIMEOUT).is_ok(), is_good, "{address}");
        };
        check("https://receiver.example.com/hook", true);
        check("https://receiver.example.com:8443", true);
        check("http://127.0.0.1:8080/hook", true);
        for wrong in [
            "http://receiver.example.com/hook",
            "http://127.0.0.1.example.com/",
            "http://169.254.169.254/latest/meta-data",
            "https://user:password@receiver.example.com/",
            "http://127.0.0.1@evil.example.com/",
            "ftp://receiver.example.com/",
            "receiver.example.com/hook",
            "/hook",
            "",
        ] {
            check(wrong, false);
        }
    }
}
