//! Sends the events of the stream of decisions to one address, signed, in the order of their keys.
//!
//! It reads the stream by a mapping of its own and fails by itself: neither decisions nor other readers wait for the receiver.

mod batch;

pub use batch::{Deps, FailedEvents, Subscription, handle};
