//! The table's stream and the mapping that hands it to the scorer, as AWS documents them.
//!
//! - "Each stream record appears exactly once in the stream", in order for each item (DynamoDB Developer Guide,
//!   "Change data capture for DynamoDB Streams"). An item belongs to one shard, and shards do not wait for each
//!   other.
//! - The mapping takes the lowest reported sequence number as its checkpoint and retries from there; an error of
//!   the function bisects the batch, a report bisects it at the reported record (Lambda Developer Guide,
//!   "Configuring partial batch response with DynamoDB and Lambda").
//! - Throttling and errors are retried until the records are too old: `maximum_retry_attempts` is -1. Of what is
//!   discarded the on-failure destination learns where it lay (Lambda Developer Guide, "Retain discarded records for
//!   a DynamoDB event source in Lambda").
//! - What the pages leave open is drawn by lot: whether a report that names a batch's first record bisects it.

use std::collections::VecDeque;

use aws_lambda_events::streams::DynamoDbEventResponse;
use fraud::Timestamp;
use serde_dynamo::Item;

/// `maximum_record_age_in_seconds` of the mapping.
const RECORD_AGE_MILLIS_MAX: i64 = 6 * 60 * 60 * 1000;

/// A new item, as the stream tells of it.
#[derive(Clone, Debug)]
pub(crate) struct StreamRecord {
    pub(crate) shard: usize,
    pub(crate) sequence_number: u64,
    pub(crate) arrived_at: Timestamp,
    pub(crate) key_id: String,
    pub(crate) image: Item,
}

/// Records that are delivered together.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) records: Vec<StreamRecord>,
    invocations: u32,
}

/// What an invocation of the scorer came to.
pub(crate) enum Outcome {
    Answered(DynamoDbEventResponse),
    Failed,
}

/// What became of a batch.
#[derive(Debug)]
pub(crate) enum Fate {
    Done(Vec<StreamRecord>),
    /// The records before this place are done.
    RetriedFrom(usize),
    Bisected,
    Retried,
}

/// What the on-failure destination is told of discarded records: where they are, not what they hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FailureRecord {
    pub(crate) condition: &'static str,
    pub(crate) approximate_invoke_count: u32,
    pub(crate) shard: usize,
    pub(crate) start_sequence_number: u64,
    pub(crate) end_sequence_number: u64,
    pub(crate) batch_size: usize,
}

/// One shard with the mapping's place in it.
#[derive(Default)]
struct Shard {
    unread: VecDeque<StreamRecord>,
    /// Batches that are read but not done with, the next one first.
    batches: VecDeque<Batch>,
    is_busy: bool,
}

impl Shard {
    fn is_empty(&self) -> bool {
        self.batches.is_empty() && self.unread.is_empty()
    }
}

/// How the mapping is set up.
#[derive(Clone, Copy)]
pub(crate) struct MappingSettings {
    pub(crate) shards: usize,
    pub(crate) batch_size: usize,
    /// Whether a report that names the first record bisects the batch.
    pub(crate) first_record_bisects: bool,
    pub(crate) reports_item_failures: bool,
}

/// The stream and its mapping.
pub(crate) struct TransactionStream {
    settings: MappingSettings,
    shards: Vec<Shard>,
    /// All that was ever written: the stream keeps its records for a day.
    written: Vec<StreamRecord>,
    failure_records: Vec<FailureRecord>,
}

impl TransactionStream {
    pub(crate) fn new(settings: MappingSettings) -> TransactionStream {
        let shards = (0..settings.shards).map(|_| Shard::default()).collect();
        TransactionStream { settings, shards, written: Vec::new(), failure_records: Vec::new() }
    }

    /// The table has a new item.
    pub(crate) fn write(&mut self, key_id: String, image: Item, now: Timestamp) {
        let hash = key_id.bytes().fold(0usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        let record = StreamRecord {
            shard: hash % self.shards.len(),
            sequence_number: 4_421_584_500_000_000 + self.written.len() as u64,
            arrived_at: now,
            key_id,
            image,
        };
        self.written.push(record.clone());
        self.shards[record.shard].unread.push_back(record);
    }

    /// The shards that have something for an invocation.
    pub(crate) fn ready(&self) -> Vec<usize> {
        let is_ready = |shard: &Shard| !shard.is_busy && !shard.is_empty();
        (0..self.shards.len()).filter(|&shard| is_ready(&self.shards[shard])).collect()
    }

    /// The records for an invocation on a ready shard; none if all of the batch was too old.
    pub(crate) fn deliver(&mut self, shard: usize, now: Timestamp) -> Option<Vec<StreamRecord>> {
        let batch_size = self.settings.batch_size;
        let place = &mut self.shards[shard];
        if place.batches.is_empty() {
            let read = batch_size.min(place.unread.len());
            let records = place.unread.drain(..read).collect();
            place.batches.push_back(Batch { records, invocations: 0 });
        }
        let mut batch = place.batches.pop_front()?;
        let is_too_old = |record: &StreamRecord| now.millis_since(record.arrived_at) > RECORD_AGE_MILLIS_MAX;
        let too_old = batch.records.iter().take_while(|record| is_too_old(record)).count();
        let expired: Vec<_> = batch.records.drain(..too_old).collect();
        self.discard(&expired, "RecordAgeExceeded", batch.invocations);
        if batch.records.is_empty() {
            return None;
        }
        batch.invocations += 1;
        let records = batch.records.clone();
        let place = &mut self.shards[shard];
        place.batches.push_front(batch);
        place.is_busy = true;
        Some(records)
    }

    /// The invocation on a shard has ended, or its answer did not come.
    pub(crate) fn finish(&mut self, shard: usize, outcome: &Outcome) -> Fate {
        let settings = self.settings;
        let place = &mut self.shards[shard];
        place.is_busy = false;
        let mut batch = place.batches.pop_front().expect("a busy shard has a batch");
        let Some(failed) = first_failure(&batch, outcome, settings) else { return Fate::Done(batch.records) };
        if failed > 0 {
            let records = batch.records.split_off(failed);
            place.batches.push_front(Batch { records, invocations: 0 });
            return Fate::RetriedFrom(failed);
        }
        let is_report = matches!(outcome, Outcome::Answered(_));
        if batch.records.len() > 1 && (!is_report || settings.first_record_bisects) {
            let later = batch.records.split_off(batch.records.len() / 2);
            for records in [later, batch.records] {
                place.batches.push_front(Batch { records, invocations: 0 });
            }
            return Fate::Bisected;
        }
        place.batches.push_front(batch);
        Fate::Retried
    }

    /// The mapping has lost its checkpoint: a batch that was done comes again.
    pub(crate) fn repeat(&mut self, records: Vec<StreamRecord>) {
        if let Some(first) = records.first() {
            let shard = first.shard;
            self.shards[shard].batches.push_front(Batch { records, invocations: 0 });
        }
    }

    fn discard(&mut self, records: &[StreamRecord], condition: &'static str, invocations: u32) {
        let (Some(first), Some(last)) = (records.first(), records.last()) else { return };
        self.failure_records.push(FailureRecord {
            condition,
            approximate_invoke_count: invocations,
            shard: first.shard,
            start_sequence_number: first.sequence_number,
            end_sequence_number: last.sequence_number,
            batch_size: records.len(),
        });
    }

    /// What the on-failure destination was told.
    pub(crate) fn failure_records(&self) -> &[FailureRecord] {
        &self.failure_records
    }

    pub(crate) fn forget_failure_records(&mut self) {
        self.failure_records.clear();
    }

    /// Whether an item's record was discarded and the on-failure destination knows.
    pub(crate) fn is_discarded(&self, key_id: &str) -> bool {
        self.failure_records.iter().any(|failure| self.told_by(failure).any(|record| record.key_id == key_id))
    }

    /// The records that a failure record tells of, read from the stream again.
    fn told_by(&self, failure: &FailureRecord) -> impl Iterator<Item = &StreamRecord> {
        let numbers = failure.start_sequence_number..=failure.end_sequence_number;
        let shard = failure.shard;
        self.written
            .iter()
            .filter(move |record| record.shard == shard && numbers.contains(&record.sequence_number))
    }

    /// Hands the discarded records to the mapping again, as an operator would. How many batches that were.
    pub(crate) fn redrive(&mut self, now: Timestamp) -> usize {
        let failures = std::mem::take(&mut self.failure_records);
        for failure in &failures {
            let mut records: Vec<_> = self.told_by(failure).cloned().collect();
            assert_eq!(records.len(), failure.batch_size, "a failure record names the records of its batch");
            for record in &mut records {
                record.arrived_at = now;
            }
            self.shards[failure.shard].batches.push_back(Batch { records, invocations: 0 });
        }
        failures.len()
    }

    /// Whether every record is dealt with.
    pub(crate) fn is_drained(&self) -> bool {
        self.shards.iter().all(|shard| !shard.is_busy && shard.is_empty())
    }
}

/// Where in the batch the lowest failed record is; `None` if there is none. An identifier that names no record
/// of the batch fails the batch as a whole.
fn first_failure(batch: &Batch, outcome: &Outcome, settings: MappingSettings) -> Option<usize> {
    let response = match outcome {
        Outcome::Failed => return Some(0),
        Outcome::Answered(response) => response,
    };
    if !settings.reports_item_failures {
        return None;
    }
    let place = |identifier: &Option<String>| {
        let number = identifier.as_deref()?.parse::<u64>().ok()?;
        batch.records.iter().position(|record| record.sequence_number == number)
    };
    let failures = &response.batch_item_failures;
    failures.iter().map(|failure| place(&failure.item_identifier).unwrap_or(0)).min()
}

#[cfg(test)]
mod tests;
