//! The Lambda Runtime API, as far as a function uses it, with a stopwatch in it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use http_body_util::Full;
use hyper::{Response, StatusCode};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

use crate::http_server::{Answer, Asked, serve};

/// Far longer than any answer takes: a function that ended at its start never gives one.
const PATIENCE: Duration = Duration::from_secs(10);

/// The API that one function process talks to.
pub(crate) struct RuntimeApi {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    answers: Receiver<Answered>,
    events: Sender<String>,
}

/// An invocation that was answered.
struct Answered {
    at: Instant,
    is_success: bool,
    body: String,
}

impl RuntimeApi {
    pub(crate) async fn start() -> Result<RuntimeApi> {
        // One invocation at a time, as Lambda gives a function.
        let (events, next_event) = channel::<String>(1);
        let (answered, answers) = channel(1);
        let next_event = Arc::new(Mutex::new(next_event));
        let address = serve(move |request: Asked| {
            let (next_event, answered) = (next_event.clone(), answered.clone());
            async move {
                if request.uri().path().ends_with("/next") {
                    let event = next_event.lock().await.recv().await.unwrap_or_default();
                    return invocation(event);
                }
                let is_success = request.uri().path().ends_with("/response");
                let body = String::from_utf8_lossy(request.body()).into_owned();
                // Nobody listens any more once the measurement is over.
                let _ = answered.send(Answered { at: local_cloud::clock::now(), is_success, body }).await;
                accepted()
            }
        })
        .await?;
        Ok(RuntimeApi { address, answers, events })
    }

    /// Has the function handle an event, and answers when it did.
    pub(crate) async fn invoke(&mut self, event: &str) -> Result<Instant> {
        self.events.send(event.to_owned()).await?;
        let answered = timeout(PATIENCE, self.answers.recv()).await.context("the function did not answer")?;
        let answered = answered.context("the server runs as long as this")?;
        anyhow::ensure!(answered.is_success, "the function failed: {}", answered.body);
        Ok(answered.at)
    }
}

fn invocation(event: String) -> Answer {
    let mut answer = Response::new(Full::from(event));
    for (name, value) in [
        ("lambda-runtime-aws-request-id", "af9c3624-5842-4a1d-8e6b-0e3f2a1b4c5d"),
        ("lambda-runtime-deadline-ms", "4000000000000"),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:111122223333:function:measured"),
        ("content-type", "application/json"),
    ] {
        answer.headers_mut().insert(name, hyper::header::HeaderValue::from_static(value));
    }
    answer
}

fn accepted() -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::ACCEPTED;
    answer
}
