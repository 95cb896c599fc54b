//! Sends made-up payments, as they happen, and a day later their labels, as a bank does: to the deployment's own API, with an API key, or into the
//! stream or topic that the deployment reads.
//!
//! Which payments there are in a minute follows from the clock and the settings alone, and so do their ids. A minute that is sent twice, because
//! Lambda or somebody repeats it, therefore makes no second payment.

mod api;
mod minute;
mod streams;
mod topic_stream;

pub use api::{Api, ApiRequest, HttpsApi, NotAnAddress, Unreachable};
pub use minute::{
    BETWEEN_REQUESTS, Deps, LABEL_DELAY_MILLIS, LABEL_SOURCE, Report, Unsent, Way, send_minute,
};
pub use streams::StreamTarget;
pub use topic_stream::{AnyStream, TopicStream};
