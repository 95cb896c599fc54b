//! Answers what became of a transaction (its status and, once it is decided, the decision with its reasons) or of a
//! loan document.

pub mod get_document;
mod get_transaction;

pub use get_transaction::{Deps, handle};
