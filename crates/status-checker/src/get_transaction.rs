//! `GET /transactions/{key_id}`

use aws_io::stored_transaction::{Decision, Status, StoredTransaction};
use aws_io::transaction_table::{TableError, TransactionTable};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::{Assessment, KeyId, Timestamp, Transaction};
use lambda_shell::{ErrorChain, Problem, json};
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
    assessment: Option<Assessment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
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
    let key_id: KeyId = key_id.parse().map_err(|error| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "invalid-key-id",
            "Invalid key_id",
            format!("The key_id {error}."),
        )
    })?;
    let found = deps.table.find(key_id).await.map_err(|error| {
        tracing::error!(%key_id, error = %ErrorChain(&error), "a transaction could not be looked up");
        match error {
            TableError::Call(_) => Problem::unavailable(),
            TableError::Item(_) => unreadable(),
        }
    })?;
    found.ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "unknown-key-id",
            "Unknown key_id",
            "There is no transaction with this key_id, or it was kept for its time and deleted.",
        )
    })
}

/// Asking again would not help, so this is not [`Problem::unavailable`].
fn unreadable() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "unreadable-transaction",
        "Unreadable transaction",
        "What is stored under this key_id is no transaction. It is put aside for people to look at, and asking \
         again will not help.",
    )
}

impl From<StoredTransaction> for TransactionStatus {
    fn from(stored: StoredTransaction) -> TransactionStatus {
        let status = stored.decision.status();
        let (decided_at, assessment, failure) = match stored.decision {
            Decision::Pending => (None, None, None),
            Decision::Done { assessment, decided_at } => {
                // What a decision rests on is for its replay; the reasons are for the client.
                (Some(decided_at), Some(Assessment { basis: None, ..assessment }), None)
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
