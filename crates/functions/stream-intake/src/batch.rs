//! A batch of records, and what of it is retried.

use std::collections::BTreeMap;

use aws_io::quarantine_queue::RecordQuarantine;
use aws_io::transaction_intake::TransactionIntake;
use fraud::Timestamp;
use futures::stream::{self, StreamExt};
use lambda_shell::ErrorChain;

use crate::answer::{Answer, ItemFailure, ItemIdentifier};
use crate::event::{Incoming, StreamEvent, UnknownEvent};
use crate::record::{self, Deps};

/// How many keys of a batch are worked on at a time. They wait for the network mostly.
const KEYS_AT_A_TIME: usize = 16;

/// Handles a batch at the time `now`.
///
/// Records of one key are stored one after the other, those of different keys side by side. The answer names, of each shard
/// or partition, the first record to retry: Lambda repeats the batch from there, and what had succeeded behind it is
/// recognised when it is repeated.
///
/// # Errors
/// The event is not a batch of a stream.
pub async fn handle<Intake, Quarantine>(
    event: StreamEvent,
    deps: &Deps<Intake, Quarantine>,
    now: Timestamp,
) -> Result<Answer, UnknownEvent>
where
    Intake: TransactionIntake,
    Quarantine: RecordQuarantine,
{
    let mut lanes: BTreeMap<(String, String), Vec<Incoming>> = BTreeMap::new();
    for record in event.into_records()? {
        lanes.entry((record.part.clone(), record.key.clone())).or_default().push(record);
    }
    let failed: Vec<Option<(String, ItemIdentifier)>> = stream::iter(lanes.into_values())
        .map(|lane| until_failure(lane, deps, now))
        .buffer_unordered(KEYS_AT_A_TIME)
        .collect()
        .await;
    let mut first_of_part: BTreeMap<String, ItemIdentifier> = BTreeMap::new();
    for (part, failed) in failed.into_iter().flatten() {
        let first = first_of_part.entry(part).or_insert_with(|| failed.clone());
        if is_before(&failed, first) {
            *first = failed;
        }
    }
    let batch_item_failures =
        first_of_part.into_values().map(|item_identifier| ItemFailure { item_identifier }).collect();
    Ok(Answer { batch_item_failures })
}

/// Stores the records of one key until one has to be retried.
async fn until_failure<Intake, Quarantine>(
    lane: Vec<Incoming>,
    deps: &Deps<Intake, Quarantine>,
    now: Timestamp,
) -> Option<(String, ItemIdentifier)>
where
    Intake: TransactionIntake,
    Quarantine: RecordQuarantine,
{
    for incoming in lane {
        if let Err(error) = record::handle(&incoming, deps, now).await {
            let position = &incoming.position;
            tracing::error!(%position, error = %ErrorChain(&error), "a record will be retried");
            return Some((incoming.part, incoming.identifier));
        }
    }
    None
}

/// Sequence numbers are decimal numbers of up to 128 digits.
fn is_before(one: &ItemIdentifier, other: &ItemIdentifier) -> bool {
    match (one, other) {
        (ItemIdentifier::SequenceNumber(one), ItemIdentifier::SequenceNumber(other)) => {
            (one.len(), one) < (other.len(), other)
        }
        _ => one < other,
    }
}
