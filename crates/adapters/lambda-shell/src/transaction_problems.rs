//! What all routes have in common that are about one `key_id`.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::http::StatusCode;
use fraud::KeyId;

use crate::http_answer::Problem;

/// The `key_id` of the path.
pub fn key_id_of(request: &ApiGatewayProxyRequest) -> Result<KeyId, Problem> {
    let key_id = request.path_parameters.get("key_id").map(String::as_str).unwrap_or_default();
    key_id.parse().map_err(|error| {
        let detail = format!("The key_id {error}.");
        Problem::new(StatusCode::BAD_REQUEST, "invalid-key-id", "Invalid key_id", detail)
    })
}

/// There is no such transaction.
pub fn unknown_key_id() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "unknown-key-id",
        "Unknown key_id",
        "There is no transaction with this key_id, or it was kept for its time and deleted.",
    )
}

/// What is stored is not a transaction. Asking again would not help, so this is not [`Problem::unavailable`].
pub fn unreadable_transaction() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "unreadable-transaction",
        "Unreadable transaction",
        "What is stored under this key_id is not a transaction. It is put aside for people to look at, and asking \
         again will not help.",
    )
}
