//! A score that can be compared exactly: whole hundredths of a point, 0 to 100 points.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// 0 to 100 points in whole hundredths, so that ties are ties on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Score(u16);

impl Score {
    /// Nothing in common.
    pub const ZERO: Score = Score(0);
    /// The same.
    pub const FULL: Score = Score(10_000);

    /// From points, held to 0 to 100; not a number is 0.
    pub fn from_points(points: f64) -> Self {
        Self::from_hundredths((points.clamp(0.0, 100.0) * 100.0).round() as u32)
    }

    /// From whole points, held to 100.
    pub const fn of_points(points: u8) -> Self {
        Self(if points > 100 { 10_000 } else { points as u16 * 100 })
    }

    /// From whole hundredths of a point, held to 100 points.
    pub const fn from_hundredths(hundredths: u32) -> Self {
        Self(if hundredths > 10_000 { 10_000 } else { hundredths as u16 })
    }

    /// In points, 0 to 100.
    pub fn points(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// In whole hundredths of a point.
    pub fn hundredths(self) -> u32 {
        u32::from(self.0)
    }

    /// This many per cent of it.
    pub(crate) fn scaled_percent(self, percent: u32) -> Self {
        Self::from_hundredths(self.hundredths() * percent / 100)
    }

    /// Closer to 100 by this many per cent of what is missing.
    pub(crate) fn raised_percent(self, percent: u32) -> Self {
        let missing = Self::FULL.hundredths() - self.hundredths();
        Self::from_hundredths(self.hundredths() + missing * percent / 100)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.points())
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let points = f64::deserialize(deserializer)?;
        if (0.0..=100.0).contains(&points) {
            Ok(Self::from_points(points))
        } else {
            Err(serde::de::Error::custom("a score is 0 to 100 points"))
        }
    }
}
