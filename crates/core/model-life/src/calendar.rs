//! Days, in UTC.

use fraud::{Day, Timestamp};

/// The day of an instant: `2026-03-01`.
pub fn day(instant: Timestamp) -> String {
    Day::of(instant).to_string()
}

/// When the day of an instant began.
pub fn midnight(instant: Timestamp) -> Timestamp {
    Day::of(instant).start()
}

/// So many days later.
pub(crate) fn days_after(instant: Timestamp, days: i64) -> Timestamp {
    instant.plus_millis(days.saturating_mul(Day::MILLIS))
}
