//! This machine's clock, for tools that wait, measure, and post what happens about now.

use std::thread;
use std::time::{Duration, Instant, SystemTime};

use fraud::Timestamp;

/// Now, for deadlines and durations.
#[expect(clippy::disallowed_methods, reason = "tools wait with deadlines, and measure")]
pub fn now() -> Instant {
    Instant::now()
}

/// The time of day.
#[expect(clippy::disallowed_methods, reason = "signatures, payments and log lines have the time")]
pub fn time_of_day() -> SystemTime {
    SystemTime::now()
}

/// The time of day as payments have it.
pub fn timestamp() -> Timestamp {
    let since_1970 = time_of_day().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
}

/// Waits between two looks of a loop that has a deadline.
#[expect(clippy::disallowed_methods, reason = "what is looked at comes in its own time")]
pub fn pause(time: Duration) {
    thread::sleep(time);
}
