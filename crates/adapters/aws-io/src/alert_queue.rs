//! The queue of alerts that wait to be mailed.

use std::future::Future;

use aws_sdk_sqs::Client;
use fraud::{Alert, GuardNotice};

use crate::CallError;

/// Takes alerts.
pub trait AlertQueue {
    /// Queues an alert. It may be queued more than once; the ledger keeps it from being mailed twice.
    fn send(&self, alert: &Alert) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Queues what the guard found. It may be queued more than once, and is mailed once.
    fn send_notice(&self, notice: &GuardNotice) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// What a message is about.
#[derive(Clone, PartialEq, Debug)]
pub enum Message {
    /// A decision.
    Alert(Box<Alert>),
    /// A rule or a model.
    Notice(Box<GuardNotice>),
}

/// The message body of an alert.
pub fn to_message(alert: &Alert) -> String {
    serde_json::to_string(alert).expect("an alert is plain data")
}

/// The message body of a notice.
pub fn notice_to_message(notice: &GuardNotice) -> String {
    serde_json::to_string(notice).expect("a notice is plain data")
}

/// Reads a message body.
pub fn from_message(body: &str) -> Result<Message, serde_json::Error> {
    let fields: serde_json::Value = serde_json::from_str(body)?;
    if fields.get("finding").is_some() {
        return Ok(Message::Notice(serde_json::from_str(body)?));
    }
    serde_json::from_str(body).map(Message::Alert)
}

/// The queue in SQS.
#[derive(Clone, Debug)]
pub struct SqsAlertQueue {
    client: Client,
    queue_url: String,
}

impl SqsAlertQueue {
    /// The queue by its URL.
    pub fn new(client: Client, queue_url: String) -> Self {
        SqsAlertQueue { client, queue_url }
    }
}

impl SqsAlertQueue {
    async fn put(&self, body: String) -> Result<(), CallError> {
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

impl AlertQueue for SqsAlertQueue {
    async fn send(&self, alert: &Alert) -> Result<(), CallError> {
        self.put(to_message(alert)).await
    }

    async fn send_notice(&self, notice: &GuardNotice) -> Result<(), CallError> {
        self.put(notice_to_message(notice)).await
    }
}
