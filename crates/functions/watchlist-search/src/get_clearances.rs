//! `GET /watchlist/clearances?party=…`: what analysts have cleared of a party, with what is over or revoked.

use aws_io::watchlist_clearances::ClearanceTable;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::Timestamp;
use lambda_shell::{Fields, Problem, json};
use serde::Serialize;

use crate::clearance_answer::ClearanceAnswer;
use crate::fields::{entry_id, party_key};
use crate::router::{Deps, unavailable};

/// 200: the audit trail of a party, the earliest first.
#[derive(Serialize)]
struct ClearancesAnswer {
    party: String,
    clearances: Vec<ClearanceAnswer>,
}

pub(crate) async fn answer<Store, Clearances: ClearanceTable>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Store, Clearances>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let mut fields = Fields::of_query(request);
    let party = fields.needed("party", party_key);
    let entry = fields.parsed("entry", entry_id);
    fields.finish("invalid-query", "Invalid query")?;
    let watchlist = deps.watchlist.current();
    let party = party.unwrap_or_default();
    let mut records = deps.clearances.of_party(&party).await.map_err(unavailable)?;
    records.retain(|record| entry.as_ref().is_none_or(|entry| record.clearance.entry == *entry));
    let clearances =
        records.into_iter().map(|record| ClearanceAnswer::new(record, watchlist.ready(), now)).collect();
    Ok(json(StatusCode::OK, &ClearancesAnswer { party, clearances }))
}
