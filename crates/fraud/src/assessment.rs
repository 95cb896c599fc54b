//! The assessment of a transaction: its risk score, what follows from it, and why.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Policy, Transaction};

/// What is done with a payment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Let it pass.
    Approve,
    /// Have a person look at it.
    Review,
    /// Stop it.
    Block,
}

impl Outcome {
    /// `approve`, `review` or `block`.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Approve => "approve",
            Outcome::Review => "review",
            Outcome::Block => "block",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// The text is no outcome.
#[derive(Debug, thiserror::Error)]
#[error("must be approve, review or block")]
pub struct NotAnOutcome;

impl std::str::FromStr for Outcome {
    type Err = NotAnOutcome;

    fn from_str(text: &str) -> Result<Self, NotAnOutcome> {
        [Outcome::Approve, Outcome::Review, Outcome::Block]
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
            .ok_or(NotAnOutcome)
    }
}

/// A risk from 0 (nothing speaks against it) to 100.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RiskScore(f64);

impl RiskScore {
    /// The score as a number from 0 to 100.
    pub fn as_f64(self) -> f64 {
        self.0
    }

    /// For people: whole points, rounded down, so that 100 is never shown for less.
    pub fn whole_points(self) -> u8 {
        // In range by construction, and a float-to-integer cast saturates.
        self.0 as u8
    }
}

/// One piece of evidence that counted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Hit {
    /// The reason code, stable over versions.
    pub code: String,
    /// What was seen, in a sentence.
    pub text: String,
    /// Its share of the score; all shares add up to the score.
    pub contribution: f64,
}

/// A decision with its reasons and with the version of what made it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Assessment {
    /// The risk score.
    pub risk_score: RiskScore,
    /// What follows from the score.
    pub outcome: Outcome,
    /// The evidence, heaviest first.
    pub hits: Vec<Hit>,
    /// The version of the policy that decided.
    pub policy_version: String,
}

/// Assesses a transaction by a policy: 100·(1 − Π(1 − pᵢ)) over the rules that hit, where pᵢ is a rule's
/// points as a fraction. Pieces of evidence are treated as independent chances of fraud ("noisy or"), so each
/// one raises the score and none can be bought off by another.
pub fn assess(transaction: &Transaction, policy: &Policy) -> Assessment {
    let mut evidence: Vec<_> = policy
        .rules()
        .iter()
        .filter_map(|rule| Some((rule.code.as_str(), rule.evidence(transaction)?, weight(rule.points))))
        .collect();
    // Also the order in which the weights are added, so that the sum does not depend on the file's order.
    evidence.sort_by(|(code, _, weight), (other_code, _, other_weight)| {
        other_weight.total_cmp(weight).then_with(|| code.cmp(other_code))
    });
    let total: f64 = evidence.iter().map(|(_, _, weight)| weight).sum();
    let risk_score = RiskScore(-100.0 * (-total).exp_m1());
    let hits = evidence
        .into_iter()
        .map(|(code, text, weight)| Hit {
            code: code.to_owned(),
            text,
            contribution: risk_score.0 * weight / total,
        })
        .collect();
    Assessment {
        risk_score,
        outcome: policy.outcome(risk_score),
        hits,
        policy_version: policy.version().to_owned(),
    }
}

/// The weight of evidence, −ln(1 − p): weights add up where chances multiply.
fn weight(points: f64) -> f64 {
    -(-points / 100.0).ln_1p()
}

#[cfg(test)]
mod tests;
