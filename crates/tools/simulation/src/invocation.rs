//! A function at work, and who waits for its answer.

use fraud::Timestamp;

use crate::functions::Handling;
use crate::queue::Delivery;
use crate::reader::Reading;

/// An invocation of a function.
pub(crate) struct Invocation {
    pub(crate) id: u64,
    pub(crate) caller: Caller,
    pub(crate) deadline: Timestamp,
    pub(crate) handling: Handling,
}

/// Who waits for an invocation's answer.
pub(crate) enum Caller {
    Client { order: usize },
    Reader(Reading),
    Labeller { label: usize },
    StreamMapping { shard: usize },
    QueueMapping { deliveries: Vec<Delivery> },
    Schedule,
    Nobody,
}

impl Caller {
    pub(crate) fn name(&self) -> String {
        match self {
            Caller::Client { order } => format!("order {order}"),
            Caller::Reader(reading) => format!("a reader of {}", reading.key_id),
            Caller::Labeller { label } => format!("label {label}"),
            Caller::StreamMapping { shard } => format!("shard {shard}"),
            Caller::QueueMapping { deliveries } => format!("{} messages", deliveries.len()),
            Caller::Schedule => "the schedule".to_owned(),
            Caller::Nobody => "nobody".to_owned(),
        }
    }
}
