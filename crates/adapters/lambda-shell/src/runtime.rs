//! The loop between Lambda and a handler, with the clock and the randomness that handlers get as arguments.

use std::fmt::Display;
use std::future::Future;
use std::time::SystemTime;

use fraud::Timestamp;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

use crate::telemetry::Telemetry;

/// Serves invocations until Lambda ends the process. The metrics of an invocation are written before its
/// answer is given, because Lambda may freeze the process right after.
pub async fn run<Event, Answer, Failure, Handled>(
    telemetry: &Telemetry,
    handler: impl Fn(Event) -> Handled,
) -> Result<(), Error>
where
    Event: for<'de> Deserialize<'de>,
    Answer: Serialize,
    Failure: Display,
    Handled: Future<Output = Result<Answer, Failure>>,
{
    let handler = &handler;
    let serve = service_fn(move |event: LambdaEvent<Event>| async move {
        let answer = handler(event.payload).await;
        telemetry.flush();
        answer.map_err(|failure| Error::from(failure.to_string()))
    });
    lambda_runtime::run(serve).await
}

/// The time.
pub fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that handlers get the time from")]
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let millis = since_epoch.map(|duration| duration.as_millis()).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

/// Random bytes from the operating system.
///
/// # Panics
/// If the operating system has no randomness, without which no id can be given.
pub fn random<const BYTES: usize>() -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
