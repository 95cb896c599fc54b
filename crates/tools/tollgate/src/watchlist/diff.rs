//! `tollgate watchlist diff`: what a new index adds, removes and changes.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use serde::Serialize;
use watchlist::{EntryChange, EntryLine, IndexDiff, Score};

use super::lists;
use super::payments::{self, PaymentChanges};
use crate::output::{Output, grouped};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The index in force.
    old: String,
    /// The one that is to take its place.
    new: String,
    /// Payments as CSV or JSON lines: which of them the new index hits, and which it no longer does.
    #[arg(long, value_name = "FILE")]
    payments: Option<String>,
    /// A TOML file that says which column of the payments is which field.
    #[arg(long, value_name = "FILE", requires = "payments")]
    mapping: Option<String>,
    /// The least score of a hit.
    #[arg(long, value_name = "POINTS", default_value_t = watchlist::DEFAULT_THRESHOLD.points())]
    min_score: f64,
    /// As one JSON object.
    #[arg(long)]
    json: bool,
}

/// What a new index changes, for entries and for payments.
#[derive(Serialize)]
struct Changes {
    #[serde(flatten)]
    entries: IndexDiff,
    #[serde(skip_serializing_if = "Option::is_none")]
    payments: Option<PaymentChanges>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let (old, new) = (lists::load(&arguments.old)?, lists::load(&arguments.new)?);
    let threshold = Score::from_points(arguments.min_score);
    let payments = match &arguments.payments {
        None => None,
        Some(file) => Some(payments::compare(file, arguments.mapping.as_deref(), &old, &new, threshold)?),
    };
    let changes = Changes { entries: IndexDiff::between(&old, &new), payments };
    let mut output = Output::standard();
    if arguments.json {
        serde_json::to_writer_pretty(&mut output, &changes)?;
        writeln!(output)?;
    } else {
        changes.write(&mut output)?;
    }
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

impl Changes {
    fn write(&self, output: &mut Output) -> Result<()> {
        let IndexDiff { before, after, added, removed, changed } = &self.entries;
        for line in added {
            writeln!(output, "added    {}", shown(line))?;
        }
        for line in removed {
            writeln!(output, "removed  {}", shown(line))?;
        }
        for change in changed {
            writeln!(output, "changed  {}: {}", shown(&change.line), differences(change))?;
        }
        let [added, removed, changed] =
            [added.len(), removed.len(), changed.len()].map(|n| grouped(n as u64));
        writeln!(output, "{before} to {after}: {added} added, {removed} removed, {changed} changed")?;
        if let Some(payments) = &self.payments {
            payments.write(output)?;
        }
        Ok(())
    }
}

fn shown(line: &EntryLine) -> String {
    format!("{} {} ({})", line.entry, line.primary_name, line.kind)
}

fn differences(change: &EntryChange) -> String {
    let names = |sign: char, names: &[String]| -> Vec<String> {
        names.iter().map(|name| format!("{sign}{name:?}")).collect()
    };
    let parts = [names('+', &change.names_added), names('-', &change.names_removed), change.fields.clone()];
    parts.concat().join(", ")
}
