//! Assesses new transactions: reads them from the table's stream, decides each one once, and queues an alert
//! for those decisions that somebody wants to know of.
//!
//! The stream is the outbox. A record comes until it is dealt with, so whatever was stored gets decided, and
//! whatever was decided gets its alert, also if this function dies between the two.

mod batch;
mod record;

pub use batch::handle;
pub use record::Deps;
