//! What is counted of the archive's rows.

use std::collections::BTreeMap;

use aws_io::decision_archive::DecisionRow;
use fraud::{Day, Outcome, Verdict};

/// The upper ends of the bins of the time to a label, in days; the last bin has none.
pub(super) const DELAY_DAYS: [i64; 6] = [1, 3, 7, 14, 30, 60];

/// What is kept of a payment.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    day: Day,
    outcome: Option<Outcome>,
    amount_minor: i64,
    currency: String,
    country: Option<String>,
    hits: Vec<String>,
    label: Option<Verdict>,
    /// From the decision to the label.
    delay_ms: Option<i64>,
}

/// Payments by what was decided of them, and of those whose label is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Counts {
    /// All of them.
    pub(super) payments: u64,
    /// Sent to a person.
    pub(super) review: u64,
    /// Stopped.
    pub(super) block: u64,
    /// Fraud that was reviewed or blocked.
    pub(super) caught: u64,
    /// Fraud that was approved.
    pub(super) missed: u64,
    /// Good payments that were reviewed or blocked.
    pub(super) hurt: u64,
    /// Good payments, by their labels.
    pub(super) good: u64,
}

/// Money of one currency, in minor units.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Sums {
    pub(super) payments: u64,
    pub(super) decided: i128,
    pub(super) stopped: i128,
    pub(super) caught: i128,
    pub(super) missed: i128,
}

/// A rule or other evidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct RuleCounts {
    pub(super) hits: u64,
    pub(super) fraud: u64,
    pub(super) good: u64,
}

/// What a page shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Report {
    pub(super) first: Day,
    pub(super) last: Day,
    pub(super) all: Counts,
    /// Every day, those without payments too.
    pub(super) days: BTreeMap<Day, Counts>,
    pub(super) money: BTreeMap<String, Sums>,
    pub(super) rules: BTreeMap<String, RuleCounts>,
    pub(super) countries: BTreeMap<String, Counts>,
    pub(super) delays: [u64; DELAY_DAYS.len() + 1],
}

impl Payment {
    pub(super) fn of(row: DecisionRow) -> Payment {
        let delay = row.decided_at_ms.zip(row.label.label_time_ms);
        Payment {
            day: Day::of(row.received_at_ms),
            outcome: row.outcome,
            amount_minor: row.amount_minor,
            currency: row.currency,
            country: row.country,
            hits: row.hits.into_iter().map(|hit| hit.code).collect(),
            label: row.label.label,
            delay_ms: delay.map(|(decided, labelled)| labelled.millis_since(decided)),
        }
    }
}

impl Counts {
    fn add(&mut self, outcome: Outcome, label: Option<Verdict>) {
        let is_held = outcome != Outcome::Approve;
        self.payments += 1;
        self.review += u64::from(outcome == Outcome::Review);
        self.block += u64::from(outcome == Outcome::Block);
        match label {
            Some(Verdict::Fraud) if is_held => self.caught += 1,
            Some(Verdict::Fraud) => self.missed += 1,
            Some(Verdict::Legitimate) => {
                self.good += 1;
                self.hurt += u64::from(is_held);
            }
            None => {}
        }
    }

    /// Fraud, by its labels.
    pub(super) fn fraud(&self) -> u64 {
        self.caught + self.missed
    }
}

impl Sums {
    fn add(&mut self, amount_minor: i64, outcome: Outcome, label: Option<Verdict>) {
        let amount = i128::from(amount_minor);
        self.payments += 1;
        self.decided += amount;
        if outcome == Outcome::Block {
            self.stopped += amount;
        }
        match label {
            Some(Verdict::Fraud) if outcome == Outcome::Approve => self.missed += amount,
            Some(Verdict::Fraud) => self.caught += amount,
            _ => {}
        }
    }
}

impl RuleCounts {
    /// The part of labelled payments that it hits and that are fraud.
    pub(super) fn precision(&self) -> Option<f64> {
        let labelled = self.fraud + self.good;
        (labelled > 0).then(|| self.fraud as f64 / labelled as f64)
    }
}

impl Report {
    pub(super) fn of(first: Day, last: Day, payments: impl Iterator<Item = Payment>) -> Report {
        let mut report = Report {
            first,
            last,
            all: Counts::default(),
            days: BTreeMap::new(),
            money: BTreeMap::new(),
            rules: BTreeMap::new(),
            countries: BTreeMap::new(),
            delays: Default::default(),
        };
        for payment in payments {
            report.add(payment);
        }
        // From the first payment to the last one: a line through nothing says nothing.
        if let (Some((from, _)), Some((to, _))) =
            (report.days.first_key_value(), report.days.last_key_value())
        {
            for number in from.number()..=to.number() {
                report.days.entry(Day::from_number(number)).or_default();
            }
        }
        report
    }

    fn add(&mut self, payment: Payment) {
        let Payment { day, outcome, amount_minor, currency, country, hits, label, delay_ms } = payment;
        // What was imported is decided by nobody here.
        let Some(outcome) = outcome else { return };
        self.all.add(outcome, label);
        self.days.entry(day).or_default().add(outcome, label);
        self.money.entry(currency).or_default().add(amount_minor, outcome, label);
        self.countries
            .entry(country.unwrap_or_else(|| "unknown".to_owned()))
            .or_default()
            .add(outcome, label);
        for code in hits {
            let rule = self.rules.entry(code).or_default();
            rule.hits += 1;
            rule.fraud += u64::from(label == Some(Verdict::Fraud));
            rule.good += u64::from(label == Some(Verdict::Legitimate));
        }
        if let (Some(_), Some(delay)) = (label, delay_ms) {
            let bin = DELAY_DAYS.iter().position(|days| delay < days * Day::MILLIS);
            self.delays[bin.unwrap_or(DELAY_DAYS.len())] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payment(day: i64, outcome: &str, label: Option<Verdict>, delay_days: i64) -> Payment {
        Payment {
            day: Day::from_number(day),
            outcome: outcome.parse().ok(),
            amount_minor: 1_000,
            currency: "EUR".to_owned(),
            country: (day > 1).then(|| "FR".to_owned()),
            hits: if outcome == "approve" { Vec::new() } else { vec!["NEW_DEVICE".to_owned()] },
            label,
            delay_ms: label.map(|_| delay_days * Day::MILLIS),
        }
    }

    fn report(payments: Vec<Payment>) -> Report {
        Report::of(Day::from_number(0), Day::from_number(9), payments.into_iter())
    }

    #[test]
    fn fraud_is_caught_where_it_is_held_and_missed_where_it_is_approved() {
        let (fraud, good) = (Some(Verdict::Fraud), Some(Verdict::Legitimate));
        let report = report(vec![
            payment(1, "approve", None, 0),
            payment(1, "approve", fraud, 40),
            payment(3, "review", fraud, 0),
            payment(3, "block", good, 2),
            payment(3, "approve", good, 90),
            payment(4, "block", fraud, 7),
        ]);
        let all = Counts { payments: 6, review: 1, block: 2, caught: 2, missed: 1, hurt: 1, good: 2 };
        assert_eq!(report.all, all);
        let sums = Sums { payments: 6, decided: 6_000, stopped: 2_000, caught: 2_000, missed: 1_000 };
        assert_eq!(report.money, BTreeMap::from([("EUR".to_owned(), sums)]));
        let rule = RuleCounts { hits: 3, fraud: 2, good: 1 };
        assert_eq!(report.rules, BTreeMap::from([("NEW_DEVICE".to_owned(), rule)]));
        assert_eq!(rule.precision(), Some(2.0 / 3.0));
        assert_eq!(report.delays, [1, 1, 0, 1, 0, 1, 1]);
        let countries: Vec<_> =
            report.countries.iter().map(|(name, counts)| (name.as_str(), counts.payments)).collect();
        assert_eq!(countries, [("FR", 4), ("unknown", 2)]);
        let days: Vec<_> = report.days.iter().map(|(day, counts)| (day.number(), counts.payments)).collect();
        assert_eq!(days, [(1, 2), (2, 0), (3, 3), (4, 1)]);
    }

    #[test]
    fn what_nobody_here_decided_is_left_out() {
        let report = report(vec![payment(1, "", Some(Verdict::Fraud), 1)]);
        assert_eq!((report.all, report.days.len()), (Counts::default(), 0));
    }
}
