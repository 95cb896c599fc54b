//! One run: count the days that are due, keep their counts, merge the snapshot.

use std::collections::BTreeMap;

use aws_io::CallError;
use aws_io::decision_archive::{ArchiveReader, ReadTally, read_days};
use aws_io::object_store::{ObjectStore, ObjectWriter};
use fraud::{Day, Timestamp};
use model::{DayCounts, RiskSnapshot};
use serde::Serialize;
use thiserror::Error;

use crate::counting::{Counting, last_day_of_labels};
use crate::stored::{StoredError, counts, days_of_snapshot, keep_counts, keep_snapshot};

/// What a run works with.
#[derive(Debug)]
pub struct Deps<Archive, Models> {
    /// Where rows are read.
    pub archive: Archive,
    /// Where counts and the snapshot are kept.
    pub models: Models,
}

/// What a run did.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Report {
    /// The day that the snapshot is for.
    pub today: String,
    /// The days that were counted by this run.
    pub counted: Vec<String>,
    /// How many payments they had.
    pub payments: u64,
    /// How many days the snapshot is merged from.
    pub merged: usize,
    /// Whether it is in force now; there may be one of a later day.
    pub is_in_force: bool,
}

/// Why a run did not end well. The next one goes on where it stopped.
#[derive(Debug, Error)]
pub enum RollupError {
    /// The archive can't be read.
    #[error("the archive can't be read")]
    Archive(#[source] CallError),
    /// The counts or the snapshot can't be read or written.
    #[error("merchant risk can't be kept")]
    Stored(#[from] StoredError),
}

/// Does what is due at the time `now`.
pub async fn roll_up(
    deps: &Deps<impl ArchiveReader, impl ObjectStore + ObjectWriter>,
    now: Timestamp,
) -> Result<Report, RollupError> {
    let today = Day::of(now);
    let mut report = Report { today: today.to_string(), ..Report::default() };
    let mut known: BTreeMap<Day, DayCounts> = BTreeMap::new();
    let mut missing = Vec::new();
    for day in days_of_snapshot(today) {
        match counts(&deps.models, day).await? {
            Some(counts) => drop(known.insert(day, counts)),
            None => missing.push(day),
        }
    }
    for counts in count(deps, &missing, today, &mut report).await? {
        known.insert(Day::from_number(counts.day), counts);
    }
    let snapshot = RiskSnapshot::merge(today.number(), known.values());
    report.merged = known.len();
    report.is_in_force = keep_snapshot(&deps.models, &snapshot).await?;
    metrics::counter!("MerchantDaysCounted").increment(report.counted.len() as u64);
    metrics::counter!("RiskSnapshots").increment(u64::from(report.is_in_force));
    tracing::info!(
        today = report.today,
        counted = report.counted.len(),
        payments = report.payments,
        merged = report.merged,
        is_in_force = report.is_in_force,
        "merchant risk is rolled up"
    );
    Ok(report)
}

/// Counts days in one pass over the archive, each as soon as its last labels are read, and keeps what was counted at
/// once: a run that is cut off has done a part of the work.
async fn count(
    deps: &Deps<impl ArchiveReader, impl ObjectStore + ObjectWriter>,
    missing: &[Day],
    today: Day,
    report: &mut Report,
) -> Result<Vec<DayCounts>, RollupError> {
    let begins = begin_of_archive(&deps.archive, missing, today).await.map_err(RollupError::Archive)?;
    let Some(begins) = begins else { return Ok(Vec::new()) };
    // The rows of the last minutes of a day lie under the next one.
    let days: Vec<Day> = missing.iter().copied().filter(|day| begins <= day.plus(1)).collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Vec::new()) };
    let (mut counting, mut counted, mut tally) = (Counting::default(), Vec::new(), ReadTally::default());
    for day in (first.number()..=last_day_of_labels(*last).number()).map(Day::from_number) {
        if days.contains(&day) {
            counting.begin(day);
        }
        if counting.is_idle() {
            continue;
        }
        let read = read_days(&deps.archive, day..=day, |row| counting.note(&row)).await;
        tally.add(read.map_err(RollupError::Archive)?);
        for done in days.iter().filter(|done| last_day_of_labels(**done) == day) {
            let counts = counting.finish(*done);
            // Its payments may still be imported.
            if counts.merchants.is_empty() && *done < begins {
                continue;
            }
            let counts = keep_counts(&deps.models, counts).await?;
            report.payments +=
                counts.merchants.values().map(|counts| u64::from(counts.payments)).sum::<u64>();
            report.counted.push(done.to_string());
            counted.push(counts);
        }
    }
    if let Some(damage) = &tally.first_damage {
        metrics::counter!("ArchiveDamaged").increment(tally.damaged);
        tracing::error!(damaged = tally.damaged, first = damage, "rows of the archive could not be read");
    }
    Ok(counted)
}

/// The first day that has rows, from the first of the missing days on. Days before it are left uncounted, in case their
/// payments are still to be imported.
async fn begin_of_archive(
    archive: &impl ArchiveReader,
    missing: &[Day],
    today: Day,
) -> Result<Option<Day>, CallError> {
    let Some(first) = missing.first() else { return Ok(None) };
    let objects = archive.list(*first..=today).await?;
    Ok(objects.first().map(|object| object.day))
}
