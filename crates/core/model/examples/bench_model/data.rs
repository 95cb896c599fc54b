//! The file to measure on, and rows made of it.

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use backtest::{ColumnMapping, CsvReader, ReadError, Record};
use fraud::{CardKey, Day, Label, PastTransaction, Timestamp};
use model::{FeatureList, Replay, Rows};

use crate::handbook::Handbook;

const LABEL_DELAY_MILLIS: i64 = 7 * Day::MILLIS;

/// The file itself, or the handbook's file within a folder of data.
pub(crate) fn find(data: &Path) -> Result<PathBuf, Box<dyn Error>> {
    if !data.is_dir() {
        return Ok(data.to_owned());
    }
    let folder = data.join("handbook");
    let files = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let is_table = |path: &PathBuf| path.to_string_lossy().contains(".csv");
    let found = files.filter_map(|file| file.ok().map(|file| file.path())).find(is_table);
    found.ok_or_else(|| format!("{} has no .csv file", folder.display()).into())
}

/// Reads the file by the handbook's columns. Rows that are not payments are left out and counted.
pub(crate) fn read(path: &Path) -> Result<(Vec<PastTransaction>, usize), Box<dyn Error>> {
    let mapping = ColumnMapping::parse(include_str!("../../beside/handbook.toml"))?;
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let file = BufReader::with_capacity(1 << 16, file);
    let input: Box<dyn Read> = if path.extension().is_some_and(|extension| extension == "gz") {
        Box::new(flate2::read::GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let (mut payments, mut left_out) = (Vec::new(), 0);
    for row in CsvReader::new(input, &mapping, CardKey::new([7; 32])?)? {
        match row {
            Ok(record) => payments.push(past(record)),
            Err(ReadError::Row { .. }) => left_out += 1,
            Err(error) => return Err(error.into()),
        }
    }
    Ok((payments, left_out))
}

fn past(record: Record) -> PastTransaction {
    let known_at = record.received_at.plus_millis(LABEL_DELAY_MILLIS);
    PastTransaction {
        key_id: record.key_id,
        received_at: record.received_at,
        transaction: record.transaction,
        outcome: None,
        label: record.verdict.map(|verdict| Label { verdict, known_at }),
    }
}

/// Rows with the features of our own, from a time on.
pub(crate) fn our_rows(payments: &[PastTransaction], from: Timestamp) -> Result<Rows, Box<dyn Error>> {
    let mut replay = Replay::new(FeatureList::standard())?;
    for past in payments {
        replay.observe(past, past.received_at >= from)?;
    }
    Ok(replay.finish())
}

/// Rows with the handbook's features, from a time on.
pub(crate) fn handbook_rows(payments: &[PastTransaction], from: Timestamp) -> Rows {
    let mut handbook = Handbook::new();
    for past in payments {
        handbook.observe(past, past.received_at >= from);
    }
    handbook.finish()
}
