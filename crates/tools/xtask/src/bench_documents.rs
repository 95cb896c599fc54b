//! Measures the reading of documents. The measuring itself is an example of the crate `document-sandbox`.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use local_cloud::{Workspace, python_with};

const MEASURE: &str = "crates/adapters/document-sandbox/examples/bench_documents";

/// Runs the measurement, with Presidio beside it where it can be installed.
pub(crate) fn run(workspace: &Workspace, data: &Path, json: Option<&Path>) -> Result<()> {
    let requirements = workspace.path(MEASURE).join("requirements.txt");
    let presidio = python_with(workspace, &requirements, "presidio");
    let models = local_cloud::ocr_models(workspace)?;
    let mut command = Command::new("cargo");
    command
        .args([
            "run",
            "--release",
            "--package",
            "document-sandbox",
            "--example",
            "bench_documents",
            "--",
            "--data",
        ])
        .arg(data)
        .arg("--ocr-models")
        .arg(models);
    if let Some(json) = json {
        command.arg("--json").arg(json);
    }
    match presidio {
        Ok(python) => {
            command.arg("--presidio").arg(python);
        }
        Err(error) => println!("Presidio could not be installed and is not measured: {error:#}"),
    }
    local_cloud::run(&mut command)
}
