//! The position of a record.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The position of a record in its stream. No other record ever has the same, and resharding does not change it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "stream", rename_all = "snake_case")]
pub enum StreamPosition {
    /// In Kinesis Data Streams.
    Kinesis {
        /// The stream.
        stream_arn: String,
        /// The shard that the record was written to.
        shard_id: String,
        /// The number within the shard.
        sequence_number: String,
    },
    /// In a Kafka topic.
    Kafka {
        /// The cluster's ARN, if it is one of Amazon MSK.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        cluster_arn: Option<String>,
        /// The topic.
        topic: String,
        /// The partition, from 0.
        partition: i64,
        /// The place within the partition, from 0.
        offset: i64,
        /// The record's own timestamp, in milliseconds, if it has one. It tells a record from one at the same offset of an earlier topic of this
        /// name: a topic that is deleted and created again counts its offsets from 0.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        timestamp: Option<i64>,
    },
}

impl StreamPosition {
    /// The stream or topic. A producer's ids are unique only within it.
    pub fn source(&self) -> String {
        match self {
            StreamPosition::Kinesis { stream_arn, .. } => stream_arn.clone(),
            StreamPosition::Kafka { cluster_arn, topic, .. } => kafka_source(cluster_arn.as_deref(), topic),
        }
    }

    /// The place within the source.
    pub fn place(&self) -> String {
        match self {
            StreamPosition::Kinesis { shard_id, sequence_number, .. } => {
                format!("{shard_id}:{sequence_number}")
            }
            StreamPosition::Kafka { partition, offset, timestamp: None, .. } => {
                format!("{partition}:{offset}")
            }
            // In hex, because thirteen decimal digits would look like a card number where the position is shown.
            StreamPosition::Kafka { partition, offset, timestamp: Some(timestamp), .. } => {
                format!("{partition}:{offset}@{timestamp:x}")
            }
        }
    }
}

/// The source of a topic's records. The cluster has an ARN if it is one of Amazon MSK.
pub fn kafka_source(cluster_arn: Option<&str>, topic: &str) -> String {
    format!("{}/{topic}", cluster_arn.unwrap_or("kafka"))
}

impl fmt::Display for StreamPosition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} of {}", self.place(), self.source())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_places_are_one() {
        let stamped = |topic: &str, partition, offset, timestamp| StreamPosition::Kafka {
            cluster_arn: None,
            topic: topic.to_owned(),
            partition,
            offset,
            timestamp,
        };
        let kafka = |topic: &str, partition, offset| stamped(topic, partition, offset, None);
        // The topic was made anew, and the place is another record's.
        let anew =
            [stamped("p", 1, 23, Some(1_772_368_100_500)), stamped("p", 1, 23, Some(1_772_368_100_501))];
        let kinesis = StreamPosition::Kinesis {
            stream_arn: "arn:aws:kinesis:us-east-1:111122223333:stream/payments".to_owned(),
            shard_id: "shardId-000000000001".to_owned(),
            sequence_number: "495".to_owned(),
        };
        let [first, second] = anew;
        let places = [kafka("p", 1, 23), kafka("p", 12, 3), kafka("q", 1, 23), kinesis, first, second];
        for (number, one) in places.iter().enumerate() {
            for other in &places[number + 1..] {
                assert_ne!((one.source(), one.place()), (other.source(), other.place()));
            }
            let text = serde_json::to_string(one).unwrap();
            assert_eq!(&serde_json::from_str::<StreamPosition>(&text).unwrap(), one, "{text}");
        }
    }
}
