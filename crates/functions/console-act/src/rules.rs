//! What people do with rules beside the policy's text: end a demotion by the guard.

use aws_io::CallError;
use aws_io::object_store::ObjectStore;
use aws_io::policy_bucket;
use aws_io::rule_activity::{RuleActivity, RuleDesk};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::{Method, StatusCode};
use casework::rule_rearm::{RearmRefusal, decide};
use casework::{Staff, TokenTerms};
use fraud::Timestamp;
use lambda_shell::{Fields, Problem, json, signed_in};
use serde::Serialize;

use crate::four_eyes::{TEXT_CHARS_MAX, sentence};

/// The longest code of a rule, in characters.
const CODE_CHARS_MAX: usize = 200;

/// What acts on rules work with.
#[derive(Debug)]
pub struct RuleDeps<Bucket, Activity> {
    /// Where the policy lies that decides.
    pub bucket: Bucket,
    /// What the guard found of its rules.
    pub activity: Activity,
    /// Which tokens are taken.
    pub terms: TokenTerms,
}

/// 200: what became of it.
#[derive(Serialize)]
struct Rearmed {
    /// `done`, or why not.
    outcome: &'static str,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Until when the guard leaves the rule alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// Handles one request, received at `now`; `random` tells entries of the trail apart.
pub async fn handle_rule<Bucket: ObjectStore, Activity: RuleActivity + RuleDesk>(
    request: &ApiGatewayProxyRequest,
    deps: &RuleDeps<Bucket, Activity>,
    now: Timestamp,
    random: impl Fn() -> [u8; 10],
) -> ApiGatewayProxyResponse {
    answer(request, deps, now, random()).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Bucket: ObjectStore, Activity: RuleActivity + RuleDesk>(
    request: &ApiGatewayProxyRequest,
    deps: &RuleDeps<Bucket, Activity>,
    now: Timestamp,
    random: [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem> {
    let staff = signed_in(request, &deps.terms, now)?;
    match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::POST, "/console/rule-rearms") => {
            let mut fields = Fields::of_body(request)?;
            let code = fields.needed_text("code", CODE_CHARS_MAX);
            let reason = fields.needed_text("reason", TEXT_CHARS_MAX);
            fields.finish("invalid-rearm", "Invalid rearm")?;
            let (code, reason) = (code.unwrap_or_default(), reason.unwrap_or_default());
            let rearmed = match rearm(&code, reason, &staff, deps, now, random).await.map_err(unavailable)? {
                Ok(until) => Rearmed { outcome: "done", detail: None, until: Some(until.to_string()) },
                Err(refusal) => {
                    Rearmed { outcome: refusal.as_str(), detail: Some(sentence(&refusal)), until: None }
                }
            };
            Ok(json(StatusCode::OK, &rearmed))
        }
        _ => Err(Problem::no_such_route()),
    }
}

/// Puts a rule back. Answers until when the guard leaves it alone.
async fn rearm<Bucket: ObjectStore, Activity: RuleActivity + RuleDesk>(
    code: &str,
    reason: String,
    staff: &Staff,
    deps: &RuleDeps<Bucket, Activity>,
    now: Timestamp,
    random: [u8; 10],
) -> Result<Result<Timestamp, RearmRefusal>, CallError> {
    let live = policy_bucket::live(&deps.bucket, None).await?;
    let policy = policy_bucket::check_live(&deps.bucket, &live).await?.and_then(Result::ok);
    let rule = policy.as_ref().and_then(|policy| policy.rules().iter().find(|rule| rule.code() == code));
    let (Some(policy), Some(rule)) = (&policy, rule) else { return Ok(Err(RearmRefusal::UnknownRule)) };
    let subject = policy.hash().to_owned();
    let activity = deps.activity.read(std::slice::from_ref(&subject), now).await?;
    let found = activity.subjects.get(&subject).and_then(|known| known.findings.get(code));
    let rearm = match decide(rule, found, staff, reason, now) {
        Ok(rearm) => rearm,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (finding, entry) = (&rearm.finding, &rearm.entry);
    if !deps.activity.note_for(&subject, code, found, finding, (entry, random), now).await? {
        return Ok(Err(RearmRefusal::Changed));
    }
    tracing::info!(code, "a demoted rule was put back");
    Ok(Ok(rearm.finding.until))
}

fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "the guard's findings could not be reached")
}
