//! A file of names, screened row by row.

use std::io::Write;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde_json::{Map, Value};
use watchlist::{ListInfo, Match, Query, Score};

use super::name::reasons;
use super::{Format, Particulars, Screener};
use crate::input::Input;
use crate::output::{Output, csv_cell};

/// The columns that a screened row gets.
const RESULT_COLUMNS: [&str; 9] = [
    "result",
    "entry",
    "listed_name",
    "matched_name",
    "listed_type",
    "score",
    "parity_score",
    "programs",
    "explanation",
];

/// A row to screen.
#[derive(Default)]
pub(super) struct NamedRow {
    pub(super) name: String,
    /// All of its columns, the name's among them.
    pub(super) columns: Vec<(String, String)>,
}

/// What became of a row.
pub(super) enum Outcome {
    /// These listed parties fit.
    Screened(Vec<Match>),
    /// Its name can't be screened, and why: somebody has to look at it.
    Unreadable(String),
}

pub(super) fn run(path: &str, particulars: &Particulars, screener: &Screener, format: Format) -> Result<()> {
    if format == Format::Text {
        bail!("a file is printed as CSV or JSON; --format text is for a single name");
    }
    let input = Input::open(path, true)?;
    let name = input.name.clone();
    let mut reader = csv::Reader::from_reader(input.reader);
    let header = reader.headers().with_context(|| name.clone())?.clone();
    let columns: Vec<String> = header.iter().map(|column| column.trim().to_owned()).collect();
    let position = |wanted: &str| columns.iter().position(|column| column.eq_ignore_ascii_case(wanted));
    let Some(name_column) = position("name") else {
        bail!("{name} has no column `name`; it has {}", columns.join(", "));
    };
    let known = ["type", "birth_date", "country", "identifier"].map(position);
    let mut writer = Writer::new(Output::standard(), format, &columns)?;
    for record in reader.records() {
        let record = record.with_context(|| name.clone())?;
        let cell = |column: Option<usize>| {
            let cell = column.and_then(|column| record.get(column)).map(str::trim);
            cell.filter(|cell| !cell.is_empty()).map(str::to_owned)
        };
        let [kind, birth_date, country, identifier] = known.map(cell);
        let own = Particulars { kind, birth_date, country, identifier };
        let row = NamedRow {
            name: cell(Some(name_column)).unwrap_or_default(),
            columns: columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect(),
        };
        let outcome = match Query::new(&row.name) {
            Err(reason) => Outcome::Unreadable(reason.to_string()),
            Ok(query) => match own.or(particulars).tell(query) {
                Err(reason) => Outcome::Unreadable(format!("{reason:#}")),
                Ok(query) => Outcome::Screened(screener.index.search(&query, screener.options)),
            },
        };
        writer.write(&row, &outcome, screener)?;
    }
    input.bar.finish_and_clear();
    writer.finish()
}

/// Prints rows as CSV or as JSON lines.
pub(super) enum Writer {
    Csv(Box<csv::Writer<Output>>),
    Json(Output),
}

/// A row as JSON.
#[derive(Serialize)]
struct Line<'row> {
    watchlist_version: &'row str,
    lists: &'row [ListInfo],
    min_score: Score,
    name: &'row str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    row: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<&'row str>,
    matches: &'row [Match],
}

impl Writer {
    /// A writer of rows that have these columns.
    pub(super) fn new(output: Output, format: Format, columns: &[String]) -> Result<Writer> {
        if format == Format::Json {
            return Ok(Writer::Json(output));
        }
        let mut writer = csv::Writer::from_writer(output);
        let own: Vec<&str> =
            if columns.is_empty() { vec!["name"] } else { columns.iter().map(String::as_str).collect() };
        writer.write_record(own.into_iter().chain(RESULT_COLUMNS).map(|name| csv_cell(name).into_owned()))?;
        Ok(Writer::Csv(Box::new(writer)))
    }

    pub(super) fn write(&mut self, row: &NamedRow, outcome: &Outcome, screener: &Screener) -> Result<()> {
        match self {
            Writer::Json(output) => {
                let (unreadable, matches) = match outcome {
                    Outcome::Screened(matches) => (None, matches.as_slice()),
                    Outcome::Unreadable(reason) => (Some(reason.as_str()), &[][..]),
                };
                let own = row.columns.iter().map(|(name, cell)| (name.clone(), Value::from(cell.as_str())));
                let line = Line {
                    watchlist_version: screener.index.version(),
                    lists: screener.index.lists(),
                    min_score: screener.options.threshold,
                    name: &row.name,
                    row: own.collect(),
                    unreadable,
                    matches,
                };
                serde_json::to_writer(&mut *output, &line)?;
                Ok(writeln!(output)?)
            }
            Writer::Csv(writer) => {
                for cells in result_rows(outcome) {
                    let own: Vec<&str> = if row.columns.is_empty() {
                        vec![&row.name]
                    } else {
                        row.columns.iter().map(|(_, cell)| cell.as_str()).collect()
                    };
                    let cells = own.into_iter().chain(cells.iter().map(String::as_str));
                    writer.write_record(cells.map(|cell| csv_cell(cell).into_owned()))?;
                }
                Ok(())
            }
        }
    }

    pub(super) fn finish(self) -> Result<()> {
        match self {
            Writer::Json(output) => output.finish(),
            Writer::Csv(writer) => match writer.into_inner() {
                Ok(output) => output.finish(),
                Err(error) => Err(error.into_error().into()),
            },
        }
    }
}

/// The cells of [`RESULT_COLUMNS`]: a row for every match, or one that says that there is none.
fn result_rows(outcome: &Outcome) -> Vec<[String; RESULT_COLUMNS.len()]> {
    let alone = |result: &str, explanation: &str| {
        let mut cells = [const { String::new() }; RESULT_COLUMNS.len()];
        cells[0] = result.to_owned();
        cells[RESULT_COLUMNS.len() - 1] = explanation.to_owned();
        vec![cells]
    };
    match outcome {
        Outcome::Unreadable(reason) => alone("unreadable", reason),
        Outcome::Screened(matches) if matches.is_empty() => alone("none", ""),
        Outcome::Screened(matches) => matches
            .iter()
            .map(|found| {
                [
                    "match".to_owned(),
                    found.entry.to_string(),
                    found.primary_name.clone(),
                    found.matched_name.clone(),
                    found.kind.to_string(),
                    found.score.to_string(),
                    found.parity.score.to_string(),
                    found.programs.join("; "),
                    reasons(found).join("; "),
                ]
            })
            .collect(),
    }
}
