//! Evidence of a screening for an audit: what was compared with which lists, from which scores on a match counted, both scores of
//! each and how they came about, who has cleared it and why.
//!
//! It is read from what was answered or stored when the screening was made ([`Evidence::of`]); nothing is looked up anew. So the
//! command line and the console tell the same of the same answer.

mod account;
mod text;
mod words;

pub use account::{Evidence, NoEvidence};
pub use words::{kind_in_words, list_in_words, names_in_words, particular_in_words};
