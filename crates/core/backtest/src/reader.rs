//! Files of transactions, read row by row.

use std::io::{BufRead, Read};

use column_mapping::{ColumnMapping, MappingError, Target};
use fraud::request::parse_row;
use fraud::{CardKey, PastTransaction, Timestamp};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use thiserror::Error;

use crate::record::Record;
use crate::row::{Row, stand_in};

/// What some programs begin a file of UTF-8 with.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Why a row or a file can't be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The mapping and the file don't fit.
    #[error("the columns can't be mapped")]
    Mapping(#[from] MappingError),
    /// The file is not CSV, or can't be read.
    #[error("the file can't be read as CSV")]
    Csv(#[from] csv::Error),
    /// The file can't be read.
    #[error("the file can't be read")]
    Input(#[from] std::io::Error),
    /// No column is the amount.
    #[error(
        "no column is the amount; the columns are {} (separated by commas?). A mapping says which column is which field",
        .found.join(", ")
    )]
    NoAmount {
        /// The columns.
        found: Vec<String>,
    },
    /// Two columns fill one field.
    #[error("two columns fill the field of {column}")]
    DoubleColumn {
        /// The second one.
        column: String,
    },
    /// One row is not a transaction; the next one may be.
    #[error("line {line}: {problem}")]
    Row {
        /// The line, from 1.
        line: u64,
        /// What is wrong, without the value.
        problem: String,
    },
}

/// Comma separated values with a header.
pub struct CsvReader<Input> {
    rows: csv::Reader<Input>,
    record: csv::StringRecord,
    targets: Vec<Option<Target>>,
    constants: Vec<(Target, String)>,
    key: CardKey,
    row: u64,
}

impl<Input: Read> CsvReader<Input> {
    /// Reads the header. Card numbers become tokens under `key`.
    pub fn new(input: Input, mapping: &ColumnMapping, key: CardKey) -> Result<Self, ReadError> {
        let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(input);
        let header: Vec<_> = rows.headers()?.iter().map(str::to_owned).collect();
        let targets = mapping.targets(&header)?;
        let constants: Vec<_> =
            mapping.constants().map(|(target, value)| (target, value.to_owned())).collect();
        check_header(&header, &targets, &constants)?;
        Ok(CsvReader { rows, record: csv::StringRecord::new(), targets, constants, key, row: 0 })
    }

    fn record(&self) -> Result<Record, String> {
        let mut row = Row::default();
        for (target, value) in &self.constants {
            row.set(target, value, &self.key)?;
        }
        for (target, value) in self.targets.iter().zip(&self.record) {
            if let Some(target) = target {
                row.set(target, without_guard(value), &self.key)?;
            }
        }
        row.finish(self.row)
    }
}

/// A file whose amounts are nowhere is none of payments, but one of another kind or with other separators. Of two columns for one
/// field nobody knows which is meant.
fn check_header(
    header: &[String],
    targets: &[Option<Target>],
    constants: &[(Target, String)],
) -> Result<(), ReadError> {
    let amount = Target::Field("amount");
    let has_amount = targets.iter().flatten().chain(constants.iter().map(|(target, _)| target));
    if !has_amount.into_iter().any(|target| *target == amount) {
        return Err(ReadError::NoAmount { found: header.to_vec() });
    }
    for (place, target) in targets.iter().enumerate() {
        let is_ignored = matches!(target, None | Some(Target::Field("ignored")));
        if !is_ignored && targets[..place].contains(target) {
            return Err(ReadError::DoubleColumn { column: header[place].clone() });
        }
    }
    Ok(())
}

/// The cell as it was before a writer kept spreadsheets from taking it for a formula: `'=1+1` is `=1+1`.
fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(guarded) if guarded.starts_with(['=', '+', '-', '@', '\t', '\r']) => guarded,
        _ => cell,
    }
}

impl<Input: Read> Iterator for CsvReader<Input> {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.rows.read_record(&mut self.record) {
            Ok(false) => None,
            Err(error) => Some(Err(error.into())),
            Ok(true) => {
                self.row += 1;
                let line = self.record.position().map_or(0, csv::Position::line);
                Some(self.record().map_err(|problem| ReadError::Row { line, problem }))
            }
        }
    }
}

/// One JSON object a line: either a request, with `label` and whatever else a row may have beside its fields or around
/// them, or a stored transaction with its `key_id`.
pub struct JsonLinesReader<Input> {
    lines: std::io::Lines<Input>,
    mapping: ColumnMapping,
    key: CardKey,
    line: u64,
    now: Option<Timestamp>,
}

impl<Input: BufRead> JsonLinesReader<Input> {
    /// Reads lines. Card numbers become tokens under `key`.
    pub fn new(input: Input, mapping: ColumnMapping, key: CardKey) -> Self {
        JsonLinesReader { lines: input.lines(), mapping, key, line: 0, now: None }
    }

    /// Has requests that name no time happen at this one, as they do when they are posted. Without it they are refused.
    #[must_use]
    pub fn with_now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    fn record(&self, line: &str) -> Result<Record, String> {
        if let Ok(Stored { transaction: StoredTransaction { money: Some(_) } }) = serde_json::from_str(line) {
            let past: PastTransaction = serde_json::from_str(line).map_err(|error| error.to_string())?;
            return Ok(past.into());
        }
        if self.mapping.is_empty() { self.request(line) } else { self.mapped(line) }
    }

    /// A request as it is posted, with what a file has beside it.
    fn request(&self, line: &str) -> Result<Record, String> {
        let stand_in = |value: &str| stand_in(value, &self.key);
        let row = parse_row(line.as_bytes(), &BESIDE, &self.key, self.now, stand_in)
            .map_err(|error| error.in_words())?;
        let mut beside = Row::default();
        for (name, value) in &row.beside {
            beside.set(&Target::Field(name), value, &self.key)?;
        }
        Ok(beside.beside(row.transaction, self.line))
    }

    /// What somebody's own members are mapped to. Members that fill nothing are left out.
    fn mapped(&self, line: &str) -> Result<Record, String> {
        let value: Value = serde_json::from_str(line).map_err(|error| format!("is not JSON: {error}"))?;
        let mut row = Row::new(self.now);
        for (target, value) in self.mapping.constants() {
            row.set(&target, value, &self.key)?;
        }
        let mut leaves = Vec::new();
        flatten(String::new(), value, &mut leaves);
        for (name, value) in &leaves {
            match self.mapping.target_of(name) {
                Some(Target::Attribute(name)) if value.is_text => row.set_text(name, &value.text),
                Some(target) => row.set(&target, &value.text, &self.key)?,
                None => {}
            }
        }
        row.finish(self.line)
    }
}

/// What a line may say beside the fields of a request.
const BESIDE: [&str; 7] =
    ["key_id", "idempotency_key", "received_at", "label", "label_known_at", "pattern", "ignored"];

/// A transaction as it is stored has its amount in `money`.
#[derive(Deserialize)]
struct Stored {
    transaction: StoredTransaction,
}

#[derive(Deserialize)]
struct StoredTransaction {
    money: Option<IgnoredAny>,
}

/// A value within an object.
struct Leaf {
    text: String,
    /// Whether it was a text there, and not a number or a boolean.
    is_text: bool,
}

/// The texts of an object by their paths: `device.id`. A request within `transaction` lies beside what is around it.
fn flatten(path: String, value: Value, leaves: &mut Vec<(String, Leaf)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = match (path.as_str(), name.as_str()) {
                    ("", "transaction") => String::new(),
                    ("", _) => name,
                    _ => format!("{path}.{name}"),
                };
                flatten(path, member, leaves);
            }
        }
        // As a cell of a CSV file holds several values.
        Value::Array(members) => {
            let texts: Vec<&str> = members.iter().filter_map(Value::as_str).collect();
            leaves.push((path, Leaf { text: texts.join(";"), is_text: true }));
        }
        Value::Null => {}
        Value::String(text) => leaves.push((path, Leaf { text, is_text: true })),
        other => leaves.push((path, Leaf { text: other.to_string(), is_text: false })),
    }
}

impl<Input: BufRead> Iterator for JsonLinesReader<Input> {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = match self.lines.next()? {
                Ok(line) => line,
                Err(error) => return Some(Err(error.into())),
            };
            self.line += 1;
            let text = if self.line == 1 { line.trim_start_matches(BYTE_ORDER_MARK) } else { &line };
            if !text.trim().is_empty() {
                let row = |problem| ReadError::Row { line: self.line, problem };
                return Some(self.record(text).map_err(row));
            }
        }
    }
}
