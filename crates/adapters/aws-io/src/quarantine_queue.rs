//! The queues of records that a function set aside. Lambda puts the records that it gave up on into the same queues.

use std::future::Future;

use aws_sdk_sqs::Client;
use fraud::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use stream_record::StreamPosition;

use crate::CallError;

/// A transaction that can't be assessed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quarantined {
    /// The item's key, valid or not.
    pub key_id: String,
    /// Why, for people.
    pub reason: String,
}

/// Takes transactions that can't be assessed.
pub trait QuarantineQueue {
    /// Keeps a transaction's key for people to look at.
    fn send(&self, record: &Quarantined) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// A record of a stream that was set aside. It may hold a card number, so only its position is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QuarantinedRecord {
    /// Where it can be read again, as long as the stream keeps it.
    pub position: StreamPosition,
    /// When it came into the stream.
    pub arrived_at: Timestamp,
    /// A hash of its bytes: records with the same bytes have the same hash. Where the bytes may hold a card number, the hash is made under the
    /// card key.
    pub hash: String,
    /// Why, for people; it repeats no value.
    pub reason: String,
}

impl QuarantinedRecord {
    /// A record of the stream of decisions, whose bytes hold no card number: they are hashed without a key.
    pub fn of_event(
        position: StreamPosition,
        arrived_at: Timestamp,
        bytes: &[u8],
        reason: String,
    ) -> QuarantinedRecord {
        QuarantinedRecord { position, arrived_at, hash: hex::encode(Sha256::digest(bytes)), reason }
    }
}

/// Takes records that were set aside.
pub trait RecordQuarantine {
    /// Keeps a record's position for people to look at.
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
