//! Answers what became of a transaction: its status and, once it is decided, the decision with its reasons.

mod get_transaction;

pub use get_transaction::{Deps, handle};
