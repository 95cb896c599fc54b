//! A batch of a Kafka topic, as Lambda hands it to a function ("Using Lambda with self-managed Apache Kafka" and "Using Lambda with
//! Amazon MSK", AWS Lambda developer guide).
//!
//! The types of `aws_lambda_events` are not used: they refuse a whole batch if one record has no timestamp, or one outside their calendar.
//! Such a record would hold up its topic.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fraud::Timestamp;
use fraud::request::AGE_MILLIS_MAX;
use serde::Deserialize;
use stream_record::StreamPosition;

use crate::batch_response::ItemIdentifier;
use crate::event::{Body, IncomingRecord, UnknownEvent};

/// A batch. Each event source mapping of this stack reads one topic, whose partitions may share a batch; the event has room for several topics.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KafkaBatch {
    #[serde(default)]
    event_source: Option<String>,
    #[serde(default)]
    event_source_arn: Option<String>,
    /// By partition, as `topic-0`.
    #[serde(default)]
    records: BTreeMap<String, Vec<Record>>,
}

/// The parts of a record that count here. Its headers are not read: they say nothing about a payment.
#[derive(Clone, Debug, Deserialize)]
struct Record {
    topic: String,
    partition: i64,
    offset: i64,
    /// In milliseconds. Record formats before Kafka 0.10 have none (-1), and a producer may write any number.
    #[serde(default)]
    timestamp: Option<i64>,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    value: Option<String>,
}

impl KafkaBatch {
    /// The records with a value, by partition and offset. `now` is the time of arrival of those whose own timestamp can't be right.
    pub(crate) fn into_records(self, now: Timestamp) -> Result<Vec<IncomingRecord>, UnknownEvent> {
        let cluster_arn = match self.event_source.as_deref() {
            Some("aws:kafka") => self.event_source_arn,
            Some("SelfManagedKafka") => None,
            _ => return Err(UnknownEvent),
        };
        let mut records: Vec<IncomingRecord> = Vec::new();
        for (partition, mut of_partition) in self.records {
            of_partition.sort_by_key(|record| record.offset);
            let of_partition = of_partition.into_iter();
            records.extend(
                of_partition.filter_map(|record| from_kafka(record, &partition, cluster_arn.as_deref(), now)),
            );
        }
        Ok(records)
    }
}

/// `None` for a tombstone: a record without a value tells readers of the topic to forget the key, and holds no payment. A record with an
/// empty value is no tombstone; it fails in the parser and is set aside.
fn from_kafka(
    record: Record,
    partition_name: &str,
    cluster_arn: Option<&str>,
    now: Timestamp,
) -> Option<IncomingRecord> {
    let Record { topic, partition, offset, timestamp, key, value } = record;
    let timestamp = timestamp.filter(|timestamp| *timestamp >= 0);
    Some(IncomingRecord {
        // Lambda accepts a partition only under the name that the batch gave it.
        identifier: ItemIdentifier::Offset { partition: partition_name.to_owned(), offset },
        shard_or_partition: partition_name.to_owned(),
        // Records without a key have no order to keep, so each gets a key of its own.
        key: key.unwrap_or_else(|| offset.to_string()),
        arrived_at: arrival(timestamp, now),
        body: decode(value?),
        position: StreamPosition::Kafka {
            cluster_arn: cluster_arn.map(str::to_owned),
            topic,
            partition,
            offset,
            timestamp,
        },
    })
}

fn decode(value: String) -> Body {
    match STANDARD.decode(&value) {
        Ok(bytes) => Body::Decoded(bytes),
        Err(_) => Body::NotBase64(value.into_bytes()),
    }
}

/// When a record came into its topic. The timestamp may be the producer's own: one in the future, or older than a payment may be, is
/// replaced by `now`.
fn arrival(timestamp: Option<i64>, now: Timestamp) -> Timestamp {
    let plausible = now.as_millis() - AGE_MILLIS_MAX..=now.as_millis();
    match timestamp.filter(|timestamp| plausible.contains(timestamp)) {
        Some(timestamp) => Timestamp::from_millis(timestamp),
        None => now,
    }
}
