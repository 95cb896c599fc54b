//! Takes transactions from Kinesis streams and Kafka topics, as `POST /transactions` takes them from the API: each is stored
//! once, Pending, and decided by whoever reads the table's stream.

mod answer;
mod batch;
mod event;
mod kafka_batch;
mod record;

pub use answer::{Answer, ItemFailure, ItemIdentifier};
pub use batch::handle;
pub use event::{StreamEvent, UnknownEvent};
pub use kafka_batch::KafkaBatch;
pub use record::Deps;
