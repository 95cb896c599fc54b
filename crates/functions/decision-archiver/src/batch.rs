//! A batch of stream records, and what of it is retried.

use aws_io::CallError;
use aws_io::decision_archive::{DecisionArchive, DecisionRow, is_smoke};
use aws_io::decision_stream::{DecisionStream, EventQueue};
use aws_io::quarantine_queue::{QuarantineQueue, Quarantined};
use aws_io::stored_transaction::StoredTransaction;
use aws_lambda_events::dynamodb::{Event as Changes, EventRecord};
use aws_lambda_events::streams::DynamoDbEventResponse;
use decision_events::Event;
use lambda_shell::{ErrorChain, again_from, record_latency};
use serde::Deserialize;
use serde_dynamo::{AttributeValue, Item};

use crate::events::{Events, WaitingEvents};

/// What Lambda calls the function with.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum ArchiverEvent {
    /// Events that the stream of decisions did not take at first.
    Waiting(WaitingEvents),
    /// A batch of a table's stream: of transactions, of cases or of documents.
    Changes(Changes),
}

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Archive, Quarantine, Stream, Waiting> {
    /// Where rows go.
    pub archive: Archive,
    /// Where records go that are not decisions, whatever their status says.
    pub quarantine: Quarantine,
    /// Where events go, if the deployment has a stream of decisions.
    pub events: Option<Events<Stream, Waiting>>,
}

/// Rows, and for each the sequence number of the record that it was made of, and what others are told of it.
#[derive(Default)]
struct Batch {
    rows: Vec<DecisionRow>,
    sequence_numbers: Vec<Option<String>>,
    events: Vec<Event>,
    /// For each event its row.
    rows_of_events: Vec<usize>,
}

/// Handles a batch: all its rows go to the archive in a few calls, and then the events of those that were taken to the stream.
/// The answer names the first record to retry; rows behind it that were taken already are taken twice, which readers are
/// prepared for.
pub async fn handle<Archive, Quarantine, Stream, Waiting>(
    event: ArchiverEvent,
    deps: &Deps<Archive, Quarantine, Stream, Waiting>,
) -> DynamoDbEventResponse
where
    Archive: DecisionArchive,
    Quarantine: QuarantineQueue,
    Stream: DecisionStream,
    Waiting: EventQueue,
{
    let event = match (event, &deps.events) {
        (ArchiverEvent::Changes(changes), _) => changes,
        (ArchiverEvent::Waiting(waiting), Some(events)) => return events.tell_waiting(waiting).await,
        // Without a stream there is no such queue either; should there be one, nothing of it is lost.
        (ArchiverEvent::Waiting(waiting), None) => return waiting.again(),
    };
    if let Some(events) = &deps.events
        && let Some(table) = events.tables.table_of(&event)
    {
        return events.tell_changes(table, event, &deps.quarantine).await;
    }
    let first = event.records.first().and_then(|record| record.change.sequence_number.clone());
    match archive(event, deps).await {
        Ok(None) => DynamoDbEventResponse::default(),
        Ok(Some(sequence_number)) => {
            tracing::warn!(sequence_number, "not all of a batch was taken");
            again_from(sequence_number)
        }
        Err(error) => {
            tracing::error!(error = %ErrorChain(&error), "a batch will be retried");
            again_from(first)
        }
    }
}

/// Archives and tells a batch, and answers the sequence number of the first record that was not taken, if there is one.
async fn archive<Archive, Quarantine, Stream, Waiting>(
    event: Changes,
    deps: &Deps<Archive, Quarantine, Stream, Waiting>,
) -> Result<Option<Option<String>>, CallError>
where
    Archive: DecisionArchive,
    Quarantine: QuarantineQueue,
    Stream: DecisionStream,
    Waiting: EventQueue,
{
    let batch = read(event, deps).await?;
    if batch.rows.is_empty() {
        return Ok(None);
    }
    let refused = deps.archive.put(&batch.rows).await?;
    let taken = refused.unwrap_or(batch.rows.len());
    metrics::counter!("RowsArchived").increment(taken as u64);
    for row in &batch.rows[..taken] {
        if let (0, Some(decided_at)) = (row.revision, row.decided_at_ms) {
            record_latency("ArchiveLatencyMs", decided_at);
        }
    }
    let untold = match &deps.events {
        // What is not archived comes again, and is told then.
        Some(events) => {
            let archived = batch.rows_of_events.partition_point(|row| *row < taken);
            events.tell(&batch.events[..archived]).await.map(|place| batch.rows_of_events[place])
        }
        None => None,
    };
    let again = refused.into_iter().chain(untold).min();
    Ok(again.map(|place| batch.sequence_numbers[place].clone()))
}

/// Reads a batch, and sets aside what can't be read.
async fn read<Archive, Quarantine, Stream, Waiting>(
    event: Changes,
    deps: &Deps<Archive, Quarantine, Stream, Waiting>,
) -> Result<Batch, CallError>
where
    Quarantine: QuarantineQueue,
    Stream: DecisionStream,
    Waiting: EventQueue,
{
    let mut batch = Batch::default();
    for record in event.records.into_iter().filter(is_change) {
        let is_new = record.event_name == "INSERT";
        let sequence_number = record.change.sequence_number.clone();
        let image = record.change.new_image;
        let key_id = key_of(&image);
        let stored = match StoredTransaction::from_image(image) {
            Ok(stored) => stored,
            Err(error) => {
                quarantine(key_id, ErrorChain(&error).to_string(), deps).await?;
                continue;
            }
        };
        match DecisionRow::of(&stored) {
            // What proves a deployment is no payment, nor is what was made up: nobody learns from either.
            Some(_) if stored.transaction.made_up || is_smoke(&stored.transaction) => {}
            Some(row) => {
                let told = deps.events.as_ref().map(|events| events.of(&stored, is_new)).unwrap_or_default();
                batch.rows_of_events.extend(told.iter().map(|_| batch.rows.len()));
                batch.events.extend(told);
                batch.rows.push(row);
                batch.sequence_numbers.push(sequence_number);
            }
            // Not decided yet: it comes again when it is.
            None => {}
        }
    }
    Ok(batch)
}

/// The mappings' filters let only these through. The end of an item's time is none of our changes.
pub(crate) fn is_change(record: &EventRecord) -> bool {
    matches!(record.event_name.as_str(), "INSERT" | "MODIFY")
}

async fn quarantine<Archive, Quarantine: QuarantineQueue, Stream, Waiting>(
    key_id: String,
    reason: String,
    deps: &Deps<Archive, Quarantine, Stream, Waiting>,
) -> Result<(), CallError> {
    tracing::error!(key_id, reason, "a decision can't be archived and is set aside");
    metrics::counter!("ArchiveQuarantined").increment(1);
    deps.quarantine.send(&Quarantined { key_id, reason }).await
}

fn key_of(image: &Item) -> String {
    match image.get("key_id") {
        Some(AttributeValue::S(key_id)) => key_id.clone(),
        _ => String::new(),
    }
}
