//! This machine's clock: what is posted has to be of about now.

use std::time::SystemTime;

use fraud::Timestamp;

/// Now.
///
/// # Panics
/// The clock is set before 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "the API takes no event of more than a year ago, and none far ahead"
)]
pub fn now() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("the clock is set");
    Timestamp::from_millis(i64::try_from(since_1970.as_millis()).expect("before the year 292,000,000"))
}
