//! What is known of one payment's decision.

use decision_events::{Event, EventKind};
use fraud::{Day, KeyId, Outcome, Verdict};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::text::{Instant, Text};

/// What is known of one decided payment. As JSON its members are the columns of the table.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Prediction {
    /// The payment.
    pub key_id: KeyId,
    /// When it was decided. Both kinds of events say it, and it never changes: the row's day follows from it.
    pub decided_at: Instant,
    /// The deployment that tells.
    pub source: Text,
    /// What is done with the payment.
    pub outcome: Outcome,
    /// From 0 to 100.
    pub risk_score: f64,
    /// The payment, without who pays.
    #[serde(flatten)]
    pub payment: Payment,
    /// What only the decision says.
    #[serde(flatten)]
    pub decision: Option<DecisionFacts>,
    /// The latest label.
    #[serde(flatten)]
    pub label: Option<LabelFacts>,
}

/// The payment, as events tell of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Payment {
    /// In minor units.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: Text,
    /// The card, without its number.
    pub card_token: Text,
    /// The first six digits, which name the issuer.
    pub card_bin: Text,
    /// Who is paid.
    pub merchant: Text,
    /// The client's id of the merchant.
    pub merchant_id: Option<Text>,
    /// ISO 18245.
    pub merchant_category: Option<Text>,
    /// How it was made.
    pub channel: Option<Text>,
    /// ISO 3166-1.
    pub country: Option<Text>,
    /// The client's id of who pays.
    pub customer_id: Option<Text>,
    /// The client's id of the device.
    pub device_id: Option<Text>,
}

/// What a decision says beyond what its labels repeat.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct DecisionFacts {
    /// When the payment happened.
    pub event_time: Instant,
    /// When it was received.
    pub received_at: Instant,
    /// How much of the history was there.
    pub history: Text,
    /// Whose history was missing.
    pub missing_history: Vec<Text>,
    /// The evidence, heaviest first.
    pub hits: Vec<Hit>,
    /// Rules in shadow that hit.
    pub shadow_hits: Vec<Text>,
    /// What forced the outcome.
    pub forced_by: Option<Text>,
    /// How likely fraud is, by the champion.
    pub fraud_probability: Option<f64>,
    /// The part of past payments that are less unusual, by the champion.
    pub anomaly_score: Option<f64>,
    /// The policy's version.
    pub policy_version: Text,
    /// The policy's hash.
    pub policy_hash: Option<Text>,
    /// The watchlist that parties were screened against.
    pub watchlist_version: Option<Text>,
    /// The champion.
    pub model_version: Option<Text>,
}

/// One piece of evidence.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Hit {
    /// Reason code.
    pub code: Text,
    /// Its share of the risk score.
    pub contribution: f64,
}

/// A label.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LabelFacts {
    /// How many labels the payment has with this one.
    pub revision: u32,
    /// Fraud or not.
    pub label: Verdict,
    /// Who says so.
    pub label_source: Text,
    /// Since when it is known.
    pub labelled_at: Instant,
}

/// An event of a known type that lacks what its type promises. It says nothing of what the event holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("what its type promises is not there, or of another form")]
pub struct NotAPrediction;

/// What both kinds of events say. Members that are not known are passed over: a type may gain some.
#[derive(Deserialize)]
struct Told {
    key_id: KeyId,
    revision: u32,
    decided_at: Instant,
    outcome: Outcome,
    risk_score: f64,
    payment: Payment,
}

#[derive(Deserialize)]
struct ToldOfDecision {
    event_time: Instant,
    received_at: Instant,
    history: Text,
    #[serde(default)]
    missing_history: Vec<Text>,
    hits: Vec<Hit>,
    #[serde(default)]
    shadow_hits: Vec<Text>,
    forced_by: Option<Text>,
    fraud_probability: Option<f64>,
    anomaly_score: Option<f64>,
    versions: Versions,
}

#[derive(Deserialize)]
struct Versions {
    policy: Text,
    policy_hash: Option<Text>,
    watchlist: Option<Text>,
    model: Option<Text>,
}

impl From<ToldOfDecision> for DecisionFacts {
    fn from(told: ToldOfDecision) -> DecisionFacts {
        DecisionFacts {
            event_time: told.event_time,
            received_at: told.received_at,
            history: told.history,
            missing_history: told.missing_history,
            hits: told.hits,
            shadow_hits: told.shadow_hits,
            forced_by: told.forced_by,
            fraud_probability: told.fraud_probability,
            anomaly_score: told.anomaly_score,
            policy_version: told.versions.policy,
            policy_hash: told.versions.policy_hash,
            watchlist_version: told.versions.watchlist,
            model_version: told.versions.model,
        }
    }
}

impl Prediction {
    /// What an event tells.
    ///
    /// # Errors
    /// It lacks what its type promises.
    pub fn told_by(event: &Event) -> Result<Prediction, NotAPrediction> {
        let told = Told::deserialize(&event.data).map_err(|_| NotAPrediction)?;
        let (decision, label) = match event.kind {
            EventKind::Decision if told.revision == 0 => {
                let decision = ToldOfDecision::deserialize(&event.data).map_err(|_| NotAPrediction)?;
                (Some(DecisionFacts::from(decision)), None)
            }
            EventKind::Label if told.revision > 0 => {
                (None, Some(LabelFacts::deserialize(&event.data).map_err(|_| NotAPrediction)?))
            }
            _ => return Err(NotAPrediction),
        };
        Ok(Prediction {
            key_id: told.key_id,
            decided_at: told.decided_at,
            source: Text::new(event.source.clone()),
            outcome: told.outcome,
            risk_score: told.risk_score,
            payment: told.payment,
            decision,
            label,
        })
    }

    /// What is known with another one of the same payment: of several labels the one with the highest revision.
    #[must_use]
    pub fn and(self, other: Prediction) -> Prediction {
        let revision = |label: &LabelFacts| label.revision;
        let label = if self.label.as_ref().map(revision) >= other.label.as_ref().map(revision) {
            self.label
        } else {
            other.label
        };
        Prediction { decision: self.decision.or(other.decision), label, ..other }
    }

    /// The day that it was decided on.
    pub fn day(&self) -> Day {
        Day::of(self.decided_at.0)
    }
}
