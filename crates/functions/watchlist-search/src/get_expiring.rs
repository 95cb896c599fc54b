//! `GET /console/watchlist/expiring-clearances`: which matches come back soon, unless somebody looks at them again.

use aws_io::watchlist_clearances::{ClearanceDesk, ClearanceRecord};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::{Day, Timestamp};
use futures::stream::{self, StreamExt, TryStreamExt};
use lambda_shell::{Fields, Problem, json};
use serde::Serialize;
use watchlist::{Clearance, Index, Standing, is_same_name};

use crate::clearance_answer::ClearanceAnswer;
use crate::router::{Deps, no_watchlist, unavailable};

const DAYS: i64 = 30;
const DAYS_MAX: i64 = 366;
/// So many are answered, and so many of a list looked at.
const ANSWERED_MAX: usize = 100;
const LOOKED_AT_MAX: usize = 500;
/// So many parties are read at the same time.
const AT_A_TIME: usize = 10;

/// 200: the soonest first.
#[derive(Serialize)]
struct Expiring {
    until: String,
    clearances: Vec<ClearanceAnswer>,
    /// Whether there are others.
    more: bool,
}

pub(crate) async fn answer<Store, Clearances: ClearanceDesk>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Store, Clearances>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let mut fields = Fields::of_query(request);
    let days = fields.parsed("days", |text| match text.parse() {
        Ok(days) if (1..=DAYS_MAX).contains(&days) => Ok(days),
        _ => Err(format!("must be 1 to {DAYS_MAX}")),
    });
    fields.finish("invalid-query", "Invalid query")?;
    let until = now.plus_millis(days.unwrap_or(DAYS) * Day::MILLIS);
    let watchlist = deps.watchlist.current();
    let index = watchlist.ready().ok_or_else(no_watchlist)?;
    let mut found = Vec::new();
    let mut more = false;
    for list in index.lists() {
        let times = now.as_millis()..=until.as_millis();
        let of_list = deps.clearances.ending(&list.name, times, LOOKED_AT_MAX).await.map_err(unavailable)?;
        more |= of_list.len() == LOOKED_AT_MAX;
        found.extend(of_list.into_iter().filter(|record| holds(&record.clearance, index, now)));
    }
    let kept: Vec<Option<ClearanceRecord>> = stream::iter(found)
        .map(|record| unless_prolonged(record, &deps.clearances, index, now))
        .buffered(AT_A_TIME)
        .try_collect()
        .await?;
    let mut kept: Vec<ClearanceRecord> = kept.into_iter().flatten().collect();
    kept.sort_by_key(|record| record.clearance.expires_at_ms);
    more |= kept.len() > ANSWERED_MAX;
    kept.truncate(ANSWERED_MAX);
    let clearances = kept.into_iter().map(|record| ClearanceAnswer::new(record, Some(index), now)).collect();
    Ok(json(StatusCode::OK, &Expiring { until: until.to_string(), clearances, more }))
}

/// One that does not hold any more has brought its match back already.
fn holds(clearance: &Clearance, index: &Index, now: Timestamp) -> bool {
    let entry = index.entry(&clearance.entry);
    entry.is_some_and(|entry| clearance.standing(entry.fingerprint(), now.as_millis()) == Standing::Holds)
}

/// The record, if no other clearance of the same pair and name holds longer.
async fn unless_prolonged(
    record: ClearanceRecord,
    clearances: &impl ClearanceDesk,
    index: &Index,
    now: Timestamp,
) -> Result<Option<ClearanceRecord>, Problem> {
    let own = &record.clearance;
    let of_party = clearances.of_party(&own.party).await.map_err(unavailable)?;
    let is_prolonged = of_party.iter().any(|other| {
        let other_clearance = &other.clearance;
        other.revocation.is_none()
            && other_clearance.entry == own.entry
            && other_clearance.expires_at_ms > own.expires_at_ms
            && is_same_name(
                other_clearance.name.as_deref().unwrap_or_default(),
                own.name.as_deref().unwrap_or_default(),
            )
            && holds(other_clearance, index, now)
    });
    Ok((!is_prolonged).then_some(record))
}
