//! Who is signed in, and whether they have any business on the route.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::http::StatusCode;
use casework::permission::may_enter;
use casework::{Staff, TokenRefusal, TokenTerms};
use fraud::Timestamp;
use serde_json::Value;

use crate::config::Config;
use crate::http_answer::Problem;

/// Reads which tokens are taken: `STAFF_ISSUER` and `STAFF_CLIENT_ID`.
pub fn token_terms(config: &mut Config) -> TokenTerms {
    TokenTerms { issuer: config.text("STAFF_ISSUER"), client_id: config.text("STAFF_CLIENT_ID") }
}

/// The person whose verified token the gateway handed on, if a role of theirs may use the route.
pub fn signed_in(
    request: &ApiGatewayProxyRequest,
    terms: &TokenTerms,
    now: Timestamp,
) -> Result<Staff, Problem> {
    let claims = request.request_context.authorizer.fields.get("claims").and_then(Value::as_object);
    let staff = Staff::from_claims(claims, terms, now.as_seconds()).map_err(|refusal| {
        tracing::warn!(error = %refusal, "a token was refused");
        refused(refusal)
    })?;
    let path = request.resource.as_deref().unwrap_or_default();
    if may_enter(&staff.roles, request.http_method.as_str(), path) { Ok(staff) } else { Err(not_allowed()) }
}

/// Their role may not do it.
pub fn not_allowed() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "not-allowed",
        "Not allowed",
        "Your role may not do this. docs/CONSOLE.md lists who may do what.",
    )
}

fn refused(refusal: TokenRefusal) -> Problem {
    match refusal {
        TokenRefusal::NoRole => Problem::new(
            StatusCode::FORBIDDEN,
            "no-role",
            "No role",
            "You belong to no group of the console. An administrator of the user pool can add you to one.",
        ),
        refusal => Problem::new(
            StatusCode::UNAUTHORIZED,
            "token-refused",
            "Token refused",
            format!("The token can't be used here: {refusal}. Sign in again."),
        ),
    }
}
