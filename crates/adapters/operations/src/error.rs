//! What can go wrong.

use std::error::Error;

use thiserror::Error;

/// Something was not done.
#[derive(Debug, Error)]
pub enum OperationError {
    /// There is no such queue.
    #[error("the queue {0} can't be found; is the environment right?")]
    NoQueue(String),
    /// AWS did not do it: what could not be done, and why.
    #[error("{what}")]
    Call {
        /// In words.
        what: String,
        /// What AWS says.
        source: Box<dyn Error + Send + Sync>,
    },
    /// It can't be done, or a function could not do it; in words for people.
    #[error("{0}")]
    Refused(String),
}

impl OperationError {
    /// For `map_err`: a call to AWS failed.
    pub(crate) fn call<E: Error + Send + Sync + 'static>(
        what: impl Into<String>,
    ) -> impl FnOnce(E) -> OperationError {
        move |source| OperationError::Call { what: what.into(), source: Box::new(source) }
    }

    /// It is not done, for this reason.
    pub(crate) fn refused(why: impl Into<String>) -> OperationError {
        OperationError::Refused(why.into())
    }
}
