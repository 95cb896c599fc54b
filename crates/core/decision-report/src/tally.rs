//! What is counted of payments.

use std::collections::BTreeMap;

use fraud::{Day, Outcome, Verdict};
use serde::{Deserialize, Serialize};

/// The upper ends of the bins of the time to a label, in days; the last bin has none.
pub const DELAY_DAYS: [i64; 6] = [1, 3, 7, 14, 30, 60];
/// What a payment without a country is counted under.
const UNKNOWN: &str = "unknown";

/// A payment that was decided, as far as it is counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided<'a> {
    /// What was decided.
    pub outcome: Outcome,
    /// The amount in minor units.
    pub amount_minor: i64,
    /// Its currency.
    pub currency: &'a str,
    /// The country it was made in.
    pub country: Option<&'a str>,
    /// The codes of the evidence.
    pub hits: Vec<&'a str>,
    /// What is known of it.
    pub label: Option<Verdict>,
    /// From the decision to the label.
    pub delay_ms: Option<i64>,
}

/// Payments by what was decided of them, and of those whose label is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    /// All of them.
    pub payments: u64,
    /// Sent to a person.
    pub review: u64,
    /// Stopped.
    pub block: u64,
    /// Fraud that was reviewed or blocked.
    pub caught: u64,
    /// Fraud that was approved.
    pub missed: u64,
    /// Good payments that were reviewed or blocked.
    pub hurt: u64,
    /// Good payments, by their labels.
    pub good: u64,
}

/// Money of one currency, in minor units.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Sums {
    /// How many payments.
    pub payments: u64,
    /// What they come to.
    pub decided: i128,
    /// Of those that were blocked.
    pub stopped: i128,
    /// Of fraud that was reviewed or blocked.
    pub caught: i128,
    /// Of fraud that was approved.
    pub missed: i128,
}

/// A rule or other evidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RuleCounts {
    /// Payments that it hit.
    pub hits: u64,
    /// Those that turned out to be fraud.
    pub fraud: u64,
    /// Those that turned out to be good.
    pub good: u64,
}

/// All that is counted of some payments.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// By outcome and label.
    pub counts: Counts,
    /// By currency.
    pub money: BTreeMap<String, Sums>,
    /// By rule.
    pub rules: BTreeMap<String, RuleCounts>,
    /// By country.
    pub countries: BTreeMap<String, Counts>,
    /// Labels by how long after the decision they came; the bins are those of [`DELAY_DAYS`].
    pub delays: [u64; DELAY_DAYS.len() + 1],
}

impl Counts {
    pub(crate) fn add(&mut self, outcome: Outcome, label: Option<Verdict>) {
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

    pub(crate) fn merge(&mut self, other: &Counts) {
        let Counts { payments, review, block, caught, missed, hurt, good } = other;
        self.payments += payments;
        self.review += review;
        self.block += block;
        self.caught += caught;
        self.missed += missed;
        self.hurt += hurt;
        self.good += good;
    }

    /// Fraud, by its labels.
    pub fn fraud(&self) -> u64 {
        self.caught + self.missed
    }
}

impl Sums {
    fn add(&mut self, payment: &Decided<'_>) {
        let amount = i128::from(payment.amount_minor);
        self.payments += 1;
        self.decided += amount;
        if payment.outcome == Outcome::Block {
            self.stopped += amount;
        }
        match payment.label {
            Some(Verdict::Fraud) if payment.outcome == Outcome::Approve => self.missed += amount,
            Some(Verdict::Fraud) => self.caught += amount,
            _ => {}
        }
    }

    fn merge(&mut self, other: &Sums) {
        let Sums { payments, decided, stopped, caught, missed } = other;
        self.payments += payments;
        self.decided += decided;
        self.stopped += stopped;
        self.caught += caught;
        self.missed += missed;
    }
}

impl RuleCounts {
    /// The part of labelled payments that it hits and that are fraud.
    pub fn precision(&self) -> Option<f64> {
        let labelled = self.fraud + self.good;
        (labelled > 0).then(|| self.fraud as f64 / labelled as f64)
    }

    fn add(&mut self, label: Option<Verdict>) {
        self.hits += 1;
        self.fraud += u64::from(label == Some(Verdict::Fraud));
        self.good += u64::from(label == Some(Verdict::Legitimate));
    }

    fn merge(&mut self, other: &RuleCounts) {
        let RuleCounts { hits, fraud, good } = other;
        self.hits += hits;
        self.fraud += fraud;
        self.good += good;
    }
}

impl Tally {
    /// Counts a payment.
    pub fn add(&mut self, payment: &Decided<'_>) {
        let (outcome, label) = (payment.outcome, payment.label);
        self.counts.add(outcome, label);
        of_name(&mut self.money, payment.currency).add(payment);
        of_name(&mut self.countries, payment.country.unwrap_or(UNKNOWN)).add(outcome, label);
        for code in &payment.hits {
            of_name(&mut self.rules, code).add(label);
        }
        if let (Some(_), Some(delay)) = (label, payment.delay_ms) {
            let bin = DELAY_DAYS.iter().position(|days| delay < days * Day::MILLIS);
            self.delays[bin.unwrap_or(DELAY_DAYS.len())] += 1;
        }
    }

    /// Adds what was counted of other payments.
    pub fn merge(&mut self, other: &Tally) {
        self.counts.merge(&other.counts);
        for (currency, sums) in &other.money {
            of_name(&mut self.money, currency).merge(sums);
        }
        for (code, counts) in &other.rules {
            of_name(&mut self.rules, code).merge(counts);
        }
        for (country, counts) in &other.countries {
            of_name(&mut self.countries, country).merge(counts);
        }
        for (bin, count) in self.delays.iter_mut().zip(other.delays) {
            *bin += count;
        }
    }
}

/// What is counted under a name.
fn of_name<'m, Counted: Default>(counted: &'m mut BTreeMap<String, Counted>, name: &str) -> &'m mut Counted {
    counted.entry(name.to_owned()).or_default()
}
