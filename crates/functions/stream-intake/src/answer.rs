//! What of a batch is retried. `aws_lambda_events` has the answer for Kinesis, none for Kafka.
//!
//! Earlier editions of the developer guide called a Kafka record's partition `topic-partition` in the answer; the guide and its examples
//! now say `partition`.

use serde::Serialize;

/// The answer to a batch ("Configuring partial batch response with Kinesis Data Streams and Lambda" and "Configuring error
/// handling controls for Kafka event sources", AWS Lambda developer guide).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The first record to retry of a shard, which is retried with those behind it; or each record to retry of a Kafka batch.
    pub batch_item_failures: Vec<ItemFailure>,
}

/// A record to retry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemFailure {
    /// Which one.
    pub item_identifier: ItemIdentifier,
}

/// How a batch names a record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum ItemIdentifier {
    /// By its sequence number, in Kinesis.
    SequenceNumber(String),
    /// In Kafka.
    Offset {
        /// `topic-partition`
        partition: String,
        /// The place within the partition.
        offset: i64,
    },
}
