//! A payment that arrives as a record of a stream. This crate turns the record into the body of a request to the API, and describes the
//! record's position, which identifies a payment without an id of its own.
//!
//! It leaves all checks of fields to the API's parser, so both ways in refuse the same errors in the same words.

mod members;
mod position;
mod request;

pub use position::{StreamPosition, kafka_source};
pub use request::{Request, read};

/// The route of transactions that are known by their producer's id. It is hashed into the `key_id`s of stored transactions. Never change it: a
/// record that is delivered again after the change would be stored twice.
pub const ROUTE_BY_ID: &str = "stream";
