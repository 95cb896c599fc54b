//! What people do with drafts of policies and their lists: write them, and decide about them. What is decided to come into force is put
//! into the policy bucket, in the place of the text that was looked at and of no other.

use aws_io::CallError;
use aws_io::bypass_topic::{BypassMail, BypassTopic};
use aws_io::object_store::{ObjectStore, ObjectWriter};
use aws_io::policy_bucket;
use aws_io::policy_draft_table::{PolicyDraftDesk, PolicyDrafts};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::{Method, StatusCode};
use casework::TokenTerms;
use casework::four_eyes::Decision;
use casework::policy_draft::{
    BODY_BYTES_MAX, Base, DraftRefusal, DraftStep, Live, PolicyDraft, PolicyName, TEXT_BYTES_MAX, Written,
    begin, list_path, text_hash,
};
use fraud::{KeyId, Timestamp};
use lambda_shell::{Fields, Problem, json, signed_in};
use serde::Serialize;

use crate::four_eyes::{ATTEMPTS_MAX, Acting, TEXT_CHARS_MAX, decision, sentence};
use crate::requests::key_id;

/// What acts on policies work with.
#[derive(Debug)]
pub struct PolicyDeps<Drafts, Bucket, Topic> {
    /// The drafts, and the trail.
    pub drafts: Drafts,
    /// Where the policy lies that decides.
    pub bucket: Bucket,
    /// Who is told of what was done without the eyes of somebody else.
    pub topic: Topic,
    /// The deployment's name.
    pub environment: String,
    /// Which tokens are taken.
    pub terms: TokenTerms,
}

/// 200: what became of it.
#[derive(Serialize)]
struct Handled {
    #[serde(skip_serializing_if = "Option::is_none")]
    draft_id: Option<KeyId>,
    /// `done`, or why not.
    outcome: &'static str,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The draft's version since, to be named by the next act on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
}

impl Handled {
    fn done(draft: &PolicyDraft) -> ApiGatewayProxyResponse {
        let version = Some(draft.version);
        let draft_id = Some(draft.draft_id);
        json(StatusCode::OK, &Handled { draft_id, outcome: "done", detail: None, version })
    }

    fn refused(draft_id: Option<KeyId>, refusal: DraftRefusal) -> ApiGatewayProxyResponse {
        let detail = Some(sentence(&refusal));
        json(StatusCode::OK, &Handled { draft_id, outcome: refusal.as_str(), detail, version: None })
    }
}

/// Handles one request, received at `now`; `random` tells drafts and entries of the trail apart.
pub async fn handle_policy<Drafts, Bucket, Topic>(
    request: &ApiGatewayProxyRequest,
    deps: &PolicyDeps<Drafts, Bucket, Topic>,
    now: Timestamp,
    random: impl Fn() -> [u8; 10],
) -> ApiGatewayProxyResponse
where
    Drafts: PolicyDrafts + PolicyDraftDesk,
    Bucket: ObjectStore + ObjectWriter,
    Topic: BypassTopic,
{
    answer(request, deps, now, &random).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Drafts, Bucket, Topic, Random>(
    request: &ApiGatewayProxyRequest,
    deps: &PolicyDeps<Drafts, Bucket, Topic>,
    now: Timestamp,
    random: &Random,
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Drafts: PolicyDrafts + PolicyDraftDesk,
    Bucket: ObjectStore + ObjectWriter,
    Topic: BypassTopic,
    Random: Fn() -> [u8; 10],
{
    let staff = &signed_in(request, &deps.terms, now)?;
    let acting = Acting { staff, deps, now, random };
    match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::POST, "/console/policy-drafts") => acting.save(request).await,
        (&Method::POST, "/console/policy-decisions") => acting.decide(request).await,
        _ => Err(Problem::no_such_route()),
    }
}

impl<Drafts, Bucket, Topic, Random> Acting<'_, PolicyDeps<Drafts, Bucket, Topic>, Random>
where
    Drafts: PolicyDrafts + PolicyDraftDesk,
    Bucket: ObjectStore + ObjectWriter,
    Topic: BypassTopic,
    Random: Fn() -> [u8; 10],
{
    /// Begins a draft, or writes one anew.
    async fn save(&self, request: &ApiGatewayProxyRequest) -> Result<ApiGatewayProxyResponse, Problem> {
        let Acting { staff, deps, now, random } = *self;
        let mut fields = Fields::of_body_up_to(request, BODY_BYTES_MAX)?;
        let draft_id = fields.parsed("draft_id", key_id);
        let seen = if draft_id.is_some() { fields.needed_number("version") } else { None };
        let list = fields.parsed("list", list_path);
        let base = fields.text("base", TEXT_CHARS_MAX);
        let note = fields.needed_text("note", TEXT_CHARS_MAX);
        let text = fields.needed_lines("text", TEXT_BYTES_MAX);
        fields.finish("invalid-draft", "Invalid draft")?;
        let (Some(note), Some(text)) = (note, text) else {
            unreachable!("what is missing or wrong was named")
        };
        let earlier = match draft_id {
            Some(draft_id) => Some(find(draft_id, &deps.drafts).await?),
            None => None,
        };
        let list = earlier.as_ref().map_or(list, |draft| draft.list.clone());
        let live = what_is_live(&deps.bucket, list.as_deref()).await.map_err(unavailable)?;
        let made =
            policy_bucket::check_draft(&deps.bucket, list.as_deref(), &text).await.map_err(unavailable)?;
        let names = made.ok().map(|policy| policy.version().to_owned());
        let written = Written { list, base, names, text, note };
        let changed = match (&earlier, seen) {
            (Some(draft), Some(seen)) => draft.rewrite(staff, seen, written, &live, now),
            _ => begin(staff, KeyId::new(now, random()), written, &live, now),
        };
        let change = match changed {
            Ok(change) => change,
            Err(refusal) => return Ok(Handled::refused(draft_id, refusal)),
        };
        if !deps.drafts.write(&change, random()).await.map_err(unavailable)? {
            return Ok(Handled::refused(draft_id, DraftRefusal::Changed));
        }
        tracing::info!(draft_id = %change.draft.draft_id, "a draft of a policy was written");
        Ok(Handled::done(&change.draft))
    }

    async fn decide(&self, request: &ApiGatewayProxyRequest) -> Result<ApiGatewayProxyResponse, Problem> {
        let Acting { staff, deps, now, random } = *self;
        let (draft_id, ask) = decision(request, "draft_id")?;
        let decision = ask.decision;
        for _ in 0..ATTEMPTS_MAX {
            let draft = find(draft_id, &deps.drafts).await?;
            let list = draft.list.as_deref();
            let live = what_is_live(&deps.bucket, list).await.map_err(unavailable)?;
            let text = if decision.publishes() { Some(text_of(&draft, &deps.drafts).await?) } else { None };
            let wanted = match &text {
                Some(text) => {
                    policy_bucket::check_draft(&deps.bucket, list, text).await.map_err(unavailable)?.ok()
                }
                None => None,
            };
            let wanted = wanted.as_ref().map(PolicyName::of);
            let decided = match draft.decide(staff, ask.clone(), &live, wanted.as_ref(), now) {
                Ok(DraftStep::Finish(draft)) => draft,
                Ok(DraftStep::Decide(change)) => {
                    if !deps.drafts.write(&change, random()).await.map_err(unavailable)? {
                        continue;
                    }
                    change.draft
                }
                Err(refusal) => return Ok(Handled::refused(Some(draft_id), refusal)),
            };
            tracing::info!(%draft_id, decision = decision.as_str(), "a draft of a policy was decided about");
            return match text {
                Some(text) => self.publish(&decided, &text).await,
                None => Ok(Handled::done(&decided)),
            };
        }
        Err(Problem::unavailable())
    }

    /// Puts what was decided in force. Whatever ends this in between, the same request does what is left.
    async fn publish(&self, draft: &PolicyDraft, text: &str) -> Result<ApiGatewayProxyResponse, Problem> {
        let Acting { staff, deps, now, random } = *self;
        let is_bypass = draft.ruling.as_ref().is_some_and(|ruling| ruling.decision == Decision::Bypass);
        if is_bypass {
            // First the mail: nobody goes past the others unheard.
            let mail = BypassMail::of_policy(draft, &deps.environment);
            let sent = deps.topic.publish(&mail).await;
            sent.map_err(|error| Problem::unanswered(&error, "nobody could be told of a bypass"))?;
        }
        let published = policy_bucket::publish(&deps.bucket, draft.list.as_deref(), &draft.base, text).await;
        let is_there = published.map_err(unavailable)?;
        let change = if is_there { draft.published() } else { draft.overtaken(staff, now) };
        // If somebody else finished it meanwhile, it is as it should be.
        deps.drafts.write(&change, random()).await.map_err(unavailable)?;
        if is_there {
            tracing::info!(draft_id = %draft.draft_id, version = draft.names, list = draft.list, "a draft was put in force");
            Ok(Handled::done(&change.draft))
        } else {
            Ok(Handled::refused(Some(draft.draft_id), DraftRefusal::Outdated))
        }
    }
}

/// What decides, and the text that is drafted: the policy's, or that of one of its lists.
async fn what_is_live(bucket: &impl ObjectStore, list: Option<&str>) -> Result<Live, CallError> {
    let of_policy = policy_bucket::live(bucket, None).await?;
    let policy = policy_bucket::check_live(bucket, &of_policy).await?.and_then(Result::ok);
    let drafted = match list {
        Some(_) => policy_bucket::live(bucket, list).await?,
        None => of_policy,
    };
    Ok(Live {
        base: Base { etag: drafted.etag, names: policy.as_ref().map(|policy| policy.version().to_owned()) },
        text_hash: drafted.text.as_deref().map(text_hash),
        policy: policy.as_ref().map(PolicyName::of),
    })
}

async fn find(draft_id: KeyId, drafts: &impl PolicyDrafts) -> Result<PolicyDraft, Problem> {
    drafts.find(draft_id).await.map_err(unavailable)?.ok_or_else(unknown_draft)
}

async fn text_of(draft: &PolicyDraft, drafts: &impl PolicyDrafts) -> Result<String, Problem> {
    let text = drafts.text(draft.draft_id, draft.text_number).await.map_err(unavailable)?;
    text.ok_or_else(unknown_draft)
}

fn unknown_draft() -> Problem {
    let detail = "There is no draft with this id, or it was kept for its time and deleted.";
    Problem::new(StatusCode::NOT_FOUND, "unknown-draft", "Unknown draft", detail)
}

fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "policies could not be reached")
}
