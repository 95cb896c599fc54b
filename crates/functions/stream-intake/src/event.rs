//! Events of both kinds of streams as one: records with their places, in the order of their shard or partition.

use aws_lambda_events::kafka::{KafkaEvent, KafkaRecord};
use fraud::Timestamp;
use lambda_shell::{KinesisBatch, KinesisRecord, decoded};
use serde::Deserialize;
use stream_record::StreamPosition;
use thiserror::Error;

use crate::answer::ItemIdentifier;

/// What Lambda calls the function with.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum StreamEvent {
    /// A batch of one shard of a Kinesis stream.
    Kinesis(KinesisBatch),
    /// A batch of a Kafka topic, which may span partitions.
    Kafka(KafkaEvent),
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
    pub(crate) body: Vec<u8>,
}

impl StreamEvent {
    pub(crate) fn into_records(self) -> Result<Vec<Incoming>, UnknownEvent> {
        match self {
            StreamEvent::Kinesis(event) => Ok(event.into_records().into_iter().map(of_kinesis).collect()),
            StreamEvent::Kafka(event) => of_kafka(event),
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
        body,
        position: StreamPosition::Kinesis { stream_arn, shard_id, sequence_number },
    }
}

fn of_kafka(event: KafkaEvent) -> Result<Vec<Incoming>, UnknownEvent> {
    let cluster_arn = match event.event_source.as_deref() {
        Some("aws:kafka") => event.event_source_arn,
        Some("SelfManagedKafka") => None,
        _ => return Err(UnknownEvent),
    };
    let mut records: Vec<_> = event
        .records
        .into_values()
        .flatten()
        .filter_map(|record| one_of_kafka(record, &cluster_arn))
        .collect();
    // A map has no order. Within a partition offsets have.
    records.sort_by(|one, other| one.identifier.cmp(&other.identifier));
    Ok(records)
}

/// A record without a value says that what its key stood for is gone (a tombstone), and holds no payment.
fn one_of_kafka(record: KafkaRecord, cluster_arn: &Option<String>) -> Option<Incoming> {
    let value = record.value.filter(|value| !value.is_empty())?;
    let topic = record.topic.unwrap_or_default();
    let part = format!("{topic}-{}", record.partition);
    Some(Incoming {
        identifier: ItemIdentifier::Offset { partition: part.clone(), offset: record.offset },
        // A record without a key has no order to keep.
        key: record.key.unwrap_or_else(|| record.offset.to_string()),
        part,
        arrived_at: Timestamp::from_millis(record.timestamp.0.timestamp_millis()),
        body: decoded(value),
        position: StreamPosition::Kafka {
            cluster_arn: cluster_arn.clone(),
            topic,
            partition: record.partition,
            offset: record.offset,
        },
    })
}
