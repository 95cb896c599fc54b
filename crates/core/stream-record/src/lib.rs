//! A payment that comes as a record of a stream: the record as a request of the API, and the record's place, by which it
//! is known when it has no id of its own.
//!
//! Nothing is checked here that the API's parser checks: what is translated wrongly is refused there, in the same words.

mod members;
mod position;
mod request;

pub use position::StreamPosition;
pub use request::{Request, read};
