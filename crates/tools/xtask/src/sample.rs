//! The sample transactions of `test_data/`, one JSON object a line, with what they really are.

use std::fs;

use anyhow::{Context, Result};
use local_cloud::Workspace;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A labelled transaction.
#[derive(Deserialize)]
pub(crate) struct Sample {
    /// `fraud` or `legitimate`.
    pub(crate) label: String,
    /// The body of the request, as it is sent.
    pub(crate) transaction: Box<RawValue>,
}

pub(crate) fn read(workspace: &Workspace) -> Result<Vec<Sample>> {
    let file = workspace.path("test_data/transactions/sample.jsonl");
    let text = fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
    let parse = |(index, line)| {
        serde_json::from_str(line).with_context(|| format!("{}, line {}", file.display(), index + 1))
    };
    text.lines().enumerate().map(parse).collect()
}
