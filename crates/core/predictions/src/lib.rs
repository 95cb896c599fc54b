//! A row for each decided payment, made of the events that tell of it.
//!
//! Events come at least once and in any order: a label before its decision, an older label after a newer one. So a row is a sum of what
//! is known, and the sum of two is the same whichever comes first and however often ([`Prediction::and`]).

mod prediction;
#[cfg(test)]
mod tests;
mod text;

pub use prediction::{DecisionFacts, Hit, LabelFacts, NotAPrediction, Payment, Prediction};
pub use text::{Instant, Text};
