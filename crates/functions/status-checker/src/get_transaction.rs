//! `GET /transactions/{key_id}`, and the same with `?wait=SECONDS`: long polling.

use std::time::Duration;

use aws_io::label_record::LabelRecord;
use aws_io::stored_transaction::{Decision, Status, StoredTransaction};
use aws_io::transaction_table::{TableError, TransactionTable};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::request::FieldError;
use fraud::{KeyId, Timestamp, Transaction, Verdict};
use lambda_shell::{
    AssessmentAnswer, ErrorChain, Problem, json, key_id_of, unknown_key_id, unreadable_transaction,
};
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::time::{Instant, sleep};

/// The longest wait, in seconds. API Gateway gives up after 29; the function's timeout leaves room for a slow last look.
const WAIT_SECONDS_MAX: u64 = 20;
/// The table is asked after 50 ms, then after twice as long each time: most decisions are there within a second. What
/// takes longer is asked for once a second: 25 looks in the longest wait.
const PAUSE_FIRST: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(1);

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

/// Handles one request. One that says `wait` is answered when the transaction is decided or that many seconds are over.
pub async fn handle(
    request: ApiGatewayProxyRequest,
    deps: &Deps<impl TransactionTable>,
) -> ApiGatewayProxyResponse {
    match answer(&request, deps).await {
        Ok(found) => json(StatusCode::OK, &TransactionStatus::from(found)),
        Err(problem) => problem.into_answer(),
    }
}

async fn answer(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<impl TransactionTable>,
) -> Result<StoredTransaction, Problem> {
    let key_id = key_id_of(request)?;
    let over_at = Instant::now() + wait(request)?;
    let mut pause = PAUSE_FIRST;
    loop {
        let found = find(key_id, deps).await?;
        let left = over_at.saturating_duration_since(Instant::now());
        if found.decision.status() != Status::Pending || left.is_zero() {
            return Ok(found);
        }
        sleep(pause.min(left)).await;
        pause = PAUSE_MAX.min(2 * pause);
    }
}

/// How long the caller wants to wait for the decision.
fn wait(request: &ApiGatewayProxyRequest) -> Result<Duration, Problem> {
    let Some(text) = request.query_string_parameters.first("wait") else { return Ok(Duration::ZERO) };
    let seconds = text.parse().ok().filter(|seconds| *seconds <= WAIT_SECONDS_MAX);
    seconds.map(Duration::from_secs).ok_or_else(|| {
        let detail = format!("must be a whole number of seconds from 0 to {WAIT_SECONDS_MAX}");
        Problem::new(
            StatusCode::BAD_REQUEST,
            "invalid-query",
            "Invalid query",
            "A parameter can't be accepted.",
        )
        .with_errors(vec![FieldError { pointer: "#/wait".to_owned(), detail }])
    })
}

async fn find(key_id: KeyId, deps: &Deps<impl TransactionTable>) -> Result<StoredTransaction, Problem> {
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
