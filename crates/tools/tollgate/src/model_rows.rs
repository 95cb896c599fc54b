//! Past transactions as rows that models are trained and evaluated on: from a file, or from the archive.

use std::collections::VecDeque;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use backtest::Record;
use clap::Args;
use fraud::{Day, Label, PastTransaction, Timestamp};
use model::{FeatureList, Model, Replay, Rows, Sample, Scorer};

use crate::archive::{ArchiveSource, ArchivedPast};
use crate::clock::now;
use crate::records::Reading;

/// Which rows, and how their labels came to be known.
#[derive(Args)]
pub(crate) struct RowsSource {
    /// Transactions as CSV or JSON lines; `-` is standard input.
    #[arg(long_help = crate::records::FILE_HELP, required_unless_present = "archive")]
    file: Option<String>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    archive: ArchiveSource,
    /// Days until a label is known, where a file does not say since when it is; of the archive younger payments are not
    /// evaluated on.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    pub(crate) label_delay: u32,
}

/// Payments as they were read, the newest of them.
pub(crate) struct NewestRecords {
    /// What messages call the file.
    pub(crate) name: String,
    pub(crate) records: Vec<Record>,
    /// How many rows were not transactions.
    pub(crate) skipped: u64,
    /// How many older payments there were.
    pub(crate) left_out: u64,
}

/// What was read.
pub(crate) struct ReadRows {
    /// What messages call the file.
    pub(crate) name: String,
    pub(crate) rows: Rows,
    /// Since when the label of each row is known, if it has one.
    known_at: Vec<Option<Timestamp>>,
    /// How many rows were not transactions.
    pub(crate) skipped: u64,
    /// Labels of what was received before this have had their delay. Of later payments mostly those are labelled that
    /// turned out to be fraud.
    pub(crate) mature_until: Timestamp,
}

impl ReadRows {
    /// The rows whose label was known at an instant.
    pub(crate) fn known_by(&self, instant: Timestamp) -> Sample<'_> {
        let is_known =
            |place: usize| self.known_at.get(place).copied().flatten().is_some_and(|at| at <= instant);
        self.rows.all().labelled().at(is_known)
    }
}

impl RowsSource {
    /// Replays the file, or the archive.
    pub(crate) async fn read(&self, list: FeatureList) -> Result<ReadRows> {
        match &self.file {
            Some(file) => self.read_file(file, list),
            None => self.read_archive(list).await,
        }
    }

    /// Reads the file, or the archive, and keeps the last payments of it.
    pub(crate) async fn read_newest(&self, newest: usize) -> Result<NewestRecords> {
        let mut records = VecDeque::new();
        let mut left_out = 0;
        let mut keep = |record| {
            records.push_back(record);
            if records.len() > newest {
                records.pop_front();
                left_out += 1;
            }
        };
        let (name, skipped) = match &self.file {
            Some(file) => {
                let mut read = self.reading.open(file, false)?;
                for record in &mut read {
                    keep(record?);
                }
                (read.name.clone(), read.finish())
            }
            None => {
                let ArchivedPast { name, past, skipped } = self.archive.read().await?;
                past.into_iter().map(Record::from).for_each(keep);
                (name, skipped)
            }
        };
        Ok(NewestRecords { name, records: records.into(), skipped, left_out })
    }

    /// Labels of the archive say themselves since when they are known.
    async fn read_archive(&self, list: FeatureList) -> Result<ReadRows> {
        let ArchivedPast { name, past, skipped } = self.archive.read().await?;
        let mut replay = Replay::new(list)?;
        let known_at = past.iter().map(|past| past.label.map(|label| label.known_at)).collect();
        for past in &past {
            replay.observe(past, true).with_context(|| name.clone())?;
        }
        let today = Day::of(now()).start();
        let mature_until = today.plus_millis(-self.delay_millis());
        Ok(ReadRows { name, rows: replay.finish(), known_at, skipped, mature_until })
    }

    fn read_file(&self, file: &str, list: FeatureList) -> Result<ReadRows> {
        let mut records = self.reading.open(file, false)?;
        let name = records.name.clone();
        let mut replay = Replay::new(list)?;
        let mut known_at = Vec::new();
        for record in &mut records {
            let past = self.past(record?);
            known_at.push(past.label.map(|label| label.known_at));
            replay.observe(&past, true).with_context(|| name.clone())?;
        }
        let (skipped, rows) = (records.finish(), replay.finish());
        ensure!(!rows.is_empty(), "{name} has no transactions");
        // Whoever made the file waited for its labels.
        Ok(ReadRows { name, rows, known_at, skipped, mature_until: Timestamp::from_millis(i64::MAX) })
    }

    /// The label's delay in milliseconds.
    pub(crate) fn delay_millis(&self) -> i64 {
        i64::from(self.label_delay) * Day::MILLIS
    }

    fn past(&self, record: Record) -> PastTransaction {
        let known_at = record.known_at.unwrap_or(record.received_at.plus_millis(self.delay_millis()));
        PastTransaction {
            key_id: record.key_id,
            received_at: record.received_at,
            transaction: record.transaction,
            outcome: None,
            label: record.verdict.map(|verdict| Label { verdict, known_at }),
        }
    }
}

/// Reads a model's file.
pub(crate) fn load(path: &str) -> Result<Model> {
    let bytes = std::fs::read(path).with_context(|| format!("the model {path} can't be read"))?;
    Model::from_bytes(&bytes).with_context(|| path.to_owned())
}

/// Writes a model's file, once it was read back: beside its place first, so that nobody finds half a model there.
pub(crate) fn save(model: &Model, path: &str) -> Result<()> {
    let beside = format!("{path}.part");
    let bytes = Scorer::file_of(model).context("the trained model can't be read back")?;
    std::fs::write(&beside, bytes).with_context(|| format!("{beside} can't be written"))?;
    std::fs::rename(&beside, Path::new(path)).with_context(|| format!("{path} can't be written"))
}

/// A date as commands take it, midnight UTC.
pub(crate) fn date(text: &str) -> Result<Timestamp> {
    match format!("{text}T00:00:00Z").parse() {
        Ok(time) => Ok(time),
        Err(_) => bail!("{text} is not a date such as 2026-03-01"),
    }
}
