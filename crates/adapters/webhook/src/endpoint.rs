//! The address that messages go to, over HTTPS.

use std::future::Future;
use std::time::Duration;

use http::{Request, header};
use http_body_util::Full;
use https_endpoint::HttpsEndpoint;

pub use https_endpoint::{NotAnEndpoint, Unreachable};

use crate::Message;

/// Takes messages.
pub trait WebhookReceiver {
    /// Sends a message, and answers the HTTP status.
    fn send(&self, message: &Message) -> impl Future<Output = Result<u16, Unreachable>> + Send;
}

/// The receiver at an HTTPS address.
#[derive(Clone, Debug)]
pub struct HttpsReceiver(HttpsEndpoint);

impl HttpsReceiver {
    /// The receiver at an address, which has so long to answer.
    ///
    /// # Errors
    /// The address can't be used.
    pub fn new(address: &str, timeout: Duration) -> Result<HttpsReceiver, NotAnEndpoint> {
        HttpsEndpoint::new(address, timeout).map(HttpsReceiver)
    }
}

impl WebhookReceiver for HttpsReceiver {
    async fn send(&self, message: &Message) -> Result<u16, Unreachable> {
        let request = Request::post(self.0.uri())
            .header(header::CONTENT_TYPE, "application/cloudevents+json")
            .header(header::USER_AGENT, "tollgate-webhook/1")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", message.timestamp)
            .header("webhook-signature", &message.signature)
            .body(Full::from(message.body.clone()))
            .expect("ids and signatures are printable ASCII");
        self.0.send(request).await
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
