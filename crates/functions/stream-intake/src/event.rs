//! The events of Kinesis and Kafka as one type: records with their positions, in the order of their shard or partition.

use fraud::Timestamp;
use lambda_shell::{KinesisBatch, KinesisRecord};
use serde::Deserialize;
use stream_record::StreamPosition;
use thiserror::Error;

use crate::batch_response::ItemIdentifier;
use crate::kafka_batch::KafkaBatch;

/// What Lambda invokes the function with.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum StreamEvent {
    /// A batch of one shard of a Kinesis stream.
    Kinesis(KinesisBatch),
    /// A batch of a Kafka topic, which may span partitions.
    Kafka(KafkaBatch),
}

/// The event is of another kind. It must not pass for an empty batch: after this error Lambda retries it, and then sets it aside.
#[derive(Debug, Error)]
#[error("the event comes from neither Kinesis nor Kafka")]
pub struct UnknownEvent;

/// A record of either kind of stream.
pub(crate) struct IncomingRecord {
    pub(crate) position: StreamPosition,
    /// What the batch response calls it.
    pub(crate) identifier: ItemIdentifier,
    pub(crate) shard_or_partition: String,
    /// The producer's key: records of one key keep their order.
    pub(crate) key: String,
    pub(crate) arrived_at: Timestamp,
    pub(crate) body: Body,
}

/// The content of a record.
pub(crate) enum Body {
    /// The record's own bytes.
    Decoded(Vec<u8>),
    /// What Lambda sent instead of Base64, as it came.
    NotBase64(Vec<u8>),
}

impl Body {
    pub(crate) fn bytes(&self) -> &[u8] {
        let (Body::Decoded(bytes) | Body::NotBase64(bytes)) = self;
        bytes
    }
}

impl StreamEvent {
    /// The records. `now` is the time of arrival of Kafka records whose own timestamp can't be right.
    pub(crate) fn into_records(self, now: Timestamp) -> Result<Vec<IncomingRecord>, UnknownEvent> {
        match self {
            StreamEvent::Kinesis(batch) => Ok(batch.into_records().into_iter().map(from_kinesis).collect()),
            StreamEvent::Kafka(batch) => batch.into_records(now),
        }
    }
}

fn from_kinesis(record: KinesisRecord) -> IncomingRecord {
    let position = record.position();
    let KinesisRecord { shard_id, sequence_number, partition_key, arrived_at, body, .. } = record;
    IncomingRecord {
        identifier: ItemIdentifier::SequenceNumber(sequence_number),
        shard_or_partition: shard_id,
        key: partition_key,
        arrived_at,
        body: Body::Decoded(body),
        position,
    }
}
