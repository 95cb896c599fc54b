//! Stores a batch of records, and names those that Lambda has to deliver again.

use std::collections::BTreeMap;

use aws_io::quarantine_queue::RecordQuarantine;
use aws_io::transaction_intake::TransactionIntake;
use fraud::Timestamp;
use futures::stream::{self, StreamExt};
use lambda_shell::ErrorChain;

use crate::batch_response::{BatchResponse, ItemFailure, ItemIdentifier};
use crate::event::{IncomingRecord, StreamEvent, UnknownEvent};
use crate::record::{Deps, store_or_set_aside};

/// How many keys of a batch are worked on at a time. Most of that time is spent waiting for the network.
const KEYS_AT_A_TIME: usize = 16;

/// Handles a batch at the time `now`.
///
/// Records of one key are stored one after the other, records of different keys concurrently. The response names the records to retry.
/// Lambda may also deliver records again that were stored; they are recognised, and nothing is stored twice.
///
/// # Errors
/// The event is not a batch of a stream.
pub async fn handle<Store, Quarantine>(
    event: StreamEvent,
    deps: &Deps<Store, Quarantine>,
    now: Timestamp,
) -> Result<BatchResponse, UnknownEvent>
where
    Store: TransactionIntake,
    Quarantine: RecordQuarantine,
{
    // Order is kept per key, and a key that occurs in two shards or partitions counts as two.
    let mut records_by_key: BTreeMap<(String, String), Vec<IncomingRecord>> = BTreeMap::new();
    for record in event.into_records(now)? {
        let key = (record.shard_or_partition.clone(), record.key.clone());
        records_by_key.entry(key).or_default().push(record);
    }
    let unstored: Vec<Vec<ItemIdentifier>> = stream::iter(records_by_key.into_values())
        .map(|records| store_in_order(records, deps, now))
        .buffer_unordered(KEYS_AT_A_TIME)
        .collect()
        .await;
    Ok(BatchResponse { batch_item_failures: to_retry(unstored.into_iter().flatten().collect()) })
}

/// Of a Kinesis shard, names the first record only: Lambda retries the batch from there. Of Kafka, names all of them: Lambda retries
/// "just those specific items".
fn to_retry(mut unstored: Vec<ItemIdentifier>) -> Vec<ItemFailure> {
    unstored.sort_by(|one, other| sort_key(one).cmp(&sort_key(other)));
    if matches!(unstored.first(), Some(ItemIdentifier::SequenceNumber(_))) {
        unstored.truncate(1);
    }
    unstored.into_iter().map(|item_identifier| ItemFailure { item_identifier }).collect()
}

/// Sequence numbers are decimal numbers without leading zeros, of up to 129 digits (`0|([1-9]\d{0,128})`, Kinesis API reference): too
/// long for an integer type. The shorter one is the smaller one, and digits decide between two of one length.
fn sort_key(identifier: &ItemIdentifier) -> (usize, &str, i64) {
    match identifier {
        ItemIdentifier::SequenceNumber(number) => (number.len(), number, 0),
        ItemIdentifier::Offset { partition, offset } => (0, partition, *offset),
    }
}

/// Stores the records of one key in their order, and stops at the first one that has to be retried. Returns that one and those behind it.
async fn store_in_order<Store, Quarantine>(
    records: Vec<IncomingRecord>,
    deps: &Deps<Store, Quarantine>,
    now: Timestamp,
) -> Vec<ItemIdentifier>
where
    Store: TransactionIntake,
    Quarantine: RecordQuarantine,
{
    let mut records = records.into_iter();
    while let Some(record) = records.next() {
        if let Err(error) = store_or_set_aside(&record, deps, now).await {
            let position = &record.position;
            tracing::error!(
                %position, error = %ErrorChain(&error),
                "the record could be neither stored nor set aside; Lambda delivers it again"
            );
            return std::iter::once(record).chain(records).map(|unstored| unstored.identifier).collect();
        }
    }
    Vec::new()
}
