//! A call to AWS that did not succeed.

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_smithy_runtime_api::client::result::SdkError;
use thiserror::Error;

/// Codes by which a service says that a request is wrong in itself: too large, or with a value that it does not take.
/// Everything else (throttling, time, permissions, a key or a table that is not there) can change without the request.
/// Sources: "Error handling with DynamoDB" in the DynamoDB Developer Guide, "Common errors" in the API references of
/// SQS and Lambda.
const REFUSALS: [&str; 6] = [
    "ValidationException",
    "ItemCollectionSizeLimitExceededException",
    "SerializationException",
    "InvalidMessageContents",
    "InvalidParameterValue",
    "InvalidParameterValueException",
];

/// A call to AWS failed after the SDK's own retries. The same call may succeed later, so whoever has a queue
/// or a stream behind them retries it, unless it [is a refusal](CallError::is_refusal).
#[derive(Debug, Error)]
#[error("{operation} failed")]
pub struct CallError {
    operation: &'static str,
    is_refusal: bool,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl CallError {
    /// A failure of `operation`, named like the IAM action: `dynamodb:PutItem`.
    pub fn new(
        operation: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> CallError {
        CallError { operation, is_refusal: false, source: source.into() }
    }

    /// A refusal of `operation`: the service does not take what was asked.
    pub fn refusal(
        operation: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> CallError {
        CallError { is_refusal: true, ..CallError::new(operation, source) }
    }

    /// For `map_err`: SDK errors of `operation`.
    pub(crate) fn of<E, R>(operation: &'static str) -> impl FnOnce(SdkError<E, R>) -> CallError
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        move |error| {
            let is_refusal = match &error {
                SdkError::ConstructionFailure(_) => true,
                SdkError::ServiceError(answer) => {
                    answer.err().code().is_some_and(|code| REFUSALS.contains(&code))
                }
                _ => false,
            };
            CallError { is_refusal, ..CallError::new(operation, error) }
        }
    }

    /// Whether the service refused the request for what it says. Asked again, it would be refused again: what it is about
    /// is poison to a queue or a stream.
    pub fn is_refusal(&self) -> bool {
        self.is_refusal
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::operation::put_item::PutItemError;
    use aws_sdk_dynamodb::types::error::{ItemCollectionSizeLimitExceededException, ThrottlingException};
    use aws_smithy_types::error::ErrorMetadata;

    use super::*;

    fn of(error: PutItemError) -> CallError {
        CallError::of("dynamodb:PutItem")(SdkError::service_error(error, ()))
    }

    #[test]
    fn what_is_wrong_in_itself_is_a_refusal_and_what_may_pass_later_is_not() {
        let generic = |code: &str| PutItemError::generic(ErrorMetadata::builder().code(code).build());
        for code in REFUSALS {
            assert!(of(generic(code)).is_refusal(), "{code}");
        }
        for code in [
            "AccessDeniedException",
            "ResourceNotFoundException",
            "RequestLimitExceeded",
            "InternalServerError",
        ] {
            assert!(!of(generic(code)).is_refusal(), "{code}");
        }
        let with = |code: &str| ErrorMetadata::builder().code(code).build();
        let throttled = ThrottlingException::builder().meta(with("ThrottlingException")).build();
        assert!(!of(PutItemError::ThrottlingException(throttled)).is_refusal());
        let too_large = ItemCollectionSizeLimitExceededException::builder()
            .meta(with("ItemCollectionSizeLimitExceededException"))
            .build();
        assert!(of(PutItemError::ItemCollectionSizeLimitExceededException(too_large)).is_refusal());
        let late: SdkError<PutItemError, ()> = SdkError::timeout_error("late");
        assert!(!CallError::of("dynamodb:PutItem")(late).is_refusal());
    }
}
