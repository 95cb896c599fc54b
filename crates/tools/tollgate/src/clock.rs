//! The time, which a tool reads itself.

use std::time::{SystemTime, UNIX_EPOCH};

use fraud::Timestamp;

#[expect(clippy::disallowed_methods, reason = "a tool reads the clock itself")]
pub(crate) fn now() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
}
