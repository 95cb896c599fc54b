//! `POST /transactions`

use aws_io::stored_transaction::NewTransaction;
use aws_io::transaction_intake::{Acceptance, IdempotencyClaim, TransactionIntake};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::{HeaderMap, StatusCode, header};
use fraud::request::{self, Fingerprint, RequestError};
use fraud::{CardKey, KeyId, Timestamp};
use lambda_shell::{ErrorChain, Problem, json};
use serde::Serialize;

/// How long a client may repeat a request under its idempotency key.
const IDEMPOTENCY_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// The longest idempotency key, in characters.
const IDEMPOTENCY_KEY_CHARS_MAX: usize = 255;

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Intake> {
    /// Where transactions go.
    pub intake: Intake,
    /// What card numbers are turned into tokens with.
    pub card_key: CardKey,
    /// How long a transaction is kept.
    pub retention_days: u32,
}

/// 202: the transaction is stored and will be assessed.
#[derive(Serialize)]
struct Accepted {
    message: &'static str,
    transaction_id: KeyId,
    key_id: KeyId,
    /// When it was received, in milliseconds since the epoch.
    timestamp: Timestamp,
    status_url: String,
}

/// Handles one request, received at `now`; `random` makes its id unique.
pub async fn handle(
    request: ApiGatewayProxyRequest,
    deps: &Deps<impl TransactionIntake>,
    now: Timestamp,
    random: [u8; 10],
) -> ApiGatewayProxyResponse {
    match accept(&request, deps, now, random).await {
        Ok(accepted) => json(StatusCode::ACCEPTED, &accepted),
        Err(problem) => problem.into_answer(),
    }
}

async fn accept(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<impl TransactionIntake>,
    now: Timestamp,
    random: [u8; 10],
) -> Result<Accepted, Problem> {
    let idempotency_key = idempotency_key(&request.headers)?;
    let body = body(request)?;
    let intake = request::parse(body.as_bytes(), &deps.card_key, now).map_err(refusal)?;
    let claim = idempotency_key.map(|key| claim(request, key, intake.fingerprint, now));
    let new = NewTransaction {
        key_id: KeyId::new(now, random),
        created_at: now,
        expires_at: now.plus_millis(i64::from(deps.retention_days) * 24 * 60 * 60 * 1000),
        transaction: intake.transaction,
        assessment: None,
    };
    let acceptance = deps.intake.accept(&new, claim.as_ref()).await.map_err(|error| {
        tracing::error!(error = %ErrorChain(&error), "a transaction could not be stored");
        Problem::unavailable()
    })?;
    let (key_id, created_at) = match acceptance {
        Acceptance::Stored => {
            tracing::info!(key_id = %new.key_id, "transaction accepted");
            (new.key_id, now)
        }
        Acceptance::Repeated { key_id, created_at } => {
            tracing::info!(key_id = %key_id, "transaction repeated");
            (key_id, created_at)
        }
        Acceptance::Conflicting => return Err(conflicting_key()),
    };
    metrics::counter!("TransactionsAccepted").increment(1);
    Ok(Accepted {
        message: "Transaction accepted",
        transaction_id: key_id,
        key_id,
        timestamp: created_at,
        status_url: format!("{}/transactions/{key_id}", base_url(request)),
    })
}

fn body(request: &ApiGatewayProxyRequest) -> Result<&str, Problem> {
    let media_type = request.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_json = media_type.is_none_or(|value| {
        let essence = value.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    });
    // API Gateway encodes a body only for media types declared as binary, and the API declares none.
    if !is_json || request.is_base64_encoded {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "Unsupported media type",
            "Send the transaction as application/json.",
        ));
    }
    Ok(request.body.as_deref().unwrap_or_default())
}

fn refusal(error: RequestError) -> Problem {
    let detail = error.to_string();
    match error {
        RequestError::TooLarge { .. } => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "Body too large", detail)
        }
        RequestError::Malformed { line, column, .. } => {
            Problem::new(StatusCode::BAD_REQUEST, "malformed-json", "Malformed JSON", detail).at(line, column)
        }
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

fn claim(
    request: &ApiGatewayProxyRequest,
    key: &str,
    fingerprint: Fingerprint,
    now: Timestamp,
) -> IdempotencyClaim {
    let client = request.request_context.identity.api_key_id.as_deref().unwrap_or_default();
    let route = request.resource.as_deref().unwrap_or_default();
    IdempotencyClaim::new(client, route, key, fingerprint, now.plus_millis(IDEMPOTENCY_MILLIS))
}

fn conflicting_key() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "idempotency-conflict",
        "Idempotency key used for another request",
        "Another transaction was sent under this Idempotency-Key within the last 24 hours. Use a new key for a \
         new transaction.",
    )
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
