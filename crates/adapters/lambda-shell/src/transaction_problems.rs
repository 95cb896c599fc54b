//! The problems of all routes that are about one transaction.

use aws_lambda_events::http::StatusCode;
use fraud::key_id::NotAKeyId;

use crate::http_answer::Problem;

/// The path holds no `key_id`.
pub fn invalid_key_id(error: &NotAKeyId) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid-key-id", "Invalid key_id", format!("The key_id {error}."))
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
