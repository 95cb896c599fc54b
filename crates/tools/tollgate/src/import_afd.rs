//! `tollgate import-afd`: a detector of Amazon Fraud Detector becomes a policy.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use afd_import::{Document, Imported, import};
use anyhow::{Context, Result};
use clap::Args;

use crate::output::{Output, counted, tell};

#[derive(Args)]
#[command(after_help = "Examples:
  aws frauddetector get-rules --detector-id payments > rules.json
  aws frauddetector get-detector-version --detector-id payments --detector-version-id 1 > detector.json
  aws frauddetector get-variables > variables.json
  aws frauddetector get-lists-metadata > lists.json
  aws frauddetector get-list-elements --name bad_emails > bad_emails.json
  aws frauddetector get-outcomes > outcomes.json
  tollgate import-afd *.json --output policy.toml
  tollgate policy explain policy.toml

A file of list elements is named like its list. What can't be carried over is listed on standard error. The policy's
rules force outcomes, as the detector did; try it by `tollgate backtest` before it goes live.")]
pub(crate) struct Arguments {
    /// What the AWS CLI printed, in any order; `-` is standard input.
    #[arg(required = true)]
    files: Vec<String>,
    /// Where the policy goes; `-` is standard output.
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: String,
    /// As one JSON object with the policy's text and what could not be carried over.
    #[arg(long, conflicts_with = "output")]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let documents = arguments.files.iter().map(|path| document(path)).collect::<Result<Vec<_>>>()?;
    let Imported { policy, remarks } = import(&documents)?;
    let mut output = Output::to(&arguments.output)?;
    if arguments.json {
        let imported = serde_json::json!({ "policy": policy, "remarks": remarks });
        serde_json::to_writer_pretty(&mut output, &imported)?;
        writeln!(output)?;
    } else {
        write!(output, "{policy}")?;
        for remark in &remarks {
            tell!("{remark}");
        }
        tell!("{} on what could not be carried over as it was", counted(remarks.len() as u64, "remark"));
    }
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn document(path: &str) -> Result<Document> {
    let read = if path == "-" { io::read_to_string(io::stdin()) } else { fs::read_to_string(path) };
    let json = read.with_context(|| format!("{path} can't be read"))?;
    let name =
        Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Document { name, json })
}
