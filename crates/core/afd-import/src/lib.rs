//! Detectors of Amazon Fraud Detector become policies.
//!
//! What the AWS CLI prints goes in: `get-rules`, `get-detector-version`, `get-variables`, `get-lists-metadata`,
//! `get-list-elements` and `get-outcomes`, in any order. A policy comes out, and a list of what could not be
//! carried over: nothing is dropped silently.

mod export;
mod outcomes;
mod policy;
#[cfg(test)]
mod tests;
mod variables;

pub use export::{Document, ImportError};

use export::Export;

/// A policy file, and what is not in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    /// The policy as TOML. It is a good one.
    pub policy: String,
    /// What could not be carried over, or was carried over with an assumption, in sentences.
    pub remarks: Vec<String>,
}

/// Makes a policy of what the AWS CLI printed.
pub fn import(documents: &[Document]) -> Result<Imported, ImportError> {
    let mut remarks = Vec::new();
    let export = Export::read(documents, &mut remarks)?;
    let policy = policy::write(&export, &mut remarks)?;
    Ok(Imported { policy, remarks })
}
