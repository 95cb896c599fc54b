//! `POST /transactions`: stored now, assessed by the stream.

use aws_io::transaction_intake::{Acceptance, TransactionIntake};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::{KeyId, Timestamp};
use lambda_shell::{ErrorChain, Problem, json};
use serde::Serialize;

use crate::router::Deps;
use crate::transaction_request;

/// 202: the transaction is stored and will be assessed.
#[derive(Serialize)]
struct Accepted {
    message: &'static str,
    transaction_id: KeyId,
    key_id: KeyId,
    /// When it was received, in milliseconds since the epoch.
    timestamp: Timestamp,
    status_url: String,
}

pub(crate) async fn answer<Intake: TransactionIntake, Table, Decides>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Intake, Table, Decides>,
    now: Timestamp,
    random: [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem> {
    let new = transaction_request::read(request, deps, now, random)?;
    let acceptance = deps.intake.accept(&new).await.map_err(|error| {
        tracing::error!(error = %ErrorChain(&error), "a transaction could not be stored");
        Problem::unavailable()
    })?;
    let (key_id, created_at) = match acceptance {
        Acceptance::Stored => {
            tracing::info!(key_id = %new.key_id, "transaction accepted");
            (new.key_id, now)
        }
        Acceptance::Repeated { key_id, created_at } => {
            tracing::info!(key_id = %key_id, "transaction was stored before; nothing stored");
            (key_id, created_at)
        }
        Acceptance::Conflicting => return Err(transaction_request::conflicting_key()),
    };
    if !new.transaction.made_up {
        metrics::counter!("TransactionsAccepted").increment(1);
    }
    let accepted = Accepted {
        message: "Transaction accepted",
        transaction_id: key_id,
        key_id,
        timestamp: created_at,
        status_url: transaction_request::status_url(request, key_id),
    };
    Ok(json(StatusCode::ACCEPTED, &accepted))
}
