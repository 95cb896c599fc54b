//! `GET /console/policy-drafts` and `GET /console/policy-drafts/{draft_id}`: drafts of policies and their lists, and what one says.

use std::collections::BTreeMap;

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
    /// The path of the list that it changes; nothing if it changes the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<String>,
    /// The version of the policy that it made when it was saved, if that was a good one.
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<String>,
    note: String,
    authors: Vec<String>,
    /// Whether whoever asks wrote some of it.
    is_own: bool,
    opened_at: String,
    changed_at: String,
    /// The live text that it starts from.
    base: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_names: Option<String>,
    /// Whether another text is live by now.
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
            list: draft.list,
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
    let open = deps.drafts.newest(true, DRAFTS_MAX).await.map_err(unavailable)?;
    let closed = deps.drafts.newest(false, DRAFTS_MAX).await.map_err(unavailable)?;
    // Which object is live matters for what may still come into force.
    let mut live = BTreeMap::new();
    for draft in &open {
        if !live.contains_key(&draft.list) {
            let found =
                policy_bucket::live(&deps.bucket, draft.list.as_deref()).await.map_err(unavailable)?;
            live.insert(draft.list.clone(), found.etag);
        }
    }
    let shown = |drafts: Vec<PolicyDraft>| {
        let answer = |draft: PolicyDraft| {
            let live = live.get(&draft.list).cloned().flatten();
            DraftAnswer::new(draft, staff, live.as_deref())
        };
        drafts.into_iter().map(answer).collect()
    };
    let (open, closed) = (shown(open), shown(closed));
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
    let live = policy_bucket::live(&deps.bucket, draft.list.as_deref()).await.map_err(unavailable)?.etag;
    let draft = DraftAnswer::new(draft, staff, live.as_deref());
    Ok(json(StatusCode::OK, &WholeDraft { draft, text }))
}

fn unknown_draft() -> Problem {
    let detail = "There is no draft with this id, or it was kept for its time and deleted.";
    Problem::new(StatusCode::NOT_FOUND, "unknown-draft", "Unknown draft", detail)
}
