//! Records of Kafka topics: read by their places, with what a mapping of Lambda signs in with, and written in the order of their keys.

mod access;
mod brokers;
mod iam_token;
mod partition;
mod settings;
mod sign_in;
mod topic;
mod writer;

pub use access::Access;
pub use brokers::{Brokers, Place, Record};
pub use iam_token::IamTokens;
pub use settings::TopicSettings;
pub use sign_in::SignIn;
pub use topic::{Delivery, KeyedRecord, RecordTopic};
pub use writer::KafkaTopic;

use aws_io::CallError;
use thiserror::Error;

/// A topic can't be read or written.
#[derive(Debug, Error)]
pub enum TopicError {
    /// A secret does not hold what Lambda takes, or holds what only Lambda takes.
    #[error("{0}")]
    Secret(&'static str),
    /// A setting that the access to the brokers takes is missing.
    #[error("the access to the brokers has no {0}")]
    Setting(&'static str),
    /// Secrets Manager did not answer.
    #[error("the secret of the brokers can't be read")]
    Unread(#[from] CallError),
    /// TLS can't be set up with a secret's certificates.
    #[error("the certificates can't be used")]
    Certificates(#[source] rustls::Error),
    /// The brokers can't be reached, or refuse.
    #[error("the brokers can't be reached, or refuse")]
    Brokers(#[source] rskafka::client::error::Error),
    /// They don't have it, or the sign-in may not see it.
    #[error("the brokers know of no topic {0}")]
    NoTopic(String),
    /// They don't answer.
    #[error("the brokers did not answer within {0:?}")]
    Late(std::time::Duration),
}
