//! `GET /console/policy-versions` and `GET /console/policy-versions/{version_id}`: the policies that were, or the texts of a list, who put
//! them in force, and what they said.

use aws_io::CallError;
use aws_io::object_versions::{ObjectVersion, ObjectVersions};
use aws_io::policy_bucket;
use aws_io::policy_draft_table::PolicyDrafts;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::four_eyes::{Decision, MotionState};
use casework::policy_draft::{PolicyDraft, text_hash};
use fraud::{KeyId, Timestamp};
use futures::StreamExt;
use lambda_shell::{Problem, json};
use serde::{Deserialize, Serialize};

use super::lists::list_of_query;
use super::{PolicyDeps, unavailable};

/// So many versions are looked at.
const VERSIONS_MAX: usize = 20;
/// So many are read at a time.
const FETCHED_AHEAD: usize = 5;
/// Among so many closed drafts it is looked who put a version in force.
const DRAFTS_MAX: u32 = 100;
/// S3 tells the second of a change only, and clocks differ.
const CLOCK_MILLIS: i64 = 10_000;

/// 200: the versions, the newest first.
#[derive(Serialize)]
struct PolicyVersions {
    versions: Vec<VersionAnswer>,
    /// Whether there are older ones.
    is_more: bool,
}

#[derive(Serialize)]
struct VersionAnswer {
    version_id: String,
    since: String,
    /// From then on there was nothing in its place.
    is_deletion: bool,
    /// The version that it names, as far as it can be read; of policies.
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publication: Option<Publication>,
}

/// 200: one of them.
#[derive(Serialize)]
struct WholeVersion {
    version_id: String,
    text: String,
}

/// Who put a policy in force here.
#[derive(Serialize)]
pub(super) struct Publication {
    draft_id: KeyId,
    by: String,
    reason: String,
    authors: Vec<String>,
    /// Whether nobody else looked at it.
    is_bypass: bool,
}

impl From<&PolicyDraft> for Publication {
    fn from(draft: &PolicyDraft) -> Publication {
        let ruling = draft.ruling.as_ref();
        Publication {
            draft_id: draft.draft_id,
            by: ruling.map(|ruling| ruling.by.clone()).unwrap_or_default(),
            reason: ruling.map(|ruling| ruling.reason.clone()).unwrap_or_default(),
            authors: draft.authors.iter().map(|author| author.name.clone()).collect(),
            is_bypass: ruling.is_some_and(|ruling| ruling.decision == Decision::Bypass),
        }
    }
}

/// The drafts that came into force.
pub(super) struct Publications(Vec<PolicyDraft>);

pub(super) async fn publications(drafts: &impl PolicyDrafts) -> Result<Publications, CallError> {
    let mut found = drafts.newest(false, DRAFTS_MAX).await?;
    found.retain(|draft| draft.state == MotionState::Published);
    Ok(Publications(found))
}

impl Publications {
    /// The draft that became this text of the policy, or of the list: of several, the last one that was decided about before it lay there.
    pub(super) fn of(&self, list: Option<&str>, text: &str, since: Timestamp) -> Option<&PolicyDraft> {
        let hash = text_hash(text);
        let decided_at = |draft: &PolicyDraft| draft.ruling.as_ref().map(|ruling| ruling.at);
        let until = since.plus_millis(CLOCK_MILLIS);
        let is_of_text = |draft: &&PolicyDraft| draft.list.as_deref() == list && draft.text_hash == hash;
        let of_text = self.0.iter().filter(is_of_text);
        of_text
            .filter(|draft| decided_at(draft).is_some_and(|at| at <= until))
            .max_by_key(|draft| decided_at(draft))
    }
}

pub(super) async fn list<Drafts, Bucket, Activity, Archive>(
    request: &ApiGatewayProxyRequest,
    deps: &PolicyDeps<Drafts, Bucket, Activity, Archive>,
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Drafts: PolicyDrafts,
    Bucket: ObjectVersions,
{
    let list = list_of_query(request)?;
    let list = list.as_deref();
    let mut versions = policy_bucket::versions(&deps.bucket, list).await.map_err(unavailable)?;
    let is_more = versions.len() > VERSIONS_MAX;
    versions.truncate(VERSIONS_MAX);
    let published = publications(&deps.drafts).await.map_err(unavailable)?;
    let texts = versions.iter().map(|version| text(&deps.bucket, version));
    let texts: Vec<_> = futures::stream::iter(texts).buffered(FETCHED_AHEAD).collect().await;
    let mut answers = Vec::new();
    for (version, text) in versions.into_iter().zip(texts) {
        let text = text.map_err(unavailable)?;
        let publication = text.as_deref().and_then(|text| published.of(list, text, version.since));
        answers.push(VersionAnswer {
            version_id: version.id,
            since: version.since.to_string(),
            is_deletion: version.is_deletion,
            names: text.as_deref().filter(|_| list.is_none()).and_then(names),
            publication: publication.map(Publication::from),
        });
    }
    Ok(json(StatusCode::OK, &PolicyVersions { versions: answers, is_more }))
}

async fn text(bucket: &impl ObjectVersions, version: &ObjectVersion) -> Result<Option<String>, CallError> {
    if version.is_deletion {
        return Ok(None);
    }
    Ok(bucket.bytes(version).await?.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// The version that a text names. Whether it is a good policy was up to the lists of its time.
fn names(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Excerpt {
        version: String,
    }
    toml::from_str::<Excerpt>(text).ok().map(|excerpt| excerpt.version)
}

pub(super) async fn one(
    request: &ApiGatewayProxyRequest,
    bucket: &impl ObjectVersions,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let id = request.path_parameters.get("version_id").map(String::as_str).unwrap_or_default();
    let list = list_of_query(request)?;
    let text = policy_bucket::text_of_version(bucket, list.as_deref(), id).await.map_err(unavailable)?;
    let text = text.ok_or_else(unknown_version)?;
    Ok(json(StatusCode::OK, &WholeVersion { version_id: id.to_owned(), text }))
}

fn unknown_version() -> Problem {
    let detail = "The policy or list has no version of this id, or it is not a text of a size that is read.";
    Problem::new(StatusCode::NOT_FOUND, "unknown-version", "Unknown version", detail)
}
