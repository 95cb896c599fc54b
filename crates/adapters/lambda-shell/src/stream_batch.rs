//! Batches of stream records.

use std::panic::AssertUnwindSafe;

use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use futures::FutureExt;

/// The answer that has Lambda repeat a batch from this record on.
pub fn again_from(sequence_number: Option<String>) -> DynamoDbEventResponse {
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = sequence_number;
    let mut response = DynamoDbEventResponse::default();
    response.batch_item_failures.push(failure);
    response
}

/// Why a record is set aside on which the program panics. The panic's text may hold anything; the log has it, and where it was.
pub const BROKEN: &str = "the program failed on it";

/// What handling a record comes to; nothing if it panics, which Lambda would retry with the whole batch for hours. Every step of
/// handling may be repeated, so that one which a panic ended leaves nothing half done, and no lock is held by what panics.
pub async fn unless_it_panics<Output>(handling: impl Future<Output = Output>) -> Option<Output> {
    AssertUnwindSafe(handling).catch_unwind().await.ok()
}
