//! Batches of stream records.

use std::panic::AssertUnwindSafe;

use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use futures::FutureExt;

/// The answer that makes Lambda deliver the batch again from this record on.
pub fn again_from(sequence_number: Option<String>) -> DynamoDbEventResponse {
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = sequence_number;
    let mut response = DynamoDbEventResponse::default();
    response.batch_item_failures.push(failure);
    response
}

/// The reason given for a record that is set aside because the function panicked on it. It leaves out the panic's own message, which may
/// repeat a value; the log has that, with the place in the code.
pub const PANICKED: &str = "the function panicked on this record";

/// Runs the handling of a record, and returns `None` if it panics: otherwise Lambda would retry the whole batch for hours. Catching the panic
/// is safe because every step of handling a record may be repeated, and none holds a lock.
pub async fn unless_it_panics<Output>(handling: impl Future<Output = Output>) -> Option<Output> {
    AssertUnwindSafe(handling).catch_unwind().await.ok()
}
