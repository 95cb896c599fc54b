//! What every function needs around its handler: configuration from the environment, logs and metrics, the
//! clock, batches of records and messages, and the answers of an HTTP API. A handler itself gets all of these as arguments.

mod api_clients;
mod assessment_answer;
mod config;
mod error_chain;
mod fields;
mod http_answer;
pub mod json_request;
mod kinesis_batch;
mod queue_batch;
mod runtime;
mod scheduled;
mod signed_in;
mod stream_batch;
mod telemetry;
mod transaction_problems;

pub use api_clients::{ApiClients, Scope};
pub use assessment_answer::AssessmentAnswer;
pub use config::{Config, ConfigError};
pub use error_chain::ErrorChain;
pub use fields::{Fields, VALUE_CHARS_MAX};
pub use http_answer::{Problem, json};
pub use kinesis_batch::{KinesisBatch, KinesisRecord, decoded};
pub use queue_batch::handle_messages;
pub use runtime::{now, random, run};
pub use scheduled::Scheduled;
pub use signed_in::{customers_token_terms, not_allowed, signed_in, signed_in_customer, token_terms};
pub use stream_batch::{PANICKED, again_from, unless_it_panics};
pub use telemetry::{Telemetry, record_decision, record_latency};
pub use transaction_problems::{key_id_of, unknown_key_id, unreadable_transaction};
