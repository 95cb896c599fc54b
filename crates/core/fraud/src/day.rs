//! A day in UTC: the archive is kept by the day, and merchants are counted by it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Timestamp;

/// A day in UTC, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(i64);

impl Day {
    /// How long a day is.
    pub const MILLIS: i64 = 86_400_000;

    /// The day that an instant is in.
    pub const fn of(instant: Timestamp) -> Day {
        Day(instant.as_millis().div_euclid(Day::MILLIS))
    }

    /// By its number from 1970-01-01 on.
    pub const fn from_number(number: i64) -> Day {
        Day(number)
    }

    /// Its number from 1970-01-01 on.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The instant at which it begins.
    pub const fn start(self) -> Timestamp {
        Timestamp::from_millis(self.0.saturating_mul(Day::MILLIS))
    }

    /// So many days later.
    #[must_use]
    pub const fn plus(self, days: i64) -> Day {
        Day(self.0.saturating_add(days))
    }
}

/// The text is not a date.
#[derive(Debug, Error)]
#[error("must be a date such as 2026-03-01")]
pub struct NotADate;

impl FromStr for Day {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Day, NotADate> {
        let start: Timestamp = format!("{text}T00:00:00Z").parse().map_err(|_| NotADate)?;
        Ok(Day::of(start))
    }
}

/// `2026-03-01`.
impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.start().to_string();
        out.write_str(start.split('T').next().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_shown_and_begin_at_midnight() {
        let day: Day = "2026-03-01".parse().unwrap();
        assert_eq!((day.to_string(), day.plus(-1).to_string()), ("2026-03-01".into(), "2026-02-28".into()));
        assert_eq!(day.start().to_string(), "2026-03-01T00:00:00Z");
        assert_eq!(Day::of(day.start().plus_millis(-1)), day.plus(-1));
        assert_eq!(Day::of(Timestamp::from_millis(-1)), Day::from_number(-1));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["2026-3-1", "2026-02-30", "2026-03-01T00:00:00Z", "", "day"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }
}
