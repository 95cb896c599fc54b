//! A queue whose messages are looked at and taken out by hand.

use std::collections::BTreeMap;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::operation::get_queue_url::GetQueueUrlError;
use aws_sdk_sqs::types::{ChangeMessageVisibilityBatchRequestEntry, MessageSystemAttributeName};
use fraud::Timestamp;
use futures::stream::{self, StreamExt};

use crate::OperationError;

/// How long a message is hidden when a queue is gone through: long enough for all of it. If this program dies, it shows again
/// after that.
const HIDDEN_SECONDS: i32 = 900;
/// The same when some are taken: long enough for a person's request.
const TAKEN_SECONDS: i32 = 60;
/// How many messages SQS hands out, and has shown again, at a time.
const PAGE: usize = 10;

/// A queue.
#[derive(Clone, Debug)]
pub struct Queue {
    client: Client,
    name: String,
    url: String,
}

/// A message that was received and is hidden for a while.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// By which the queue knows it.
    pub id: String,
    /// When it was sent to the queue.
    pub sent_at: Timestamp,
    /// What it says.
    pub body: String,
    /// By which whoever received it may delete it or put it back.
    pub receipt: String,
}

/// Messages that were received.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// In the order in which they came.
    pub messages: Vec<Message>,
    /// Whether the queue had no others.
    pub is_all: bool,
}

/// What becomes of a message that was dealt with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It is deleted.
    Deleted,
    /// It stays in the queue.
    Kept,
}

/// The names of the queues that begin so.
pub(super) async fn names(client: &Client, prefix: &str) -> Result<Vec<String>, OperationError> {
    let pages = client.list_queues().queue_name_prefix(prefix).max_results(1000).into_paginator();
    let urls = pages.items().send().collect::<Result<Vec<_>, _>>().await;
    let urls = urls.map_err(OperationError::call("the queues can't be listed"))?;
    Ok(urls.iter().filter_map(|url| url.rsplit('/').next()).map(str::to_owned).collect())
}

impl Queue {
    /// The queue of a deployed name.
    pub(crate) async fn find(client: Client, name: String) -> Result<Queue, OperationError> {
        let found = client.get_queue_url().queue_name(&name).send().await.map_err(|error| {
            let is_missing = error.as_service_error().is_some_and(GetQueueUrlError::is_queue_does_not_exist);
            if is_missing {
                OperationError::NoQueue(name.clone())
            } else {
                OperationError::call(format!("the queue {name} can't be found"))(error)
            }
        })?;
        let url = found.queue_url.ok_or_else(|| OperationError::NoQueue(name.clone()))?;
        Ok(Queue { client, name, url })
    }

    /// The queue whose URL is known.
    pub(crate) fn at(client: Client, name: String, url: String) -> Queue {
        Queue { client, name, url }
    }

    /// Its deployed name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Receives up to `most` messages, or until those came whose ids are `wanted`, if any are. They are hidden for a minute.
    pub async fn take(&self, most: usize, wanted: &[String]) -> Result<Taken, OperationError> {
        let mut taken: Vec<Message> = Vec::new();
        let has = |taken: &[Message], id: &String| taken.iter().any(|message| message.id == *id);
        while taken.len() < most {
            let mut page = self.receive(TAKEN_SECONDS).await?;
            page.retain(|message| !has(&taken, &message.id));
            if page.is_empty() {
                return Ok(Taken { messages: taken, is_all: true });
            }
            taken.append(&mut page);
            if !wanted.is_empty() && wanted.iter().all(|id| has(&taken, id)) {
                break;
            }
        }
        Ok(Taken { messages: taken, is_all: false })
    }

    /// Lets others see messages again that were received.
    pub async fn put_back(&self, messages: &[Message]) -> Result<(), OperationError> {
        let receipts: Vec<String> = messages.iter().map(|message| message.receipt.clone()).collect();
        for receipts in receipts.chunks(PAGE) {
            self.show(receipts).await?;
        }
        Ok(())
    }

    /// Goes through the queue once, and deals with so many messages of a page at a time. A page is dealt with as it is
    /// received, so that a hundred thousand messages need no more memory than their ids do. What is kept stays hidden until
    /// the end, so that nothing is met twice; a message that is met again for all that, because going through took longer than
    /// messages are hidden, ends it.
    pub async fn go_through<E: From<OperationError>>(
        &self,
        at_a_time: usize,
        deal_with: impl AsyncFn(&Message) -> Result<Fate, E>,
    ) -> Result<(), E> {
        let mut met = BTreeMap::new();
        let gone_through = self.go_through_unmet(at_a_time, deal_with, &mut met).await;
        let kept: Vec<String> = met.into_values().flatten().collect();
        for receipts in kept.chunks(PAGE) {
            self.show(receipts).await?;
        }
        gone_through
    }

    /// `met` has the ids of all messages that were received, and the receipts of those that are still there.
    async fn go_through_unmet<E: From<OperationError>>(
        &self,
        at_a_time: usize,
        deal_with: impl AsyncFn(&Message) -> Result<Fate, E>,
        met: &mut BTreeMap<String, Option<String>>,
    ) -> Result<(), E> {
        loop {
            let mut page = self.receive(HIDDEN_SECONDS).await?;
            page.retain(|message| met.insert(message.id.clone(), Some(message.receipt.clone())).is_none());
            if page.is_empty() {
                return Ok(());
            }
            let fates: Vec<Result<Fate, E>> = stream::iter(&page)
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
    async fn receive(&self, hidden_seconds: i32) -> Result<Vec<Message>, OperationError> {
        let received = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(PAGE as i32)
            .visibility_timeout(hidden_seconds)
            .message_system_attribute_names(MessageSystemAttributeName::SentTimestamp)
            // Asks all of SQS's servers, not a sample of them.
            .wait_time_seconds(1)
            .send()
            .await
            .map_err(OperationError::call(format!("the queue {} can't be read", self.name)))?;
        Ok(received.messages.unwrap_or_default().into_iter().map(Message::from).collect())
    }

    /// Sends a message.
    pub async fn send(&self, body: &str) -> Result<(), OperationError> {
        let sent = self.client.send_message().queue_url(&self.url).message_body(body).send().await;
        let what = format!("a message can't be sent to {}", self.name);
        sent.map(drop).map_err(OperationError::call(what))
    }

    /// Deletes a message that was received.
    pub async fn delete(&self, message: &Message) -> Result<(), OperationError> {
        let deleted =
            self.client.delete_message().queue_url(&self.url).receipt_handle(&message.receipt).send().await;
        let what = format!("a message can't be deleted from {}", self.name);
        deleted.map(drop).map_err(OperationError::call(what))
    }

    /// Shows messages again that were received, up to ten. One that shows already is left alone.
    async fn show(&self, receipts: &[String]) -> Result<(), OperationError> {
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
        let what = format!("messages of {} can't be shown again", self.name);
        let answer = answer.map_err(OperationError::call(what.clone()))?;
        let is_in_flight = |code: &str| !code.ends_with("MessageNotInflight");
        match answer.failed.iter().find(|failed| is_in_flight(&failed.code)) {
            Some(failed) => Err(OperationError::refused(format!("{what}: {}", failed.code))),
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
