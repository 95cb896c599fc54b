//! What a message in one of the queues says.

use std::fmt;

use aws_io::alert_queue::Message;
use aws_io::erasure_queue::{Erased, Erasure};
use aws_io::quarantine_queue::{Quarantined, QuarantinedRecord};
use decision_events::Event;
use fraud::{Alert, GuardNotice};
use serde::{Deserialize, Serialize};

use super::QueueName;

/// A message, read.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Letter {
    /// An alert that was not mailed.
    Alert(Box<Alert>),
    /// A finding of the guard that was not mailed.
    Notice(Box<GuardNotice>),
    /// A transaction that the function could make nothing of.
    Quarantined(Quarantined),
    /// A record of a stream that is not a transaction, or an event that a webhook's receiver refused.
    Record(QuarantinedRecord),
    /// Records of a stream that Lambda gave up on.
    StreamBatch(FailedBatch),
    /// An upload that was not classified.
    Upload(FailedUpload),
    /// What a customer deleted, and what is not erased.
    Erasure(Erasure),
    /// An event that other systems were not told of.
    Event(Box<Event>),
    /// Something else.
    Unreadable { body: String },
}

/// Lambda's note about records it gave up on ("Capturing discarded batches", AWS Lambda developer guide). It
/// holds their place in the stream, not the records.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FailedBatch {
    #[serde(rename(deserialize = "requestContext"))]
    pub(super) request: RequestContext,
    #[serde(rename(deserialize = "DDBStreamBatchInfo"), alias = "KinesisBatchInfo")]
    pub(super) batch: BatchInfo,
}

/// Why Lambda gave up.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RequestContext {
    pub(super) condition: String,
}

/// Which records.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub(super) struct BatchInfo {
    pub(super) shard_id: String,
    pub(super) start_sequence_number: String,
    pub(super) end_sequence_number: String,
    pub(super) approximate_arrival_of_first_record: String,
    pub(super) approximate_arrival_of_last_record: String,
    pub(super) batch_size: u32,
    pub(super) stream_arn: String,
}

/// S3's notification of uploads, as far as it says which ones.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FailedUpload {
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
    pub(super) fn read(queue: QueueName, body: &str) -> Letter {
        let letter = match queue {
            QueueName::Alerts => aws_io::alert_queue::from_message(body).ok().map(|message| match message {
                Message::Alert(alert) => Letter::Alert(alert),
                Message::Notice(notice) => Letter::Notice(notice),
            }),
            QueueName::ScorerFailures | QueueName::ArchiverFailures => serde_json::from_str(body)
                .map(Letter::Quarantined)
                .or_else(|_| serde_json::from_str(body).map(Letter::StreamBatch))
                .ok(),
            QueueName::IntakeFailures | QueueName::Webhooks => serde_json::from_str(body)
                .map(Letter::Record)
                .or_else(|_| serde_json::from_str(body).map(Letter::StreamBatch))
                .ok(),
            QueueName::Documents => serde_json::from_str(body).map(Letter::Upload).ok(),
            QueueName::Erasures => aws_io::erasure_queue::from_message(body).ok().map(Letter::Erasure),
            QueueName::DecisionEvents => {
                Event::from_json(body.as_bytes()).map(|event| Letter::Event(Box::new(event))).ok()
            }
        };
        letter.unwrap_or_else(|| Letter::Unreadable { body: body.to_owned() })
    }

    /// What it is about: the same for two messages about one transaction, record or batch.
    pub(super) fn subject(&self) -> String {
        match self {
            Letter::Quarantined(record) => record.key_id.clone(),
            Letter::Record(record) => record.position.to_string(),
            Letter::StreamBatch(FailedBatch { batch, .. }) => {
                let BatchInfo { shard_id, start_sequence_number, end_sequence_number, .. } = batch;
                format!("{shard_id} {start_sequence_number} {end_sequence_number}")
            }
            other => other.to_string(),
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
        assert_eq!(shown(QueueName::ScorerFailures, quarantined), "k  the item's transaction can't be read");
        assert_eq!(
            shown(QueueName::ScorerFailures, batch),
            "3 records of the stream, 100 to 300  RetryAttemptsExhausted"
        );
        let of_kinesis = batch.replace("DDBStreamBatchInfo", "KinesisBatchInfo");
        assert_eq!(
            shown(QueueName::IntakeFailures, &of_kinesis),
            "3 records of the stream, 100 to 300  RetryAttemptsExhausted"
        );
        let record = r##"{"position":{"stream":"kinesis","stream_arn":"arn:aws:kinesis:eu-central-1:111122223333:stream/payments",
            "shard_id":"shardId-1","sequence_number":"100"},"arrived_at":1772368200000,"hash":"33ec","reason":"#/amount is required"}"##;
        assert_eq!(
            shown(QueueName::IntakeFailures, record),
            "shardId-1:100 of arn:aws:kinesis:eu-central-1:111122223333:stream/payments  #/amount is required"
        );
        let upload = r#"{"Records":[{"s3":{"object":{"key":"a+b.pdf","versionId":"1"}}}]}"#;
        assert_eq!(shown(QueueName::Documents, upload), "upload of a+b.pdf, version 1");
        let erasure = r#"{"customer":"9f1c","what":"document","key_id":"019ca960-8140-7101-8101-010101010101","pass":"last"}"#;
        assert_eq!(
            shown(QueueName::Erasures, erasure),
            "019ca960-8140-7101-8101-010101010101  erasure of a document, Last pass"
        );
        let refused = record.replace("#/amount is required", "the receiver answered 404 to decision_k");
        assert_eq!(
            shown(QueueName::Webhooks, &refused),
            "shardId-1:100 of arn:aws:kinesis:eu-central-1:111122223333:stream/payments  the receiver answered 404 to decision_k"
        );
        let event = r#"{"specversion":"1.0","id":"decision_k","source":"/tollgate/prod","type":"tollgate.decision.v1","subject":"k",
            "time":"2026-03-01T12:30:00Z","datacontenttype":"application/json","partitionkey":"33ec","data":{}}"#;
        assert_eq!(
            shown(QueueName::DecisionEvents, event),
            "k  tollgate.decision.v1 of 2026-03-01T12:30:00Z"
        );
        assert_eq!(shown(QueueName::Alerts, "{}"), "unreadable: {}");
    }
}
