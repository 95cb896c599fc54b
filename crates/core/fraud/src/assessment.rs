//! The assessment of a transaction: its risk score, what follows from it, and why.

mod outcome;
mod replay;
mod score;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::features::rolling::RollingHistory;
use crate::features::{FeatureValue, FeatureValues};
use crate::history::{Entity, History, HistoryStatus, Present, Reach, Shortfall};
use crate::language::Subject;
use crate::policy::RuleState;
use crate::signals::{Evidence, Signals};
use crate::{KeyId, ModelOpinion, Policy, Screened, Timestamp, Transaction};

pub use outcome::{NotAnOutcome, Outcome};
pub use replay::{ReplayError, Replayed, decide_by, replay};
use score::Points;
pub use score::RiskScore;

/// One piece of evidence that counted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Hit {
    /// The reason code, stable over versions.
    pub code: String,
    /// What was seen, in a sentence.
    pub text: String,
    /// Its share of the score, in millionths of a point; all shares add up to the score.
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

impl Assessment {
    /// How much of the history that its policy asks for the decision had, as far as it says so.
    pub fn history_status(&self) -> HistoryStatus {
        match &self.basis {
            None => HistoryStatus::Unavailable,
            // As decisions were stored that named the missing entities alone.
            Some(basis) if basis.history.is_complete() && !basis.missing_history.is_empty() => {
                HistoryStatus::Partial
            }
            Some(basis) => basis.history,
        }
    }
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
    /// Evidence that belongs to no rule.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub evidence: Vec<Evidence>,
    /// What screening its parties came to; nothing if they were not screened.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub screened: Option<Box<Screened>>,
    /// What a trained model says; nothing if there is none. What follows from it is among the evidence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<ModelOpinion>,
    /// How much of the history that the policy asks for was there.
    #[serde(skip_serializing_if = "HistoryStatus::is_complete", default)]
    pub history: HistoryStatus,
    /// Whose history the policy asks for and was not there, as it could not be read in time.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub missing_history: Vec<Entity>,
    /// Who had more payments than are read, or more at a time than can be written and read: their history is the newest of
    /// it, or missing.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub crowded_history: Vec<Entity>,
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
    /// Evidence that belongs to no rule.
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
        let present = case.present();
        let features = self.program().features(&present, &case.history);
        let (mut missing, mut crowded) = (Vec::new(), Vec::new());
        for (entity, depth) in self.requirements().iter() {
            if self.requirements().key_of(entity, case.transaction).is_none() {
                continue;
            }
            if case.history.of(entity).is_none() {
                missing.push(entity);
            }
            if case.history.is_crowded(entity, &present, depth) {
                crowded.push(entity);
            }
        }
        self.decide(case, &features, Shortfall { missing, crowded })
    }

    /// Assesses a transaction by a history that is kept from one to the next; the case's own is not looked at.
    pub fn assess_rolling(&self, case: &Case<'_>, history: &RollingHistory) -> Assessment {
        let features = self.program().features_rolling(&case.present(), history);
        let crowded = self.requirements().iter().map(|(entity, _)| entity);
        let crowded = crowded.filter(|entity| history.is_crowded(*entity, &case.present())).collect();
        self.decide(case, &features, Shortfall { missing: Vec::new(), crowded })
    }

    /// The decision, once all features are known.
    fn decide(&self, case: &Case<'_>, features: &[Option<FeatureValue>], short: Shortfall) -> Assessment {
        let reach = Reach::new(self.requirements(), case.transaction, &short);
        let subject = Subject { reach: Some(reach), ..Subject::of(case.transaction) };
        let scope = self.program().scope(subject, features, &case.signals);
        let mut found = Found::default();
        // The first-match groups of which a live rule has hit: none of their other rules counts.
        let mut matched: Vec<&str> = Vec::new();
        for rule in self.rules() {
            let is_past = rule.group().is_some_and(|group| matched.contains(&group));
            if rule.state() == RuleState::Off || is_past || !rule.hits(&scope) {
                continue;
            }
            let (code, text) = (rule.code().to_owned(), rule.reason(&scope));
            if rule.state() == RuleState::Shadow {
                found.shadow_hits.push(ShadowHit { code, text });
                continue;
            }
            matched.extend(rule.group());
            found.forced.extend(rule.forced_outcome().map(|outcome| (outcome, rule.code())));
            found.weighed.push((Points::new(rule.points().unwrap_or(0.0)), code, text));
        }
        for Evidence { code, text, points, outcome, .. } in &case.evidence {
            found.forced.extend(outcome.map(|outcome| (outcome, code.as_str())));
            found.weighed.push((Points::new(*points), code.clone(), text.clone()));
        }
        let basis = Basis {
            assessed_at: case.now,
            policy_hash: self.hash().to_owned(),
            features: FeatureValues::new(self.program().feature_names(), features),
            signals: case.signals.clone(),
            evidence: case.evidence.clone(),
            screened: case.screened.clone(),
            model: case.model.clone(),
            history: reach.status(),
            missing_history: short.missing,
            crowded_history: short.crowded,
            demoted_rules: self.demoted().to_vec(),
        };
        self.conclude(found, basis)
    }

    fn conclude(&self, found: Found<'_>, basis: Basis) -> Assessment {
        let Found { mut weighed, mut shadow_hits, forced } = found;
        // Also the order in which the weights are added, so that the sum does not depend on the file's order. A
        // further positive term never lowers a rounded sum.
        weighed.sort_by(|(points, code, text), (other_points, other_code, other_text)| {
            other_points.cmp(points).then_with(|| (code, text).cmp(&(other_code, other_text)))
        });
        shadow_hits.sort_by(|one, other| one.code.cmp(&other.code));
        let weights: Vec<_> = weighed.iter().map(|(points, ..)| points.weight()).collect();
        // From zero on: the sum of nothing would be −0.
        let evidence_weight = weights.iter().fold(0.0, |sum, weight| sum + weight);
        let risk_score = RiskScore::of(weighed.iter().map(|(points, ..)| *points));
        let hits = weighed
            .into_iter()
            .zip(risk_score.parted(&weights))
            .map(|((_, code, text), contribution)| Hit { code, text, contribution })
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
    weighed: Vec<(Points, String, String)>,
    shadow_hits: Vec<ShadowHit>,
    forced: Vec<(Outcome, &'found str)>,
}
