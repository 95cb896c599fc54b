//! The assessment of a transaction: its risk score, what follows from it, and why.

mod outcome;
mod replay;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::features::rolling::RollingHistory;
use crate::features::{FeatureValue, FeatureValues};
use crate::history::{Entity, History, Present};
use crate::language::Subject;
use crate::policy::RuleState;
use crate::signals::{Evidence, Signals};
use crate::{KeyId, ModelOpinion, Policy, Screened, Timestamp, Transaction};

pub use outcome::{NotAnOutcome, Outcome};
pub use replay::{ReplayError, Replayed, replay};

/// A risk from 0 (nothing speaks against it) to just below 100.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RiskScore(f64);

/// The largest number below 100.
const SCORE_MAX: f64 = 99.999_999_999_999_99;

impl RiskScore {
    /// The score of evidence that weighs this much in all: 100·(1 − e^−weight).
    fn of_weight(weight: f64) -> RiskScore {
        RiskScore((-100.0 * libm::expm1(-weight)).clamp(0.0, SCORE_MAX))
    }

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

/// A rule in shadow that hit.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ShadowHit {
    /// The reason code.
    pub code: String,
    /// What was seen, in a sentence.
    pub text: String,
}

/// A decision with its reasons and with the versions of what made it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Assessment {
    /// The risk score.
    pub risk_score: RiskScore,
    /// What the evidence weighs in all, without a limit: it tells two apart whose scores are both all but 100.
    #[serde(default)]
    pub evidence_weight: f64,
    /// What follows from the score, or what a rule forced.
    pub outcome: Outcome,
    /// The rule or other evidence that forced the outcome, if the score would have led to another.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub forced_by: Option<String>,
    /// The evidence, heaviest first.
    pub hits: Vec<Hit>,
    /// Rules in shadow that hit, by code.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub shadow_hits: Vec<ShadowHit>,
    /// The version of the policy that decided.
    pub policy_version: String,
    /// What it was decided on, to decide it again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub basis: Option<Basis>,
}

/// What a decision was made on, beyond the transaction and the policy.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Basis {
    /// When it was made.
    pub assessed_at: Timestamp,
    /// What the policy is known by beyond its version.
    pub policy_hash: String,
    /// The history features that the policy reads, by name; null for what could not be known.
    pub features: FeatureValues,
    /// What others found out.
    #[serde(skip_serializing_if = "Signals::is_empty", default)]
    pub signals: Signals,
    /// Evidence that is no rule's.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub evidence: Vec<Evidence>,
    /// What screening its parties came to; nothing if they were not screened.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub screened: Option<Box<Screened>>,
    /// What a trained model says; nothing if there is none. What follows from it is among the evidence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<ModelOpinion>,
    /// Whose history the policy asks for and was not there, as it could not be read in time.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub missing_history: Vec<Entity>,
    /// Rules that were in shadow because their hit rates had left their bands.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub demoted_rules: Vec<String>,
}

/// All that is known about a transaction when it is decided.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// Its id, by which it is told from its own history.
    pub key_id: Option<KeyId>,
    /// The transaction.
    pub transaction: &'a Transaction,
    /// What was gathered of its history.
    pub history: History,
    /// What others found out.
    pub signals: Signals,
    /// Evidence that is no rule's.
    pub evidence: Vec<Evidence>,
    /// What screening its parties came to; what follows from it is among the evidence.
    pub screened: Option<Box<Screened>>,
    /// What a trained model says; what follows from it is among the evidence.
    pub model: Option<ModelOpinion>,
    /// The time of the decision.
    pub now: Timestamp,
}

impl<'a> Case<'a> {
    /// A transaction of which nothing else is known.
    pub fn new(transaction: &'a Transaction, now: Timestamp) -> Case<'a> {
        Case {
            key_id: None,
            transaction,
            history: History::new(),
            signals: Signals::default(),
            evidence: Vec::new(),
            screened: None,
            model: None,
            now,
        }
    }

    fn present(&self) -> Present<'a> {
        Present { key_id: self.key_id, transaction: self.transaction, now: self.now }
    }
}

/// Assesses a transaction by itself, as if nobody had any history.
pub fn assess(transaction: &Transaction, policy: &Policy) -> Assessment {
    policy.assess(&Case::new(transaction, transaction.event_time))
}

impl Policy {
    /// Assesses a transaction: 100·(1 − Π(1 − pᵢ)) over the evidence, where pᵢ is a rule's points as a fraction.
    /// Pieces of evidence are treated as independent chances of fraud ("noisy or"), so each one raises the score
    /// and none can be bought off by another.
    ///
    /// A rule may force an outcome. Forced outcomes only ever make the one of the score stricter, but for
    /// `approve`: it overrules the score, unless another rule forces something stricter.
    pub fn assess(&self, case: &Case<'_>) -> Assessment {
        let features = self.program().features(&case.present(), &case.history);
        let missing = self.requirements().iter().map(|(entity, _)| entity);
        let missing = missing
            .filter(|entity| case.history.of(*entity).is_none() && entity.key_of(case.transaction).is_some());
        self.decide(case, &features, missing.collect())
    }

    /// Assesses a transaction by a history that is kept from one to the next; the case's own is not looked at.
    pub fn assess_rolling(&self, case: &Case<'_>, history: &RollingHistory) -> Assessment {
        let features = self.program().features_rolling(&case.present(), history);
        self.decide(case, &features, Vec::new())
    }

    /// The decision, once all features are known.
    fn decide(
        &self,
        case: &Case<'_>,
        features: &[Option<FeatureValue>],
        missing_history: Vec<Entity>,
    ) -> Assessment {
        let subject = Subject { transaction: case.transaction, outcome: None, verdict: None };
        let scope = self.program().scope(subject, features, &case.signals);
        let mut found = Found::default();
        for rule in self.rules() {
            if rule.state() == RuleState::Off || !rule.hits(&scope) {
                continue;
            }
            let (code, text) = (rule.code().to_owned(), rule.reason(&scope));
            if rule.state() == RuleState::Shadow {
                found.shadow_hits.push(ShadowHit { code, text });
                continue;
            }
            found.forced.extend(rule.forced_outcome().map(|outcome| (outcome, rule.code())));
            found.weighed.push((weight(rule.points().unwrap_or(0.0)), code, text));
        }
        for Evidence { code, text, points, outcome, .. } in &case.evidence {
            found.forced.extend(outcome.map(|outcome| (outcome, code.as_str())));
            found.weighed.push((weight(*points), code.clone(), text.clone()));
        }
        let basis = Basis {
            assessed_at: case.now,
            policy_hash: self.hash().to_owned(),
            features: FeatureValues::new(self.program().feature_names(), features),
            signals: case.signals.clone(),
            evidence: case.evidence.clone(),
            screened: case.screened.clone(),
            model: case.model.clone(),
            missing_history,
            demoted_rules: self.demoted().to_vec(),
        };
        self.conclude(found, basis)
    }

    fn conclude(&self, found: Found<'_>, basis: Basis) -> Assessment {
        let Found { mut weighed, mut shadow_hits, forced } = found;
        // Also the order in which the weights are added, so that the sum does not depend on the file's order. A
        // further positive term never lowers a rounded sum, so more evidence never lowers the score.
        weighed.sort_by(|(weight, code, text), (other_weight, other_code, other_text)| {
            other_weight.total_cmp(weight).then_with(|| (code, text).cmp(&(other_code, other_text)))
        });
        shadow_hits.sort_by(|one, other| one.code.cmp(&other.code));
        // From zero on: the sum of nothing would be −0.
        let evidence_weight = weighed.iter().fold(0.0, |sum, (weight, ..)| sum + weight);
        let risk_score = RiskScore::of_weight(evidence_weight);
        let share = |weight: f64| if weight > 0.0 { risk_score.0 * weight / evidence_weight } else { 0.0 };
        let hits = weighed
            .into_iter()
            .map(|(weight, code, text)| Hit { code, text, contribution: share(weight) })
            .collect();
        let scored = self.outcome(risk_score);
        let strictest = forced.into_iter().max();
        let (outcome, forced_by) = match strictest {
            Some((outcome, code))
                if outcome > scored || (outcome == Outcome::Approve && scored > outcome) =>
            {
                (outcome, Some(code.to_owned()))
            }
            _ => (scored, None),
        };
        Assessment {
            risk_score,
            evidence_weight,
            outcome,
            forced_by,
            hits,
            shadow_hits,
            policy_version: self.version().to_owned(),
            basis: Some(basis),
        }
    }
}

/// What rules and others found.
#[derive(Default)]
struct Found<'found> {
    weighed: Vec<(f64, String, String)>,
    shadow_hits: Vec<ShadowHit>,
    forced: Vec<(Outcome, &'found str)>,
}

/// The weight of evidence, −ln(1 − p): weights add up where chances multiply. It is computed without the
/// platform's own functions, so that every machine gets the same bits.
fn weight(points: f64) -> f64 {
    // Nothing outside of these is evidence: not a number is neither.
    let points = if points > 0.0 { points.min(99.9) } else { 0.0 };
    -libm::log1p(-points / 100.0)
}
