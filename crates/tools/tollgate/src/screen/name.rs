//! One name, screened and explained.

use std::fmt::Write as _;
use std::io::Write;

use anyhow::{Context, Result};
use watchlist::{Comparison, Likely, Match, Particular, ParticularKind, Query, Verdict};

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

/// A list with its version and date, as an audit asks for them.
pub(crate) fn list_in_words(name: &str, version: &str, published: &str) -> String {
    let or_unknown = |text: &str| if text.is_empty() { "unknown".to_owned() } else { text.to_owned() };
    format!("{name}: version {}, of {}", or_unknown(version), or_unknown(published))
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

/// Two names part by part, a line each.
pub(crate) fn names_in_words(names: &Comparison) -> Vec<String> {
    let mut lines = Vec::new();
    for pair in &names.pairs {
        let why = match pair.why {
            Likely::Equal => "the same",
            Likely::Spelling => "alike in spelling",
            Likely::Sound => "alike in sound",
            Likely::GivenName => "forms of one given name",
            Likely::Initial => "an initial and its name",
            Likely::Joined => "written as one or as several words",
            Likely::Transliteration => "a romanisation",
            Likely::Synonym => "one business word",
        };
        lines.push(format!("{} = {}: {why} ({})", pair.query, pair.listed, pair.likeness));
    }
    for (side, words) in [("only asked for", &names.only_in_query), ("only listed", &names.only_in_listed)] {
        if !words.is_empty() {
            lines.push(format!("{side}: {}", words.join(" ")));
        }
    }
    if names.forms_differ {
        lines.push("the company forms differ".to_owned());
    }
    lines
}

/// What a particular says of a match, in a line.
pub(crate) fn particular_in_words(particular: &Particular) -> String {
    let says = match particular.verdict {
        Verdict::For => "speaks for it",
        Verdict::Neutral => "says nothing",
        Verdict::Against => "speaks against it",
    };
    format!(
        "{} {} and {}: {says} ({} to {})",
        kind_in_words(particular.what),
        particular.query,
        particular.listed,
        particular.before,
        particular.after
    )
}

/// What a particular is called.
pub(crate) fn kind_in_words(what: ParticularKind) -> &'static str {
    match what {
        ParticularKind::BirthDate => "date of birth",
        ParticularKind::Country => "country",
        ParticularKind::Identifier => "number",
    }
}
