//! Features of a transaction's history: counts, amounts, distinct values, distances, habits.
//!
//! A feature is a pure function of the history, the transaction and the time it is decided at. What it looks at
//! are entries of one entity, oldest first, which are made from past transactions once ([`entry`]) and kept either
//! for one decision or, in a backtest, from one transaction to the next ([`rolling`]). Both give the same features.

pub(crate) mod entry;
mod geography;
pub(crate) mod measure;
pub mod rolling;
mod set;
#[cfg(test)]
mod tests;
mod values;

use serde::{Deserialize, Serialize};

pub(crate) use entry::{Entry, EntryKind};
pub(crate) use measure::{Feature, Measure};
pub use set::{FeatureSet, FeatureSetError};
pub use values::FeatureValues;

/// What a feature came to.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FeatureValue {
    /// Yes or no.
    Flag(bool),
    /// A count, an amount, a distance.
    Number(f64),
}
