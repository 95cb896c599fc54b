//! The handbook's protocol: train on so many days, leave out the days whose labels are not known yet, test on a week, and
//! leave out of each test day the cards that are known to be compromised by then.

use std::collections::HashSet;

use fraud::{Day, Timestamp, Verdict};
use model::{Rows, Sample};

const DELAY_DAYS: i64 = 7;
const TEST_DAYS: i64 = 7;

/// One division of the rows by time.
#[derive(Clone, Copy)]
pub(crate) struct Fold {
    pub(crate) start: Timestamp,
    pub(crate) train_days: i64,
}

impl Fold {
    pub(crate) fn train<'a>(&self, rows: &'a Rows) -> Sample<'a> {
        rows.all().received_in(self.start..self.day(self.train_days))
    }

    /// The first day of its training.
    pub(crate) fn name(&self) -> String {
        self.start.to_string().chars().take(10).collect()
    }

    /// The day after the last one that is looked at.
    pub(crate) fn end(&self) -> Timestamp {
        self.day(self.train_days + DELAY_DAYS + TEST_DAYS)
    }

    pub(crate) fn test<'a>(&self, rows: &'a Rows) -> Sample<'a> {
        let compromised = |sample: &Sample<'_>| -> HashSet<u64> {
            sample.only(|fact| fact.verdict == Some(Verdict::Fraud)).facts().map(|fact| fact.card).collect()
        };
        let mut known = compromised(&self.train(rows));
        let mut allowed = HashSet::new();
        for day in 0..TEST_DAYS {
            // The delay lets one more day's labels in with every test day.
            let learned = self.train_days + day - 1;
            known.extend(compromised(&rows.all().received_in(self.day(learned)..self.day(learned + 1))));
            let tested = self.train_days + DELAY_DAYS + day;
            let of_day = rows.all().received_in(self.day(tested)..self.day(tested + 1));
            allowed.extend(of_day.without_cards(&known).places().iter().copied());
        }
        rows.all().at(|place| allowed.contains(&place))
    }

    fn day(&self, number: i64) -> Timestamp {
        self.start.plus_millis(number * Day::MILLIS)
    }
}
