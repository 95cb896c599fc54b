//! `GET /console/reports`: what was decided and what became of it, from the tallies of days.

use std::collections::BTreeMap;

use aws_io::CallError;
use aws_io::daily_tallies::daily_tallies;
use aws_io::object_store::ObjectStore;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use decision_report::{CLOSED_WITHIN_MINUTES, Closings, Counts, DayTally, Report, RuleCounts, Sums};
use fraud::{Currency, Day, Timestamp};
use lambda_shell::{Fields, Problem, json};
use list_prices::{Counted, Estimate, LISTED, estimate};
use serde::Serialize;

/// The longest range: a year, of which one has 366 days.
const DAYS_MAX: i64 = 366;
/// Four weeks, without which nobody asked for a range.
const DAYS_DEFAULT: i64 = 28;
/// So many rules are shown: those that hit most.
const RULES_SHOWN: usize = 100;

/// 200: a range of days.
#[derive(Serialize)]
struct Answer {
    from: String,
    to: String,
    /// Every day of the range.
    days: Vec<DayAnswer>,
    /// Those of them that were counted, taken together.
    all: Counts,
    money: Vec<MoneyAnswer>,
    rules: Vec<RuleAnswer>,
    /// Of the cases that people closed on these days, by queue.
    closings: Vec<ClosingsAnswer>,
    cost: CostAnswer,
}

/// What the days that were counted cost by the meter, at list prices.
#[derive(Serialize)]
struct CostAnswer {
    /// Of which day and region the prices are.
    priced_at: &'static str,
    region: &'static str,
    parts: Vec<CostPart>,
    /// All parts.
    dollars: String,
}

#[derive(Serialize)]
struct CostPart {
    part: &'static str,
    count: u64,
    dollars: String,
}

/// How long cases of a queue were open.
#[derive(Serialize)]
struct ClosingsAnswer {
    queue: String,
    cases: u64,
    /// On average.
    mean_seconds: u64,
    /// How many by how long; the last ones have no end.
    within: Vec<WithinAnswer>,
}

#[derive(Serialize)]
struct WithinAnswer {
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u64>,
    cases: u64,
}

/// A day. One that was not counted yet has no counts: that is not the same as none.
#[derive(Serialize)]
struct DayAnswer {
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<Counts>,
    /// The day until which labels were known.
    #[serde(skip_serializing_if = "Option::is_none")]
    labels_until: Option<String>,
}

/// Amounts as decimals.
#[derive(Serialize)]
struct MoneyAnswer {
    currency: String,
    payments: u64,
    decided: String,
    blocked: String,
    caught: String,
    missed: String,
}

#[derive(Serialize)]
struct RuleAnswer {
    code: String,
    #[serde(flatten)]
    counts: RuleCounts,
    /// The part of labelled payments that it hit and that were fraud.
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<f64>,
}

pub(super) async fn answer(
    request: &ApiGatewayProxyRequest,
    store: &impl ObjectStore,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let (from, to) = range(request, now)?;
    let tallies = daily_tallies(store, from..=to).await.map_err(unavailable)?;
    let mut report = Report::new(from, to);
    let mut closings: BTreeMap<&str, Closings> = BTreeMap::new();
    for DayTally { day, tally, closings: of_day, .. } in &tallies {
        report.add_day(*day, tally);
        of_day.iter().for_each(|(queue, some)| closings.entry(queue).or_default().merge(some));
    }
    let days = (from.number()..=to.number()).map(Day::from_number);
    let days = days.map(|day| DayAnswer::new(day, tallies.iter().find(|tally| tally.day == day)));
    let mut rules: Vec<RuleAnswer> = report.all.rules.into_iter().map(RuleAnswer::from).collect();
    rules.sort_by(|one, other| (other.counts.hits, &one.code).cmp(&(one.counts.hits, &other.code)));
    rules.truncate(RULES_SHOWN);
    let cost = CostAnswer::new(&report.all.counts);
    let answer = Answer {
        from: from.to_string(),
        to: to.to_string(),
        days: days.collect(),
        all: report.all.counts,
        money: report.all.money.into_iter().map(MoneyAnswer::from).collect(),
        rules,
        closings: closings.into_iter().map(ClosingsAnswer::from).collect(),
        cost,
    };
    Ok(json(StatusCode::OK, &answer))
}

/// Today is not over, so a range ends yesterday unless it says otherwise.
fn range(request: &ApiGatewayProxyRequest, now: Timestamp) -> Result<(Day, Day), Problem> {
    let mut fields = Fields::of_query(request);
    let day = |text: &str| text.parse::<Day>().map_err(|_| "must be a day such as 2026-03-01".to_owned());
    let (from, to) = (fields.parsed("from", day), fields.parsed("to", day));
    let to = to.unwrap_or(Day::of(now).plus(-1));
    let from = from.unwrap_or(to.plus(1 - DAYS_DEFAULT));
    if from > to {
        fields.refuse("from", "must not be after the last day");
    } else if to.number() - from.number() >= DAYS_MAX {
        fields.refuse("from", format!("must be at most {DAYS_MAX} days before the last day"));
    }
    fields.finish("invalid-query", "Invalid query")?;
    Ok((from, to))
}

impl DayAnswer {
    fn new(day: Day, tally: Option<&DayTally>) -> DayAnswer {
        DayAnswer {
            day: day.to_string(),
            counts: tally.map(|tally| tally.tally.counts),
            labels_until: tally.map(|tally| tally.labels_until.to_string()),
        }
    }
}

impl From<(String, Sums)> for MoneyAnswer {
    fn from((currency, sums): (String, Sums)) -> MoneyAnswer {
        let decimals = currency.parse::<Currency>().map_or(2, |known| known.decimals());
        let Sums { payments, decided, stopped, caught, missed } = sums;
        let [decided, blocked, caught, missed] =
            [decided, stopped, caught, missed].map(|minor| decimal(minor, decimals));
        MoneyAnswer { currency, payments, decided, blocked, caught, missed }
    }
}

/// Minor units as a decimal: 1234 with two decimals is 12.34.
fn decimal(minor: i128, decimals: u32) -> String {
    let unit = 10_u128.pow(decimals);
    let (whole, part) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let sign = if minor < 0 { "-" } else { "" };
    if decimals == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{part:0width$}", width = decimals as usize)
}

impl CostAnswer {
    /// Whatever was held is taken to have been alerted on: which outcomes are is the policy's, and policies change.
    fn new(counts: &Counts) -> CostAnswer {
        let Counts { payments, review, block, caught, missed, good, .. } = *counts;
        let counted = Counted { payments, alerts: review + block, labels: caught + missed + good };
        let parts = estimate(&counted);
        let dollars: f64 = parts.iter().map(|part| part.dollars).sum();
        CostAnswer {
            priced_at: LISTED.date,
            region: LISTED.region,
            parts: parts.into_iter().map(CostPart::from).collect(),
            dollars: cents(dollars),
        }
    }
}

impl From<Estimate> for CostPart {
    fn from(Estimate { act, count, dollars }: Estimate) -> CostPart {
        CostPart { part: act.as_str(), count, dollars: cents(dollars) }
    }
}

fn cents(dollars: f64) -> String {
    format!("{dollars:.2}")
}

impl From<(&str, Closings)> for ClosingsAnswer {
    fn from((queue, closings): (&str, Closings)) -> ClosingsAnswer {
        let ends = CLOSED_WITHIN_MINUTES.into_iter().map(Some).chain([None]);
        let within = ends.zip(closings.within).map(|(minutes, cases)| WithinAnswer { minutes, cases });
        ClosingsAnswer {
            queue: queue.to_owned(),
            cases: closings.cases,
            mean_seconds: closings.mean_seconds().unwrap_or_default(),
            within: within.collect(),
        }
    }
}

impl From<(String, RuleCounts)> for RuleAnswer {
    fn from((code, counts): (String, RuleCounts)) -> RuleAnswer {
        RuleAnswer { code, precision: counts.precision(), counts }
    }
}

fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "the tallies of days could not be read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_priced() {
        let counts = Counts {
            payments: 1_000_000,
            review: 8_000,
            block: 2_000,
            caught: 90,
            missed: 5,
            hurt: 7,
            good: 105,
        };
        let cost = CostAnswer::new(&counts);
        let parts = cost.parts.iter().map(|part| format!("{} {} {}", part.count, part.part, part.dollars));
        assert_eq!(
            parts.collect::<Vec<_>>(),
            ["1000000 payments 16.85", "10000 alerts 0.25", "200 labels 0.00"]
        );
        assert_eq!(cost.dollars, "17.10");
    }

    #[test]
    fn minor_units_are_shown_as_decimals() {
        let check =
            |minor: i128, decimals: u32, expected: &str| assert_eq!(decimal(minor, decimals), expected);
        check(1_234, 2, "12.34");
        check(5, 2, "0.05");
        check(0, 3, "0.000");
        check(1_234, 0, "1234");
        check(-1_205, 3, "-1.205");
        check(i128::from(i64::MAX) * 1_000, 2, "92233720368547758070.00");
    }
}
