//! Calls to AWS from threads that wait for children and are none of an async runtime.

use std::io;
use std::time::Duration;

use aws_sdk_comprehend::config::timeout::TimeoutConfig;
use tokio::runtime::{Builder, Runtime};

/// One attempt: a page of a scan takes a few seconds.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);
/// All attempts of a call, with the pauses between them.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How long a call may take. Nobody waits for a document as somebody does for a payment.
pub(crate) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(CALL_TIMEOUT)
        .build()
}

/// Makes calls and waits for them.
#[derive(Debug)]
pub(crate) struct Caller(Option<Runtime>);

impl Caller {
    pub(crate) fn new() -> io::Result<Caller> {
        Builder::new_current_thread().enable_all().build().map(|runtime| Caller(Some(runtime)))
    }

    pub(crate) fn wait<T>(&self, call: impl Future<Output = T>) -> T {
        self.0.as_ref().expect("it is taken when it is dropped").block_on(call)
    }
}

/// A runtime that is dropped within another one would panic.
impl Drop for Caller {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
