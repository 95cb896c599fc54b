//! What leaves a deployment: each decision and each label as an event in the envelope of CloudEvents 1.0.
//!
//! An event says what a system needs that acts on decisions. It holds no card number, and neither what people are called nor
//! how they are reached: who needs that asks the API for the transaction. `docs/asyncapi.yaml` is the contract; a type that is
//! published only ever gains members.

mod data;
mod envelope;

pub use data::{DecisionFacts, LabelFacts};
pub use envelope::{Event, EventKind, NotAnEvent, UnknownKind};
