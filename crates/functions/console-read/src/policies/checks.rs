//! `POST /console/policy-checks`: all that is wrong with a text of a policy or of one of its lists, and what its rules ask for in vain, cost and need. The checker is
//! the one that decides whether a policy is taken.

use aws_io::object_store::ObjectStore;
use aws_io::policy_bucket;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::policy_draft::{BODY_BYTES_MAX, TEXT_BYTES_MAX, list_path};
use fraud::Policy;
use fraud::language::Declared;
use fraud::policy::{PolicyError, PolicyProblem, RuleState};
use lambda_shell::{Fields, Problem, json};
use serde::Serialize;

use super::lists::names;
use super::unavailable;

/// So many problems are told at once: nobody reads more.
const PROBLEMS_MAX: usize = 100;

/// What checks say of a text.
#[derive(Serialize)]
pub(super) struct Checked {
    is_good: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    /// Why it is refused.
    problems: Vec<Told>,
    /// What it asks for and can never be.
    warnings: Vec<Told>,
    /// What each rule costs and needs; of a good policy.
    rules: Vec<CheckedRule>,
    /// What it adds to the language, to complete what is typed next; of a good policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    declared: Option<Declared>,
}

/// One thing that is wrong.
#[derive(Serialize)]
struct Told {
    part: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    message: String,
    /// With the line and a mark under the spot, where there is one.
    rendered: String,
}

#[derive(Serialize)]
struct CheckedRule {
    code: String,
    state: RuleState,
    /// The most steps that it takes.
    cost: usize,
    /// The history that it reads.
    features: Vec<String>,
}

impl Checked {
    pub(super) fn of(checked: &Result<Policy, PolicyError>) -> Checked {
        match checked {
            Ok(policy) => Checked {
                is_good: true,
                version: Some(policy.version().to_owned()),
                hash: Some(policy.hash().to_owned()),
                problems: Vec::new(),
                warnings: told(policy.warnings()),
                rules: policy
                    .explain()
                    .into_iter()
                    .map(|rule| CheckedRule {
                        code: rule.code,
                        state: rule.state,
                        cost: rule.cost,
                        features: rule.features,
                    })
                    .collect(),
                declared: Some(policy.vocabulary().declared()),
            },
            Err(refusal) => Checked {
                is_good: false,
                version: None,
                hash: None,
                problems: told(refusal.problems()),
                warnings: Vec::new(),
                rules: Vec::new(),
                declared: None,
            },
        }
    }
}

impl Checked {
    /// What is said of a list: what is said of the policy that it makes, and whether that names it at all.
    fn of_list(path: &str, made: &Result<Policy, PolicyError>) -> Checked {
        let mut checked = Checked::of(made);
        // Lines are those of the policy.
        for told in checked.problems.iter_mut().chain(&mut checked.warnings) {
            (told.line, told.column) = (None, None);
        }
        if made.as_ref().is_ok_and(|policy| names(policy, path).is_empty()) {
            let message = "the live policy does not name this list, so it changes nothing yet".to_owned();
            let part = path.to_owned();
            checked.warnings.push(Told {
                part,
                line: None,
                column: None,
                rendered: message.clone(),
                message,
            });
        }
        checked
    }
}

fn told(problems: &[PolicyProblem]) -> Vec<Told> {
    let told = |problem: &PolicyProblem| Told {
        part: problem.part.clone(),
        line: problem.place.map(|place| place.line),
        column: problem.place.map(|place| place.column),
        message: problem.message.clone(),
        rendered: problem.rendered.clone(),
    };
    problems.iter().take(PROBLEMS_MAX).map(told).collect()
}

/// 200 of whatever tries a text: what came out; of a text that is refused, why it is.
#[derive(Serialize)]
pub(super) struct Tried<Outcome> {
    pub(super) checked: Checked,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) result: Option<Outcome>,
}

/// What checks say of the text of a request, and the policy if it is a good one.
pub(super) async fn check(
    request: &ApiGatewayProxyRequest,
    bucket: &impl ObjectStore,
) -> Result<(Checked, Option<Policy>), Problem> {
    let mut fields = Fields::of_body_up_to(request, BODY_BYTES_MAX)?;
    let list = fields.parsed("list", list_path);
    let text = fields.needed_lines("text", TEXT_BYTES_MAX);
    fields.finish("invalid-policy-text", "Invalid policy text")?;
    let text = text.unwrap_or_default();
    let made = policy_bucket::check_draft(bucket, list.as_deref(), &text).await.map_err(unavailable)?;
    let checked = match &list {
        Some(path) => Checked::of_list(path, &made),
        None => Checked::of(&made),
    };
    Ok((checked, made.ok()))
}

pub(super) async fn answer(
    request: &ApiGatewayProxyRequest,
    bucket: &impl ObjectStore,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let (checked, _) = check(request, bucket).await?;
    Ok(json(StatusCode::OK, &checked))
}
