//! `GET /console/policy-lists`: a list of the policy that stands in a file of its own, to read it and to start a draft from it.

use aws_io::object_store::ObjectStore;
use aws_io::policy_bucket;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::policy_draft::list_path;
use fraud::Policy;
use lambda_shell::{Fields, Problem, json};
use serde::Serialize;

use super::unavailable;

/// 200: a list as it is now.
#[derive(Serialize)]
struct PolicyList {
    /// The path of its object.
    list: String,
    /// By which a draft that starts from it names it; nothing where it is not there.
    base: Option<String>,
    /// What it says; nothing where it is not there, or where it is not a text of a size that is read.
    text: Option<String>,
    /// By which names the live policy knows it, with the sign.
    names: Vec<String>,
}

pub(super) async fn answer(
    request: &ApiGatewayProxyRequest,
    bucket: &impl ObjectStore,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let mut fields = Fields::of_query(request);
    let list = fields.needed("list", list_path);
    fields.finish("invalid-list", "Invalid list")?;
    let list = list.unwrap_or_default();
    let found = policy_bucket::live(bucket, Some(&list)).await.map_err(unavailable)?;
    let policy = policy_bucket::live(bucket, None).await.map_err(unavailable)?;
    let policy = policy_bucket::check_live(bucket, &policy).await.map_err(unavailable)?.and_then(Result::ok);
    let names = policy.map(|policy| names(&policy, &list)).unwrap_or_default();
    Ok(json(StatusCode::OK, &PolicyList { list, base: found.etag, text: found.text, names }))
}

/// By which names a policy knows the list of this path, with the sign.
pub(super) fn names(policy: &Policy, path: &str) -> Vec<String> {
    let of_path = policy.lists_in_files().iter().filter(|list| list.file == path);
    of_path.map(|list| format!("@{}", list.name)).collect()
}

/// The list that a query names, if it names one: what is asked for is the policy's own otherwise.
pub(super) fn list_of_query(request: &ApiGatewayProxyRequest) -> Result<Option<String>, Problem> {
    let mut fields = Fields::of_query(request);
    let list = fields.parsed("list", list_path);
    fields.finish("invalid-list", "Invalid list")?;
    Ok(list)
}
