//! Files of transactions as commands read them: CSV or JSON lines, with somebody's own columns.

use std::fs;
use std::io::{self, BufRead};

use anyhow::{Context, Result};
use backtest::{BYTE_ORDER_MARK, ColumnMapping, CsvReader, JsonLinesReader, ReadError, Record};
use clap::{Args, ValueEnum};
use fraud::{CardKey, Timestamp};
use indicatif::ProgressBar;

use crate::clock::now;
use crate::input::Input;

/// What the long help of every command that reads transactions says of their file.
pub(crate) const FILE_HELP: &str = "Transactions as CSV or JSON lines; `-` is standard input.

A CSV file has a header; a column fills the field of its name (amount, merchant, card_number or card,
event_time, customer_id, device.id, geo.country, attributes.NAME, label ...). For other names there is a mapping file:

  [columns]
  amount = \"Amount (EUR)\"
  customer_id = \"CLIENT\"
  [constants]
  currency = \"EUR\"
  merchant = \"terminal\"

JSON lines hold requests as they are posted, with a label beside their fields or around them
({\"label\": ..., \"transaction\": {...}}), or stored transactions. What the API refuses is refused, but a payment of a file may be of any
time. A request without event_time happens now, as if it were posted. With a mapping, members that fill no field are left out.

Rows come in the order in which they were received: each one is decided on the history of those before it.";

/// Which transactions a command reads, and how.
#[derive(Args)]
pub(crate) struct Source {
    /// Transactions as CSV or JSON lines; `-` is standard input.
    #[arg(long_help = FILE_HELP)]
    file: String,
    #[command(flatten)]
    reading: Reading,
}

/// How a file of transactions is read.
#[derive(Args, Default)]
pub(crate) struct Reading {
    /// How they are written [default: told from the first character].
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// A TOML file that says which column is which field.
    #[arg(long, value_name = "FILE")]
    mapping: Option<String>,
    /// A file with the secret of at least 32 bytes under which card numbers become tokens [default: one that is made
    /// up for this run; where payments go into a deployment, its own].
    #[arg(long, value_name = "FILE")]
    pub(crate) card_key: Option<String>,
    /// Leave out rows that are not transactions, and say how many, instead of ending at the first one.
    #[arg(long)]
    pub(crate) skip_wrong_rows: bool,
}

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Format {
    /// Comma separated values with a header.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

/// Transactions, one by one.
pub(crate) struct Records {
    /// What messages call the file.
    pub(crate) name: String,
    rows: Box<dyn Iterator<Item = Result<Record, ReadError>>>,
    bar: ProgressBar,
    skips_wrong_rows: bool,
    skipped: u64,
}

impl Source {
    /// A file by its name, read as it presents itself.
    pub(crate) fn of(file: &str, mapping: Option<&str>) -> Source {
        let reading = Reading { mapping: mapping.map(str::to_owned), ..Reading::default() };
        Source { file: file.to_owned(), reading }
    }

    /// Opens the file. A command that prints a line for every transaction says so.
    pub(crate) fn open(&self, prints_meanwhile: bool) -> Result<Records> {
        self.reading.open(&self.file, prints_meanwhile)
    }
}

impl Reading {
    /// Opens a file; `-` is standard input.
    pub(crate) fn open(&self, file: &str, prints_meanwhile: bool) -> Result<Records> {
        self.open_as(file, prints_meanwhile, card_key(self.card_key.as_deref())?, Some(now()))
    }

    /// Opens a file whose payments all name their time. Their card numbers become tokens under `key`.
    pub(crate) fn open_past(&self, file: &str, key: CardKey) -> Result<Records> {
        self.open_as(file, false, key, None)
    }

    fn open_as(
        &self,
        file: &str,
        prints_meanwhile: bool,
        key: CardKey,
        now: Option<Timestamp>,
    ) -> Result<Records> {
        let mapping = match &self.mapping {
            None => ColumnMapping::default(),
            Some(path) => {
                let text =
                    fs::read_to_string(path).with_context(|| format!("the mapping {path} can't be read"))?;
                ColumnMapping::parse(&text).with_context(|| format!("the mapping {path}"))?
            }
        };
        let Input { name, mut reader, bar } = Input::open(file, prints_meanwhile)?;
        let format = match self.format {
            Some(format) => format,
            None => format_of(reader.as_mut()).with_context(|| name.clone())?,
        };
        let rows: Box<dyn Iterator<Item = _>> = match format {
            Format::Jsonl => {
                let reader = JsonLinesReader::new(reader, mapping, key);
                Box::new(match now {
                    Some(now) => reader.with_now(now),
                    None => reader,
                })
            }
            Format::Csv => Box::new(CsvReader::new(reader, &mapping, key).with_context(|| name.clone())?),
        };
        Ok(Records { name, rows, bar, skips_wrong_rows: self.skip_wrong_rows, skipped: 0 })
    }
}

impl Records {
    /// Takes the progress bar away and answers how many rows were left out.
    pub(crate) fn finish(self) -> u64 {
        self.bar.finish_and_clear();
        self.skipped
    }
}

impl Iterator for Records {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Result<Record>> {
        loop {
            match self.rows.next()? {
                Ok(record) => return Some(Ok(record)),
                Err(ReadError::Row { .. }) if self.skips_wrong_rows => self.skipped += 1,
                Err(error @ ReadError::Row { .. }) => {
                    let name = &self.name;
                    let advice = "mend the row, map the column by --mapping, or leave such rows out by --skip-wrong-rows";
                    return Some(Err(anyhow::anyhow!("{name}, {error}; {advice}")));
                }
                Err(error) => return Some(Err(error).with_context(|| self.name.clone())),
            }
        }
    }
}

/// JSON begins with a brace or a bracket, and no header does.
fn format_of(reader: &mut dyn BufRead) -> io::Result<Format> {
    let start = reader.fill_buf()?;
    let start = start.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(start);
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
    Ok(if matches!(first, Some(b'{' | b'[')) { Format::Jsonl } else { Format::Csv })
}

/// The key for card numbers. One that nobody knows is the safest: who knows the key can try all card numbers.
pub(crate) fn card_key(path: Option<&str>) -> Result<CardKey> {
    let secret = match path {
        Some(path) => fs::read(path).with_context(|| format!("the card key {path} can't be read"))?,
        None => {
            let mut secret = vec![0; CardKey::BYTES_MIN];
            getrandom::fill(&mut secret).context("the operating system gives random bytes")?;
            secret
        }
    };
    CardKey::new(secret).with_context(|| path.unwrap_or("the card key").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_told_from_the_first_character() {
        let check =
            |text: &str, expected| assert_eq!(format_of(&mut text.as_bytes()).unwrap(), expected, "{text}");
        check("{\"amount\":1}", Format::Jsonl);
        check("\n  {\"amount\":1}", Format::Jsonl);
        check("\u{feff}{\"amount\":1}", Format::Jsonl);
        check("[{\"amount\":1}]", Format::Jsonl);
        check("\u{feff}amount,merchant", Format::Csv);
        check("amount,merchant\n1,m", Format::Csv);
        check("", Format::Csv);
    }
}
