//! Which route a request takes.

use aws_io::transaction_intake::TransactionIntake;
use aws_io::transaction_table::TransactionTable;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::Method;
use decider::Decide;
use fraud::made_up::MarkKey;
use fraud::{CardKey, Timestamp};
use lambda_shell::Problem;

use crate::{post_label, post_prediction, post_transaction};

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Intake, Table, Decides> {
    /// Where transactions go.
    pub intake: Intake,
    /// Where they are found again.
    pub table: Table,
    /// Who decides at once.
    pub decider: Decides,
    /// What card numbers are turned into tokens with.
    pub card_key: CardKey,
    /// What made-up payments are marked with, where the deployment makes some.
    pub mark_key: Option<MarkKey>,
    /// How long a transaction is kept.
    pub retention_days: u32,
}

/// Handles one request, received at `now`; `random` makes its id unique.
pub async fn handle<Intake, Table, Decides>(
    request: ApiGatewayProxyRequest,
    deps: &Deps<Intake, Table, Decides>,
    now: Timestamp,
    random: [u8; 10],
) -> ApiGatewayProxyResponse
where
    Intake: TransactionIntake,
    Table: TransactionTable,
    Decides: Decide,
{
    let answered = match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::POST, "/transactions") => post_transaction::answer(&request, deps, now, random).await,
        (&Method::POST, "/predict") => post_prediction::answer(&request, deps, now, random).await,
        (&Method::POST, "/transactions/{key_id}/label") => post_label::answer(&request, deps, now).await,
        _ => Err(Problem::no_such_route()),
    };
    answered.unwrap_or_else(Problem::into_answer)
}
