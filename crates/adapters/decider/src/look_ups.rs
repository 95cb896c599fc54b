//! When something that people may change is looked up again.

use fraud::Timestamp;

/// From this age on it is looked up again while decisions are made.
pub(crate) const REFRESH_AFTER_MILLIS: i64 = 30_000;
/// From this age on decisions wait until it was looked up: a change takes effect within a minute.
pub(crate) const STALE_AFTER_MILLIS: i64 = 50_000;
/// How soon it is tried again when it could not be looked up.
const RETRY_AFTER_MILLIS: i64 = 5_000;

/// When it was looked up last.
#[derive(Debug, Default)]
pub(crate) struct LookUps(Option<Timestamp>);

impl LookUps {
    /// Whether the last look is that old, or there was none.
    pub(crate) fn is_due(&self, now: Timestamp, age_millis: i64) -> bool {
        self.0.is_none_or(|looked_up_at| now.millis_since(looked_up_at) >= age_millis)
    }

    /// It is being looked up: noted before the calls, so that of several invocations one makes them.
    pub(crate) fn begin(&mut self, now: Timestamp) {
        self.0 = Some(now);
    }

    /// It could not be looked up.
    pub(crate) fn fail(&mut self, now: Timestamp) {
        self.0 = Some(now.plus_millis(RETRY_AFTER_MILLIS - REFRESH_AFTER_MILLIS));
    }
}
