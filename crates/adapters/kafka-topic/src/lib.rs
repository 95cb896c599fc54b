//! Records of Kafka topics, read by their places with what a mapping of Lambda signs in with.

mod brokers;
mod sign_in;

pub use brokers::{Brokers, Place, Record};
pub use sign_in::SignIn;

use thiserror::Error;

/// A topic can't be read.
#[derive(Debug, Error)]
pub enum TopicError {
    /// A secret does not hold what Lambda takes, or holds what only Lambda takes.
    #[error("{0}")]
    Secret(&'static str),
    /// TLS can't be set up with a secret's certificates.
    #[error("the certificates can't be used")]
    Certificates(#[source] rustls::Error),
    /// The brokers can't be reached, or refuse.
    #[error("the brokers can't be read from")]
    Brokers(#[source] rskafka::client::error::Error),
}
