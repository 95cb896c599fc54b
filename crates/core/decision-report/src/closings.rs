//! How long cases were open that people closed on a day.

use serde::{Deserialize, Serialize};

/// The upper ends of the bins of the time to close, in minutes; the last bin has none.
pub const CLOSED_WITHIN_MINUTES: [u64; 6] = [15, 60, 240, 1_440, 4_320, 10_080];

/// Cases that were closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Closings {
    /// How many.
    pub cases: u64,
    /// How long they were open, all together.
    pub seconds: u64,
    /// Cases by how long they were open; the bins are those of [`CLOSED_WITHIN_MINUTES`].
    pub within: [u64; CLOSED_WITHIN_MINUTES.len() + 1],
}

impl Closings {
    /// Counts a case that was open for so long.
    pub fn add(&mut self, seconds: u64) {
        self.cases += 1;
        self.seconds += seconds;
        let is_longer = |minutes: &&u64| seconds > **minutes * 60;
        self.within[CLOSED_WITHIN_MINUTES.iter().take_while(is_longer).count()] += 1;
    }

    /// Adds those of another day.
    pub fn merge(&mut self, other: &Closings) {
        self.cases += other.cases;
        self.seconds += other.seconds;
        self.within.iter_mut().zip(other.within).for_each(|(own, others)| *own += others);
    }

    /// How long a case was open on average.
    pub fn mean_seconds(&self) -> Option<u64> {
        self.seconds.checked_div(self.cases)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closings(seconds: &[u64]) -> Closings {
        let mut closings = Closings::default();
        seconds.iter().for_each(|seconds| closings.add(*seconds));
        closings
    }

    #[test]
    fn cases_are_counted_by_how_long_they_were_open() {
        let counted = closings(&[0, 900, 901, 3_600, 86_400, 86_401, 604_801]);
        assert_eq!(counted.within, [2, 2, 0, 1, 1, 0, 1]);
        assert_eq!((counted.cases, counted.mean_seconds()), (7, Some(783_004 / 7)));
        assert_eq!(Closings::default().mean_seconds(), None);
    }

    #[test]
    fn days_add_up() {
        let mut added = closings(&[1, 5_000]);
        added.merge(&closings(&[700_000]));
        assert_eq!(added, closings(&[1, 5_000, 700_000]));
    }
}
