//! What events tell: a decision, a label.

use std::borrow::Cow;

use fraud::{Assessment, Entity, HistoryStatus, KeyId, Outcome, Timestamp, Transaction, Verdict};
use serde::Serialize;

use crate::envelope::{Event, EventKind};

/// The longest key that a Kinesis stream takes, in characters (`PartitionKey`, Kinesis API reference).
const PARTITION_KEY_CHARS_MAX: usize = 256;

/// A decided payment.
#[derive(Clone, Copy, Debug)]
pub struct DecisionFacts<'a> {
    /// Its id.
    pub key_id: KeyId,
    /// When it was received.
    pub received_at: Timestamp,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// What it is.
    pub transaction: &'a Transaction,
    /// The decision.
    pub assessment: &'a Assessment,
}

/// The label that counts of a payment.
#[derive(Clone, Copy, Debug)]
pub struct LabelFacts<'a> {
    /// How many labels the payment has with this one.
    pub revision: u32,
    /// Fraud or not.
    pub label: Verdict,
    /// Who says so.
    pub source: &'a str,
    /// Since when it is known.
    pub known_at: Timestamp,
}

/// `tollgate.decision.v1`
#[derive(Serialize)]
struct DecisionData<'a> {
    key_id: KeyId,
    revision: u32,
    #[serde(flatten)]
    decided: Decided,
    event_time: String,
    received_at: String,
    history: HistoryStatus,
    #[serde(skip_serializing_if = "<[Entity]>::is_empty")]
    missing_history: &'a [Entity],
    hits: Vec<Hit<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shadow_hits: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forced_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fraud_probability: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    anomaly_score: Option<f64>,
    versions: Versions<'a>,
    payment: Payment<'a>,
}

/// `tollgate.label.v1`
#[derive(Serialize)]
struct LabelData<'a> {
    key_id: KeyId,
    revision: u32,
    label: Verdict,
    label_source: &'a str,
    labelled_at: String,
    #[serde(flatten)]
    decided: Decided,
    payment: Payment<'a>,
}

/// What both say of the decision.
#[derive(Serialize)]
struct Decided {
    decided_at: String,
    outcome: Outcome,
    risk_score: f64,
}

#[derive(Serialize)]
struct Hit<'a> {
    code: &'a str,
    contribution: f64,
}

#[derive(Serialize)]
struct Versions<'a> {
    policy: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_hash: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    watchlist: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
}

/// The payment, as far as it says nothing of the payer but the client's own id.
#[derive(Serialize)]
struct Payment<'a> {
    amount_minor: i64,
    currency: &'a str,
    card_token: &'a str,
    card_bin: &'a str,
    merchant: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_category: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_id: Option<Cow<'a, str>>,
}

impl DecisionFacts<'_> {
    /// The decision as an event. Its id follows from the payment: however often it is made, it is one event.
    pub fn event(&self, source: &str) -> Event {
        let basis = self.assessment.basis.as_ref();
        let model = basis.and_then(|basis| basis.model.as_ref());
        let data = DecisionData {
            key_id: self.key_id,
            revision: 0,
            decided: self.decided(),
            event_time: self.transaction.event_time.to_string(),
            received_at: self.received_at.to_string(),
            history: self.assessment.history_status(),
            missing_history: basis.map_or(&[], |basis| &basis.missing_history),
            hits: self
                .assessment
                .hits
                .iter()
                .map(|hit| Hit { code: &hit.code, contribution: hit.contribution })
                .collect(),
            shadow_hits: self.assessment.shadow_hits.iter().map(|hit| hit.code.as_str()).collect(),
            forced_by: self.assessment.forced_by.as_deref(),
            fraud_probability: model.and_then(|model| model.prediction.fraud).map(|fraud| fraud.probability),
            anomaly_score: model.and_then(|model| model.prediction.anomaly),
            versions: Versions {
                policy: &self.assessment.policy_version,
                policy_hash: basis.map(|basis| basis.policy_hash.as_str()),
                watchlist: basis
                    .and_then(|basis| basis.screened.as_ref())
                    .map(|screened| screened.version.as_str()),
                model: model.map(|model| model.version.as_str()),
            },
            payment: self.payment(),
        };
        let id = format!("decision_{}", self.key_id);
        Event::new((EventKind::Decision, id), source, self.names(), self.decided_at, &data)
    }

    /// A label of the payment as an event. Its id follows from the payment and from how many labels it has.
    pub fn label_event(&self, label: &LabelFacts<'_>, source: &str) -> Event {
        let data = LabelData {
            key_id: self.key_id,
            revision: label.revision,
            label: label.label,
            label_source: label.source,
            labelled_at: label.known_at.to_string(),
            decided: self.decided(),
            payment: self.payment(),
        };
        let id = format!("label_{}_{}", self.key_id, label.revision);
        Event::new((EventKind::Label, id), source, self.names(), label.known_at, &data)
    }

    fn decided(&self) -> Decided {
        Decided {
            decided_at: self.decided_at.to_string(),
            outcome: self.assessment.outcome,
            risk_score: self.assessment.risk_score.as_f64(),
        }
    }

    fn payment(&self) -> Payment<'_> {
        let transaction = self.transaction;
        Payment {
            amount_minor: transaction.money.amount_minor(),
            currency: transaction.money.currency().code(),
            card_token: transaction.card.token.as_str(),
            card_bin: &transaction.card.bin,
            merchant: &transaction.merchant,
            merchant_id: transaction.merchant_id.as_deref(),
            merchant_category: transaction.merchant_category.as_deref(),
            channel: transaction.channel.as_deref(),
            country: transaction.geo.as_ref().and_then(|geo| geo.country.as_deref()),
            customer_id: Entity::Customer.key_of(transaction),
            device_id: Entity::Device.key_of(transaction),
        }
    }

    /// The subject and the partition key: the card, or else the customer, or else the payment itself.
    fn names(&self) -> (String, String) {
        let key = [Entity::Card, Entity::Customer].into_iter().find_map(|entity| {
            let key = entity.key_of(self.transaction)?;
            (key.chars().count() <= PARTITION_KEY_CHARS_MAX).then(|| key.into_owned())
        });
        (self.key_id.to_string(), key.unwrap_or_else(|| self.key_id.to_string()))
    }
}
