//! One name, screened and explained.

use std::fmt::Write as _;
use std::io::Write;

use anyhow::{Context, Result};
use screening_evidence::{list_in_words, names_in_words, particular_in_words};
use watchlist::{Match, Query};

use super::{Format, Particulars, Screener, file};
use crate::output::Output;

pub(super) fn run(name: &str, particulars: &Particulars, screener: &Screener, format: Format) -> Result<()> {
    let query = Query::new(name).with_context(|| format!("{name:?} can't be screened"))?;
    let query = particulars.tell(query)?;
    let matches = screener.index.search(&query, screener.options);
    let mut output = Output::standard();
    match format {
        Format::Text => write_text(&mut output, name, &matches, screener)?,
        Format::Csv | Format::Json => {
            let row = file::NamedRow { name: name.to_owned(), ..file::NamedRow::default() };
            let mut writer = file::Writer::new(output, format, &[])?;
            writer.write(&row, &file::Outcome::Screened(matches), screener)?;
            return writer.finish();
        }
    }
    output.finish()
}

fn write_text(output: &mut Output, name: &str, matches: &[Match], screener: &Screener) -> Result<()> {
    for found in matches {
        write!(output, "{}", explained(found))?;
    }
    let lists: Vec<_> = screener.index.lists().iter().map(|list| list.name.as_str()).collect();
    writeln!(
        output,
        "{name:?}: {} of {} or more in {} (index {})",
        if matches.len() == 1 { "1 match".to_owned() } else { format!("{} matches", matches.len()) },
        screener.options.threshold,
        lists.join(", "),
        screener.index.version()
    )?;
    for list in screener.index.lists() {
        writeln!(output, "  {}", list_in_words(&list.name, &list.version, &list.published))?;
    }
    Ok(())
}

/// A match part by part.
fn explained(found: &Match) -> String {
    let mut text = format!(
        "{:>6}  {} {} ({}; {})\n        parity with OFAC's search: {}\n",
        found.score.to_string(),
        found.entry,
        found.primary_name,
        found.kind,
        if found.programs.is_empty() { "no programme".to_owned() } else { found.programs.join(", ") },
        found.parity.score
    );
    for line in reasons(found) {
        let _ = writeln!(text, "        {line}");
    }
    text
}

/// What speaks for and against a match, a line each.
pub(super) fn reasons(found: &Match) -> Vec<String> {
    let mut lines = Vec::new();
    if found.matched_name != found.primary_name {
        lines.push(format!("by the name {:?}", found.matched_name));
    }
    lines.extend(names_in_words(&found.name));
    lines.extend(found.particulars.iter().map(particular_in_words));
    lines
}
