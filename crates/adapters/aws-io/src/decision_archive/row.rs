//! One row of the archive: a decision as it stands, with the label that counts.
//!
//! The columns are those of the table in `infra/stack/archive.tf`, which a test compares with what is written here.

use std::collections::BTreeMap;

use fraud::features::FeatureValue;
use fraud::model_opinion::ChallengerOpinion;
use fraud::{
    Basis, Entity, KeyId, Label, Outcome, PastTransaction, Signals, Timestamp, Transaction, Verdict,
};
use serde::{Deserialize, Serialize};

use super::newest::Rank;
use crate::label_record::may_come_first;
use crate::stored_transaction::{Decision, StoredTransaction, to_document};

/// A transaction with the decision, what it was made on, and what is known of it since.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DecisionRow {
    /// The id of the transaction.
    pub key_id: KeyId,
    /// How many labels it has: of two rows of one transaction the one with more is the later one.
    pub revision: u32,
    /// When it was received.
    pub received_at_ms: Timestamp,
    /// When it happened.
    pub event_time_ms: Timestamp,
    /// When it was decided; nothing if nobody here decided it.
    pub decided_at_ms: Option<Timestamp>,
    /// The card, by its token.
    pub card_token: String,
    /// The card's issuer.
    pub card_bin: String,
    /// The client's id of who pays.
    pub customer_id: Option<String>,
    /// The payer's device.
    pub device_id: Option<String>,
    /// The address the request came from.
    pub ip_address: Option<String>,
    /// The payer's e-mail address, in lower case.
    pub email_address: Option<String>,
    /// The amount in minor units.
    pub amount_minor: i64,
    /// Its currency.
    pub currency: String,
    /// Who is paid.
    pub merchant: String,
    /// The client's id of the merchant.
    pub merchant_id: Option<String>,
    /// The merchant category code.
    pub merchant_category: Option<String>,
    /// How it was made.
    pub channel: Option<String>,
    /// The country it was made in.
    pub country: Option<String>,
    /// What was decided, if it was.
    pub outcome: Option<Outcome>,
    /// The risk score.
    pub risk_score: Option<f64>,
    /// What the evidence weighs.
    pub evidence_weight: Option<f64>,
    /// The rule that forced the outcome.
    pub forced_by: Option<String>,
    /// The evidence, heaviest first.
    pub hits: Vec<ArchivedHit>,
    /// Rules in shadow that hit.
    pub shadow_hits: Vec<String>,
    /// What each feature of the policy came to; yes is 1.
    pub features: BTreeMap<String, Option<f64>>,
    /// What others found out, as JSON text: values by name, with the version of what found them.
    pub signals: Option<String>,
    /// Whose history was missing.
    pub missing_history: Vec<Entity>,
    /// The version of the policy that decided.
    pub policy_version: Option<String>,
    /// Its hash.
    pub policy_hash: Option<String>,
    /// The version of the watchlist that the parties were screened against; none if they were not.
    #[serde(default)]
    pub watchlist_version: Option<String>,
    /// The version of the model that was asked; none if there was none.
    pub model_version: Option<String>,
    /// How likely fraud is by that model; nothing of one that was trained without labels.
    pub fraud_probability: Option<f64>,
    /// The part of past payments that are less unusual, by that model.
    pub anomaly_score: Option<f64>,
    /// What the model looked at, as JSON text: values by name, null for what was not known.
    pub model_features: Option<String>,
    /// What models in shadow said.
    #[serde(default)]
    pub challengers: Vec<ArchivedChallenger>,
    /// The label that counts, in three columns.
    #[serde(flatten)]
    pub label: ArchivedLabel,
    /// The transaction as JSON text, to compute features of it again: without the payer's name and telephone number
    /// and without the last digits of the card.
    pub transaction: String,
}

/// One piece of evidence.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ArchivedHit {
    /// The reason code.
    pub code: String,
    /// Its share of the score.
    pub contribution: f64,
}

/// What a model in shadow said.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ArchivedChallenger {
    /// Its version.
    pub version: String,
    /// How likely fraud is.
    pub fraud_probability: Option<f64>,
    /// The part of past payments that are less unusual.
    pub anomaly_score: Option<f64>,
}

/// A label, or none.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ArchivedLabel {
    /// Fraud or not.
    pub label: Option<Verdict>,
    /// Who says so.
    pub label_source: Option<String>,
    /// Since when it is known.
    pub label_time_ms: Option<Timestamp>,
}

impl DecisionRow {
    /// How long after the decision its label came, in milliseconds.
    pub fn label_delay_ms(&self) -> Option<i64> {
        let ends = self.decided_at_ms.zip(self.label.label_time_ms);
        ends.map(|(decided, labelled)| labelled.millis_since(decided))
    }

    /// Whether this may be the first row of its transaction: it has no label, or one that may have come before the decision.
    pub fn may_be_first(&self) -> bool {
        let times = self.label.label_time_ms.zip(self.decided_at_ms);
        self.revision == 0 || times.is_some_and(|(known_at, decided_at)| may_come_first(known_at, decided_at))
    }

    /// The row of a transaction; none as long as it is not decided.
    pub fn of(stored: &StoredTransaction) -> Option<DecisionRow> {
        let Decision::Done { assessment, decided_at } = &stored.decision else { return None };
        let basis = assessment.basis.as_ref();
        let model = basis.and_then(|basis| basis.model.as_ref());
        Some(DecisionRow {
            revision: u32::try_from(stored.labels.len()).unwrap_or(u32::MAX),
            decided_at_ms: Some(*decided_at),
            outcome: Some(assessment.outcome),
            risk_score: Some(assessment.risk_score.as_f64()),
            evidence_weight: Some(assessment.evidence_weight),
            forced_by: assessment.forced_by.clone(),
            hits: assessment
                .hits
                .iter()
                .map(|hit| ArchivedHit { code: hit.code.clone(), contribution: hit.contribution })
                .collect(),
            shadow_hits: assessment.shadow_hits.iter().map(|hit| hit.code.clone()).collect(),
            features: basis.map(features).unwrap_or_default(),
            signals: basis.filter(|basis| !basis.signals.is_empty()).map(|basis| to_document(&basis.signals)),
            missing_history: basis.map(|basis| basis.missing_history.clone()).unwrap_or_default(),
            policy_version: Some(assessment.policy_version.clone()),
            policy_hash: basis.map(|basis| basis.policy_hash.clone()),
            watchlist_version: basis
                .and_then(|basis| basis.screened.as_ref())
                .map(|screened| screened.version.clone()),
            model_version: model.map(|model| model.version.clone()),
            fraud_probability: model.and_then(|model| model.prediction.fraud).map(|fraud| fraud.probability),
            anomaly_score: model.and_then(|model| model.prediction.anomaly),
            model_features: model.map(|model| to_document(&model.features)),
            challengers: model
                .map(|model| model.challengers.iter().map(challenger).collect())
                .unwrap_or_default(),
            label: ArchivedLabel::of(stored),
            ..DecisionRow::undecided(stored.key_id, stored.created_at, &stored.transaction, None)
        })
    }

    /// The row of a transaction that nobody here has decided, as it is imported from elsewhere; with its label it is the
    /// row of the first revision.
    pub fn undecided(
        key_id: KeyId,
        received_at: Timestamp,
        transaction: &Transaction,
        label: Option<Label>,
    ) -> DecisionRow {
        let key_of = |entity: Entity| entity.key_of(transaction).map(std::borrow::Cow::into_owned);
        DecisionRow {
            key_id,
            revision: u32::from(label.is_some()),
            received_at_ms: received_at,
            event_time_ms: transaction.event_time,
            decided_at_ms: None,
            card_token: transaction.card.token.as_str().to_owned(),
            card_bin: transaction.card.bin.clone(),
            customer_id: key_of(Entity::Customer),
            device_id: key_of(Entity::Device),
            ip_address: key_of(Entity::Ip),
            email_address: key_of(Entity::Email),
            amount_minor: transaction.money.amount_minor(),
            currency: transaction.money.currency().code().to_owned(),
            merchant: transaction.merchant.clone(),
            merchant_id: transaction.merchant_id.clone(),
            merchant_category: transaction.merchant_category.clone(),
            channel: transaction.channel.clone(),
            country: transaction.geo.as_ref().and_then(|geo| geo.country.clone()),
            outcome: None,
            risk_score: None,
            evidence_weight: None,
            forced_by: None,
            hits: Vec::new(),
            shadow_hits: Vec::new(),
            features: BTreeMap::new(),
            signals: None,
            missing_history: Vec::new(),
            policy_version: None,
            policy_hash: None,
            watchlist_version: None,
            model_version: None,
            fraud_probability: None,
            anomaly_score: None,
            model_features: None,
            challengers: Vec::new(),
            label: label.map(ArchivedLabel::imported).unwrap_or_default(),
            transaction: to_document(&without_needless_particulars(transaction)),
        }
    }

    /// The row as a line of JSON.
    pub fn to_line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).expect("plain data is JSON");
        line.push(b'\n');
        line
    }

    /// Reads a line.
    pub fn from_line(line: &[u8]) -> Result<DecisionRow, serde_json::Error> {
        serde_json::from_slice(line)
    }

    /// Of several rows of one transaction the one of the highest rank is the latest.
    pub fn rank(&self) -> Rank {
        (self.revision, self.label.label_time_ms)
    }

    /// What histories are made of. A row whose transaction can't be read is none.
    pub fn past(&self) -> Result<PastTransaction, serde_json::Error> {
        Ok(PastTransaction {
            key_id: self.key_id,
            received_at: self.received_at_ms,
            transaction: serde_json::from_str(&self.transaction)?,
            outcome: self.outcome,
            label: self.label.known(),
        })
    }

    /// What others found out when it was decided.
    pub fn signals(&self) -> Signals {
        self.signals.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

impl ArchivedLabel {
    fn of(stored: &StoredTransaction) -> ArchivedLabel {
        let Some(record) = stored.labels.first() else { return ArchivedLabel::default() };
        ArchivedLabel {
            label: Some(record.label),
            label_source: Some(record.source.clone()),
            label_time_ms: Some(record.label().known_at),
        }
    }

    fn imported(label: Label) -> ArchivedLabel {
        ArchivedLabel {
            label: Some(label.verdict),
            label_source: Some("import".to_owned()),
            label_time_ms: Some(label.known_at),
        }
    }

    /// The label as history knows it.
    pub fn known(&self) -> Option<Label> {
        Some(Label { verdict: self.label?, known_at: self.label_time_ms? })
    }
}

fn challenger(opinion: &ChallengerOpinion) -> ArchivedChallenger {
    ArchivedChallenger {
        version: opinion.version.clone(),
        fraud_probability: opinion.prediction.fraud.map(|fraud| fraud.probability),
        anomaly_score: opinion.prediction.anomaly,
    }
}

fn features(basis: &Basis) -> BTreeMap<String, Option<f64>> {
    let number = |value| match value {
        FeatureValue::Flag(flag) => f64::from(u8::from(flag)),
        FeatureValue::Number(number) => number,
    };
    basis.features.iter().map(|(name, value)| (name.to_owned(), value.map(number))).collect()
}

/// No feature looks at these. A beneficiary's name is what a feature knows the beneficiary by, so it stays.
fn without_needless_particulars(transaction: &Transaction) -> Transaction {
    let mut kept = transaction.clone();
    (kept.customer_name, kept.phone) = (None, None);
    kept.card.last_four.clear();
    kept
}
