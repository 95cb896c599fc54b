//! A decision as the HTTP API answers it: what a client acts on and a person reads, without what it was made on.

use fraud::assessment::ShadowHit;
use fraud::{Assessment, Hit, Outcome, RiskScore};
use serde::Serialize;

/// A decision for clients.
#[derive(Debug, Serialize)]
pub struct AssessmentAnswer {
    risk_score: RiskScore,
    evidence_weight: f64,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    forced_by: Option<String>,
    hits: Vec<Hit>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shadow_hits: Vec<ShadowHit>,
    history: HistoryState,
    versions: Versions,
}

/// What decided.
#[derive(Debug, Serialize)]
struct Versions {
    policy: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_hash: Option<String>,
}

impl From<Assessment> for AssessmentAnswer {
    fn from(assessment: Assessment) -> AssessmentAnswer {
        AssessmentAnswer {
            history: HistoryState::of(&assessment),
            risk_score: assessment.risk_score,
            evidence_weight: assessment.evidence_weight,
            outcome: assessment.outcome,
            forced_by: assessment.forced_by,
            hits: assessment.hits,
            shadow_hits: assessment.shadow_hits,
            versions: Versions {
                policy: assessment.policy_version,
                policy_hash: assessment.basis.map(|basis| basis.policy_hash),
            },
        }
    }
}

/// How much of the history that its policy asks for a decision had.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryState {
    /// All of it.
    Complete,
    /// Some of it.
    Partial,
    /// Nothing was known of it.
    Unavailable,
}

impl HistoryState {
    /// How much of it a decision had.
    pub fn of(assessment: &Assessment) -> HistoryState {
        match &assessment.basis {
            Some(basis) if basis.missing_history.is_empty() => HistoryState::Complete,
            Some(basis) if basis.features.iter().any(|(_, value)| value.is_some()) => HistoryState::Partial,
            _ => HistoryState::Unavailable,
        }
    }
}
