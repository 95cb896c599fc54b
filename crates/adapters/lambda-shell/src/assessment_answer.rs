//! A decision as the HTTP API answers it: what a client acts on and a person reads, without what it was made on.

use fraud::assessment::ShadowHit;
use fraud::model_opinion::{ChallengerOpinion, Contribution, FraudScore, Prediction};
use fraud::screening::{ClearedMatch, ListVersion, PartyMatch, Screened, ScreenedParty, UnreadableParty};
use fraud::signals::{FRAUD_DETECTOR, MODEL};
use fraud::transaction::Attribute;
use fraud::{Assessment, HistoryStatus, Hit, ModelOpinion, Outcome, RiskScore};
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
    history: HistoryStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    fraud_detector: Option<Attribute>,
    watchlist: WatchlistAnswer,
    model: ModelState,
    #[serde(flatten)]
    scores: Scores,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    challengers: Vec<Challenger>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
}

/// Whether a trained model was asked.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum ModelState {
    /// It was.
    Scored,
    /// There is none, or the policy leaves it alone: rules decided alone.
    None,
    /// There is one, but it could not be read.
    Unavailable,
}

/// What a model says, by the names that clients of earlier systems know.
#[derive(Debug, Default, Serialize)]
struct Scores {
    #[serde(skip_serializing_if = "Option::is_none")]
    anomaly_detector: Option<AnomalyDetector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fraud_classifier: Option<FraudClassifier>,
}

#[derive(Debug, Serialize)]
struct AnomalyDetector {
    score: f64,
}

#[derive(Debug, Serialize)]
struct FraudClassifier {
    pred_proba: f64,
    /// 1 where fraud is the more probable.
    prediction: u8,
    false_positive_rate: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributions: Vec<Contribution>,
}

/// A model in shadow.
#[derive(Debug, Serialize)]
struct Challenger {
    version: String,
    #[serde(flatten)]
    scores: Scores,
}

/// Whether the parties were screened against sanctions lists, and what that came to.
#[derive(Debug, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum WatchlistAnswer {
    /// There is no watchlist, or the policy names no party to screen.
    NotScreened,
    /// They were.
    Screened(Screening),
    /// Some were not: their names can't be compared.
    Incomplete(Screening),
}

/// What was found, and with what.
#[derive(Debug, Serialize)]
struct Screening {
    version: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lists: Vec<ListVersion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review_from: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    block_from: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parties: Vec<ScreenedParty>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreadable: Vec<UnreadableParty>,
    matches: Vec<PartyMatch>,
    cleared: Vec<ClearedMatch>,
}

impl From<Assessment> for AssessmentAnswer {
    fn from(assessment: Assessment) -> AssessmentAnswer {
        let (history, fraud_detector) = (assessment.history_status(), fraud_detector(&assessment));
        let model = ModelState::of(&assessment);
        let policy_hash = assessment.basis.as_ref().map(|basis| basis.policy_hash.clone());
        let (screened, opinion) =
            assessment.basis.map(|basis| (basis.screened, basis.model)).unwrap_or_default();
        let ModelOpinion { version, prediction, contributions, challengers, .. } =
            opinion.unwrap_or_default();
        AssessmentAnswer {
            history,
            fraud_detector,
            risk_score: assessment.risk_score,
            evidence_weight: assessment.evidence_weight,
            outcome: assessment.outcome,
            forced_by: assessment.forced_by,
            hits: assessment.hits,
            shadow_hits: assessment.shadow_hits,
            model,
            scores: Scores::new(prediction, contributions),
            challengers: challengers.into_iter().map(Challenger::from).collect(),
            versions: Versions {
                policy: assessment.policy_version,
                policy_hash,
                watchlist: screened.as_ref().map(|screened| screened.version.clone()),
                model: Some(version).filter(|version| !version.is_empty()),
            },
            watchlist: WatchlistAnswer::from(screened.map(|screened| *screened)),
        }
    }
}

impl ModelState {
    fn of(assessment: &Assessment) -> ModelState {
        let Some(basis) = &assessment.basis else { return ModelState::None };
        match (&basis.model, basis.signals.value(MODEL)) {
            (Some(_), _) => ModelState::Scored,
            (None, Some(_)) => ModelState::Unavailable,
            (None, None) => ModelState::None,
        }
    }
}

impl Scores {
    fn new(prediction: Prediction, contributions: Vec<Contribution>) -> Scores {
        let classified = |fraud: FraudScore| FraudClassifier {
            pred_proba: fraud.probability,
            prediction: u8::from(fraud.probability >= 0.5),
            false_positive_rate: fraud.false_positive_rate,
            contributions,
        };
        Scores {
            anomaly_detector: prediction.anomaly.map(|score| AnomalyDetector { score }),
            fraud_classifier: prediction.fraud.map(classified),
        }
    }
}

impl From<ChallengerOpinion> for Challenger {
    fn from(ChallengerOpinion { version, prediction }: ChallengerOpinion) -> Challenger {
        Challenger { version, scores: Scores::new(prediction, Vec::new()) }
    }
}

impl From<Option<Screened>> for WatchlistAnswer {
    fn from(screened: Option<Screened>) -> WatchlistAnswer {
        let Some(screened) = screened else { return WatchlistAnswer::NotScreened };
        let Screened { version, lists, review_from, block_from, parties, unreadable, matches, cleared } =
            screened;
        let is_complete = unreadable.is_empty();
        let screening =
            Screening { version, lists, review_from, block_from, parties, unreadable, matches, cleared };
        if is_complete {
            WatchlistAnswer::Screened(screening)
        } else {
            WatchlistAnswer::Incomplete(screening)
        }
    }
}

/// Whether Amazon Fraud Detector answered, where it is asked.
fn fraud_detector(assessment: &Assessment) -> Option<Attribute> {
    assessment.basis.as_ref()?.signals.value(FRAUD_DETECTOR).cloned()
}
