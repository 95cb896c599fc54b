//! A decision as the HTTP API answers it: what a client acts on and a person reads, without what it was made on.

use fraud::assessment::ShadowHit;
use fraud::screening::{ClearedMatch, PartyMatch, Screened};
use fraud::signals::FRAUD_DETECTOR;
use fraud::transaction::Attribute;
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
    #[serde(skip_serializing_if = "Option::is_none")]
    fraud_detector: Option<Attribute>,
    watchlist: WatchlistAnswer,
    versions: Versions,
}

/// What decided.
#[derive(Debug, Serialize)]
struct Versions {
    policy: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    watchlist: Option<String>,
}

/// Whether the parties were screened against sanctions lists, and what that came to.
#[derive(Debug, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum WatchlistAnswer {
    /// There is no watchlist, or the policy names no party to screen.
    NotScreened,
    /// They were.
    Screened(Screening),
}

/// What was found, and with what.
#[derive(Debug, Serialize)]
struct Screening {
    version: String,
    matches: Vec<PartyMatch>,
    cleared: Vec<ClearedMatch>,
}

impl From<Assessment> for AssessmentAnswer {
    fn from(assessment: Assessment) -> AssessmentAnswer {
        let (history, fraud_detector) = (HistoryState::of(&assessment), fraud_detector(&assessment));
        let (policy_hash, screened) =
            assessment.basis.map(|basis| (basis.policy_hash, basis.screened)).unzip();
        let screened = screened.flatten();
        AssessmentAnswer {
            history,
            fraud_detector,
            risk_score: assessment.risk_score,
            evidence_weight: assessment.evidence_weight,
            outcome: assessment.outcome,
            forced_by: assessment.forced_by,
            hits: assessment.hits,
            shadow_hits: assessment.shadow_hits,
            versions: Versions {
                policy: assessment.policy_version,
                policy_hash,
                watchlist: screened.as_ref().map(|screened| screened.version.clone()),
            },
            watchlist: WatchlistAnswer::from(screened),
        }
    }
}

impl From<Option<Screened>> for WatchlistAnswer {
    fn from(screened: Option<Screened>) -> WatchlistAnswer {
        match screened {
            None => WatchlistAnswer::NotScreened,
            Some(Screened { version, matches, cleared }) => {
                WatchlistAnswer::Screened(Screening { version, matches, cleared })
            }
        }
    }
}

/// Whether Amazon Fraud Detector answered, where it is asked.
fn fraud_detector(assessment: &Assessment) -> Option<Attribute> {
    assessment.basis.as_ref()?.signals.value(FRAUD_DETECTOR).cloned()
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
