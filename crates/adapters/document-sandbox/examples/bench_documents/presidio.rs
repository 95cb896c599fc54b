//! Microsoft Presidio on the same texts, as a Python program beside.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::texts::{Spotted, bytes, entity};

const PROGRAM: &str = include_str!("presidio.py");

#[derive(Deserialize)]
struct Span {
    entity: String,
    start: usize,
    end: usize,
}

/// What Presidio finds in each text, of the entities that we look for.
pub(crate) fn spotted(python: &Path, texts: &[String]) -> anyhow::Result<Vec<Vec<Spotted>>> {
    let mut child = Command::new(python)
        .args(["-c", PROGRAM])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} can't be started", python.display()))?;
    let mut lines = String::new();
    for text in texts {
        lines += &serde_json::to_string(text)?;
        lines.push('\n');
    }
    // Presidio answers line by line, so its pipe would be full before ours is empty.
    let input = child.stdin.take().context("it has no input")?;
    let writer = std::thread::spawn(move || { input }.write_all(lines.as_bytes()));
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "Presidio ended with {}", output.status);
    writer.join().map_err(|_| anyhow::anyhow!("the texts could not be sent"))??;
    let answers = String::from_utf8(output.stdout)?;
    let found = texts.iter().zip(answers.lines()).map(|(text, line)| {
        let spans: Vec<Span> = serde_json::from_str(line)?;
        let known = spans.into_iter().filter_map(|span| {
            Some(Spotted { entity: entity(&span.entity)?, span: bytes(text, span.start..span.end) })
        });
        Ok(known.collect())
    });
    found.collect()
}
