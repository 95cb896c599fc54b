//! Files of transactions, read row by row.

use std::io::{BufRead, Read};

use column_mapping::{ColumnMapping, MappingError, Target};
use fraud::{CardKey, PastTransaction, Timestamp};
use serde_json::Value;
use thiserror::Error;

use crate::record::Record;
use crate::row::Row;

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
        let constants = mapping.constants().map(|(target, value)| (target, value.to_owned())).collect();
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
        let value: Value = serde_json::from_str(line).map_err(|error| format!("is not JSON: {error}"))?;
        if value.get("key_id").is_some() && value.get("transaction").is_some() {
            let past: PastTransaction = serde_json::from_value(value).map_err(|error| error.to_string())?;
            return Ok(Record {
                key_id: past.key_id,
                has_own_id: true,
                received_at: past.received_at,
                transaction: past.transaction,
                verdict: past.label.map(|label| label.verdict),
                known_at: past.label.map(|label| label.known_at),
                pattern: None,
            });
        }
        let mut row = Row::new(self.now);
        for (target, value) in self.mapping.constants() {
            row.set(&target, value, &self.key)?;
        }
        let mut leaves = Vec::new();
        flatten(String::new(), value, &mut leaves);
        for (name, value) in &leaves {
            if let Some(target) = self.mapping.target_of(name) {
                row.set(&target, value, &self.key)?;
            }
        }
        row.finish(self.line)
    }
}

/// The texts of an object by their paths: `device.id`. A request within `transaction` lies beside what is around it.
fn flatten(path: String, value: Value, leaves: &mut Vec<(String, String)>) {
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
            leaves.push((path, texts.join(";")));
        }
        Value::Null => {}
        Value::String(text) => leaves.push((path, text)),
        other => leaves.push((path, other.to_string())),
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
            if !line.trim().is_empty() {
                let row = |problem| ReadError::Row { line: self.line, problem };
                return Some(self.record(&line).map_err(row));
            }
        }
    }
}
