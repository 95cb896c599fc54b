//! The demo's loan documents: uploaded as a client would, and where each one went and why.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use local_cloud::clock::now;
use local_cloud::{Stack, Workspace, step};
use serde_json::Value;

/// How long a document may take.
const PATIENCE: Duration = Duration::from_secs(180);

/// Uploads the documents of `test_data/documents`; how many went to quarantine, each with a mail.
pub(crate) fn run(workspace: &Workspace, stack: &Stack) -> Result<usize> {
    step("uploading a few loan documents");
    let folder = workspace.path("test_data/documents");
    let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pdf"));
    files.sort();
    let mut uploaded = Vec::new();
    for file in &files {
        let name = file.file_name().and_then(|name| name.to_str()).context("a document has a name")?;
        let bytes = fs::read(file).with_context(|| file.display().to_string())?;
        uploaded.push((name, stack.upload_document(name, &bytes)?));
    }
    println!("\nWhere the loan documents went");
    let mut quarantined = 0;
    for (name, key_id) in &uploaded {
        let done = wait_until_done(stack, key_id)?;
        quarantined += usize::from(done["classification"] == "quarantine");
        println!(
            "  {name:<22} {:<11} {:<16} {}",
            text(&done, "classification"),
            text(&done, "document_type"),
            why(&done)
        );
    }
    Ok(quarantined)
}

fn text<'d>(done: &'d Value, member: &str) -> &'d str {
    done[member].as_str().unwrap_or_default()
}

fn why(done: &Value) -> String {
    let found = done["findings"].as_object().into_iter().flatten();
    let found: Vec<String> = found.map(|(entity, count)| format!("{entity} {count}")).collect();
    let because = text(&done["because"], "sentence");
    if found.is_empty() { because.to_owned() } else { format!("{because}; found {}", found.join(", ")) }
}

fn wait_until_done(stack: &Stack, key_id: &str) -> Result<Value> {
    let started = now();
    loop {
        let found = stack.get_document(key_id)?;
        if found.body["status"] == "Done" {
            return Ok(found.body);
        }
        ensure!(found.status == 200, "document {key_id} can't be polled: {} {}", found.status, found.body);
        ensure!(started.elapsed() < PATIENCE, "document {key_id} is still Pending");
    }
}
