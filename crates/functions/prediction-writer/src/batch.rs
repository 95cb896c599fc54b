//! A batch of one shard, written as a whole.

use std::collections::{BTreeMap, BTreeSet};

use aws_io::CallError;
use aws_io::quarantine_queue::{QuarantinedRecord, RecordQuarantine};
use aws_lambda_events::streams::DynamoDbEventResponse;
use decision_events::Event;
use fraud::{Day, KeyId, Timestamp};
use lambda_shell::{ErrorChain, KinesisBatch, KinesisRecord, again_from, record_latency};
use prediction_table::{PredictionTable, WriteError};
use predictions::Prediction;

/// How far the clock of whoever decided may be ahead of this one. A decision that is dated later would have a partition made for any day
/// that somebody wrote.
const DAYS_AHEAD_MAX: i64 = 1;

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

/// Writes a batch.
///
/// All its events are written at once, or none are: then the batch is retried as a whole, which the table does not notice. An event that
/// makes no row, or whose row the database refuses, is set aside by its place once the others are written.
pub async fn handle<Table: PredictionTable, Failures: RecordQuarantine>(
    batch: KinesisBatch,
    deps: &Deps<Table, Failures>,
    now: Timestamp,
) -> DynamoDbEventResponse {
    let records = batch.into_records();
    let Some(first) = records.first() else { return DynamoDbEventResponse::default() };
    let first_day = Day::of(now).plus(1 - i64::from(deps.retention_days));
    let mut payments: BTreeMap<KeyId, Payment> = BTreeMap::new();
    let mut refused: BTreeMap<usize, String> = BTreeMap::new();
    let mut expired = BTreeSet::new();
    for (place, record) in records.iter().enumerate() {
        match told_by(record) {
            Err(reason) => _ = refused.insert(place, reason.to_owned()),
            Ok(row) if row.day() > Day::of(now).plus(DAYS_AHEAD_MAX) => {
                _ = refused.insert(place, "the payment was decided in the future".to_owned());
            }
            // Its row is dropped already, or will be with the next one's day: a label that came that late has nothing to be added to.
            Ok(row) if row.day() < first_day => _ = expired.insert(place),
            Ok(row) => add(&mut payments, place, row),
        }
    }
    let written = async {
        deps.table.forget_before(first_day, now).await?;
        refused.extend(write(&deps.table, payments).await?);
        Ok::<_, WriteError>(())
    };
    if let Err(error) = written.await {
        tracing::error!(error = %ErrorChain(&error), "a batch can't be written and will be retried");
        metrics::counter!("PredictionFailures").increment(1);
        return again_from(Some(first.sequence_number.clone()));
    }
    for (place, record) in records.iter().enumerate() {
        let Some(reason) = refused.remove(&place) else {
            if expired.contains(&place) {
                metrics::counter!("PredictionsExpired").increment(1);
            } else {
                metrics::counter!("PredictionsWritten").increment(1);
                record_latency("PredictionLatencyMs", record.arrived_at);
            }
            continue;
        };
        if let Err(error) = set_aside(&deps.failures, record, reason).await {
            tracing::error!(error = %ErrorChain(&error), "an event can't be set aside and will be retried");
            return again_from(Some(record.sequence_number.clone()));
        }
    }
    DynamoDbEventResponse::default()
}

fn told_by(record: &KinesisRecord) -> Result<Prediction, &'static str> {
    let event = Event::from_json(&record.body).map_err(|_| "the record is not an event")?;
    Prediction::told_by(&event).map_err(|_| "the event lacks what its type promises")
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

/// Writes the rows; answers which records' row the database refuses, and why. To find these out, each is written by itself.
async fn write<Table: PredictionTable>(
    table: &Table,
    payments: BTreeMap<KeyId, Payment>,
) -> Result<BTreeMap<usize, String>, WriteError> {
    let rows: Vec<Prediction> = payments.values().map(|payment| payment.row.clone()).collect();
    match table.add(&rows).await {
        Err(WriteError::Refused { .. }) => {}
        written => return written.map(|()| BTreeMap::new()),
    }
    let mut refused = BTreeMap::new();
    for payment in payments.into_values() {
        match table.add(&[payment.row]).await {
            Err(WriteError::Refused { code }) => {
                refused.extend(
                    payment
                        .records
                        .into_iter()
                        .map(|place| (place, format!("the database refuses it: {code}"))),
                );
            }
            written => written?,
        }
    }
    Ok(refused)
}

async fn set_aside<Failures: RecordQuarantine>(
    failures: &Failures,
    record: &KinesisRecord,
    reason: String,
) -> Result<(), CallError> {
    let position = record.position();
    tracing::error!(%position, reason, "an event is set aside");
    metrics::counter!("PredictionsRefused").increment(1);
    failures.set_aside(&QuarantinedRecord::of_event(position, record.arrived_at, &record.body, reason)).await
}
