//! Writes the events of the stream of decisions to the table `fraud_predictions` of a PostgreSQL: one row for each payment, with the label
//! that counts.
//!
//! It reads the stream by a mapping of its own and fails by itself: neither decisions nor other readers wait for the database.

mod batch;
mod time_limit;

pub use batch::{Deps, handle};
