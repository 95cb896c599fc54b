//! A batch of a Kinesis stream, as Lambda hands it to a function.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fraud::Timestamp;
use serde::Deserialize;
use stream_record::StreamPosition;

/// A batch of one shard. The type of `aws_lambda_events` is not used: it takes the digits behind the point of a time for milliseconds, so half a
/// second (`.5`) becomes five milliseconds.
#[derive(Clone, Debug, Deserialize)]
pub struct KinesisBatch {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

/// A record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KinesisRecord {
    /// The stream.
    pub stream_arn: String,
    /// The shard that the record was written to.
    pub shard_id: String,
    /// The number within the shard.
    pub sequence_number: String,
    /// Records of one key keep their order.
    pub partition_key: String,
    /// When it came into the stream.
    pub arrived_at: Timestamp,
    /// The record's content.
    pub body: Vec<u8>,
}

#[derive(Clone, Debug, Deserialize)]
struct Record {
    #[serde(rename = "eventID")]
    event_id: String,
    #[serde(rename = "eventSourceARN")]
    stream_arn: String,
    kinesis: Data,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    /// In seconds.
    approximate_arrival_timestamp: f64,
    data: String,
    partition_key: String,
    sequence_number: String,
}

impl KinesisBatch {
    /// The records, in the order of their shard.
    pub fn into_records(self) -> Vec<KinesisRecord> {
        self.records.into_iter().map(KinesisRecord::from).collect()
    }
}

impl KinesisRecord {
    /// Where it can be read again.
    pub fn position(&self) -> StreamPosition {
        StreamPosition::Kinesis {
            stream_arn: self.stream_arn.clone(),
            shard_id: self.shard_id.clone(),
            sequence_number: self.sequence_number.clone(),
        }
    }
}

impl From<Record> for KinesisRecord {
    fn from(record: Record) -> KinesisRecord {
        let Data { approximate_arrival_timestamp, data, partition_key, sequence_number } = record.kinesis;
        KinesisRecord {
            stream_arn: record.stream_arn,
            shard_id: record.event_id.split(':').next().unwrap_or_default().to_owned(),
            sequence_number,
            partition_key,
            arrived_at: Timestamp::from_millis((approximate_arrival_timestamp * 1000.0).round() as i64),
            body: decoded(data),
        }
    }
}

/// What a record holds. What is not Base64 is no record of Lambda's; as a body it is refused and set aside.
pub fn decoded(data: String) -> Vec<u8> {
    STANDARD.decode(&data).unwrap_or(data.into_bytes())
}
