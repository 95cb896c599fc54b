//! A batch of stream records, and what of it is retried.

use aws_io::CallError;
use aws_io::decision_archive::{DecisionArchive, DecisionRow, SMOKE_CUSTOMER};
use aws_io::quarantine_queue::{QuarantineQueue, Quarantined};
use aws_io::stored_transaction::StoredTransaction;
use aws_lambda_events::dynamodb::{Event, EventRecord};
use aws_lambda_events::streams::DynamoDbEventResponse;
use lambda_shell::{ErrorChain, again_from, record_latency};
use serde_dynamo::{AttributeValue, Item};

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Archive, Quarantine> {
    /// Where rows go.
    pub archive: Archive,
    /// Where records go that are not decisions, whatever their status says.
    pub quarantine: Quarantine,
}

/// Rows, and for each the sequence number of the record that it was made of.
#[derive(Default)]
struct Batch {
    rows: Vec<DecisionRow>,
    sequence_numbers: Vec<Option<String>>,
}

/// Handles a batch: all its rows go to the archive in a few calls. The answer names the first record
/// to retry; rows behind it that were taken already are taken twice, which readers are prepared for.
pub async fn handle<Archive: DecisionArchive, Quarantine: QuarantineQueue>(
    event: Event,
    deps: &Deps<Archive, Quarantine>,
) -> DynamoDbEventResponse {
    let first = event.records.first().and_then(|record| record.change.sequence_number.clone());
    match archive(event, deps).await {
        Ok(None) => DynamoDbEventResponse::default(),
        Ok(Some(sequence_number)) => {
            tracing::warn!(sequence_number, "the archive did not take all rows");
            again_from(sequence_number)
        }
        Err(error) => {
            tracing::error!(error = %ErrorChain(&error), "a batch will be retried");
            again_from(first)
        }
    }
}

/// Archives a batch, and answers the sequence number of the first record that was not taken, if there is one.
async fn archive<Archive: DecisionArchive, Quarantine: QuarantineQueue>(
    event: Event,
    deps: &Deps<Archive, Quarantine>,
) -> Result<Option<Option<String>>, CallError> {
    let mut batch = Batch::default();
    for record in event.records.into_iter().filter(is_change) {
        let sequence_number = record.change.sequence_number.clone();
        let image = record.change.new_image;
        let key_id = key_of(&image);
        match StoredTransaction::from_image(image).map(|stored| DecisionRow::of(&stored)) {
            // What proves a deployment is no payment: nobody learns from it.
            Ok(Some(row)) if row.customer_id.as_deref() == Some(SMOKE_CUSTOMER) => {}
            Ok(Some(row)) => {
                batch.rows.push(row);
                batch.sequence_numbers.push(sequence_number);
            }
            // Not decided yet: it comes again when it is.
            Ok(None) => {}
            Err(error) => quarantine(key_id, ErrorChain(&error).to_string(), deps).await?,
        }
    }
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
    Ok(refused.map(|place| batch.sequence_numbers[place].clone()))
}

/// The mapping's filter lets only decided items through. The end of an item's time is none of our changes.
fn is_change(record: &EventRecord) -> bool {
    matches!(record.event_name.as_str(), "INSERT" | "MODIFY")
}

async fn quarantine<Archive, Quarantine: QuarantineQueue>(
    key_id: String,
    reason: String,
    deps: &Deps<Archive, Quarantine>,
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
