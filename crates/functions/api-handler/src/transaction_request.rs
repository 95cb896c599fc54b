//! What both ways to post a transaction have in common: the request, its idempotency key, where to poll.

use aws_io::stored_transaction::NewTransaction;
use aws_io::transaction_intake::{CallerKey, Claim};
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::http::{HeaderMap, HeaderValue, StatusCode};
use fraud::made_up::{MARK_HEADER, MarkKey, NotItsMark};
use fraud::request::{self, Intake, RequestError};
use fraud::{Day, KeyId, Timestamp};
use lambda_shell::Problem;

use lambda_shell::json_request;

use crate::router::Deps;

/// The longest idempotency key, in characters.
const IDEMPOTENCY_KEY_CHARS_MAX: usize = 255;

/// Reads a request received at `now`; `random` makes its id unique, unless the caller has a key of its own for it.
pub(crate) fn read<Store, Table, Decides>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Store, Table, Decides>,
    now: Timestamp,
    random: [u8; 10],
) -> Result<NewTransaction, Problem> {
    let idempotency_key = idempotency_key(&request.headers)?;
    let body = json_request::body(request)?;
    let intake = request::parse(body.as_bytes(), &deps.card_key, now).map_err(refusal)?;
    let intake = match request.headers.get(MARK_HEADER) {
        None => intake,
        Some(mark) => with_mark(intake, body, mark, deps.mark_key.as_ref(), now)?,
    };
    let claim =
        idempotency_key.map(|key| Claim { key: caller_key(request, key), fingerprint: intake.fingerprint });
    let key_id = claim.as_ref().map_or_else(|| KeyId::new(now, random), |claim| claim.key.key_id());
    Ok(NewTransaction {
        key_id,
        created_at: now,
        expires_at: now.plus_millis(i64::from(deps.retention_days) * Day::MILLIS),
        transaction: intake.transaction,
        assessment: None,
        claim,
    })
}

/// A payment with a mark is made up if the mark is its own, and is refused otherwise: it is never taken for a real one.
fn with_mark(
    intake: Intake,
    body: &str,
    mark: &HeaderValue,
    mark_key: Option<&MarkKey>,
    now: Timestamp,
) -> Result<Intake, Problem> {
    let mark = mark.to_str().unwrap_or_default();
    let marked = mark_key.ok_or(NotItsMark).and_then(|key| key.marked(intake, body.as_bytes(), mark, now));
    marked.map_err(|NotItsMark| {
        let detail = format!("The {MARK_HEADER} is not this deployment's for this payment.");
        Problem::new(StatusCode::BAD_REQUEST, "invalid-mark", "Invalid mark", detail)
    })
}

fn refusal(error: RequestError) -> Problem {
    let detail = error.to_string();
    match error {
        RequestError::TooLarge { .. } => json_request::too_large(detail),
        RequestError::Malformed { line, column, .. } => json_request::malformed(detail, line, column),
        RequestError::Invalid(errors) => {
            Problem::new(StatusCode::BAD_REQUEST, "invalid-transaction", "Invalid transaction", detail)
                .with_errors(errors)
        }
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    // A tab is good in a header, but not in print.
    let key = value.to_str().ok().filter(|key| !key.contains('\t')).unwrap_or_default();
    if (1..=IDEMPOTENCY_KEY_CHARS_MAX).contains(&key.len()) {
        return Ok(Some(key));
    }
    Err(Problem::new(
        StatusCode::BAD_REQUEST,
        "invalid-idempotency-key",
        "Invalid idempotency key",
        format!("The Idempotency-Key must have 1 to {IDEMPOTENCY_KEY_CHARS_MAX} printable ASCII characters."),
    ))
}

/// Clients can't get into each other's way, nor can the routes of one client.
fn caller_key(request: &ApiGatewayProxyRequest, key: &str) -> CallerKey {
    let caller = request.request_context.identity.api_key_id.clone().unwrap_or_default();
    let route = request.resource.clone().unwrap_or_default();
    CallerKey { caller, route, key: key.to_owned() }
}

/// The idempotency key belongs to another request.
pub(crate) fn conflicting_key() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "idempotency-conflict",
        "Idempotency key used for another request",
        "Another transaction was sent under this Idempotency-Key. Use a new key for a new transaction.",
    )
}

/// Where a transaction's status is answered.
pub(crate) fn status_url(request: &ApiGatewayProxyRequest, key_id: KeyId) -> String {
    format!("{}/transactions/{key_id}", base_url(request))
}

/// Where the API is reached: the address that the stage was given, or else the one that the client called. Behind
/// a custom domain the stage is not part of the path.
fn base_url(request: &ApiGatewayProxyRequest) -> String {
    if let Some(url) = request.stage_variables.get("api_url") {
        return url.clone();
    }
    let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = header("x-forwarded-proto").unwrap_or("https");
    let host = header("host").or(request.request_context.domain_name.as_deref()).unwrap_or_default();
    let path = request.request_context.path.as_deref().unwrap_or_default().trim_end_matches('/');
    let prefix = path.strip_suffix(request.resource.as_deref().unwrap_or_default()).unwrap_or_default();
    format!("{scheme}://{host}{prefix}")
}
