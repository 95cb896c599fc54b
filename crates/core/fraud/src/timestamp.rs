//! An instant in milliseconds since 1970-01-01T00:00:00Z, read and shown as RFC 3339.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// An instant, in whole milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Timestamp {
        Timestamp(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, as DynamoDB's time to live wants them.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This many milliseconds later.
    pub const fn plus_millis(self, millis: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(millis))
    }

    /// How many milliseconds this instant lies after `earlier`; negative if it lies before.
    pub const fn millis_since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The text is not an RFC 3339 date and time.
#[derive(Debug, Error)]
#[error("must be an RFC 3339 date and time with an offset, such as 2026-03-01T12:30:00Z")]
pub struct NotRfc3339;

impl FromStr for Timestamp {
    type Err = NotRfc3339;

    fn from_str(text: &str) -> Result<Self, NotRfc3339> {
        let instant = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| NotRfc3339)?;
        i64::try_from(instant.unix_timestamp_nanos() / 1_000_000).map(Timestamp).map_err(|_| NotRfc3339)
    }
}

/// `2026-03-01T12:30:00Z`, with milliseconds only where there are any.
impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .ok()
            .and_then(|instant| instant.format(&Rfc3339).ok());
        match text {
            Some(text) => out.write_str(&text),
            // Outside the years that RFC 3339 can name.
            None => write!(out, "{} ms", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_3339_is_read_and_shown() {
        let noon: Timestamp = "2026-03-01T13:30:00.250+01:00".parse().unwrap();
        assert_eq!(noon.as_millis(), 1_772_368_200_250);
        assert_eq!(noon.to_string(), "2026-03-01T12:30:00.25Z");
        assert_eq!(Timestamp::from_millis(i64::MAX).to_string(), format!("{} ms", i64::MAX));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["2026-03-01", "2026-03-01 12:00", "yesterday", "", "2026-02-30T00:00:00Z"] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }
}
