//! `GET /transactions/{key_id}`

use aws_io::label_record::LabelRecord;
use aws_io::stored_transaction::{Decision, Status, StoredTransaction};
use aws_io::transaction_table::{TableError, TransactionTable};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::{KeyId, Timestamp, Transaction, Verdict};
use lambda_shell::{
    AssessmentAnswer, ErrorChain, Problem, invalid_key_id, json, unknown_key_id, unreadable_transaction,
};
use serde::Serialize;
use serde_json::value::RawValue;

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Table> {
    /// Where transactions are.
    pub table: Table,
}

/// 200: the transaction as it stands.
#[derive(Serialize)]
struct TransactionStatus {
    transaction_id: KeyId,
    key_id: KeyId,
    status: Status,
    created_at: String,
    transaction: TransactionSummary,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assessment: Option<AssessmentAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    /// What it turned out to be; the first one counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<LabelSummary>,
}

/// What somebody found out about the payment.
#[derive(Serialize)]
struct LabelSummary {
    label: Verdict,
    source: String,
    time: String,
    received_at: String,
}

/// By what a person knows the payment again.
#[derive(Serialize)]
struct TransactionSummary {
    /// In major units, with the currency's decimals.
    amount: Box<RawValue>,
    currency: String,
    merchant: String,
    card: String,
    event_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<String>,
}

/// Handles one request.
pub async fn handle(
    request: ApiGatewayProxyRequest,
    deps: &Deps<impl TransactionTable>,
) -> ApiGatewayProxyResponse {
    let key_id = request.path_parameters.get("key_id").map(String::as_str).unwrap_or_default();
    match find(key_id, deps).await {
        Ok(found) => json(StatusCode::OK, &TransactionStatus::from(found)),
        Err(problem) => problem.into_answer(),
    }
}

async fn find(key_id: &str, deps: &Deps<impl TransactionTable>) -> Result<StoredTransaction, Problem> {
    let key_id: KeyId = key_id.parse().map_err(|error| invalid_key_id(&error))?;
    let found = deps.table.find(key_id).await.map_err(|error| {
        tracing::error!(%key_id, error = %ErrorChain(&error), "a transaction could not be looked up");
        match error {
            TableError::Call(_) => Problem::unavailable(),
            TableError::Item(_) => unreadable_transaction(),
        }
    })?;
    found.ok_or_else(unknown_key_id)
}

impl From<StoredTransaction> for TransactionStatus {
    fn from(stored: StoredTransaction) -> TransactionStatus {
        let status = stored.decision.status();
        let (decided_at, assessment, failure) = match stored.decision {
            Decision::Pending => (None, None, None),
            Decision::Done { assessment, decided_at } => {
                (Some(decided_at), Some(AssessmentAnswer::from(assessment)), None)
            }
            Decision::Failed { reason, .. } => (None, None, Some(reason)),
        };
        TransactionStatus {
            transaction_id: stored.key_id,
            key_id: stored.key_id,
            status,
            created_at: stored.created_at.to_string(),
            transaction: TransactionSummary::from(stored.transaction),
            decided_at: decided_at.as_ref().map(Timestamp::to_string),
            assessment,
            failure,
            labels: stored.labels.into_iter().map(LabelSummary::from).collect(),
        }
    }
}

impl From<LabelRecord> for LabelSummary {
    fn from(record: LabelRecord) -> LabelSummary {
        LabelSummary {
            label: record.label,
            source: record.source,
            time: record.time.to_string(),
            received_at: record.received_at.to_string(),
        }
    }
}

impl From<Transaction> for TransactionSummary {
    fn from(transaction: Transaction) -> TransactionSummary {
        let money = transaction.money;
        TransactionSummary {
            amount: RawValue::from_string(money.decimal_text()).expect("a decimal is a JSON number"),
            currency: money.currency().to_string(),
            card: transaction.card.masked(),
            event_time: transaction.event_time.to_string(),
            merchant: transaction.merchant,
            customer_id: transaction.customer_id,
        }
    }
}
