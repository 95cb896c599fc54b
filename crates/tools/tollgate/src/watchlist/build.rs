//! `tollgate watchlist build`: lists become one index, with a report of what was read and what was refused.

use std::fs;
use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use screening_evidence::list_in_words;
use serde::Serialize;
use watchlist::{Index, ListInfo, ReadReport, Refusal, WatchList};

use super::lists::{self, LIST_HELP};
use crate::output::{Output, counted};

#[derive(Args)]
#[command(after_help = LIST_HELP)]
pub(crate) struct Arguments {
    /// The lists, each by its name.
    #[arg(required = true, value_name = "NAME=PATH")]
    lists: Vec<String>,
    /// Where the index goes.
    #[arg(long, value_name = "FILE", default_value = "watchlist.idx")]
    out: String,
    /// As one JSON object.
    #[arg(long)]
    json: bool,
}

/// So many refusals of a list are shown to people.
const SHOWN: usize = 10;

/// What was built of what.
#[derive(Serialize)]
struct Built {
    file: String,
    version: String,
    bytes: usize,
    entries: usize,
    names: usize,
    lists: Vec<ListRead>,
}

#[derive(Serialize)]
struct ListRead {
    #[serde(flatten)]
    info: ListInfo,
    #[serde(flatten)]
    report: ReadReport,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let lists = arguments.lists.iter().map(|list| lists::read(list)).collect::<Result<Vec<_>>>()?;
    let index = Index::build(&lists)?;
    let bytes = index.to_bytes();
    // What nobody could load again must not be uploaded.
    Index::load(&bytes).context("the index just built can't be loaded")?;
    fs::write(&arguments.out, &bytes).with_context(|| format!("{} can't be written", arguments.out))?;
    let built = Built {
        file: arguments.out.clone(),
        version: index.version().to_owned(),
        bytes: bytes.len(),
        entries: index.entry_count(),
        names: index.name_count(),
        lists: lists.into_iter().map(ListRead::of).collect(),
    };
    let mut output = Output::standard();
    if arguments.json {
        serde_json::to_writer_pretty(&mut output, &built)?;
        writeln!(output)?;
    } else {
        built.write(&mut output)?;
    }
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

impl ListRead {
    fn of(list: WatchList) -> ListRead {
        ListRead { info: list.info, report: list.report }
    }

    fn write(&self, output: &mut Output) -> Result<()> {
        let ListRead { info, report } = self;
        writeln!(output, "{}", list_in_words(&info.name, &info.version, &info.published))?;
        writeln!(
            output,
            "  read     {}, {}, {}",
            counted(report.records as u64, "record"),
            counted_entries(report.entries),
            counted(report.names as u64, "name")
        )?;
        write_refusals(output, "refused", report.refused, &report.refusals)?;
        write_refusals(output, "left out", report.left_out, &report.omissions)
    }
}

fn write_refusals(output: &mut Output, what: &str, count: usize, first: &[Refusal]) -> Result<()> {
    writeln!(output, "  {what:<8} {count}")?;
    for Refusal { file, line, reason } in first.iter().take(SHOWN) {
        let place = if *line > 0 { format!("{file}, line {line}") } else { file.clone() };
        writeln!(output, "    {place}: {reason}")?;
    }
    if count > SHOWN {
        writeln!(output, "    and {} more; --json has the first 200", count - SHOWN)?;
    }
    Ok(())
}

fn counted_entries(count: usize) -> String {
    if count == 1 {
        "1 entry".to_owned()
    } else {
        format!("{} entries", crate::output::grouped(count as u64))
    }
}

impl Built {
    fn write(&self, output: &mut Output) -> Result<()> {
        for list in &self.lists {
            list.write(output)?;
        }
        writeln!(
            output,
            "{}: version {}, {}, {}, {}",
            self.file,
            self.version,
            counted_entries(self.entries),
            counted(self.names as u64, "name"),
            counted(self.bytes as u64, "byte")
        )?;
        Ok(())
    }
}
