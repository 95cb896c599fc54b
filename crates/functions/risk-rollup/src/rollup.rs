//! One run: count the days that are due, keep their counts, merge the snapshot.

use std::collections::BTreeMap;

use aws_io::CallError;
use aws_io::audit_trail::AuditReader;
use aws_io::daily_tallies::Tallying;
use aws_io::decision_archive::{ArchiveReader, ReadTally, read_days};
use aws_io::object_store::{ObjectStore, ObjectWriter};
use casework::{Act, Queue};
use decision_report::Closings;
use fraud::{Day, Timestamp};
use model::{DayCounts, RiskSnapshot};
use serde::Serialize;
use thiserror::Error;

use crate::counting::{Counting, last_day_of_labels};
use crate::stored::{
    StoredError, counts, days_of_snapshot, is_tallied, keep_counts, keep_snapshot, keep_tally,
};

/// So many entries of the trail are held at a time.
const ENTRIES_A_PAGE: usize = 1_000;

/// What a run works with.
#[derive(Debug)]
pub struct Deps<Archive, Models, Trail> {
    /// Where rows are read.
    pub archive: Archive,
    /// What people did.
    pub trail: Trail,
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
    /// The days whose decisions were tallied by this run.
    pub tallied: Vec<String>,
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
    /// The audit trail can't be read.
    #[error("the audit trail can't be read")]
    Trail(#[source] CallError),
    /// The event names a day that has not come.
    #[error(
        "time lies in {asked}, and today is {today}: a snapshot of a later day would be empty and stay in force until then"
    )]
    NotYet {
        /// The day that the event names.
        asked: Day,
        /// The day of the clock.
        today: Day,
    },
    /// The counts or the snapshot can't be read or written.
    #[error("what was counted can't be kept")]
    Stored(#[from] StoredError),
}

/// Does what is due at the time `now`, by a clock that says `clock`.
pub async fn roll_up(
    deps: &Deps<impl ArchiveReader, impl ObjectStore + ObjectWriter, impl AuditReader>,
    now: Timestamp,
    clock: Timestamp,
) -> Result<Report, RollupError> {
    let today = Day::of(now);
    if today > Day::of(clock) {
        return Err(RollupError::NotYet { asked: today, today: Day::of(clock) });
    }
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
    report.is_in_force = keep_snapshot(&deps.models, &snapshot, Day::of(clock)).await?;
    metrics::counter!("MerchantDaysCounted").increment(report.counted.len() as u64);
    metrics::counter!("RiskSnapshots").increment(u64::from(report.is_in_force));
    tracing::info!(
        today = report.today,
        counted = report.counted.len(),
        tallied = report.tallied.len(),
        payments = report.payments,
        merged = report.merged,
        is_in_force = report.is_in_force,
        "merchant risk is rolled up"
    );
    Ok(report)
}

/// Counts days in one pass over the archive, each as soon as its last labels are read, and keeps what was counted at
/// once: a run that is cut off has done a part of the work. The decisions of these days are tallied for people, and those of
/// yesterday, whose labels are still to come.
async fn count(
    deps: &Deps<impl ArchiveReader, impl ObjectStore + ObjectWriter, impl AuditReader>,
    missing: &[Day],
    today: Day,
    report: &mut Report,
) -> Result<Vec<DayCounts>, RollupError> {
    let yesterday = today.plus(-1);
    let fresh = (!is_tallied(&deps.models, yesterday).await?).then_some(yesterday);
    let due = missing.first().copied().or(fresh);
    let begins = begin_of_archive(&deps.archive, due, today).await.map_err(RollupError::Archive)?;
    let Some(begins) = begins else { return Ok(Vec::new()) };
    // The rows of the last minutes of a day lie under the next one.
    let days: Vec<Day> = missing.iter().copied().filter(|day| begins <= day.plus(1)).collect();
    let ends = days.last().map(|last| last_day_of_labels(*last)).max(fresh.map(|_| today));
    let (Some(first), Some(last)) = (days.first().copied().or(fresh), ends) else { return Ok(Vec::new()) };
    let (mut counting, mut tallying) = (Counting::default(), Tallying::default());
    let (mut counted, mut tally) = (Vec::new(), ReadTally::default());
    for day in (first.number()..=last.number()).map(Day::from_number) {
        if days.contains(&day) {
            counting.begin(day);
        }
        if days.contains(&day) || fresh == Some(day) {
            tallying.begin(day);
        }
        if tallying.is_idle() {
            continue;
        }
        let read = read_days(&deps.archive, day..=day, |row| {
            counting.note(&row);
            tallying.note(&row);
        });
        tally.add(read.await.map_err(RollupError::Archive)?);
        for done in days.iter().filter(|done| last_day_of_labels(**done) == day) {
            let (counts, mut decisions) = (counting.finish(*done), tallying.finish(*done, day));
            // Its payments may still be imported.
            if counts.payments() == 0 && *done < begins {
                continue;
            }
            decisions.closings = closings(&deps.trail, *done).await?;
            // The counts say that a day is done with, so they come last.
            keep_tally(&deps.models, &decisions).await?;
            report.tallied.push(done.to_string());
            let counts = keep_counts(&deps.models, counts).await?;
            report.payments += counts.payments();
            report.counted.push(done.to_string());
            counted.push(counts);
        }
    }
    if let Some(day) = fresh {
        let mut decisions = tallying.finish(day, today);
        decisions.closings = closings(&deps.trail, day).await?;
        if begins <= day || decisions.tally.counts.payments > 0 {
            keep_tally(&deps.models, &decisions).await?;
            report.tallied.push(day.to_string());
        }
    }
    if let Some(damage) = &tally.first_damage {
        metrics::counter!("ArchiveDamaged").increment(tally.damaged);
        tracing::error!(damaged = tally.damaged, first = damage, "rows of the archive could not be read");
    }
    Ok(counted)
}

/// How long the cases were open that people closed on a day, by queue.
async fn closings(trail: &impl AuditReader, day: Day) -> Result<BTreeMap<String, Closings>, RollupError> {
    let mut closings: BTreeMap<String, Closings> = BTreeMap::new();
    let mut before = None;
    loop {
        let page = trail.page(day, before, ENTRIES_A_PAGE).await.map_err(RollupError::Trail)?;
        for (id, entry) in &page {
            before = Some(*id);
            if let (Some(queue), Some(seconds)) = (queue_of(entry.act), entry.open_seconds) {
                closings.entry(queue.as_str().to_owned()).or_default().add(seconds);
            }
        }
        if page.len() < ENTRIES_A_PAGE {
            return Ok(closings);
        }
    }
}

/// Of which queue a case is closed by an act, if it closes one.
fn queue_of(act: Act) -> Option<Queue> {
    match act {
        Act::CloseCases => Some(Queue::Payments),
        Act::CloseSanctionsCases => Some(Queue::Sanctions),
        Act::CloseEscalatedCases => Some(Queue::Escalated),
        _ => None,
    }
}

/// The first day that has rows, from the first day on that is due. Days before it are left uncounted, in case their
/// payments are still to be imported.
async fn begin_of_archive(
    archive: &impl ArchiveReader,
    due: Option<Day>,
    today: Day,
) -> Result<Option<Day>, CallError> {
    let Some(first) = due else { return Ok(None) };
    let objects = archive.list(first..=today).await?;
    Ok(objects.first().map(|object| object.day))
}
