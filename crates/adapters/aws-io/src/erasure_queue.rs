//! The queue of what customers have deleted. A message stays until everything is gone, so a crash on the way delays an
//! erasure and leaves nothing.
//!
//! Each erasure comes twice. The first pass deletes what there is and lets nothing be added. Whoever was classifying the
//! document at that moment may still put a copy somewhere; the last pass comes when nobody can be at it any more.

use std::future::Future;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use fraud::{KeyId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::CallError;

/// What a message asks for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Erasure {
    /// Whose it is.
    pub customer: String,
    /// What is erased.
    #[serde(flatten)]
    pub what: Erased,
    /// Which of the two passes.
    pub pass: Pass,
}

/// What is erased.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Erased {
    /// One document.
    Document {
        /// Its id.
        key_id: KeyId,
    },
    /// The account with all documents.
    Account {
        /// Id of the erasure, by which a record of it is kept that names nobody.
        erasure_id: KeyId,
        /// By which the user pool knows the customer.
        user_name: String,
        /// When the customer asked for it.
        asked_at: Timestamp,
    },
}

/// Which of the two passes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    /// At once.
    First,
    /// When nobody can be classifying the document any more.
    Last,
}

impl Pass {
    const BOTH: [Pass; 2] = [Pass::First, Pass::Last];
}

/// The message body of an erasure.
pub fn to_message(erasure: &Erasure) -> String {
    serde_json::to_string(erasure).expect("an erasure is plain data")
}

/// Reads a message body.
pub fn from_message(body: &str) -> Result<Erasure, serde_json::Error> {
    serde_json::from_str(body)
}

/// Takes what is to be erased.
pub trait ErasureQueue {
    /// Queues both passes. It may be queued more than once.
    fn send(&self, customer: &str, what: &Erased) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// Both passes of an erasure.
pub fn passes(customer: &str, what: &Erased) -> [Erasure; 2] {
    Pass::BOTH.map(|pass| Erasure { customer: customer.to_owned(), what: what.clone(), pass })
}

/// The queue in SQS.
#[derive(Clone, Debug)]
pub struct SqsErasureQueue {
    client: Client,
    queue_url: String,
    last_pass_seconds: i32,
}

impl SqsErasureQueue {
    /// The queue by its URL. The last pass comes so many seconds after the first, 900 at most.
    pub fn new(client: Client, queue_url: String, last_pass_seconds: i32) -> Self {
        SqsErasureQueue { client, queue_url, last_pass_seconds }
    }
}

impl ErasureQueue for SqsErasureQueue {
    async fn send(&self, customer: &str, what: &Erased) -> Result<(), CallError> {
        const OPERATION: &str = "sqs:SendMessage";
        let mut batch = self.client.send_message_batch().queue_url(&self.queue_url);
        for (erasure, (id, delay)) in
            passes(customer, what).iter().zip([("first", 0), ("last", self.last_pass_seconds)])
        {
            let entry = SendMessageBatchRequestEntry::builder().id(id).delay_seconds(delay);
            let entry = entry.message_body(to_message(erasure)).build();
            batch = batch.entries(entry.map_err(|error| CallError::new(OPERATION, error))?);
        }
        let sent = batch.send().await.map_err(CallError::of(OPERATION))?;
        if sent.failed().is_empty() {
            return Ok(());
        }
        Err(CallError::new(OPERATION, "one of the two passes was not queued"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_as_it_was_written() {
        let key_id = KeyId::new(Timestamp::from_millis(1_772_368_200_000), [7; 10]);
        let user_name = "u-1".to_owned();
        let account = Erased::Account {
            erasure_id: key_id,
            user_name,
            asked_at: Timestamp::from_millis(1_772_368_200_000),
        };
        for what in [Erased::Document { key_id }, account] {
            for erasure in passes("9f1c", &what) {
                assert_eq!(from_message(&to_message(&erasure)).unwrap(), erasure);
            }
        }
        assert!(from_message("{}").is_err());
    }
}
