//! `GET /console/cases`: the queues.

use aws_io::case_table::{CaseFinder, Order, Page, View};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::{CaseKind, Staff};
use lambda_shell::{Fields, Problem, json};
use serde::Serialize;

use crate::case_answer::CaseAnswer;
use crate::router::unavailable;

const LIMIT_DEFAULT: u32 = 50;
const LIMIT_MAX: u32 = 100;

/// 200: some cases.
#[derive(Serialize)]
struct Cases {
    cases: Vec<CaseAnswer>,
    /// For `after`, if there may be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

pub(crate) async fn answer(
    request: &ApiGatewayProxyRequest,
    staff: &Staff,
    cases: &impl CaseFinder,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let (view, page) = read(request, staff)?;
    let found = cases.page(&view, &page).await.map_err(unavailable)?;
    let cases = found.cases.into_iter().map(CaseAnswer::from).collect();
    Ok(json(StatusCode::OK, &Cases { cases, next: found.next }))
}

fn read(request: &ApiGatewayProxyRequest, staff: &Staff) -> Result<(View, Page), Problem> {
    let mut fields = Fields::of_query(request);
    let kind = fields.parsed("queue", |text| {
        let found = CaseKind::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| "must be payments or sanctions".to_owned())
    });
    let kind = kind.unwrap_or(CaseKind::Payments);
    let view = fields.parsed("view", |text| match text {
        "all" => Ok(View::Open(kind)),
        "mine" => Ok(View::Of { kind, assignee: Some(staff.name.clone()) }),
        "unassigned" => Ok(View::Of { kind, assignee: None }),
        "closed" => Ok(View::Closed(kind)),
        _ => Err("must be all, mine, unassigned or closed".to_owned()),
    });
    let order = fields.parsed("order", |text| match text {
        "risk" => Ok(Order::Risk),
        "age" => Ok(Order::Age),
        _ => Err("must be risk or age".to_owned()),
    });
    let limit = fields.parsed("limit", |text| match text.parse() {
        Ok(limit @ 1..=LIMIT_MAX) => Ok(limit),
        _ => Err(format!("must be a whole number from 1 to {LIMIT_MAX}")),
    });
    let after = fields.parsed("after", |text| {
        let is_cursor = aws_io::case_table::is_cursor(text);
        if is_cursor {
            Ok(text.to_owned())
        } else {
            Err("must be the `next` of an earlier answer".to_owned())
        }
    });
    fields.finish("invalid-query", "Invalid query")?;
    let page = Page { order: order.unwrap_or(Order::Risk), limit: limit.unwrap_or(LIMIT_DEFAULT), after };
    Ok((view.unwrap_or(View::Open(kind)), page))
}
