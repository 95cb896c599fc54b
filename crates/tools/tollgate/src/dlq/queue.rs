//! A queue whose messages are looked at and taken out by hand.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::SdkError;
use aws_sdk_sqs::operation::get_queue_url::GetQueueUrlError;
use aws_sdk_sqs::types::{ChangeMessageVisibilityBatchRequestEntry, MessageSystemAttributeName};
use fraud::Timestamp;
use futures::stream::{self, StreamExt};

/// How long a message is hidden: long enough for the rest of the queue to be gone through. If this program dies, it shows again
/// after that.
const HIDDEN_SECONDS: i32 = 900;
/// How many messages SQS hands out, and has shown again, at a time.
const PAGE: usize = 10;

/// A queue.
pub(super) struct Queue {
    client: Client,
    name: String,
    url: String,
}

/// A message that was received and is hidden for a while.
pub(super) struct Message {
    id: String,
    /// When it was sent to the queue.
    pub(super) sent_at: Timestamp,
    pub(super) body: String,
    receipt: String,
}

/// What becomes of a message that was dealt with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Deleted,
    Kept,
}

/// The names of the queues that begin so.
pub(super) async fn names(client: &Client, prefix: &str) -> Result<Vec<String>> {
    let pages = client.list_queues().queue_name_prefix(prefix).max_results(1000).into_paginator();
    let urls = pages.items().send().collect::<Result<Vec<_>, _>>().await;
    let urls = urls.context("the queues can't be listed")?;
    Ok(urls.iter().filter_map(|url| url.rsplit('/').next()).map(str::to_owned).collect())
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

    /// Goes through the queue once, and deals with so many messages of a page at a time. A page is dealt with as it is
    /// received, so that a hundred thousand messages need no more memory than their ids do. What is kept stays hidden until
    /// the end, so that nothing is met twice; a message that is met again for all that, because going through took longer than
    /// messages are hidden, ends it.
    pub(super) async fn go_through(
        &self,
        at_a_time: usize,
        deal_with: impl AsyncFn(&Message) -> Result<Fate>,
    ) -> Result<()> {
        let mut met = BTreeMap::new();
        let gone_through = self.go_through_unmet(at_a_time, deal_with, &mut met).await;
        let kept: Vec<String> = met.into_values().flatten().collect();
        for receipts in kept.chunks(PAGE) {
            self.show(receipts).await?;
        }
        gone_through
    }

    /// `met` has the ids of all messages that were received, and the receipts of those that are still there.
    async fn go_through_unmet(
        &self,
        at_a_time: usize,
        deal_with: impl AsyncFn(&Message) -> Result<Fate>,
        met: &mut BTreeMap<String, Option<String>>,
    ) -> Result<()> {
        loop {
            let mut page = self.receive().await?;
            page.retain(|message| met.insert(message.id.clone(), Some(message.receipt.clone())).is_none());
            if page.is_empty() {
                return Ok(());
            }
            let fates: Vec<Result<Fate>> = stream::iter(&page)
                .map(async |message| {
                    let fate = deal_with(message).await?;
                    if fate == Fate::Deleted {
                        self.delete(message).await?;
                    }
                    Ok(fate)
                })
                .buffered(at_a_time)
                .collect()
                .await;
            for (message, fate) in page.iter().zip(fates) {
                if fate? == Fate::Deleted {
                    met.insert(message.id.clone(), None);
                }
            }
        }
    }

    /// Up to ten messages; none if the queue is empty.
    async fn receive(&self) -> Result<Vec<Message>> {
        let received = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(PAGE as i32)
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

    async fn delete(&self, message: &Message) -> Result<()> {
        let deleted =
            self.client.delete_message().queue_url(&self.url).receipt_handle(&message.receipt).send().await;
        deleted.with_context(|| format!("a message can't be deleted from {}", self.name))?;
        Ok(())
    }

    /// Shows messages again that were received, up to ten. One that shows already is left alone.
    async fn show(&self, receipts: &[String]) -> Result<()> {
        let entries = receipts.iter().enumerate().map(|(place, receipt)| {
            ChangeMessageVisibilityBatchRequestEntry::builder()
                .id(place.to_string())
                .receipt_handle(receipt)
                .visibility_timeout(0)
                .build()
                .expect("an entry has an id and a receipt")
        });
        let request = self.client.change_message_visibility_batch().queue_url(&self.url);
        let answer = request.set_entries(Some(entries.collect())).send().await;
        let answer = answer.with_context(|| format!("messages of {} can't be shown again", self.name))?;
        let is_in_flight = |code: &str| !code.ends_with("MessageNotInflight");
        match answer.failed.iter().find(|failed| is_in_flight(&failed.code)) {
            Some(failed) => bail!("a message of {} can't be shown again: {}", self.name, failed.code),
            None => Ok(()),
        }
    }
}

impl From<aws_sdk_sqs::types::Message> for Message {
    fn from(message: aws_sdk_sqs::types::Message) -> Message {
        let attributes = message.attributes.unwrap_or_default();
        let sent =
            attributes.get(&MessageSystemAttributeName::SentTimestamp).and_then(|text| text.parse().ok());
        Message {
            id: message.message_id.unwrap_or_default(),
            sent_at: Timestamp::from_millis(sent.unwrap_or_default()),
            body: message.body.unwrap_or_default(),
            receipt: message.receipt_handle.unwrap_or_default(),
        }
    }
}
