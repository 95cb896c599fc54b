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
/// Records of one key are stored one after the other, those of different keys side by side. The answer names what is retried. What had
/// succeeded behind it is recognised if it is delivered again.
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
    for record in event.into_records(now)? {
        lanes.entry((record.part.clone(), record.key.clone())).or_default().push(record);
    }
    let undone: Vec<Vec<ItemIdentifier>> = stream::iter(lanes.into_values())
        .map(|lane| until_failure(lane, deps, now))
        .buffer_unordered(KEYS_AT_A_TIME)
        .collect()
        .await;
    Ok(Answer { batch_item_failures: to_retry(undone.into_iter().flatten().collect()) })
}

/// What is named of the records that are not dealt with: of a shard the first one, from which Lambda repeats the batch. Of Kafka all of
/// them: Lambda retries "just those specific items".
fn to_retry(mut undone: Vec<ItemIdentifier>) -> Vec<ItemFailure> {
    undone.sort_by(|one, other| rank(one).cmp(&rank(other)));
    if matches!(undone.first(), Some(ItemIdentifier::SequenceNumber(_))) {
        undone.truncate(1);
    }
    undone.into_iter().map(|item_identifier| ItemFailure { item_identifier }).collect()
}

/// Sequence numbers are decimal numbers of up to 128 digits.
fn rank(identifier: &ItemIdentifier) -> (usize, &str, i64) {
    match identifier {
        ItemIdentifier::SequenceNumber(number) => (number.len(), number, 0),
        ItemIdentifier::Offset { partition, offset } => (0, partition, *offset),
    }
}

/// Stores the records of one key until one has to be retried; answers that one and those behind it.
async fn until_failure<Intake, Quarantine>(
    lane: Vec<Incoming>,
    deps: &Deps<Intake, Quarantine>,
    now: Timestamp,
) -> Vec<ItemIdentifier>
where
    Intake: TransactionIntake,
    Quarantine: RecordQuarantine,
{
    let mut records = lane.into_iter();
    while let Some(incoming) = records.next() {
        if let Err(error) = record::handle(&incoming, deps, now).await {
            let position = &incoming.position;
            tracing::error!(%position, error = %ErrorChain(&error), "a record will be retried");
            return std::iter::once(incoming).chain(records).map(|undone| undone.identifier).collect();
        }
    }
    Vec::new()
}
