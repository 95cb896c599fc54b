//! `POST /console/policy-backtests`: what a text would have done with the archive's newest payments, beside what the live policy
//! does with the same ones.

use aws_io::decision_archive::ArchiveReader;
use aws_io::object_store::ObjectStore;
use aws_io::policy_bucket;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use backtest::{Backtest, Report, RuleReport, Settings, Side, Tally};
use fraud::policy::RuleState;
use fraud::{KeyId, Outcome, Timestamp, Verdict};
use lambda_shell::{Problem, json};
use serde::Serialize;

use super::checks::{Tried, check};
use super::sample::{self, Sample, SampleAnswer};
use super::{PolicyDeps, unavailable};

/// So many payments of each kind of change are shown.
const EXAMPLES_MAX: usize = 5;

#[derive(Serialize)]
struct Outcomes {
    sample: SampleAnswer,
    /// What the live policy does; nothing if it is not a good one.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<SideAnswer>,
    /// What the text does.
    after: SideAnswer,
    /// What it decides otherwise.
    changes: Vec<ChangeAnswer>,
    /// Its rules, and those of the live policy that it has no more.
    rules: Vec<RuleAnswer>,
}

#[derive(Serialize)]
struct SideAnswer {
    version: String,
    payments: u64,
    review: u64,
    block: u64,
    /// Known fraud, and how much of it was not simply approved.
    fraud: u64,
    fraud_caught: u64,
    /// What that amounts to, in the reference currency.
    money_saved: f64,
    /// Payments known to be good, and how many of them were not simply approved.
    good: u64,
    good_hurt: u64,
    /// Payments that were not simply approved, a day.
    alerts_a_day: f64,
}

#[derive(Serialize)]
struct ChangeAnswer {
    from: Outcome,
    to: Outcome,
    payments: u64,
    fraud: u64,
    good: u64,
    examples: Vec<ExampleAnswer>,
}

#[derive(Serialize)]
struct ExampleAnswer {
    key_id: KeyId,
    /// Amount and merchant.
    payment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<Verdict>,
    /// The codes of what hit.
    before: Vec<String>,
    after: Vec<String>,
}

#[derive(Serialize)]
struct RuleAnswer {
    code: String,
    /// Of a rule that the text has no more, nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<RuleState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hits_before: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hits_after: Option<u64>,
    /// Of those that it hits, or hit: known fraud, and known to be good.
    fraud: u64,
    good: u64,
}

pub(super) async fn answer<Drafts, Bucket, Activity, Archive>(
    request: &ApiGatewayProxyRequest,
    deps: &PolicyDeps<Drafts, Bucket, Activity, Archive>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Bucket: ObjectStore,
    Archive: ArchiveReader,
{
    let (checked, candidate) = check(request, &deps.bucket).await?;
    let Some(candidate) = candidate else {
        return Ok(json(StatusCode::OK, &Tried { checked, result: None::<Outcomes> }));
    };
    let live = policy_bucket::live(&deps.bucket, None).await.map_err(unavailable)?;
    let baseline = policy_bucket::check_live(&deps.bucket, &live).await.map_err(unavailable)?;
    let baseline = baseline.and_then(Result::ok);
    let sample = sample::read(&deps.archive, now).await.map_err(unavailable)?;
    let settings = Settings { examples_max: EXAMPLES_MAX, ..Settings::default() };
    let mut backtest = Backtest::new(candidate, baseline, settings);
    for record in &sample.records {
        backtest.observe(record);
    }
    let report = backtest.finish();
    tracing::info!(payments = sample.records.len(), rows = sample.rows, "a policy was tried on the archive");
    let result = Some(outcomes(&sample, &report));
    Ok(json(StatusCode::OK, &Tried { checked, result }))
}

fn outcomes(sample: &Sample, report: &Report) -> Outcomes {
    Outcomes {
        sample: SampleAnswer::of(sample),
        before: report.baseline.as_ref().map(side),
        after: side(&report.candidate),
        changes: report.changes.iter().map(change).collect(),
        rules: rules(report),
    }
}

fn side(side: &Side) -> SideAnswer {
    let outcomes = [&side.outcomes.approve, &side.outcomes.review, &side.outcomes.block];
    let sum = |count: fn(&Tally) -> u64| outcomes.iter().map(|tally| count(tally)).sum();
    SideAnswer {
        version: side.policy_version.clone(),
        payments: sum(Tally::count),
        review: side.outcomes.review.count(),
        block: side.outcomes.block.count(),
        fraud: sum(|tally| tally.fraud),
        fraud_caught: side.outcomes.review.fraud + side.outcomes.block.fraud,
        money_saved: side.money_saved(),
        good: sum(|tally| tally.legitimate),
        good_hurt: side.good_payments_hurt(),
        alerts_a_day: side.alerts_a_day(),
    }
}

fn change(change: &backtest::Change) -> ChangeAnswer {
    let example = |example: &backtest::Example| ExampleAnswer {
        key_id: example.key_id,
        payment: example.payment.clone(),
        label: example.verdict,
        before: example.before.clone(),
        after: example.after.clone(),
    };
    ChangeAnswer {
        from: change.from,
        to: change.to,
        payments: change.tally.count(),
        fraud: change.tally.fraud,
        good: change.tally.legitimate,
        examples: change.examples.iter().map(example).collect(),
    }
}

/// The text's rules as they stand there, then those that it has no more.
fn rules(report: &Report) -> Vec<RuleAnswer> {
    let before = report.baseline.as_ref().map(|side| side.rules.as_slice()).unwrap_or_default();
    let after = &report.candidate.rules;
    let hits = |rules: &[RuleReport], code: &str| {
        rules.iter().find(|rule| rule.code == code).map(|rule| rule.hits.count())
    };
    let gone = before.iter().filter(|rule| hits(after, &rule.code).is_none());
    let of_text = after.iter().map(|rule| (rule, Some(rule.state)));
    of_text
        .chain(gone.map(|rule| (rule, None)))
        .map(|(rule, state)| RuleAnswer {
            code: rule.code.clone(),
            state,
            hits_before: hits(before, &rule.code),
            hits_after: hits(after, &rule.code),
            fraud: rule.hits.fraud,
            good: rule.hits.legitimate,
        })
        .collect()
}
