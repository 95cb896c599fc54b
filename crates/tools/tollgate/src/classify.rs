//! `tollgate classify`: loan documents read on this machine, as the deployed function reads them.

mod report;
mod workers;

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use aws_io::connection;
use clap::Args;
use document_backends::BackendChoice;
use document_sandbox::{Answer, Sandbox, Task, Tesseract};
use indicatif::{ProgressBar, ProgressStyle};
use pii::document::GapReason;
use pii::{Classification, Decision};
use serde::Serialize;

use crate::output::{Output, counted, tell};
use crate::table::Table;
use report::Report;

const THRESHOLDS: &str = include_str!("../../../core/pii/thresholds.toml");

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate classify loan.pdf
  tollgate classify inbox/*.pdf --json > findings.jsonl
  tollgate classify inbox/*.pdf --html report.html
  tollgate classify loan.pdf --redact
  tollgate classify inbox/*.pdf --backend comprehend --backend textract-fallback

Whatever a document is, that is a result: the exit code is 0 if every file could be opened, and 1 if one could not.
Scans are read where tesseract is installed, photographs and cards where `tollgate setup-ocr` has set up the models of
PP-OCR; what can't be read goes to quarantine, unless Amazon Textract reads it. What
--backend names gets the text or the pictures of every document; Amazon's cost money and take credentials and a region
from the usual places of the AWS command line. A document that a backend did not answer for is never called Non-PII. Values are shown masked, but the pages
of --html are the documents themselves.")]
pub(crate) struct Arguments {
    /// The documents.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// As JSON, one object per document and line, with all findings.
    #[arg(long)]
    json: bool,
    /// Write a page with pictures of all pages, the findings outlined.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write a copy without the findings beside each document with personal data: NAME.redacted.pdf.
    #[arg(long)]
    redact: bool,
    /// The thresholds that documents are judged by; by default those of the deployed function.
    #[arg(long, value_name = "FILE")]
    thresholds: Option<PathBuf>,
    /// The folder with the models of PP-OCR, the second reader of scans; by default where `tollgate setup-ocr` puts them.
    #[arg(long, value_name = "FOLDER")]
    ocr_models: Option<PathBuf>,
    /// Ask this one, too: comprehend, textract (in the place of tesseract), textract-fallback (where tesseract reads
    /// nothing), gliner=FOLDER (a folder with model.onnx, tokenizer.json and gliner_config.json).
    #[arg(long = "backend", value_name = "BACKEND", value_parser = backend)]
    backends: Vec<BackendChoice>,
}

/// What came of one file.
struct Classified {
    classification: Classification,
    /// The pages, for the report.
    pictures: Vec<u8>,
    redaction: Option<Redaction>,
}

/// What came of making a copy without the findings.
enum Redaction {
    Written(PathBuf),
    Refused(String),
}

/// A line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    file: String,
    #[serde(flatten)]
    classification: &'a Classification,
    #[serde(skip_serializing_if = "Option::is_none")]
    redacted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redaction_refused: Option<&'a str>,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode> {
    let sandbox = sandbox(arguments).await?;
    let progress = progress(arguments.files.len());
    let mut output = Output::standard();
    let mut table = Table::new(&["document", "classification", "type", "pages", "why"]);
    let mut report = arguments.html.as_deref().map(Report::create).transpose()?;
    let (mut failed, mut unread) = (0, 0);
    let classify = |file: &PathBuf| classify(file, &sandbox, arguments);
    workers::in_order(&arguments.files, classify, |file, result| {
        progress.inc(1);
        let classified = match result {
            Ok(classified) => classified,
            Err(error) => {
                failed += 1;
                progress.suspend(|| tell!("{error:#}"));
                return Ok(());
            }
        };
        unread += u64::from(has_unread_picture(&classified.classification));
        if let Some(report) = &mut report {
            report.add(file, &classified.classification, &classified.pictures)?;
        }
        if arguments.json {
            return write_line(&mut output, file, &classified);
        }
        add_row(&mut table, file, &classified);
        Ok(())
    })?;
    progress.finish_and_clear();
    if unread > 0 && arguments.ocr_models.is_none() && ppocr::installed().is_none() {
        let documents = counted(unread, "document");
        tell!(
            "{documents} with pictures that could not be read: `tollgate setup-ocr` sets up another reader"
        );
    }
    if !arguments.json {
        write!(output, "{table}")?;
    }
    output.finish()?;
    report.map(Report::finish).transpose()?;
    if failed > 0 {
        tell!("{} could not be opened", counted(failed, "file"));
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// A backend by its word.
fn backend(word: &str) -> Result<BackendChoice, String> {
    word.parse().map_err(|error: document_backends::NoBackend| format!("it {error}"))
}

async fn sandbox(arguments: &Arguments) -> Result<Sandbox> {
    let thresholds = match &arguments.thresholds {
        Some(file) => {
            fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?
        }
        None => THRESHOLDS.to_owned(),
    };
    if let Some(folder) = &arguments.ocr_models {
        ensure!(ppocr::are_in(folder), "the models of PP-OCR are not in {}", folder.display());
    }
    let models = arguments.ocr_models.clone().or_else(ppocr::installed);
    let sandbox = Sandbox::of_this_program(&thresholds, Tesseract::installed())?.reading_by(models);
    if arguments.backends.is_empty() {
        return Ok(sandbox);
    }
    let sdk = Box::pin(connection::loader().load()).await;
    let is_placed = !document_backends::need_aws(&arguments.backends) || sdk.region().is_some();
    ensure!(is_placed, "no region is set for Amazon's backends: AWS_REGION or a profile names one");
    Ok(sandbox.asking(document_backends::connect(&arguments.backends, &sdk)?))
}

/// Whether a picture in it was not read, which another reader may be able to.
fn has_unread_picture(classification: &Classification) -> bool {
    let of_pictures = [GapReason::ScanWithoutOcr, GapReason::IllegibleScan, GapReason::UnknownCharacters];
    classification.gaps.iter().any(|gap| of_pictures.contains(&gap.reason))
}

fn progress(files: usize) -> ProgressBar {
    if files < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} documents, {eta} left");
    ProgressBar::new(files as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn classify(file: &Path, sandbox: &Sandbox, arguments: &Arguments) -> Result<Classified> {
    let bytes = fs::read(file).with_context(|| format!("{} can't be read", file.display()))?;
    let task = if arguments.html.is_some() { Task::Picture } else { Task::Classify };
    let Answer { classification, made: pictures, .. } = sandbox.run(task, bytes.clone())?;
    let is_personal = matches!(classification.decision, Decision::Pii(_));
    let redaction = (arguments.redact && is_personal).then(|| redact(file, bytes, sandbox)).transpose()?;
    Ok(Classified { classification, pictures, redaction })
}

fn redact(file: &Path, bytes: Vec<u8>, sandbox: &Sandbox) -> Result<Redaction> {
    let answer = sandbox.run(Task::Redact, bytes)?;
    if answer.made.is_empty() {
        return Ok(Redaction::Refused(answer.refused.unwrap_or_default()));
    }
    let copy = file.with_extension("redacted.pdf");
    fs::write(&copy, answer.made).with_context(|| format!("{} can't be written", copy.display()))?;
    Ok(Redaction::Written(copy))
}

fn write_line(output: &mut Output, file: &Path, classified: &Classified) -> Result<()> {
    let (redacted, redaction_refused) = match &classified.redaction {
        None => (None, None),
        Some(Redaction::Written(copy)) => (Some(copy.display().to_string()), None),
        Some(Redaction::Refused(reason)) => (None, Some(reason.as_str())),
    };
    let classification = &classified.classification;
    let line = Line { file: file.display().to_string(), classification, redacted, redaction_refused };
    writeln!(output, "{}", serde_json::to_string(&line)?)?;
    Ok(())
}

fn add_row(table: &mut Table, file: &Path, classified: &Classified) {
    let classification = &classified.classification;
    let mut why = classification.decision.sentence();
    match &classified.redaction {
        None => {}
        Some(Redaction::Written(copy)) => why = format!("{why}; redacted copy: {}", copy.display()),
        Some(Redaction::Refused(reason)) => why = format!("{why}; no redacted copy: {reason}"),
    }
    table.add([
        file.display().to_string(),
        name(&classification.decision).to_owned(),
        classification.document_type.name().to_owned(),
        classification.pages.to_string(),
        why,
    ]);
}

/// The classification, in the words that people use.
fn name(decision: &Decision) -> &'static str {
    match decision {
        Decision::Pii(_) => "PII",
        Decision::NonPii(_) => "Non-PII",
        Decision::Quarantine(_) => "quarantine",
    }
}
