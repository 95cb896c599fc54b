//! The sample transactions of `test_data/`, one JSON object a line, with what they really are.

use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Workspace;

/// A labelled transaction.
#[derive(Debug, Deserialize)]
pub struct Sample {
    /// `fraud` or `legitimate`.
    pub label: String,
    /// The body of the request, as it is sent.
    pub transaction: Box<RawValue>,
}

/// Reads them in the order of the file.
pub fn read_samples(workspace: &Workspace) -> Result<Vec<Sample>> {
    let file = workspace.path("test_data/transactions/sample.jsonl");
    let text = fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
    let parse = |(index, line)| {
        serde_json::from_str(line).with_context(|| format!("{}, line {}", file.display(), index + 1))
    };
    text.lines().enumerate().map(parse).collect()
}
