//! `POST /console/policy-suggestions`: rules that a text could have beside its own, from the archive's newest payments.

use aws_io::decision_archive::ArchiveReader;
use aws_io::object_store::ObjectStore;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::Timestamp;
use lambda_shell::{Problem, json};
use rule_suggestions::{Nothing, Sample, Settings, Suggestion, suggest};
use serde::Serialize;

use super::checks::{Tried, check};
use super::sample::{self, SampleAnswer};
use super::{PolicyDeps, unavailable};

#[derive(Serialize)]
struct Found {
    sample: SampleAnswer,
    /// So many good customers may be hurt for each card with fraud that is caught.
    good_per_fraud: f64,
    /// The payments by what the text makes of them, and how they were parted.
    parts: Sample,
    suggestions: Vec<Suggestion>,
    /// Conditions that the later payments did not speak for.
    not_held: usize,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    nothing: Option<Nothing>,
    /// The same in sentences, with what is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    nothing_in_words: Option<String>,
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
    let (checked, policy) = check(request, &deps.bucket).await?;
    let Some(policy) = policy else {
        return Ok(json(StatusCode::OK, &Tried { checked, result: None::<Found> }));
    };
    let sample = sample::read(&deps.archive, now).await.map_err(unavailable)?;
    let answer = SampleAnswer::of(&sample);
    let settings = Settings::default();
    let payments = sample.records.len();
    let report = suggest(&policy, sample.records, &settings);
    tracing::info!(payments, suggestions = report.suggestions.len(), "rules were suggested");
    let result = Found {
        sample: answer,
        good_per_fraud: settings.good_per_fraud,
        nothing_in_words: report.nothing_in_words(),
        parts: report.sample,
        suggestions: report.suggestions,
        not_held: report.not_held,
        nothing: report.nothing,
    };
    Ok(json(StatusCode::OK, &Tried { checked, result: Some(result) }))
}
