//! `GET /console/cases`: the queues.

use aws_io::CallError;
use aws_io::case_table::{CaseFinder, CasePage, Order, Page, View};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::narrowing::{Narrowing, SortBy};
use casework::{Case, Queue, Staff};
use fraud::{KeyId, Timestamp};
use lambda_shell::{Fields, Problem, json};
use serde::Serialize;

use crate::case_answer::CaseAnswer;
use crate::router::unavailable;

const LIMIT_DEFAULT: u32 = 50;
const LIMIT_MAX: u32 = 100;
/// So many cases are looked through where no index has what is asked for, those of the highest risk: a megabyte, which is a page of
/// the table.
const LOOKED_MAX: usize = 1_000;
/// The longest reason code that is looked for, in characters.
const REASON_CHARS_MAX: usize = 100;

/// 200: some cases.
#[derive(Serialize)]
struct Cases {
    cases: Vec<CaseAnswer>,
    /// For `after`, if there may be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// Whether the queue holds more cases than were looked through.
    is_cut: bool,
}

/// What is asked for.
struct Asked {
    view: View,
    sort: SortBy,
    narrowing: Narrowing,
    limit: u32,
    after: Option<String>,
}

/// What was found of it.
struct Found {
    page: CasePage,
    is_cut: bool,
}

pub(crate) async fn answer(
    request: &ApiGatewayProxyRequest,
    staff: &Staff,
    cases: &impl CaseFinder,
    sanctions_hours: u32,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let asked = read(request, staff)?;
    let found = match order_of_index(&asked) {
        Some(order) => in_order(&asked, order, cases, now).await,
        None => looked_through(&asked, cases, now).await,
    };
    let Found { page, is_cut } = found.map_err(unavailable)?;
    let cases = page.cases.into_iter().map(|case| CaseAnswer::new(case, sanctions_hours)).collect();
    Ok(json(StatusCode::OK, &Cases { cases, next: page.next, is_cut }))
}

/// The index that has what is asked for, if there is one.
fn order_of_index(asked: &Asked) -> Option<Order> {
    if !asked.narrowing.is_open() {
        return None;
    }
    match (&asked.view, asked.sort) {
        (View::Closed(_), _) | (_, SortBy::Risk) => Some(Order::Risk),
        (View::Open(_), SortBy::Age) => Some(Order::Age),
        (View::Of { .. }, SortBy::Age) | (_, SortBy::Amount) => None,
    }
}

/// As an index has them, page by page, without those that are put off.
async fn in_order(
    asked: &Asked,
    order: Order,
    cases: &impl CaseFinder,
    now: Timestamp,
) -> Result<Found, CallError> {
    let mut page = CasePage { cases: Vec::new(), next: asked.after.clone() };
    for _ in 0..LOOKED_MAX / asked.limit as usize {
        let limit = asked.limit - u32::try_from(page.cases.len()).unwrap_or(asked.limit);
        let read = cases.page(&asked.view, &Page { order, limit, after: page.next.take() }).await?;
        page.cases.extend(read.cases.into_iter().filter(|case| asked.narrowing.wants(case, now)));
        page.next = read.next;
        if page.next.is_none() || page.cases.len() >= asked.limit as usize {
            break;
        }
    }
    Ok(Found { page, is_cut: false })
}

/// Those of the highest risk, narrowed and put into order here.
async fn looked_through(asked: &Asked, cases: &impl CaseFinder, now: Timestamp) -> Result<Found, CallError> {
    let mut all: Vec<Case> = Vec::new();
    let mut after = None;
    loop {
        let limit = u32::try_from(LOOKED_MAX - all.len()).unwrap_or(LIMIT_MAX);
        let read = cases.page(&asked.view, &Page { order: Order::Risk, limit, after }).await?;
        all.extend(read.cases);
        after = read.next;
        if after.is_none() || all.len() >= LOOKED_MAX {
            break;
        }
    }
    let is_cut = after.is_some();
    all.retain(|case| asked.narrowing.wants(case, now));
    all.sort_by(|one, other| asked.sort.compare(one, other));
    Ok(Found { page: page_of(all, asked), is_cut })
}

/// The part of all that is asked for. A page goes on behind the case where the one before it ended, or, if that is gone, where it stood.
fn page_of(mut all: Vec<Case>, asked: &Asked) -> CasePage {
    let start = asked.after.as_deref().and_then(place).map_or(0, |(seen, last)| {
        all.iter().position(|case| case.case_id == last).map_or(seen, |place| place + 1)
    });
    let mut cases = all.split_off(start.min(all.len()));
    let is_more = cases.len() > asked.limit as usize;
    cases.truncate(asked.limit as usize);
    let last = cases.last().filter(|_| is_more).map(|case| case.case_id);
    let next = last.map(|last| format!("{}.{last}", start + cases.len()));
    CasePage { cases, next }
}

/// How many were seen, and the last of them.
fn place(cursor: &str) -> Option<(usize, KeyId)> {
    let (seen, last) = cursor.split_once('.')?;
    Some((seen.parse().ok()?, last.parse().ok()?))
}

fn read(request: &ApiGatewayProxyRequest, staff: &Staff) -> Result<Asked, Problem> {
    let mut fields = Fields::of_query(request);
    let queue = fields.parsed("queue", |text| {
        let found = Queue::ALL.into_iter().find(|queue| queue.as_str() == text);
        found.ok_or_else(|| "must be payments, sanctions or escalated".to_owned())
    });
    let queue = queue.unwrap_or(Queue::Payments);
    let view = fields.parsed("view", |text| match text {
        "all" => Ok((View::Open(queue), false)),
        "asleep" => Ok((View::Open(queue), true)),
        "mine" => Ok((View::Of { queue, assignee: Some(staff.name.clone()) }, false)),
        "unassigned" => Ok((View::Of { queue, assignee: None }, false)),
        "closed" => Ok((View::Closed(queue), false)),
        _ => Err("must be all, mine, unassigned, asleep or closed".to_owned()),
    });
    let sort = fields.parsed("order", |text| match text {
        "risk" => Ok(SortBy::Risk),
        "age" => Ok(SortBy::Age),
        "amount" => Ok(SortBy::Amount),
        _ => Err("must be risk, age or amount".to_owned()),
    });
    let reason = fields.text("reason", REASON_CHARS_MAX);
    let amount_min = fields.parsed("amount_min", |text| match text.parse() {
        Ok(amount) if (0.0..=f64::MAX).contains(&amount) => Ok(amount),
        _ => Err("must be a number that is not negative".to_owned()),
    });
    let currency = fields.parsed("currency", |text| {
        text.parse().map_err(|_| "must be an ISO 4217 code such as EUR".to_owned())
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
    let (view, is_asleep) = view.unwrap_or((View::Open(queue), false));
    Ok(Asked {
        view,
        sort: sort.unwrap_or(SortBy::Risk),
        narrowing: Narrowing { reason, amount_min, currency, is_asleep },
        limit: limit.unwrap_or(LIMIT_DEFAULT),
        after,
    })
}
