//! What people see of policies and their lists: the policy that is live and how its rules stand, its lists in files, earlier texts, and
//! drafts; what checks and backtests say of a text, and which rules it could have; and the words of the language.

mod backtested;
mod checks;
mod drafts;
mod lists;
mod live;
mod sample;
mod suggested;
mod versions;

use aws_io::CallError;
use aws_io::decision_archive::ArchiveReader;
use aws_io::object_store::ObjectStore;
use aws_io::object_versions::ObjectVersions;
use aws_io::policy_draft_table::PolicyDrafts;
use aws_io::rule_activity::RuleActivity;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::{Method, StatusCode};
use casework::TokenTerms;
use fraud::Timestamp;
use lambda_shell::{Problem, json, signed_in};

/// What policies are read from.
#[derive(Debug)]
pub struct PolicyDeps<Drafts, Bucket, Activity, Archive> {
    /// The drafts.
    pub drafts: Drafts,
    /// Where the policy lies that decides, with those that did.
    pub bucket: Bucket,
    /// Whom its rules hit, and what the guard found of them.
    pub activity: Activity,
    /// Past payments.
    pub archive: Archive,
    /// Which tokens are taken.
    pub terms: TokenTerms,
}

/// Handles one request, received at `now`.
pub async fn handle_policy<Drafts, Bucket, Activity, Archive>(
    request: &ApiGatewayProxyRequest,
    deps: &PolicyDeps<Drafts, Bucket, Activity, Archive>,
    now: Timestamp,
) -> ApiGatewayProxyResponse
where
    Drafts: PolicyDrafts,
    Bucket: ObjectStore + ObjectVersions,
    Activity: RuleActivity,
    Archive: ArchiveReader,
{
    answer(request, deps, now).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Drafts, Bucket, Activity, Archive>(
    request: &ApiGatewayProxyRequest,
    deps: &PolicyDeps<Drafts, Bucket, Activity, Archive>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Drafts: PolicyDrafts,
    Bucket: ObjectStore + ObjectVersions,
    Activity: RuleActivity,
    Archive: ArchiveReader,
{
    let staff = signed_in(request, &deps.terms, now)?;
    match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::GET, "/console/policy") => live::answer(deps, now).await,
        (&Method::GET, "/console/policy-language") => Ok(json(StatusCode::OK, &fraud::language::reference())),
        (&Method::GET, "/console/policy-lists") => lists::answer(request, &deps.bucket).await,
        (&Method::GET, "/console/policy-versions") => versions::list(request, deps).await,
        (&Method::GET, "/console/policy-versions/{version_id}") => versions::one(request, &deps.bucket).await,
        (&Method::GET, "/console/policy-drafts") => drafts::list(&staff, deps).await,
        (&Method::GET, "/console/policy-drafts/{draft_id}") => drafts::one(request, &staff, deps).await,
        (&Method::POST, "/console/policy-checks") => checks::answer(request, &deps.bucket).await,
        (&Method::POST, "/console/policy-backtests") => backtested::answer(request, deps, now).await,
        (&Method::POST, "/console/policy-suggestions") => suggested::answer(request, deps, now).await,
        _ => Err(Problem::no_such_route()),
    }
}

/// For `map_err`: something did not answer.
fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "policies could not be read")
}
