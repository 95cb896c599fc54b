//! Who is signed in: a person of the staff with business on the route, or a customer.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::http::StatusCode;
use casework::permission::may_enter;
use casework::{Staff, StaffRefusal, TokenRefusal, TokenTerms};
use customers::Customer;
use fraud::Timestamp;
use serde_json::{Map, Value};

use crate::config::Config;
use crate::http_answer::Problem;

/// Reads which tokens of staff are taken: `STAFF_ISSUER` and `STAFF_CLIENT_ID`.
pub fn token_terms(config: &mut Config) -> TokenTerms {
    TokenTerms { issuer: config.text("STAFF_ISSUER"), client_id: config.text("STAFF_CLIENT_ID") }
}

/// Reads which tokens of customers are taken: `CUSTOMERS_ISSUER` and `CUSTOMERS_CLIENT_ID`.
pub fn customers_token_terms(config: &mut Config) -> TokenTerms {
    TokenTerms { issuer: config.text("CUSTOMERS_ISSUER"), client_id: config.text("CUSTOMERS_CLIENT_ID") }
}

/// The person whose verified token the gateway handed on, if a role of theirs may use the route.
pub fn signed_in(
    request: &ApiGatewayProxyRequest,
    terms: &TokenTerms,
    now: Timestamp,
) -> Result<Staff, Problem> {
    let staff = Staff::from_claims(claims(request), terms, now.as_seconds()).map_err(|refusal| {
        tracing::warn!(error = %refusal, "a token was refused");
        match refusal {
            StaffRefusal::NoRole => no_role(),
            StaffRefusal::Token(refusal) => refused(refusal),
        }
    })?;
    let path = request.resource.as_deref().unwrap_or_default();
    if may_enter(&staff.roles, request.http_method.as_str(), path) { Ok(staff) } else { Err(not_allowed()) }
}

/// The customer whose verified token the gateway handed on.
pub fn signed_in_customer(
    request: &ApiGatewayProxyRequest,
    terms: &TokenTerms,
    now: Timestamp,
) -> Result<Customer, Problem> {
    Customer::from_claims(claims(request), terms, now.as_seconds()).map_err(|refusal| {
        tracing::warn!(error = %refusal, "a token was refused");
        refused(refusal)
    })
}

/// What the gateway read in the token that it verified.
fn claims(request: &ApiGatewayProxyRequest) -> Option<&Map<String, Value>> {
    request.request_context.authorizer.fields.get("claims").and_then(Value::as_object)
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

fn no_role() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "no-role",
        "No role",
        "You belong to no group of the console. An administrator of the user pool can add you to one.",
    )
}

fn refused(refusal: TokenRefusal) -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "token-refused",
        "Token refused",
        format!("The token can't be used here: {refusal}. Sign in again."),
    )
}
