//! Erases what customers have deleted: a document of any class with its copies, findings and record, or an account with all
//! of them. Every step may be repeated, and what a customer has is forgotten last: whatever ends an erasure on the way, its
//! message comes again and finds what is left.

mod erase;

pub use erase::{Deps, handle};
