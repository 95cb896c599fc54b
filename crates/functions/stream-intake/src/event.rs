//! Events of both kinds of streams as one: records with their places, in the order of their shard or partition.

use fraud::Timestamp;
use lambda_shell::{KinesisBatch, KinesisRecord};
use serde::Deserialize;
use stream_record::StreamPosition;
use thiserror::Error;

use crate::answer::ItemIdentifier;
use crate::kafka_batch::KafkaBatch;

/// What Lambda calls the function with.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum StreamEvent {
    /// A batch of one shard of a Kinesis stream.
    Kinesis(KinesisBatch),
    /// A batch of a Kafka topic, which may span partitions.
    Kafka(KafkaBatch),
}

/// The event is of neither kind. Lambda retries it and sets it aside, which is better than to take it for an empty batch.
#[derive(Debug, Error)]
#[error("the event is neither of Kinesis nor of Kafka")]
pub struct UnknownEvent;

/// A record, and what it is retried and kept in order by.
pub(crate) struct Incoming {
    pub(crate) position: StreamPosition,
    pub(crate) identifier: ItemIdentifier,
    /// The shard or partition.
    pub(crate) part: String,
    /// The producer's key: records of one key keep their order.
    pub(crate) key: String,
    pub(crate) arrived_at: Timestamp,
    pub(crate) body: Body,
}

/// What a record holds.
pub(crate) enum Body {
    /// The record's own bytes.
    Read(Vec<u8>),
    /// What Lambda sent in place of Base64.
    NotBase64(Vec<u8>),
}

impl Body {
    pub(crate) fn bytes(&self) -> &[u8] {
        let (Body::Read(bytes) | Body::NotBase64(bytes)) = self;
        bytes
    }
}

impl StreamEvent {
    /// The records, read at the time `now`.
    pub(crate) fn into_records(self, now: Timestamp) -> Result<Vec<Incoming>, UnknownEvent> {
        match self {
            StreamEvent::Kinesis(batch) => Ok(batch.into_records().into_iter().map(of_kinesis).collect()),
            StreamEvent::Kafka(batch) => batch.into_records(now),
        }
    }
}

fn of_kinesis(record: KinesisRecord) -> Incoming {
    let KinesisRecord { stream_arn, shard_id, sequence_number, partition_key, arrived_at, body } = record;
    Incoming {
        identifier: ItemIdentifier::SequenceNumber(sequence_number.clone()),
        part: shard_id.clone(),
        key: partition_key,
        arrived_at,
        body: Body::Read(body),
        position: StreamPosition::Kinesis { stream_arn, shard_id, sequence_number },
    }
}
