//! The answer to a batch: which records Lambda has to deliver again. `aws_lambda_events` has this type for Kinesis, but not for Kafka.
//!
//! Earlier editions of the developer guide called the member `partition` of a Kafka record `topic-partition`; the guide and its examples now
//! say `partition`.

use serde::Serialize;

/// The answer to a batch ("Configuring partial batch response with Kinesis Data Streams and Lambda" and "Configuring error
/// handling controls for Kafka event sources", AWS Lambda developer guide).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchResponse {
    /// For Kinesis, the first record of the shard to retry: Lambda retries it and all behind it. For Kafka, every record to retry.
    pub batch_item_failures: Vec<ItemFailure>,
}

/// A record to retry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemFailure {
    /// Which record.
    pub item_identifier: ItemIdentifier,
}

/// How a response names a record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum ItemIdentifier {
    /// A Kinesis record.
    SequenceNumber(String),
    /// A Kafka record.
    Offset {
        /// The partition as the batch calls it: topic, hyphen, number.
        partition: String,
        /// The offset within the partition.
        offset: i64,
    },
}
