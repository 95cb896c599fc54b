//! The queues of records that nothing could be made of. They are also where Lambda itself sends what it gave up on.

use std::future::Future;

use aws_sdk_sqs::Client;
use fraud::Timestamp;
use serde::{Deserialize, Serialize};
use stream_record::StreamPosition;

use crate::CallError;

/// A record that can't be assessed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quarantined {
    /// The item's key, whatever it is.
    pub key_id: String,
    /// Why, for people.
    pub reason: String,
}

/// Takes what can't be assessed.
pub trait QuarantineQueue {
    /// Keeps a record for people to look at.
    fn send(&self, record: &Quarantined) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// A record of a stream that can't be dealt with. It may hold a card number, so what is kept is where it stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QuarantinedRecord {
    /// Where it can be read again, as long as the stream keeps it.
    pub position: StreamPosition,
    /// When it came into the stream.
    pub arrived_at: Timestamp,
    /// Hash of its bytes, of what may hold a card number under the card key: equal for two records that say the same.
    pub hash: String,
    /// Why, for people; it repeats no value.
    pub reason: String,
}

/// Takes records that can't be dealt with.
pub trait RecordQuarantine {
    /// Keeps a record's place for people to look at.
    fn set_aside(&self, record: &QuarantinedRecord) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// The queue in SQS.
#[derive(Clone, Debug)]
pub struct SqsQuarantineQueue {
    client: Client,
    queue_url: String,
}

impl SqsQuarantineQueue {
    /// The queue by its URL.
    pub fn new(client: Client, queue_url: String) -> Self {
        SqsQuarantineQueue { client, queue_url }
    }
}

impl QuarantineQueue for SqsQuarantineQueue {
    async fn send(&self, record: &Quarantined) -> Result<(), CallError> {
        self.send_body(record).await
    }
}

impl RecordQuarantine for SqsQuarantineQueue {
    async fn set_aside(&self, record: &QuarantinedRecord) -> Result<(), CallError> {
        self.send_body(record).await
    }
}

impl SqsQuarantineQueue {
    async fn send_body(&self, record: &(impl Serialize + Sync)) -> Result<(), CallError> {
        let body = serde_json::to_string(record).expect("texts and numbers are JSON");
        self.client
            .send_message()
            .queue_url(&self.queue_url)
            .message_body(body)
            .send()
            .await
            .map_err(CallError::of("sqs:SendMessage"))?;
        Ok(())
    }
}
