//! A batch of Kafka topics, as Lambda hands it to a function ("Using Lambda with self-managed Apache Kafka" and its twin for Amazon
//! MSK, AWS Lambda developer guide).
//!
//! `aws_lambda_events` reads no batch in which one record has no timestamp or one beyond its calendar: that record would hold up its
//! whole topic.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fraud::Timestamp;
use fraud::request::AGE_MILLIS_MAX;
use serde::Deserialize;
use stream_record::StreamPosition;

use crate::answer::ItemIdentifier;
use crate::event::{Body, Incoming, UnknownEvent};

/// A batch, which may span topics and partitions.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KafkaBatch {
    #[serde(default)]
    event_source: Option<String>,
    #[serde(default)]
    event_source_arn: Option<String>,
    /// By `topic-partition`.
    #[serde(default)]
    records: BTreeMap<String, Vec<Record>>,
}

/// A record as far as it is looked at: its headers say nothing of a payment.
#[derive(Clone, Debug, Deserialize)]
struct Record {
    topic: String,
    partition: i64,
    offset: i64,
    /// In milliseconds. Formats before Kafka 0.10 have none (-1), and a producer may write any.
    #[serde(default)]
    timestamp: Option<i64>,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    value: Option<String>,
}

impl KafkaBatch {
    /// The records that hold something, in the order of their partitions. `now` is when they are read.
    pub(crate) fn into_records(self, now: Timestamp) -> Result<Vec<Incoming>, UnknownEvent> {
        let cluster_arn = match self.event_source.as_deref() {
            Some("aws:kafka") => self.event_source_arn,
            Some("SelfManagedKafka") => None,
            _ => return Err(UnknownEvent),
        };
        let mut records: Vec<Incoming> = Vec::new();
        for (part, mut of_part) in self.records {
            of_part.sort_by_key(|record| record.offset);
            let of_part = of_part.into_iter();
            records.extend(of_part.filter_map(|record| incoming(record, &part, cluster_arn.as_deref(), now)));
        }
        Ok(records)
    }
}

/// `None` for a tombstone: a record without a value says that what its key stood for is gone, and holds no payment. One with an
/// empty value is a record that can't be read.
fn incoming(record: Record, part: &str, cluster_arn: Option<&str>, now: Timestamp) -> Option<Incoming> {
    let Record { topic, partition, offset, timestamp, key, value } = record;
    let timestamp = timestamp.filter(|timestamp| *timestamp >= 0);
    Some(Incoming {
        // By the name that the batch has for it: Lambda takes no other.
        identifier: ItemIdentifier::Offset { partition: part.to_owned(), offset },
        part: part.to_owned(),
        // A record without a key has no order to keep.
        key: key.unwrap_or_else(|| offset.to_string()),
        arrived_at: arrival(timestamp, now),
        body: body(value?),
        position: StreamPosition::Kafka {
            cluster_arn: cluster_arn.map(str::to_owned),
            topic,
            partition,
            offset,
            timestamp,
        },
    })
}

fn body(value: String) -> Body {
    match STANDARD.decode(&value) {
        Ok(bytes) => Body::Read(bytes),
        Err(_) => Body::NotBase64(value.into_bytes()),
    }
}

/// When a record came into its topic. Its timestamp may be the producer's: one from the future, or of no time that a payment can be
/// of, is not believed.
fn arrival(timestamp: Option<i64>, now: Timestamp) -> Timestamp {
    let believed = now.as_millis() - AGE_MILLIS_MAX..=now.as_millis();
    match timestamp.filter(|timestamp| believed.contains(timestamp)) {
        Some(timestamp) => Timestamp::from_millis(timestamp),
        None => now,
    }
}
