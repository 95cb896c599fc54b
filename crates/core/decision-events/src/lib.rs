//! What leaves a deployment: each decision and each label, each change of a case and each classification of a document as an
//! event in the envelope of CloudEvents 1.0.
//!
//! An event says what a system needs that acts on it. It holds no card number, and neither what people are called nor
//! how they are reached, nor what they wrote, nor what was found in a document: who needs that asks the API. `docs/asyncapi.yaml` is
//! the contract; a type that is published only ever gains members.

mod case;
mod data;
mod document;
mod envelope;

pub use case::CaseFacts;
pub use data::{DecisionFacts, LabelFacts};
pub use document::{DocumentClass, DocumentFacts};
pub use envelope::{Event, EventKind, NotAnEvent, UnknownKind};
