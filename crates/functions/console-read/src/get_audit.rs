//! `GET /console/audit`: what people did on a day.

use aws_io::case_table::CaseFinder;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::{Day, Timestamp};
use lambda_shell::{Fields, Problem, json};
use serde::Serialize;

use crate::audit_answer::AuditAnswer;
use crate::router::unavailable;

/// 200: the entries of a day, the latest first.
#[derive(Serialize)]
struct DayOfTrail {
    day: String,
    entries: Vec<AuditAnswer>,
}

pub(crate) async fn answer(
    request: &ApiGatewayProxyRequest,
    cases: &impl CaseFinder,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let mut fields = Fields::of_query(request);
    let day = fields
        .parsed("day", |text| text.parse::<Day>().map_err(|_| "must be a day such as 2026-03-01".to_owned()));
    fields.finish("invalid-query", "Invalid query")?;
    let day = day.unwrap_or(Day::of(now));
    let entries = cases.trail_of_day(day).await.map_err(unavailable)?;
    let entries = entries.into_iter().map(AuditAnswer::from).collect();
    Ok(json(StatusCode::OK, &DayOfTrail { day: day.to_string(), entries }))
}
