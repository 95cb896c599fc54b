//! `GET /console/payments/{key_id}`: a payment with all that was sent, less the card's number and token.

use std::collections::BTreeMap;

use aws_io::label_record::LabelRecord;
use aws_io::stored_transaction::{Decision, Status, StoredTransaction};
use aws_io::transaction_table::{TableError, TransactionTable};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::{KeyId, Transaction, Verdict};
use lambda_shell::{
    AssessmentAnswer, ErrorChain, Problem, json as answer_of, key_id_of, unknown_key_id,
    unreadable_transaction,
};
use screening_evidence::Evidence;
use serde::Serialize;
use serde_json::{Value, json};

/// 200: the payment.
#[derive(Serialize)]
struct Payment {
    key_id: KeyId,
    status: Status,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<String>,
    /// What was sent, by the names under which it was.
    sent: BTreeMap<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assessment: Option<AssessmentAnswer>,
    /// What the history came to, by the policy's names for it.
    features: BTreeMap<String, Value>,
    labels: Vec<LabelAnswer>,
    /// The screening in words, for a file: what `tollgate evidence` makes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
}

#[derive(Serialize)]
struct LabelAnswer {
    label: Verdict,
    source: String,
    time: String,
}

pub(crate) async fn answer(
    request: &ApiGatewayProxyRequest,
    transactions: &impl TransactionTable,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let key_id = key_id_of(request)?;
    let stored = transactions.find(key_id).await.map_err(|error| {
        tracing::error!(%key_id, error = %ErrorChain(&error), "a payment could not be looked up");
        match error {
            TableError::Call(_) => Problem::unavailable(),
            TableError::Item(_) => unreadable_transaction(),
        }
    })?;
    Ok(answer_of(StatusCode::OK, &Payment::from(stored.ok_or_else(unknown_key_id)?)))
}

/// What a decision was screened against and what came of it, if anybody was screened.
fn evidence(stored: &StoredTransaction) -> Option<String> {
    let Decision::Done { assessment, decided_at } = &stored.decision else { return None };
    assessment.basis.as_ref()?.screened.as_ref()?;
    let answer =
        json!({ "key_id": stored.key_id, "decided_at": decided_at.to_string(), "assessment": assessment });
    match Evidence::of(answer) {
        Ok(evidence) => Some(evidence.in_words()),
        Err(error) => {
            tracing::error!(key_id = %stored.key_id, error = %ErrorChain(&error), "a screening could not be told in words");
            None
        }
    }
}

impl From<StoredTransaction> for Payment {
    fn from(stored: StoredTransaction) -> Payment {
        let status = stored.decision.status();
        let evidence = evidence(&stored);
        let (decided_at, assessment) = match stored.decision {
            Decision::Done { assessment, decided_at } => (Some(decided_at.to_string()), Some(assessment)),
            Decision::Pending | Decision::Failed { .. } => (None, None),
        };
        let features = assessment.as_ref().and_then(|assessment| assessment.basis.as_ref());
        let features = features.map(|basis| members(&basis.features)).unwrap_or_default();
        Payment {
            key_id: stored.key_id,
            status,
            created_at: stored.created_at.to_string(),
            decided_at,
            sent: sent(&stored.transaction),
            assessment: assessment.map(AssessmentAnswer::from),
            features,
            labels: stored.labels.into_iter().map(LabelAnswer::from).collect(),
            evidence,
        }
    }
}

impl From<LabelRecord> for LabelAnswer {
    fn from(record: LabelRecord) -> LabelAnswer {
        LabelAnswer { label: record.label, source: record.source, time: record.time.to_string() }
    }
}

/// What was sent. Of the card only what people may see: its token, which finds its other payments, stays where it is.
fn sent(transaction: &Transaction) -> BTreeMap<String, Value> {
    let mut sent = members(transaction);
    let money = transaction.money;
    sent.remove("money");
    sent.insert("amount".to_owned(), Value::String(money.decimal_text()));
    sent.insert("currency".to_owned(), Value::String(money.currency().to_string()));
    sent.insert("card".to_owned(), Value::String(transaction.card.masked()));
    sent.insert("event_time".to_owned(), Value::String(transaction.event_time.to_string()));
    sent
}

fn members(value: &impl Serialize) -> BTreeMap<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(members)) => members.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}
