//! A call to AWS that did not succeed.

use aws_smithy_runtime_api::client::result::SdkError;
use thiserror::Error;

/// A call to AWS failed after the SDK's own retries. The same call may succeed later, so whoever has a queue
/// or a stream behind them retries it.
#[derive(Debug, Error)]
#[error("{operation} failed")]
pub struct CallError {
    operation: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl CallError {
    /// A failure of `operation`, named like the IAM action: `dynamodb:PutItem`.
    pub fn new(
        operation: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> CallError {
        CallError { operation, source: source.into() }
    }

    /// For `map_err`: SDK errors of `operation`.
    pub(crate) fn of<E, R>(operation: &'static str) -> impl FnOnce(SdkError<E, R>) -> CallError
    where
        E: std::error::Error + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        move |error| CallError::new(operation, error)
    }
}
