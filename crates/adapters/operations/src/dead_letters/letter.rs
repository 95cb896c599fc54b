//! What a message in one of the queues says.

use std::collections::BTreeMap;
use std::fmt;

use aws_io::alert_queue::Message;
use aws_io::erasure_queue::{Erased, Erasure};
use aws_io::quarantine_queue::{Quarantined, QuarantinedRecord};
use decision_events::Event;
use fraud::{Alert, GuardNotice, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};

use super::Failures;
use super::stored_item::{StoredItem, StoredTable};
use crate::OperationError;

/// A message, read.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Letter {
    /// An alert that was not mailed.
    Alert(Box<Alert>),
    /// A finding of the guard that was not mailed.
    Notice(Box<GuardNotice>),
    /// A transaction that the function could make nothing of; or, under its subject, a case or a document.
    Quarantined(Quarantined),
    /// A record of a stream that is not a transaction, or an event that a webhook's receiver, a database or brokers
    /// refused.
    Record(QuarantinedRecord),
    /// Records of a stream that Lambda gave up on.
    StreamBatch(FailedBatch),
    /// Records of Kafka topics that Lambda gave up on.
    TopicBatch(FailedTopicBatch),
    /// An upload that was not classified.
    Upload(FailedUpload),
    /// What a customer deleted, and what is not erased.
    Erasure(Erasure),
    /// An event that other systems were not told of.
    Event(Box<Event>),
    /// Something else.
    Unreadable {
        /// The message as it is.
        body: String,
    },
}

/// Lambda's note about records it gave up on ("Capturing discarded batches", AWS Lambda developer guide). It
/// holds their place in the stream, not the records.
#[derive(Debug, Serialize, Deserialize)]
pub struct FailedBatch {
    /// Why Lambda gave up.
    #[serde(rename(deserialize = "requestContext"))]
    pub request: RequestContext,
    /// Which records it gave up on.
    #[serde(rename(deserialize = "DDBStreamBatchInfo"), alias = "KinesisBatchInfo")]
    pub batch: BatchInfo,
}

/// Why Lambda gave up.
#[derive(Debug, Serialize, Deserialize)]
pub struct RequestContext {
    /// As Lambda calls it: `RetryAttemptsExhausted`.
    pub condition: String,
}

/// Which records.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct BatchInfo {
    /// Where in the stream.
    pub shard_id: String,
    /// The first of them.
    pub start_sequence_number: String,
    /// The last of them.
    pub end_sequence_number: String,
    /// When the first one came.
    pub approximate_arrival_of_first_record: String,
    /// When the last one came.
    pub approximate_arrival_of_last_record: String,
    /// How many there are.
    pub batch_size: u32,
    /// Which stream.
    pub stream_arn: String,
}

/// Lambda's note about records of Kafka topics it gave up on ("Capturing discarded batches for Amazon MSK and self-managed Apache Kafka
/// event sources").
#[derive(Debug, Serialize, Deserialize)]
pub struct FailedTopicBatch {
    /// Why Lambda gave up.
    #[serde(rename(deserialize = "requestContext"))]
    pub request: RequestContext,
    /// Which records it gave up on.
    #[serde(rename(deserialize = "KafkaBatchInfo"))]
    pub batch: TopicBatchInfo,
}

/// Which records.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct TopicBatchInfo {
    /// How many there are.
    pub batch_size: u32,
    /// The cluster, if it is one of Amazon MSK.
    #[serde(default)]
    pub event_source_arn: Option<String>,
    /// Where, by `topic-partition`.
    pub records_info: BTreeMap<String, PartInfo>,
}

/// Which records of a partition.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct PartInfo {
    /// The first of them.
    #[serde(deserialize_with = "offset")]
    pub first_record_offset: i64,
    /// The last of them.
    #[serde(deserialize_with = "offset")]
    pub last_record_offset: i64,
    /// When the first one was written.
    #[serde(default)]
    pub first_record_timestamp: Option<String>,
    /// When the last one was written.
    #[serde(default)]
    pub last_record_timestamp: Option<String>,
}

/// Lambda writes offsets as texts here, and as numbers elsewhere.
fn offset<'de, Source: Deserializer<'de>>(source: Source) -> Result<i64, Source::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(i64),
        Text(String),
    }
    match Written::deserialize(source)? {
        Written::Number(number) => Ok(number),
        Written::Text(text) => text.parse().map_err(serde::de::Error::custom),
    }
}

/// Places of records in a partition of a topic.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(not(feature = "kafka"), allow(dead_code, reason = "only who reads topics looks at them"))]
pub(super) struct Places {
    pub(super) topic: String,
    pub(super) partition: i32,
    pub(super) first: i64,
    pub(super) last: i64,
    /// When some of them were written, in milliseconds.
    written_at: BTreeMap<i64, i64>,
}

impl Places {
    pub(super) fn one(
        topic: String,
        partition: i64,
        offset: i64,
        written_at: Option<i64>,
    ) -> Result<Places, OperationError> {
        let partition = partition.try_into().map_err(OperationError::call("it names no partition"))?;
        let written_at = written_at.map(|at| (offset, at)).into_iter().collect();
        Ok(Places { topic, partition, first: offset, last: offset, written_at })
    }

    #[cfg(feature = "kafka")]
    pub(super) fn written_at(&self, offset: i64) -> Option<i64> {
        self.written_at.get(&offset).copied()
    }

    /// As a batch names its partition.
    #[cfg(any(feature = "kafka", test))]
    pub(super) fn name(&self) -> String {
        format!("{}-{}", self.topic, self.partition)
    }
}

impl TopicBatchInfo {
    pub(super) fn places(&self) -> Result<Vec<Places>, OperationError> {
        self.records_info.iter().map(|(name, info)| info.places(name)).collect()
    }
}

impl PartInfo {
    fn places(&self, name: &str) -> Result<Places, OperationError> {
        let stranger = || OperationError::refused(format!("{name} names no partition of a topic"));
        let (topic, partition) = name.rsplit_once('-').ok_or_else(stranger)?;
        let millis = |time: &Option<String>| Some(time.as_ref()?.parse::<Timestamp>().ok()?.as_millis());
        let ends = [
            (self.first_record_offset, millis(&self.first_record_timestamp)),
            (self.last_record_offset, millis(&self.last_record_timestamp)),
        ];
        Ok(Places {
            topic: topic.to_owned(),
            partition: partition.parse().map_err(|_| stranger())?,
            first: self.first_record_offset,
            last: self.last_record_offset,
            written_at: ends.into_iter().filter_map(|(offset, at)| Some((offset, at?))).collect(),
        })
    }
}

impl fmt::Display for TopicBatchInfo {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.records_info.iter();
        let parts = parts.map(|(name, info)| {
            format!("{name}, {} to {}", info.first_record_offset, info.last_record_offset)
        });
        out.write_str(&parts.collect::<Vec<_>>().join("; "))
    }
}

/// S3's notification of uploads, as far as it says which ones.
#[derive(Debug, Serialize, Deserialize)]
pub struct FailedUpload {
    #[serde(rename(deserialize = "Records"))]
    uploads: Vec<Upload>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Upload {
    s3: Bucketed,
}

#[derive(Debug, Serialize, Deserialize)]
struct Bucketed {
    object: Object,
}

/// The key is encoded, as S3 writes it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all(deserialize = "camelCase"))]
struct Object {
    key: String,
    version_id: Option<String>,
}

impl Letter {
    /// Reads a message of a queue.
    pub fn read(failures: Failures, body: &str) -> Letter {
        let letter = match failures {
            Failures::Alerts => aws_io::alert_queue::from_message(body).ok().map(|message| match message {
                Message::Alert(alert) => Letter::Alert(alert),
                Message::Notice(notice) => Letter::Notice(notice),
            }),
            Failures::Scorer | Failures::Archiver => serde_json::from_str(body)
                .map(Letter::Quarantined)
                .or_else(|_| serde_json::from_str(body).map(Letter::StreamBatch))
                .ok(),
            Failures::Intake | Failures::Webhooks | Failures::Predictions | Failures::Kafka => {
                serde_json::from_str(body)
                    .map(Letter::Record)
                    .or_else(|_| serde_json::from_str(body).map(Letter::StreamBatch))
                    .or_else(|_| serde_json::from_str(body).map(Letter::TopicBatch))
                    .ok()
            }
            Failures::Documents => serde_json::from_str(body).map(Letter::Upload).ok(),
            Failures::Erasures => aws_io::erasure_queue::from_message(body).ok().map(Letter::Erasure),
            Failures::DecisionEvents => {
                Event::from_json(body.as_bytes()).map(|event| Letter::Event(Box::new(event))).ok()
            }
        };
        letter.unwrap_or_else(|| Letter::Unreadable { body: body.to_owned() })
    }

    /// What it is about: the same for two messages about one transaction, record or batch.
    pub fn subject(&self) -> String {
        match self {
            Letter::Quarantined(record) => record.key_id.clone(),
            Letter::Record(record) => record.position.to_string(),
            Letter::StreamBatch(FailedBatch { batch, .. }) => {
                let BatchInfo { shard_id, start_sequence_number, end_sequence_number, .. } = batch;
                format!("{shard_id} {start_sequence_number} {end_sequence_number}")
            }
            Letter::TopicBatch(FailedTopicBatch { batch, .. }) => batch.to_string(),
            other => other.to_string(),
        }
    }
}

impl Letter {
    /// Which kind it is, as programs know it.
    pub fn kind(&self) -> &'static str {
        match self {
            Letter::Alert(_) => "alert",
            Letter::Notice(_) => "notice",
            Letter::Quarantined(_) => "quarantined",
            Letter::Record(_) => "record",
            Letter::StreamBatch(_) | Letter::TopicBatch(_) => "stream_batch",
            Letter::Upload(_) => "upload",
            Letter::Erasure(_) => "erasure",
            Letter::Event(_) => "event",
            Letter::Unreadable { .. } => "unreadable",
        }
    }

    /// The payment, document or finding that it is about, if it is about one.
    pub fn key_id(&self) -> Option<String> {
        match self {
            Letter::Alert(alert) => Some(alert.key_id.to_string()),
            Letter::Notice(notice) => Some(notice.id().to_string()),
            Letter::Quarantined(record) => {
                let item = StoredItem::of_subject(&record.key_id);
                (item.table != StoredTable::Cases).then_some(item.id)
            }
            Letter::Event(event) => Some(event.subject.clone()),
            Letter::Erasure(Erasure { what: Erased::Document { key_id }, .. }) => Some(key_id.to_string()),
            Letter::Erasure(Erasure { what: Erased::Account { erasure_id, .. }, .. }) => {
                Some(erasure_id.to_string())
            }
            Letter::Record(_)
            | Letter::StreamBatch(_)
            | Letter::TopicBatch(_)
            | Letter::Upload(_)
            | Letter::Unreadable { .. } => None,
        }
    }

    /// Whether sending it again takes a look into a stream, or through the whole table once the stream has forgotten it, or into a table
    /// that the console's operators have nothing to do with.
    pub fn is_a_place(&self) -> bool {
        match self {
            Letter::Record(_) | Letter::StreamBatch(_) | Letter::TopicBatch(_) => true,
            Letter::Quarantined(record) => {
                StoredItem::of_subject(&record.key_id).table != StoredTable::Transactions
            }
            _ => false,
        }
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Letter::Alert(alert) => {
                let assessment = &alert.assessment;
                let points = assessment.risk_score.whole_points();
                write!(
                    out,
                    "{}  {}, risk {points}, {} to {}",
                    alert.key_id, assessment.outcome, alert.money, alert.merchant
                )
            }
            Letter::Notice(notice) => {
                write!(out, "{}  {} is {:?}", notice.id(), notice.code, notice.finding.standing)
            }
            Letter::Quarantined(record) => write!(out, "{}  {}", record.key_id, record.reason),
            Letter::Record(record) => write!(out, "{}  {}", record.position, record.reason),
            Letter::StreamBatch(failed) => write!(
                out,
                "{} records of the stream, {} to {}  {}",
                failed.batch.batch_size,
                failed.batch.start_sequence_number,
                failed.batch.end_sequence_number,
                failed.request.condition
            ),
            Letter::TopicBatch(failed) => write!(
                out,
                "{} records of topics: {}  {}",
                failed.batch.batch_size, failed.batch, failed.request.condition
            ),
            Letter::Upload(failed) => {
                let objects: Vec<String> = failed
                    .uploads
                    .iter()
                    .map(|upload| &upload.s3.object)
                    .map(|object| {
                        format!("{}, version {}", object.key, object.version_id.as_deref().unwrap_or("none"))
                    })
                    .collect();
                write!(out, "upload of {}", objects.join("; "))
            }
            Letter::Erasure(erasure) => match &erasure.what {
                Erased::Document { key_id } => {
                    write!(out, "{key_id}  erasure of a document, {:?} pass", erasure.pass)
                }
                Erased::Account { erasure_id, .. } => {
                    write!(out, "{erasure_id}  erasure of an account, {:?} pass", erasure.pass)
                }
            },
            Letter::Event(event) => write!(out, "{}  {} of {}", event.subject, event.kind, event.time),
            Letter::Unreadable { body } => write!(out, "unreadable: {body}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_each_kind_are_told_apart() {
        let quarantined = r#"{"key_id":"k","reason":"the item's transaction can't be read"}"#;
        let batch = r#"{"requestContext":{"requestId":"r","functionArn":"f","condition":"RetryAttemptsExhausted","approximateInvokeCount":4},
            "version":"1.0","timestamp":"2026-03-01T12:30:00.000Z","DDBStreamBatchInfo":{"shardId":"shardId-1","startSequenceNumber":"100",
            "endSequenceNumber":"300","approximateArrivalOfFirstRecord":"2026-03-01T12:29:58Z","approximateArrivalOfLastRecord":"2026-03-01T12:29:59Z",
            "batchSize":3,"streamArn":"arn:aws:dynamodb:eu-central-1:111122223333:table/transactions-prod/stream/s"}}"#;
        let shown = |queue, body| Letter::read(queue, body).to_string();
        assert_eq!(shown(Failures::Scorer, quarantined), "k  the item's transaction can't be read");
        assert_eq!(
            shown(Failures::Scorer, batch),
            "3 records of the stream, 100 to 300  RetryAttemptsExhausted"
        );
        let of_kinesis = batch.replace("DDBStreamBatchInfo", "KinesisBatchInfo");
        assert_eq!(
            shown(Failures::Intake, &of_kinesis),
            "3 records of the stream, 100 to 300  RetryAttemptsExhausted"
        );
        let record = r##"{"position":{"stream":"kinesis","stream_arn":"arn:aws:kinesis:eu-central-1:111122223333:stream/payments",
            "shard_id":"shardId-1","sequence_number":"100"},"arrived_at":1772368200000,"hash":"33ec","reason":"#/amount is required"}"##;
        assert_eq!(
            shown(Failures::Intake, record),
            "shardId-1:100 of arn:aws:kinesis:eu-central-1:111122223333:stream/payments  #/amount is required"
        );
        // The example of the developer guide, with offsets that a topic can have.
        let of_topics = r#"{"requestContext":{"requestId":"316aa6d0-8154-xmpl-9af7-85d5f4a6bc81","functionArn":"f",
            "condition":"RetryAttemptsExhausted","approximateInvokeCount":1},"responseContext":null,"version":"1.0",
            "timestamp":"2019-11-14T00:38:06.021Z","KafkaBatchInfo":{"batchSize":500,
            "eventSourceArn":"arn:aws:kafka:us-east-1:123456789012:cluster/vpc-2priv-2pub/751d2973-a626-431c-9d4e-d7975eb44dd7-2",
            "bootstrapServers":"...","payloadSize":2039086,"recordsInfo":{
            "my-topic-0":{"firstRecordOffset":"17","lastRecordOffset":"216","firstRecordTimestamp":"2019-11-14T00:38:04.835Z",
            "lastRecordTimestamp":"2019-11-14T00:38:05.580Z"},
            "my-topic-1":{"firstRecordOffset":3,"lastRecordOffset":302,"firstRecordTimestamp":"2019-11-14T00:38:04.835Z",
            "lastRecordTimestamp":"2019-11-14T00:38:05.580Z"}}}}"#;
        assert_eq!(
            shown(Failures::Intake, of_topics),
            "500 records of topics: my-topic-0, 17 to 216; my-topic-1, 3 to 302  RetryAttemptsExhausted"
        );
        let Letter::TopicBatch(failed) = Letter::read(Failures::Intake, of_topics) else { unreachable!() };
        let [first, second] = failed.batch.places().unwrap().try_into().unwrap();
        assert_eq!(
            (first.topic.as_str(), first.partition, first.first, first.last),
            ("my-topic", 0, 17, 216)
        );
        assert_eq!(
            (second.name().as_str(), second.written_at.get(&302)),
            ("my-topic-1", Some(&1_573_691_885_580))
        );
        let place = r##"{"position":{"stream":"kafka","topic":"payments","partition":3,"offset":17,"timestamp":1772368100500},
            "arrived_at":1772368200000,"hash":"33ec","reason":"#/amount is required"}"##;
        assert_eq!(
            shown(Failures::Intake, place),
            "3:17@19ca95efc94 of kafka/payments  #/amount is required"
        );
        let upload = r#"{"Records":[{"s3":{"object":{"key":"a+b.pdf","versionId":"1"}}}]}"#;
        assert_eq!(shown(Failures::Documents, upload), "upload of a+b.pdf, version 1");
        let erasure = r#"{"customer":"9f1c","what":"document","key_id":"019ca960-8140-7101-8101-010101010101","pass":"last"}"#;
        assert_eq!(
            shown(Failures::Erasures, erasure),
            "019ca960-8140-7101-8101-010101010101  erasure of a document, Last pass"
        );
        let refused = record.replace("#/amount is required", "the receiver answered 404 to decision_k");
        assert_eq!(
            shown(Failures::Webhooks, &refused),
            "shardId-1:100 of arn:aws:kinesis:eu-central-1:111122223333:stream/payments  the receiver answered 404 to decision_k"
        );
        let event = r#"{"specversion":"1.0","id":"decision_k","source":"/tollgate/prod","type":"tollgate.decision.v1","subject":"k",
            "time":"2026-03-01T12:30:00Z","datacontenttype":"application/json","partitionkey":"33ec","data":{}}"#;
        assert_eq!(shown(Failures::DecisionEvents, event), "k  tollgate.decision.v1 of 2026-03-01T12:30:00Z");
        assert_eq!(shown(Failures::Alerts, "{}"), "unreadable: {}");
    }
}
