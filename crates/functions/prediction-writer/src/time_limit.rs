//! How long an invocation may work, so that it says what went wrong before Lambda ends it.

use std::future::Future;
use std::time::Duration;

use fraud::Timestamp;

/// A moment after which nothing is begun, and nothing is waited for.
#[derive(Clone, Copy)]
pub(crate) struct TimeLimit<'a, Clock> {
    clock: &'a Clock,
    ends_at: Timestamp,
}

impl<'a, Clock: Fn() -> Timestamp> TimeLimit<'a, Clock> {
    /// So long after a moment.
    pub(crate) fn after(began_at: Timestamp, most: Duration, clock: &'a Clock) -> TimeLimit<'a, Clock> {
        TimeLimit { clock, ends_at: began_at.plus_millis(most.as_millis() as i64) }
    }

    /// Whether it is over.
    pub(crate) fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    /// What comes of work, unless it is not done in time.
    pub(crate) async fn within<Done>(&self, work: impl Future<Output = Done>) -> Option<Done> {
        let left = self.left();
        if left.is_zero() {
            return None;
        }
        tokio::time::timeout(left, work).await.ok()
    }

    fn left(&self) -> Duration {
        Duration::from_millis(self.ends_at.millis_since((self.clock)()).try_into().unwrap_or(0))
    }
}
