//! A server on loopback that stands for a service of AWS: it answers what a test computes from each request, and keeps
//! what it was asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use aws_config::retry::RetryConfig;
use aws_config::{Region, SdkConfig};
use aws_credential_types::Credentials;
use serde_json::Value;

/// Status and body; no status closes the connection without a word.
pub(crate) struct Reply(pub(crate) Option<u16>, pub(crate) Value);

/// A request: its head in lower case, and its body.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) head: String,
    pub(crate) body: Value,
}

/// The service, as long as the test's process lives.
pub(crate) struct Service {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Service {
    pub(crate) fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Service {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&asked), Arc::new(answer));
        thread::spawn(move || {
            for socket in listener.incoming() {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                thread::spawn(move || serve(&socket.unwrap(), &kept, answer.as_ref()));
            }
        });
        Service { address, asked }
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// A connection to it, without the pauses between attempts.
    pub(crate) fn sdk(&self) -> SdkConfig {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let loader = aws_io::connection::loader()
            .endpoint_url(format!("http://{}", self.address))
            .region(Region::new("eu-west-1"))
            .retry_config(RetryConfig::disabled())
            .credentials_provider(Credentials::new("AKIDTEST", "secret", None, None, "test"));
        runtime.block_on(loader.load())
    }
}

/// Serves the requests of one connection.
fn serve(socket: &TcpStream, asked: &Mutex<Vec<Asked>>, answer: &dyn Fn(&Asked) -> Reply) {
    let mut reader = BufReader::new(socket);
    while let Some(request) = request(&mut reader) {
        let Reply(status, body) = answer(&request);
        asked.lock().unwrap().push(request);
        let Some(status) = status else { return };
        let body = body.to_string();
        let head = format!(
            "HTTP/1.1 {status} Status\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let mut writer = socket;
        // Whoever asked may have been ended meanwhile.
        let _ = writer.write_all(head.as_bytes()).and_then(|()| writer.write_all(body.as_bytes()));
    }
}

fn request(reader: &mut impl BufRead) -> Option<Asked> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let head = head.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { head, body: serde_json::from_slice(&body).ok()? })
}
