//! Writes the events of the stream of decisions to a Kafka topic, keyed as they are in the stream: by the card's token.
//!
//! It reads the stream by a mapping of its own and fails by itself: neither decisions nor other readers wait for the brokers.

mod batch;

pub use batch::{Deps, handle};
