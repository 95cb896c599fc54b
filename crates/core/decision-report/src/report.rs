//! Days of tallies.

use std::collections::BTreeMap;

use fraud::Day;
use serde::{Deserialize, Serialize};

use crate::closings::Closings;
use crate::tally::{Counts, Tally};

/// What was counted of a day's payments, to be kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DayTally {
    /// The day on which they were received.
    pub day: Day,
    /// The day until which labels were known.
    pub labels_until: Day,
    /// What was counted.
    pub tally: Tally,
    /// Cases that were closed on the day, by queue, whenever their payments were received.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub closings: BTreeMap<String, Closings>,
}

/// A range of days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// The first day that was asked for.
    pub first: Day,
    /// The last one.
    pub last: Day,
    /// All payments.
    pub all: Tally,
    /// Day by day.
    pub days: BTreeMap<Day, Counts>,
}

impl Report {
    /// A report that has counted nothing yet.
    pub fn new(first: Day, last: Day) -> Report {
        Report { first, last, all: Tally::default(), days: BTreeMap::new() }
    }

    /// Adds what was counted of a day.
    pub fn add_day(&mut self, day: Day, tally: &Tally) {
        self.all.merge(tally);
        self.days.entry(day).or_default().merge(&tally.counts);
    }

    /// Has every day from the first payment to the last one, those without payments too: a line through nothing says nothing.
    #[must_use]
    pub fn without_gaps(mut self) -> Report {
        let ends = self.days.first_key_value().zip(self.days.last_key_value());
        let Some((from, to)) = ends.map(|((from, _), (to, _))| (from.number(), to.number())) else {
            return self;
        };
        for number in from..=to {
            self.days.entry(Day::from_number(number)).or_default();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use fraud::{Outcome, Verdict};
    use proptest::prelude::*;

    use super::*;
    use crate::tally::{Decided, RuleCounts, Sums};

    fn decided(day: i64, outcome: &str, label: Option<Verdict>, delay_days: i64) -> (Day, Decided<'static>) {
        let payment = Decided {
            outcome: outcome.parse().unwrap_or(Outcome::Approve),
            amount_minor: 1_000,
            currency: "EUR",
            country: (day > 1).then_some("FR"),
            hits: if outcome == "approve" { Vec::new() } else { vec!["NEW_DEVICE"] },
            label,
            delay_ms: label.map(|_| delay_days * Day::MILLIS),
        };
        (Day::from_number(day), payment)
    }

    fn tallies(payments: &[(Day, Decided<'_>)]) -> BTreeMap<Day, Tally> {
        let mut tallies: BTreeMap<Day, Tally> = BTreeMap::new();
        payments.iter().for_each(|(day, payment)| tallies.entry(*day).or_default().add(payment));
        tallies
    }

    fn report(payments: &[(Day, Decided<'_>)]) -> Report {
        let mut report = Report::new(Day::from_number(0), Day::from_number(9));
        for (day, tally) in tallies(payments) {
            report.add_day(day, &tally);
        }
        report.without_gaps()
    }

    #[test]
    fn fraud_is_caught_where_it_is_held_and_missed_where_it_is_approved() {
        let (fraud, good) = (Some(Verdict::Fraud), Some(Verdict::Legitimate));
        let report = report(&[
            decided(1, "approve", None, 0),
            decided(1, "approve", fraud, 40),
            decided(3, "review", fraud, 0),
            decided(3, "block", good, 2),
            decided(3, "approve", good, 90),
            decided(4, "block", fraud, 7),
        ]);
        let all = Counts { payments: 6, review: 1, block: 2, caught: 2, missed: 1, hurt: 1, good: 2 };
        assert_eq!(report.all.counts, all);
        let sums = Sums { payments: 6, decided: 6_000, stopped: 2_000, caught: 2_000, missed: 1_000 };
        assert_eq!(report.all.money, BTreeMap::from([("EUR".to_owned(), sums)]));
        let rule = RuleCounts { hits: 3, fraud: 2, good: 1 };
        assert_eq!(report.all.rules, BTreeMap::from([("NEW_DEVICE".to_owned(), rule)]));
        assert_eq!(rule.precision(), Some(2.0 / 3.0));
        assert_eq!(report.all.delays, [1, 1, 0, 1, 0, 1, 1]);
        let countries = report.all.countries.iter();
        let countries: Vec<_> = countries.map(|(name, counts)| (name.as_str(), counts.payments)).collect();
        assert_eq!(countries, [("FR", 4), ("unknown", 2)]);
        let days: Vec<_> = report.days.iter().map(|(day, counts)| (day.number(), counts.payments)).collect();
        assert_eq!(days, [(1, 2), (2, 0), (3, 3), (4, 1)]);
    }

    fn payment() -> impl Strategy<Value = (Day, Decided<'static>)> {
        let label = prop_oneof![Just(None), Just(Some(Verdict::Fraud)), Just(Some(Verdict::Legitimate))];
        let outcome = prop_oneof![Just("approve"), Just("review"), Just("block")];
        (0_i64..5, outcome, label, 0_i64..80)
            .prop_map(|(day, outcome, label, delay)| decided(day, outcome, label, delay))
    }

    proptest! {
        /// However payments are parted into tallies, and though these are kept meanwhile, they add up to the same.
        #[test]
        fn tallies_add_up(payments in prop::collection::vec(payment(), 0..40), parted in 0_usize..40) {
            let (one, other) = payments.split_at(parted.min(payments.len()));
            let mut added = Report::new(Day::from_number(0), Day::from_number(9));
            for part in [one, other] {
                for (day, tally) in tallies(part) {
                    let kept = DayTally { day, labels_until: day, tally, closings: BTreeMap::new() };
                    let text = serde_json::to_string(&kept).expect("plain data is JSON");
                    let kept: DayTally = serde_json::from_str(&text).expect("it was written just now");
                    added.add_day(kept.day, &kept.tally);
                }
            }
            prop_assert_eq!(added.without_gaps(), report(&payments));
        }
    }
}
