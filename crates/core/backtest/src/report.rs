//! What came out of a backtest.

use std::collections::BTreeMap;

use fraud::policy::RuleState;
use fraud::{Assessment, Day, KeyId, Outcome, Policy, Timestamp, Verdict};
use serde::Serialize;

use crate::record::Record;

/// Payments by what they turned out to be, and their amounts in the policy's reference currency.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Tally {
    /// Known to be fraud.
    pub fraud: u64,
    /// Known to be good.
    pub legitimate: u64,
    /// Not known.
    pub unlabelled: u64,
    /// What the fraud amounts to.
    pub fraud_amount: f64,
    /// What the good ones amount to.
    pub legitimate_amount: f64,
    /// What the others amount to.
    pub unlabelled_amount: f64,
}

impl Tally {
    /// How many payments.
    pub fn count(&self) -> u64 {
        self.fraud + self.legitimate + self.unlabelled
    }

    /// The part of those with a label that was fraud.
    pub fn precision(&self) -> Option<f64> {
        let labelled = self.fraud + self.legitimate;
        (labelled > 0).then(|| self.fraud as f64 / labelled as f64)
    }
}

/// Payments by outcome.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct OutcomeCounts {
    /// Let pass.
    pub approve: Tally,
    /// Looked at by a person.
    pub review: Tally,
    /// Stopped.
    pub block: Tally,
}

impl OutcomeCounts {
    /// Those of one outcome.
    pub fn of(&self, outcome: Outcome) -> &Tally {
        match outcome {
            Outcome::Approve => &self.approve,
            Outcome::Review => &self.review,
            Outcome::Block => &self.block,
        }
    }

    pub(crate) fn add(&mut self, outcome: Outcome, verdict: Option<Verdict>, amount: f64) {
        match outcome {
            Outcome::Approve => self.approve.add(verdict, amount),
            Outcome::Review => self.review.add(verdict, amount),
            Outcome::Block => self.block.add(verdict, amount),
        }
    }
}

/// How many payments got each whole score, by what they turned out to be: from it follows what other thresholds
/// would do.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ScoreHistogram {
    /// Fraud by whole score, 0 to 99.
    pub fraud: Vec<u64>,
    /// Good payments by whole score.
    pub legitimate: Vec<u64>,
    /// Others by whole score.
    pub unlabelled: Vec<u64>,
}

impl Default for ScoreHistogram {
    fn default() -> ScoreHistogram {
        ScoreHistogram { fraud: vec![0; 100], legitimate: vec![0; 100], unlabelled: vec![0; 100] }
    }
}

impl ScoreHistogram {
    pub(crate) fn add(&mut self, score: f64, verdict: Option<Verdict>) {
        let bins = match verdict {
            Some(Verdict::Fraud) => &mut self.fraud,
            Some(Verdict::Legitimate) => &mut self.legitimate,
            None => &mut self.unlabelled,
        };
        // A float-to-integer cast saturates, and a score is below 100.
        if let Some(bin) = bins.get_mut(score as usize) {
            *bin += 1;
        }
    }
}

/// What one rule did.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RuleReport {
    /// The rule.
    pub code: String,
    /// Whether it counts.
    pub state: RuleState,
    /// What it weighs.
    pub points: Option<f64>,
    /// The payments that it hit.
    pub hits: Tally,
    /// Those that it hit and that were not simply approved.
    pub stopped: Tally,
    /// Those that nothing else hit.
    pub alone: Tally,
}

/// What one policy did.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Side {
    /// The policy.
    pub policy_version: String,
    /// Its hash.
    pub policy_hash: String,
    /// All payments by outcome.
    pub outcomes: OutcomeCounts,
    /// All payments by score.
    pub scores: ScoreHistogram,
    /// Its rules, in the order of the policy.
    pub rules: Vec<RuleReport>,
    /// The first and last time of a payment.
    pub span: Option<(Timestamp, Timestamp)>,
}

impl Side {
    pub(crate) fn new(policy: &Policy) -> Side {
        let rule = |rule: &fraud::policy::Rule| RuleReport {
            code: rule.code().to_owned(),
            state: rule.state(),
            points: rule.points(),
            hits: Tally::default(),
            stopped: Tally::default(),
            alone: Tally::default(),
        };
        Side {
            policy_version: policy.version().to_owned(),
            policy_hash: policy.hash().to_owned(),
            rules: policy.rules().iter().map(rule).collect(),
            ..Side::default()
        }
    }
}

/// One day by its outcomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct DayCounts {
    /// Payments.
    pub payments: u64,
    /// Reviewed.
    pub review: u64,
    /// Blocked.
    pub block: u64,
    /// Known to be fraud.
    pub fraud: u64,
    /// Fraud that was approved.
    pub fraud_missed: u64,
}

/// Payments that the two policies decide differently, in one way.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Change {
    /// What the old policy says.
    pub from: Outcome,
    /// What the new one says.
    pub to: Outcome,
    /// The payments.
    pub tally: Tally,
    /// The first few of them.
    pub examples: Vec<Example>,
}

/// One payment that is decided differently.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Example {
    /// Its id.
    pub key_id: KeyId,
    /// Its line for people: amount and merchant.
    pub payment: String,
    /// What it turned out to be.
    pub verdict: Option<Verdict>,
    /// Why the old policy says what it says.
    pub before: Vec<String>,
    /// Why the new policy says what it says.
    pub after: Vec<String>,
}

impl Example {
    pub(crate) fn new(record: &Record, before: &Assessment, after: &Assessment) -> Example {
        let codes = |assessment: &Assessment| assessment.hits.iter().map(|hit| hit.code.clone()).collect();
        Example {
            key_id: record.key_id,
            payment: format!("{} to {}", record.transaction.money, record.transaction.merchant),
            verdict: record.verdict,
            before: codes(before),
            after: codes(after),
        }
    }
}

/// The whole of it.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Report {
    /// The policy that was tested.
    pub candidate: Side,
    /// The one it was compared with.
    pub baseline: Option<Side>,
    /// What the new policy decides differently.
    pub changes: Vec<Change>,
    /// The new policy's days, by days since 1970-01-01.
    pub days: BTreeMap<i64, DayCounts>,
    /// In generated data: fraud by its pattern, how many there were and how many were not simply approved.
    pub patterns: BTreeMap<String, (u64, u64)>,
}

impl Report {
    pub(crate) fn observe(&mut self, day: i64, record: &Record, assessment: &Assessment) {
        let is_fraud = record.verdict == Some(Verdict::Fraud);
        let outcome = assessment.outcome;
        let counts = self.days.entry(day).or_default();
        counts.payments += 1;
        counts.review += u64::from(outcome == Outcome::Review);
        counts.block += u64::from(outcome == Outcome::Block);
        counts.fraud += u64::from(is_fraud);
        counts.fraud_missed += u64::from(is_fraud && outcome == Outcome::Approve);
        if let Some(pattern) = &record.pattern {
            if !self.patterns.contains_key(pattern) {
                self.patterns.insert(pattern.clone(), (0, 0));
            }
            if let Some((payments, stopped)) = self.patterns.get_mut(pattern) {
                *payments += 1;
                *stopped += u64::from(outcome != Outcome::Approve);
            }
        }
    }

    pub(crate) fn change(&mut self, from: Outcome, to: Outcome) -> &mut Change {
        let place = self.changes.iter().position(|change| (change.from, change.to) == (from, to));
        let place = place.unwrap_or_else(|| {
            self.changes.push(Change { from, to, tally: Tally::default(), examples: Vec::new() });
            self.changes.len() - 1
        });
        &mut self.changes[place]
    }
}

pub(crate) fn day_of(time: Timestamp) -> i64 {
    Day::of(time).number()
}
