//! The queue of alerts that wait to be mailed.

use std::future::Future;

use aws_sdk_sqs::Client;
use fraud::Alert;

use crate::CallError;

/// Takes alerts.
pub trait AlertQueue {
    /// Queues an alert. It may be queued more than once; the ledger keeps it from being mailed twice.
    fn send(&self, alert: &Alert) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// The message body of an alert.
pub fn to_message(alert: &Alert) -> String {
    serde_json::to_string(alert).expect("an alert is plain data")
}

/// Reads a message body.
pub fn from_message(body: &str) -> Result<Alert, serde_json::Error> {
    serde_json::from_str(body)
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

impl AlertQueue for SqsAlertQueue {
    async fn send(&self, alert: &Alert) -> Result<(), CallError> {
        self.client
            .send_message()
            .queue_url(&self.queue_url)
            .message_body(to_message(alert))
            .send()
            .await
            .map_err(CallError::of("sqs:SendMessage"))?;
        Ok(())
    }
}
