//! A payment as a search answers it.

use aws_io::stored_transaction::{Decision, Status, StoredTransaction};
use fraud::history::moment;
use fraud::{KeyId, Outcome, PastTransaction, RiskScore, Timestamp, Transaction, Verdict};
use serde::Serialize;
use serde_json::value::RawValue;

use super::wanted::{Known, Wanted};
use crate::case_answer::amount;

/// A payment, as one line of a table.
#[derive(Serialize)]
pub(crate) struct FoundPayment {
    pub(crate) key_id: KeyId,
    /// `Pending`, `Done` or `Failed`; nothing of a payment of which only entries or rows are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    time: String,
    amount: Box<RawValue>,
    currency: String,
    merchant: String,
    /// With all but BIN and last four hidden, as far as they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    risk_score: Option<RiskScore>,
    /// The codes of its hits, the heaviest first.
    reasons: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<Verdict>,
    /// Whether the deployment's own producer made it up.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    made_up: bool,
}

/// The payment as it is stored, if it is wanted.
pub(crate) fn of_stored(stored: &StoredTransaction, wanted: &Wanted) -> Option<FoundPayment> {
    let assessment = match &stored.decision {
        Decision::Done { assessment, .. } => Some(assessment),
        Decision::Pending | Decision::Failed { .. } => None,
    };
    let transaction = &stored.transaction;
    let moment = moment(transaction, stored.created_at);
    let hits = || assessment.iter().flat_map(|assessment| &assessment.hits);
    let known = Known {
        last_four: Some(transaction.card.last_four.as_str()),
        outcome: assessment.map(|assessment| assessment.outcome),
        reasons: hits().map(|hit| hit.code.as_str()).collect(),
    };
    wanted.is(transaction, moment, &known).then(|| FoundPayment {
        status: Some(stored.decision.status()),
        card: Some(transaction.card.masked()),
        outcome: known.outcome,
        risk_score: assessment.map(|assessment| assessment.risk_score),
        reasons: hits().map(|hit| hit.code.clone()).collect(),
        label: stored.labels.first().map(|label| label.label),
        ..bare(stored.key_id, moment, transaction)
    })
}

/// The payment as an entry or a row knows it, if it is wanted: the table has forgotten it. Whether an entry without a mark was
/// approved or never decided nobody knows any more.
pub(crate) fn of_past(past: &PastTransaction, reasons: &[String], wanted: &Wanted) -> Option<FoundPayment> {
    let transaction = &past.transaction;
    let known = Known {
        last_four: None,
        outcome: past.outcome,
        reasons: reasons.iter().map(String::as_str).collect(),
    };
    wanted.is(transaction, past.moment(), &known).then(|| FoundPayment {
        outcome: past.outcome,
        reasons: reasons.to_vec(),
        label: past.label.map(|label| label.verdict),
        ..bare(past.key_id, past.moment(), transaction)
    })
}

fn bare(key_id: KeyId, moment: Timestamp, transaction: &Transaction) -> FoundPayment {
    let card = &transaction.card;
    FoundPayment {
        key_id,
        status: None,
        time: moment.to_string(),
        amount: amount(transaction.money),
        currency: transaction.money.currency().to_string(),
        merchant: transaction.merchant.clone(),
        card: (!card.is_stand_in()).then(|| card.masked()),
        customer_id: transaction.customer_id.clone(),
        outcome: None,
        risk_score: None,
        reasons: Vec::new(),
        label: None,
        made_up: transaction.made_up,
    }
}
