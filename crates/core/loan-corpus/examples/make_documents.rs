//! Writes documents of the corpus into a folder, with a `labels.json` that says what is true of each.
#![expect(clippy::print_stdout, reason = "a tool says what it did")]

use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use loan_corpus::scans::{Wear, scan};
use loan_corpus::{Chance, Sample, Split, typeset};
use serde_json::{Value, json};

/// Makes labelled loan documents.
#[derive(Parser)]
struct Arguments {
    /// Where they go.
    #[arg(long)]
    out: PathBuf,
    /// Which half of the layouts, wordings and names.
    #[arg(long, value_enum, default_value_t = Half::Test)]
    half: Half,
    #[arg(long, default_value_t = 22)]
    count: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write a scan of each as well.
    #[arg(long)]
    scans: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Half {
    Train,
    Test,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let split = match arguments.half {
        Half::Train => Split::Train,
        Half::Test => Split::Test,
    };
    std::fs::create_dir_all(&arguments.out).with_context(|| arguments.out.display().to_string())?;
    let mut samples = typeset(split, arguments.seed, arguments.count);
    if arguments.scans {
        let mut chance = Chance::new(arguments.seed);
        let scans: Vec<Sample> = samples
            .iter()
            .filter_map(|sample| {
                let wear = Wear::usual(&mut chance);
                scan(sample, wear, &mut chance)
            })
            .collect();
        samples.extend(scans);
    }
    let mut labels = Vec::new();
    for sample in &samples {
        let file = format!("{}.pdf", sample.name);
        std::fs::write(arguments.out.join(&file), &sample.pdf)?;
        labels.push(label(sample, &file));
    }
    std::fs::write(arguments.out.join("labels.json"), serde_json::to_string_pretty(&labels)?)?;
    println!("{} documents in {}", samples.len(), arguments.out.display());
    Ok(())
}

fn label(sample: &Sample, file: &str) -> Value {
    let facts: Vec<Value> = sample
        .facts
        .iter()
        .map(|fact| json!({ "entity": fact.entity.name(), "value": fact.value }))
        .collect();
    json!({
        "file": file,
        "document_type": sample.kind.name(),
        "is_personal": sample.is_personal,
        "is_scan": sample.is_scan,
        "facts": facts,
    })
}
