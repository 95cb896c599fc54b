//! Which route a request takes, and what is answered.

use aws_io::case_table::{CaseDesk, CaseFinder};
use aws_io::payment_history::PaymentHistory;
use aws_io::transaction_table::TransactionTable;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::{Method, StatusCode};
use casework::{Staff, TokenTerms};
use fraud::Timestamp;
use lambda_shell::{Problem, json, signed_in};
use serde::Serialize;

use crate::acting::{Acted, act};
use crate::requests::{self, Order};

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Cases, Table, History> {
    /// Where cases are.
    pub cases: Cases,
    /// Where payments are.
    pub table: Table,
    /// What later payments are decided on, labels among it.
    pub history: History,
    /// Which tokens are taken.
    pub terms: TokenTerms,
}

/// 200: what became of each case.
#[derive(Serialize)]
struct Results {
    results: Vec<Acted>,
}

/// Handles one request, received at `now`; `random` tells entries of the trail apart.
pub async fn handle<Cases, Table, History>(
    request: ApiGatewayProxyRequest,
    deps: &Deps<Cases, Table, History>,
    now: Timestamp,
    random: impl Fn() -> [u8; 10],
) -> ApiGatewayProxyResponse
where
    Cases: CaseFinder + CaseDesk,
    Table: TransactionTable,
    History: PaymentHistory,
{
    answer(&request, deps, now, &random).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Cases, Table, History>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Cases, Table, History>,
    now: Timestamp,
    random: &impl Fn() -> [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Cases: CaseFinder + CaseDesk,
    Table: TransactionTable,
    History: PaymentHistory,
{
    let staff: Staff = signed_in(request, &deps.terms, now)?;
    let order: Order = match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::POST, "/console/assignments") => requests::assignment(request)?,
        (&Method::POST, "/console/closures") => requests::closure(request)?,
        (&Method::POST, "/console/escalations") => requests::escalation(request)?,
        (&Method::POST, "/console/snoozes") => requests::snooze(request)?,
        (&Method::POST, "/console/labels") => requests::label(request)?,
        (&Method::POST, "/console/notes") => requests::note(request)?,
        _ => return Err(Problem::no_such_route()),
    };
    let mut results = Vec::new();
    for case_id in &order.case_ids {
        results.push(act(*case_id, &order.what, &staff, deps, now, random).await?);
    }
    metrics::counter!("CaseActs").increment(results.iter().filter(|acted| acted.is_done()).count() as u64);
    Ok(json(StatusCode::OK, &Results { results }))
}
