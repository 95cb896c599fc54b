//! Waiting for what comes in its own time: with a deadline, and without a fixed sleep.

use std::time::Duration;

use local_cloud::clock::now;

/// How long anything in the local cloud may take. Far more than it does: a busy machine must not fail a test.
const DEADLINE: Duration = Duration::from_secs(240);
const INTERVAL: Duration = Duration::from_millis(25);

/// Asks until there is an answer.
///
/// # Panics
/// If none has come within the deadline; `what` says what was waited for.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = now() + DEADLINE;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(now() < deadline, "{what} did not happen within {DEADLINE:?}");
        tokio::time::sleep(INTERVAL).await;
    }
}
