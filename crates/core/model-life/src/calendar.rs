//! Days, in UTC.

use fraud::Timestamp;

/// A day.
pub const DAY_MILLIS: i64 = 86_400_000;

/// The day of an instant: `2026-03-01`.
pub fn day(instant: Timestamp) -> String {
    instant.to_string().chars().take(10).collect()
}

/// When the day of an instant began.
pub fn midnight(instant: Timestamp) -> Timestamp {
    Timestamp::from_millis(instant.as_millis().div_euclid(DAY_MILLIS) * DAY_MILLIS)
}

/// So many days later.
pub(crate) fn days_after(instant: Timestamp, days: i64) -> Timestamp {
    instant.plus_millis(days.saturating_mul(DAY_MILLIS))
}
