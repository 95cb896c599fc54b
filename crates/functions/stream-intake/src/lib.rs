//! Takes transactions from Kinesis streams and Kafka topics, as `POST /transactions` takes them from the API: each is stored
//! once, Pending, and decided by whoever reads the table's stream.

mod answer;
mod batch;
mod event;
mod record;

pub use answer::{Answer, ItemFailure, ItemIdentifier};
pub use batch::handle;
pub use event::{StreamEvent, UnknownEvent};
pub use record::Deps;
