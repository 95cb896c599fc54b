//! A batch of one shard, written as a whole where that can be.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_io::quarantine_queue::{QuarantinedRecord, RecordQuarantine};
use aws_lambda_events::streams::DynamoDbEventResponse;
use decision_events::Event;
use fraud::{Day, KeyId, Timestamp};
use lambda_shell::{ErrorChain, KinesisBatch, KinesisRecord, again_from, record_latency};
use prediction_table::{ClosedDay, PredictionTable, WriteError};
use predictions::Prediction;

use crate::time_limit::TimeLimit;

/// How far the clock of whoever decided may be ahead of this one. A decision that is dated later would have a partition made for any day
/// that somebody wrote.
const DAYS_AHEAD_MAX: i64 = 1;
/// After that the database is left alone. The function's timeout is 60 seconds.
const DATABASE_TIME: Duration = Duration::from_secs(40);
/// After that nothing more is set aside. What is left of the timeout is for metrics and the answer.
const BATCH_TIME: Duration = Duration::from_secs(48);

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Table, Failures> {
    /// Where rows are written to.
    pub table: Table,
    /// Where the places go of events that make no row.
    pub failures: Failures,
    /// How many days are kept, today included.
    pub retention_days: u32,
}

/// A payment of the batch: what its events say together, and which they are.
struct Payment {
    row: Prediction,
    records: Vec<usize>,
}

/// What becomes of a batch's records, by their places. Those that are nowhere named are written.
#[derive(Default)]
struct Outcome {
    refused: BTreeMap<usize, String>,
    expired: BTreeSet<usize>,
    /// Events of no payment.
    skipped: BTreeSet<usize>,
    retried: BTreeSet<usize>,
}

/// Writes a batch, then drops the days that are over. `clock` tells the time.
///
/// All its events are written at once. If the database refuses a row, or has no time for so many, each half is written by itself, until what
/// can't be written stands alone: it is set aside by its place, and the others are written. What can't be written for now is retried, with all that
/// stands behind it, which the table does not notice.
pub async fn handle<Table: PredictionTable, Failures: RecordQuarantine>(
    batch: KinesisBatch,
    deps: &Deps<Table, Failures>,
    clock: impl Fn() -> Timestamp,
) -> DynamoDbEventResponse {
    let records = batch.into_records();
    let began_at = clock();
    let database_time = TimeLimit::after(began_at, DATABASE_TIME, &clock);
    let batch_time = TimeLimit::after(began_at, BATCH_TIME, &clock);
    let today = Day::of(began_at);
    let first_day = today.plus(1 - i64::from(deps.retention_days));
    let (payments, mut outcome) = sorted(&records, today, first_day);
    write(&deps.table, payments, today, &database_time, &mut outcome).await;
    let retry_from = settle(&records, &outcome, &deps.failures, &batch_time).await;
    // Even if nothing could be written: where a disk is full, days that go make room.
    forget(&deps.table, first_day, began_at, &database_time).await;
    match retry_from {
        None => DynamoDbEventResponse::default(),
        Some(place) => again_from(Some(records[place].sequence_number.clone())),
    }
}

/// The payments that the records tell of, in the order of the first record of each.
fn sorted(records: &[KinesisRecord], today: Day, first_day: Day) -> (Vec<Payment>, Outcome) {
    let mut payments: BTreeMap<KeyId, Payment> = BTreeMap::new();
    let mut outcome = Outcome::default();
    for (place, record) in records.iter().enumerate() {
        match told_by(record) {
            Err(reason) => _ = outcome.refused.insert(place, reason.to_owned()),
            // The table is of payments; the mapping's filter saves the invocation.
            Ok(None) => _ = outcome.skipped.insert(place),
            Ok(Some(row)) if row.day() > today.plus(DAYS_AHEAD_MAX) => {
                _ = outcome.refused.insert(place, "the payment was decided in the future".to_owned());
            }
            // Its row is dropped already, or will be with the next one's day: a label that came that late has nothing to be added to.
            Ok(Some(row)) if row.day() < first_day => _ = outcome.expired.insert(place),
            Ok(Some(row)) => add(&mut payments, place, row),
        }
    }
    let mut payments: Vec<Payment> = payments.into_values().collect();
    payments.sort_by_key(|payment| payment.records[0]);
    (payments, outcome)
}

/// `None` if the event tells of no payment.
fn told_by(record: &KinesisRecord) -> Result<Option<Prediction>, &'static str> {
    let event = Event::from_json(&record.body).map_err(|_| "the record is not an event")?;
    if !event.kind.is_of_a_payment() {
        return Ok(None);
    }
    Prediction::told_by(&event).map(Some).map_err(|_| "the event lacks what its type promises")
}

fn add(payments: &mut BTreeMap<KeyId, Payment>, place: usize, row: Prediction) {
    let key_id = row.key_id;
    let payment = match payments.remove(&key_id) {
        Some(Payment { row: known, mut records }) => {
            records.push(place);
            Payment { row: known.and(row), records }
        }
        None => Payment { row, records: vec![place] },
    };
    payments.insert(key_id, payment);
}

/// Writes the payments' rows, the oldest first where they are not written together: so what is retried begins behind what was done.
async fn write<Table: PredictionTable, Clock: Fn() -> Timestamp>(
    table: &Table,
    payments: Vec<Payment>,
    today: Day,
    time: &TimeLimit<'_, Clock>,
    outcome: &mut Outcome,
) {
    let mut parts = vec![payments];
    while let Some(mut part) = parts.pop().filter(|part| !part.is_empty()) {
        let rows: Vec<Prediction> = part.iter().map(|payment| payment.row.clone()).collect();
        let added = time.within(table.add(&rows)).await.unwrap_or(Err(WriteError::Late(DATABASE_TIME)));
        match added {
            Ok(closed) => {
                for (day, closed) in &closed {
                    tracing::warn!(%day, ?closed, "a day takes no rows");
                }
                for payment in part {
                    if let Some(closed) = closed.get(&payment.row.day()) {
                        outcome.leave_out(payment, closed, today);
                    }
                }
            }
            Err(WriteError::Refused { .. } | WriteError::Cancelled) if part.len() > 1 => {
                let behind = part.split_off(part.len() / 2);
                parts.extend([behind, part]);
            }
            Err(WriteError::Refused { code }) => {
                outcome.refuse(&part, &format!("the database refuses it: {code}"));
            }
            Err(error) => {
                tracing::error!(error = %ErrorChain(&error), "events can't be written and will be retried");
                parts.push(part);
                outcome.retried.extend(parts.iter().flatten().map(|payment| payment.records[0]));
                break;
            }
        }
    }
    if !outcome.retried.is_empty() {
        metrics::counter!("PredictionFailures").increment(1);
    }
}

impl Outcome {
    fn refuse(&mut self, payments: &[Payment], reason: &str) {
        let places = payments.iter().flat_map(|payment| &payment.records);
        self.refused.extend(places.map(|place| (*place, reason.to_owned())));
    }

    /// A payment whose day takes no rows. A day that is over was put away on purpose; decisions of today and, after an outage, of yesterday are
    /// still coming, and none of them may be lost.
    fn leave_out(&mut self, payment: Payment, closed: &ClosedDay, today: Day) {
        let is_over = payment.row.day() < today.plus(-1);
        match closed {
            ClosedDay::Detached if is_over => self.expired.extend(payment.records),
            ClosedDay::Detached => self.refuse(&[payment], "its day is no longer part of the table"),
            ClosedDay::NotMade { code } if is_over => {
                self.refuse(&[payment], &format!("its day can't be made: {code}"));
            }
            ClosedDay::NotMade { .. } | ClosedDay::NotYet { .. } => self.retried.extend(payment.records),
        }
    }
}

/// Counts what was written and sets aside what is refused, up to the first record to retry, whose place it answers.
async fn settle<Failures: RecordQuarantine, Clock: Fn() -> Timestamp>(
    records: &[KinesisRecord],
    outcome: &Outcome,
    failures: &Failures,
    time: &TimeLimit<'_, Clock>,
) -> Option<usize> {
    let retry_from = outcome.retried.first().copied();
    for (place, record) in records.iter().enumerate().take(retry_from.unwrap_or(records.len())) {
        if outcome.skipped.contains(&place) {
            continue;
        }
        if let Some(reason) = outcome.refused.get(&place) {
            if !set_aside(failures, record, reason, time).await {
                return Some(place);
            }
        } else if outcome.expired.contains(&place) {
            metrics::counter!("PredictionsExpired").increment(1);
        } else {
            metrics::counter!("PredictionsWritten").increment(1);
            record_latency("PredictionLatencyMs", record.arrived_at);
        }
    }
    retry_from
}

/// Answers whether the event is set aside.
async fn set_aside<Failures: RecordQuarantine, Clock: Fn() -> Timestamp>(
    failures: &Failures,
    record: &KinesisRecord,
    reason: &str,
    time: &TimeLimit<'_, Clock>,
) -> bool {
    let position = record.position();
    tracing::error!(%position, reason, "an event is set aside");
    let place = QuarantinedRecord::of_event(position, record.arrived_at, &record.body, reason.to_owned());
    match time.within(failures.set_aside(&place)).await {
        Some(Ok(())) => {
            metrics::counter!("PredictionsRefused").increment(1);
            return true;
        }
        Some(Err(error)) => {
            tracing::error!(error = %ErrorChain(&error), "an event can't be set aside and will be retried");
        }
        None => tracing::error!("an event can't be set aside in time and will be retried"),
    }
    false
}

/// Drops the days before one. No batch fails by what can't be dropped: it is tried again later.
async fn forget<Table: PredictionTable, Clock: Fn() -> Timestamp>(
    table: &Table,
    first_day: Day,
    now: Timestamp,
    time: &TimeLimit<'_, Clock>,
) {
    if time.is_over() {
        return;
    }
    let stayed = match time.within(table.forget_before(first_day, now)).await {
        Some(Ok(stayed)) => stayed,
        Some(Err(error)) => {
            tracing::warn!(error = %ErrorChain(&error), "days can't be dropped, and will be later");
            1
        }
        None => {
            tracing::warn!("days can't be dropped in time, and will be later");
            1
        }
    };
    if stayed > 0 {
        metrics::counter!("PredictionRetentionFailures").increment(stayed as u64);
    }
}
