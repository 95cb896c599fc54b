//! Takes transactions from Kinesis streams and Kafka topics, as `POST /transactions` takes them from the API. Each is stored once, as
//! `Pending`; `fraud-scorer`, which reads the table's stream, decides it.

mod batch;
mod batch_response;
mod event;
mod kafka_batch;
mod record;

pub use batch::handle;
pub use batch_response::{BatchResponse, ItemFailure, ItemIdentifier};
pub use event::{StreamEvent, UnknownEvent};
pub use kafka_batch::KafkaBatch;
pub use record::Deps;
