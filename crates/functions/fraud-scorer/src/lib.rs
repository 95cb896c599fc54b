//! Assesses new transactions: reads them from the table's stream, decides each one once, and queues an alert
//! if the policy asks for one.
//!
//! The stream is the outbox. A record is redelivered until it is handled, so each stored transaction gets its decision, and
//! each decision gets its alert, even if this function dies between the two.

mod batch;
mod record;

pub use batch::handle;
pub use record::Deps;
