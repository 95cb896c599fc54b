//! A queue whose messages are looked at and taken out by hand.

use anyhow::{Context, Result};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::SdkError;
use aws_sdk_sqs::operation::get_queue_url::GetQueueUrlError;
use aws_sdk_sqs::types::MessageSystemAttributeName;
use fraud::Timestamp;

/// How long a message is hidden while it is dealt with. If this program dies, it shows again after that.
const HIDDEN_SECONDS: i32 = 60;

/// A queue.
pub(super) struct Queue {
    client: Client,
    name: String,
    url: String,
}

/// A message that was received and is hidden for a while.
pub(super) struct Message {
    /// When it was sent to the queue.
    pub(super) sent_at: Timestamp,
    pub(super) body: String,
    receipt: String,
}

/// Whether there is no such queue.
pub(super) fn is_missing(error: &anyhow::Error) -> bool {
    let refused = error.downcast_ref::<SdkError<GetQueueUrlError>>().and_then(SdkError::as_service_error);
    refused.is_some_and(GetQueueUrlError::is_queue_does_not_exist)
}

impl Queue {
    pub(super) async fn find(client: Client, name: &str) -> Result<Queue> {
        let found = client.get_queue_url().queue_name(name).send().await;
        let url = found
            .with_context(|| format!("the queue {name} can't be found; is --environment right?"))?
            .queue_url
            .context("SQS answers the URL of a queue")?;
        Ok(Queue { client, name: name.to_owned(), url })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// All messages, which are shown to others again at once.
    pub(super) async fn look(&self) -> Result<Vec<Message>> {
        let mut messages = Vec::new();
        loop {
            let received = self.receive().await?;
            if received.is_empty() {
                break;
            }
            messages.extend(received);
        }
        for message in &messages {
            self.hide(message, 0).await?;
        }
        Ok(messages)
    }

    /// Up to ten messages; none if the queue is empty.
    pub(super) async fn receive(&self) -> Result<Vec<Message>> {
        let received = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(10)
            .visibility_timeout(HIDDEN_SECONDS)
            .message_system_attribute_names(MessageSystemAttributeName::SentTimestamp)
            // Asks all of SQS's servers, not a sample of them.
            .wait_time_seconds(1)
            .send()
            .await
            .with_context(|| format!("the queue {} can't be read", self.name))?;
        Ok(received.messages.unwrap_or_default().into_iter().map(Message::from).collect())
    }

    pub(super) async fn send(&self, body: &str) -> Result<()> {
        let sent = self.client.send_message().queue_url(&self.url).message_body(body).send().await;
        sent.with_context(|| format!("a message can't be sent to {}", self.name))?;
        Ok(())
    }

    pub(super) async fn delete(&self, message: &Message) -> Result<()> {
        let deleted =
            self.client.delete_message().queue_url(&self.url).receipt_handle(&message.receipt).send().await;
        deleted.with_context(|| format!("a message can't be deleted from {}", self.name))?;
        Ok(())
    }

    /// Hides a message for so many seconds more, or shows it again.
    pub(super) async fn hide(&self, message: &Message, seconds: i32) -> Result<()> {
        let changed = self
            .client
            .change_message_visibility()
            .queue_url(&self.url)
            .receipt_handle(&message.receipt)
            .visibility_timeout(seconds)
            .send()
            .await;
        changed.with_context(|| format!("a message of {} can't be shown again", self.name))?;
        Ok(())
    }
}

impl From<aws_sdk_sqs::types::Message> for Message {
    fn from(message: aws_sdk_sqs::types::Message) -> Message {
        let attributes = message.attributes.unwrap_or_default();
        let sent =
            attributes.get(&MessageSystemAttributeName::SentTimestamp).and_then(|text| text.parse().ok());
        Message {
            sent_at: Timestamp::from_millis(sent.unwrap_or_default()),
            body: message.body.unwrap_or_default(),
            receipt: message.receipt_handle.unwrap_or_default(),
        }
    }
}
