//! Measures reading, finding and deciding against the aims of the documents' issue.
//!
//! The corpus is made from seeds: layouts, wordings and names of the test half were not used while the finder was
//! tuned. Of the labelled texts every fifth template was left out of the tuning.
#![expect(clippy::print_stdout, reason = "a tool prints what came out wrong")]

mod corpus;
mod forms;
mod hostile;
mod presidio;
mod real_samples;
mod table;
mod texts;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use document_sandbox::{LocalReaders, Sandbox, Tesseract};
use loan_corpus::scans::{Wear, scan};
use loan_corpus::{Chance, Sample, Split, photographs, typeset};
use pii::Thresholds;
use pii::ocr::Ocr;
use table::Table;

/// Measures the document classifier.
#[derive(Parser)]
struct Arguments {
    /// A folder with `pii_text`, `irs_forms` and `hostile_pdfs`, or one that holds such a folder as `documents`.
    #[arg(long)]
    data: PathBuf,
    /// A Python that has Presidio, to measure it on the same texts.
    #[arg(long)]
    presidio: Option<PathBuf>,
    /// The folder with the models of PP-OCR, the second reader of scans.
    #[arg(long)]
    ocr_models: Option<PathBuf>,
    /// Write the table to this file as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Documents to make of each half of the corpus.
    #[arg(long, default_value_t = 440)]
    documents: usize,
    /// Scans to make of the test half; none without tesseract.
    #[arg(long, default_value_t = 44)]
    scans: usize,
    /// The seed of the corpus.
    #[arg(long, default_value_t = 20_261_120)]
    seed: u64,
    /// How the real samples are re-made: as they are, in JPEG qualities, askew, at half their resolution.
    #[arg(long, value_delimiter = ',', default_values_t = ["as-is", "q60", "q75", "q90", "turned", "half"].map(str::to_owned))]
    variations: Vec<String>,
    /// Measure the real samples only.
    #[arg(long)]
    only_real: bool,
    /// Leave out the hostile files.
    #[arg(long)]
    skip_hostile: bool,
    /// Print what came out wrong.
    #[arg(long)]
    wrong: bool,
}

const THRESHOLDS: &str = include_str!("../../../../core/pii/thresholds.toml");

fn main() -> anyhow::Result<ExitCode> {
    if let Some(code) = document_sandbox::serve_if_child() {
        return Ok(code);
    }
    let mut arguments = Arguments::parse();
    let documents_of_all = arguments.data.join("documents");
    if documents_of_all.is_dir() {
        arguments.data = documents_of_all;
    }
    let thresholds = Thresholds::parse(THRESHOLDS)?;
    let tesseract = Tesseract::installed();
    let mut table = Table::default();
    let mut wrong = Vec::new();
    let readers = LocalReaders::new(tesseract.clone(), arguments.ocr_models.clone());
    if !arguments.only_real {
        documents(&arguments, &thresholds, readers.as_ref(), &mut table, &mut wrong);
        text(&arguments, &thresholds, &mut table, &mut wrong)?;
        form(&arguments, &thresholds, &mut table, &mut wrong)?;
    }
    let sandbox = Sandbox::of_this_program(THRESHOLDS, tesseract)?.reading_by(arguments.ocr_models.clone());
    let samples = arguments.data.join("real_samples");
    if samples.is_dir() {
        wrong.extend(real_samples::run(&samples, &sandbox, &arguments.variations, &mut table)?);
    }
    if !arguments.skip_hostile && !arguments.only_real {
        let hostile = hostile::run(&arguments.data.join("hostile_pdfs"), &sandbox)?;
        let files = format!(
            "{} files: {} pii, {} non-pii, {} quarantined",
            hostile.files, hostile.pii, hostile.non_pii, hostile.quarantined
        );
        table.at_most("hostile: reader failed", hostile.crashed as f64, 0.0, files);
        table.at_most("hostile: timed out", hostile.timed_out as f64, 0.0, String::new());
        table.at_most("hostile: over the memory limit", hostile.out_of_memory as f64, 0.0, String::new());
        table.at_most(
            "hostile: unread and called Non-PII",
            hostile.unread_called_clean as f64,
            0.0,
            String::new(),
        );
        wrong.extend(hostile.notes);
    }
    table.note("peak memory of this process, MB", peak_megabytes(), String::new());
    table.print();
    if arguments.wrong {
        wrong.iter().for_each(|line| println!("{line}"));
    }
    if let Some(file) = &arguments.json {
        std::fs::write(file, serde_json::to_string_pretty(&table)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn documents(
    arguments: &Arguments,
    thresholds: &Thresholds,
    readers: Option<&LocalReaders>,
    table: &mut Table,
    wrong: &mut Vec<String>,
) {
    let tuned = typeset(Split::Train, arguments.seed, arguments.documents);
    let held_out = typeset(Split::Test, arguments.seed + 1, arguments.documents);
    for (name, samples) in [("held out", &held_out), ("tuned", &tuned)] {
        let outcome = corpus::run(samples, thresholds, None);
        let of = format!("{} documents, {} in quarantine", outcome.documents, outcome.quarantined);
        table.at_least(&format!("documents {name}: PII recall"), outcome.recall(), 0.995, of);
        table.at_least(&format!("documents {name}: PII precision"), outcome.precision(), 0.97, String::new());
        table.at_least(
            &format!("documents {name}: type macro-F1"),
            outcome.type_macro_f1(),
            0.95,
            String::new(),
        );
        let facts: Vec<String> =
            outcome.facts.iter().map(|(entity, (found, all))| format!("{entity} {found}/{all}")).collect();
        table.note(&format!("documents {name}: facts found"), outcome.fact_recall(), facts.join(", "));
        if name == "held out" {
            table.at_most(
                "processor time of a digital page, ms",
                outcome.milliseconds_a_page(),
                20.0,
                format!("{} pages", outcome.pages),
            );
        }
        wrong.extend(outcome.wrong.into_iter().map(|line| format!("{name} {line}")));
    }
    let Some(readers) = readers else { return };
    let mut chance = Chance::new(arguments.seed + 2);
    let scanned: Vec<Sample> = held_out
        .iter()
        .take(arguments.scans)
        .filter_map(|sample| {
            let wear = Wear::usual(&mut chance);
            scan(sample, wear, &mut chance)
        })
        .collect();
    let outcome = corpus::run(&scanned, thresholds, Some(readers as &dyn Ocr));
    let of = format!("{} scans, {} in quarantine", outcome.documents, outcome.quarantined);
    table.at_least("scans: PII recall", outcome.recall(), 0.995, of);
    table.at_least("scans: PII precision", outcome.precision(), 0.97, String::new());
    table.at_least("scans: type macro-F1", outcome.type_macro_f1(), 0.95, String::new());
    table.note("scans: facts found", outcome.fact_recall(), String::new());
    table.at_most(
        "processor time of a scanned page, ms",
        outcome.milliseconds_a_page(),
        6_000.0,
        format!("{} pages", outcome.pages),
    );
    wrong.extend(outcome.wrong.into_iter().map(|line| format!("scan {line}")));
    let cards = photographs::cards(Split::Test, arguments.seed + 3, arguments.scans);
    let outcome = corpus::run(&cards, thresholds, Some(readers as &dyn Ocr));
    let of = format!("{} photographs, {} in quarantine", outcome.documents, outcome.quarantined);
    table.at_least("photographs of cards: PII recall", outcome.recall(), 0.8, of);
    table.at_least("photographs of cards: PII precision", outcome.precision(), 0.97, String::new());
    table.at_most(
        "photographs of cards: personal and called Non-PII",
        outcome.missed as f64,
        0.0,
        String::new(),
    );
    wrong.extend(outcome.wrong.into_iter().map(|line| format!("photograph {line}")));
    let written = photographs::handwritten(Split::Test, arguments.seed + 4, arguments.scans / 4);
    let outcome = corpus::run(&written, thresholds, Some(readers as &dyn Ocr));
    let of = format!("{} documents", outcome.documents);
    table.at_most("illegible handwriting: called Non-PII", outcome.missed as f64, 0.0, of);
    wrong.extend(outcome.wrong.into_iter().map(|line| format!("handwriting {line}")));
}

fn text(
    arguments: &Arguments,
    thresholds: &Thresholds,
    table: &mut Table,
    wrong: &mut Vec<String>,
) -> anyhow::Result<()> {
    let folder = arguments.data.join("pii_text");
    let (cases, labelled) = (folder.join("recognizer_cases.jsonl"), folder.join("labelled_texts.jsonl"));
    let (case_texts, texts) = (texts::texts(&cases)?, texts::texts(&labelled)?);
    let in_cases = texts::recognizer_cases(&cases, &texts::ours(&case_texts, thresholds))?;
    let in_texts = texts::labelled_texts(&labelled, &texts::ours(&texts, thresholds))?;
    table.at_least("recogniser cases: average over entities", in_cases.average, 0.97, in_cases.by_entity());
    table.at_least("recogniser cases: macro-F1", in_cases.macro_f1, 0.97, String::new());
    table.at_least("labelled texts: F2 of words", in_texts.all.f(2.0), 0.85, in_texts.by_entity());
    let held_out = in_texts.held_out.f(2.0);
    table.at_least("labelled texts: F2, templates held out", held_out, 0.85, String::new());
    table.note("labelled texts: F2 of patterns", in_texts.of_patterns().f(2.0), String::new());
    if let Some(python) = &arguments.presidio {
        let in_cases = texts::recognizer_cases(&cases, &presidio::spotted(python, &case_texts)?)?;
        let in_texts = texts::labelled_texts(&labelled, &presidio::spotted(python, &texts)?)?;
        let without = "patterns only: no model for names".to_owned();
        table.note("Presidio: recogniser cases, average", in_cases.average, in_cases.by_entity());
        table.note("Presidio: recogniser cases, macro-F1", in_cases.macro_f1, String::new());
        table.note("Presidio: labelled texts, F2 of words", in_texts.all.f(2.0), without);
        let patterns = in_texts.of_patterns().f(2.0);
        table.note("Presidio: labelled texts, F2 of patterns", patterns, in_texts.by_entity());
    }
    wrong.extend(in_cases.wrong);
    wrong.extend(in_texts.wrong);
    Ok(())
}

fn form(
    arguments: &Arguments,
    thresholds: &Thresholds,
    table: &mut Table,
    wrong: &mut Vec<String>,
) -> anyhow::Result<()> {
    let folder = arguments.data.join("irs_forms");
    let blank = forms::blank(&folder, thresholds)?;
    let of = format!("{} forms, {} in quarantine", blank.forms, blank.quarantined);
    table.at_most("blank forms called PII", blank.called_pii as f64, 0.0, of);
    let of = format!("{} forms", blank.filled);
    table.at_most("published forms with values, not called PII", blank.filled_missed as f64, 0.0, of);
    wrong.extend(blank.wrong);
    for (filling, read, all) in forms::filled(&folder, thresholds, arguments.seed)? {
        let share = read as f64 / all.max(1) as f64;
        table.at_least(&format!("form values read: {filling:?}"), share, 0.99, format!("{read} of {all}"));
    }
    Ok(())
}

/// The most memory this process ever held, where the system tells.
fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<f64>().ok())
        .map_or(0.0, |kilobytes| kilobytes / 1024.0)
}
