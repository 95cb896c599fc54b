//! `GET /console/policy-drafts` and `GET /console/policy-drafts/{draft_id}`: drafts of policies, and what one says.

use aws_io::object_store::ObjectStore;
use aws_io::policy_bucket;
use aws_io::policy_draft_table::PolicyDrafts;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::Staff;
use casework::four_eyes::MotionState;
use casework::policy_draft::PolicyDraft;
use fraud::KeyId;
use lambda_shell::{Problem, json};
use serde::Serialize;

use super::{PolicyDeps, unavailable};
use crate::ruling_answer::RulingAnswer;

/// So many open and so many closed ones are shown.
const DRAFTS_MAX: u32 = 50;

/// 200: drafts, those begun last first.
#[derive(Serialize)]
struct Drafts {
    open: Vec<DraftAnswer>,
    closed: Vec<DraftAnswer>,
}

/// 200: one of them.
#[derive(Serialize)]
struct WholeDraft {
    #[serde(flatten)]
    draft: DraftAnswer,
    text: String,
}

#[derive(Serialize)]
struct DraftAnswer {
    draft_id: KeyId,
    /// To be named by whoever changes it or decides about it.
    version: u64,
    state: MotionState,
    /// The version that its text names, if it was a good policy when it was saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<String>,
    note: String,
    authors: Vec<String>,
    /// Whether whoever asks wrote some of it.
    is_own: bool,
    opened_at: String,
    changed_at: String,
    /// The live policy that it starts from.
    base: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_names: Option<String>,
    /// Whether another policy is live by now.
    is_outdated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ruling: Option<RulingAnswer>,
}

impl DraftAnswer {
    fn new(draft: PolicyDraft, staff: &Staff, live: Option<&str>) -> DraftAnswer {
        DraftAnswer {
            draft_id: draft.draft_id,
            version: draft.version,
            state: draft.state,
            is_own: draft.is_by(staff),
            is_outdated: draft.state == MotionState::Open && draft.base.etag.as_deref() != live,
            names: draft.names,
            note: draft.note,
            authors: draft.authors.into_iter().map(|author| author.name).collect(),
            opened_at: draft.opened_at.to_string(),
            changed_at: draft.changed_at.to_string(),
            base: draft.base.etag,
            base_names: draft.base.names,
            ruling: draft.ruling.map(RulingAnswer::from),
        }
    }
}

pub(super) async fn list<Table, Bucket, Activity, Archive>(
    staff: &Staff,
    deps: &PolicyDeps<Table, Bucket, Activity, Archive>,
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Table: PolicyDrafts,
    Bucket: ObjectStore,
{
    let live = policy_bucket::live(&deps.bucket).await.map_err(unavailable)?.etag;
    let shown = |drafts: Vec<PolicyDraft>| {
        drafts.into_iter().map(|draft| DraftAnswer::new(draft, staff, live.as_deref())).collect()
    };
    let open = shown(deps.drafts.newest(true, DRAFTS_MAX).await.map_err(unavailable)?);
    let closed = shown(deps.drafts.newest(false, DRAFTS_MAX).await.map_err(unavailable)?);
    Ok(json(StatusCode::OK, &Drafts { open, closed }))
}

pub(super) async fn one<Table, Bucket, Activity, Archive>(
    request: &ApiGatewayProxyRequest,
    staff: &Staff,
    deps: &PolicyDeps<Table, Bucket, Activity, Archive>,
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Table: PolicyDrafts,
    Bucket: ObjectStore,
{
    let draft_id = request.path_parameters.get("draft_id").map(String::as_str).unwrap_or_default();
    let draft_id: KeyId = draft_id.parse().map_err(|_| unknown_draft())?;
    let draft = deps.drafts.find(draft_id).await.map_err(unavailable)?.ok_or_else(unknown_draft)?;
    // The text that the draft's version names, whatever is written meanwhile.
    let text = deps.drafts.text(draft_id, draft.text_number).await.map_err(unavailable)?;
    let text = text.ok_or_else(unknown_draft)?;
    let live = policy_bucket::live(&deps.bucket).await.map_err(unavailable)?.etag;
    let draft = DraftAnswer::new(draft, staff, live.as_deref());
    Ok(json(StatusCode::OK, &WholeDraft { draft, text }))
}

fn unknown_draft() -> Problem {
    let detail = "There is no draft with this id, or it was kept for its time and deleted.";
    Problem::new(StatusCode::NOT_FOUND, "unknown-draft", "Unknown draft", detail)
}
