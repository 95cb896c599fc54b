//! The queue of records that nothing could be made of. It is also where Lambda itself sends what it gave up on.

use std::future::Future;

use aws_sdk_sqs::Client;
use serde::{Deserialize, Serialize};

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
        let body = serde_json::to_string(record).expect("two texts are JSON");
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
