//! The queue of alerts that wait for the next digest.

use std::future::Future;

use aws_sdk_sqs::Client;

use crate::CallError;

/// The most messages that SQS hands out at once, and for how many seconds it looks for them: without waiting it looks
/// at a part of the queue only.
const BATCH_MAX: i32 = 10;
const WAIT_SECONDS: i32 = 1;
/// How many deletions are under way at a time.
const DELETED_AT_A_TIME: usize = 16;
/// The longest delay that SQS takes.
const DELAY_SECONDS_MAX: i64 = 900;

/// Keeps alerts until a digest takes them.
pub trait WaitingAlerts {
    /// Puts the message of an alert in, to come out after so many seconds.
    fn put(&self, body: &str, delay_seconds: i64) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Takes some out for as long as the queue hides them: ten at most, none if there are none.
    fn take(&self) -> impl Future<Output = Result<Vec<WaitingAlert>, CallError>> + Send;

    /// Deletes those that were mailed.
    fn delete(&self, alerts: &[WaitingAlert]) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// A message that was taken out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WaitingAlert {
    /// What it says.
    pub body: String,
    /// By which it is deleted.
    pub receipt: String,
}

/// The queue in SQS.
#[derive(Clone, Debug)]
pub struct SqsWaitingAlerts {
    client: Client,
    queue_url: String,
}

impl SqsWaitingAlerts {
    /// The queue by its URL.
    pub fn new(client: Client, queue_url: String) -> Self {
        SqsWaitingAlerts { client, queue_url }
    }
}

impl WaitingAlerts for SqsWaitingAlerts {
    async fn put(&self, body: &str, delay_seconds: i64) -> Result<(), CallError> {
        let delay = i32::try_from(delay_seconds.clamp(0, DELAY_SECONDS_MAX)).unwrap_or_default();
        let sent =
            self.client.send_message().queue_url(&self.queue_url).message_body(body).delay_seconds(delay);
        sent.send().await.map_err(CallError::of("sqs:SendMessage"))?;
        Ok(())
    }

    async fn take(&self) -> Result<Vec<WaitingAlert>, CallError> {
        let asked = self.client.receive_message().queue_url(&self.queue_url);
        let answer = asked.max_number_of_messages(BATCH_MAX).wait_time_seconds(WAIT_SECONDS).send().await;
        let messages = answer.map_err(CallError::of("sqs:ReceiveMessage"))?.messages.unwrap_or_default();
        let read = |message: aws_sdk_sqs::types::Message| {
            Some(WaitingAlert { body: message.body.unwrap_or_default(), receipt: message.receipt_handle? })
        };
        Ok(messages.into_iter().filter_map(read).collect())
    }

    async fn delete(&self, alerts: &[WaitingAlert]) -> Result<(), CallError> {
        for some in alerts.chunks(DELETED_AT_A_TIME) {
            let calls = some.iter().map(|alert| {
                self.client.delete_message().queue_url(&self.queue_url).receipt_handle(&alert.receipt).send()
            });
            // One that survives comes again, and the ledger knows that it was mailed.
            futures::future::try_join_all(calls).await.map_err(CallError::of("sqs:DeleteMessage"))?;
        }
        Ok(())
    }
}
