//! Alarms, queues and dead letters in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use fraud::Timestamp;

use crate::OperationError;
use crate::alarms::{Alarm, AlarmBoard};
use crate::backlog::{Backlog, Backlogs};
use crate::dead_letters::{DeadLetters, Failures, Message, Taken};
use crate::delivery::{Deliveries, Delivery};

/// A deployment whose queues a test fills.
#[derive(Debug, Default)]
pub struct MemoryOperations {
    alarms: Vec<Alarm>,
    deliveries: Vec<Delivery>,
    queues: Mutex<BTreeMap<String, Vec<Letter>>>,
    sent_again: Mutex<Vec<String>>,
    refusal: Mutex<Option<String>>,
}

#[derive(Debug)]
struct Letter {
    message: Message,
    is_hidden: bool,
}

impl MemoryOperations {
    /// A deployment with these alarms.
    pub fn with_alarms(alarms: Vec<Alarm>) -> Self {
        MemoryOperations { alarms, ..MemoryOperations::default() }
    }

    /// With what was delivered.
    #[must_use]
    pub fn with_deliveries(mut self, deliveries: Vec<Delivery>) -> Self {
        self.deliveries = deliveries;
        self
    }

    /// Puts a message into a queue, by its name without the environment.
    pub fn put(&self, queue: &str, id: &str, sent_at: Timestamp, body: &str) {
        let receipt = format!("receipt of {id}");
        let message = Message { id: id.to_owned(), sent_at, body: body.to_owned(), receipt };
        lock(&self.queues).entry(queue.to_owned()).or_default().push(Letter { message, is_hidden: false });
    }

    /// The ids of the messages in a queue, those that somebody has hidden included.
    pub fn ids(&self, queue: &str) -> Vec<String> {
        let queues = lock(&self.queues);
        queues.get(queue).into_iter().flatten().map(|letter| letter.message.id.clone()).collect()
    }

    /// The ids of the messages that were sent again.
    pub fn sent_again(&self) -> Vec<String> {
        lock(&self.sent_again).clone()
    }

    /// Refuses to send anything again from now on, for this reason.
    pub fn refuse(&self, why: &str) {
        *lock(&self.refusal) = Some(why.to_owned());
    }

    fn hide(&self, queue: &str, id: &str, is_hidden: bool) {
        for letter in lock(&self.queues).get_mut(queue).into_iter().flatten() {
            if letter.message.id == id {
                letter.is_hidden = is_hidden;
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no test panics while it holds the lock")
}

impl AlarmBoard for MemoryOperations {
    async fn alarms(&self) -> Result<Vec<Alarm>, OperationError> {
        Ok(self.alarms.clone())
    }
}

impl Backlogs for MemoryOperations {
    async fn backlogs(&self, now: Timestamp) -> Result<Vec<Backlog>, OperationError> {
        let queues = lock(&self.queues);
        let backlog = |(queue, letters): (&String, &Vec<Letter>)| {
            let count =
                |is_hidden| letters.iter().filter(|letter| letter.is_hidden == is_hidden).count() as u64;
            let oldest = letters.iter().map(|letter| letter.message.sent_at).min();
            Backlog {
                queue: queue.clone(),
                is_of_failures: Failures::of_queue(queue).is_some(),
                waiting: count(false),
                hidden: count(true),
                oldest_seconds: oldest.map(|oldest| (now.as_seconds() - oldest.as_seconds()).max(0) as u64),
            }
        };
        Ok(queues.iter().map(backlog).collect())
    }
}

impl Deliveries for MemoryOperations {
    async fn deliveries(&self, _now: Timestamp) -> Result<Vec<Delivery>, OperationError> {
        Ok(self.deliveries.clone())
    }
}

impl DeadLetters for MemoryOperations {
    fn queues(&self) -> Vec<String> {
        let queues = lock(&self.queues);
        queues.keys().filter(|queue| Failures::of_queue(queue).is_some()).cloned().collect()
    }

    async fn take(&self, queue: &str, most: usize, wanted: &[String]) -> Result<Taken, OperationError> {
        let shown: Vec<Message> = lock(&self.queues)
            .get(queue)
            .into_iter()
            .flatten()
            .filter(|letter| !letter.is_hidden)
            .map(|letter| letter.message.clone())
            .collect();
        let mut messages: Vec<Message> = Vec::new();
        for message in &shown {
            let has_all = |messages: &[Message]| {
                !wanted.is_empty() && wanted.iter().all(|id| messages.iter().any(|one| one.id == *id))
            };
            if messages.len() >= most || has_all(&messages) {
                break;
            }
            self.hide(queue, &message.id, true);
            messages.push(message.clone());
        }
        let is_all = messages.len() == shown.len();
        Ok(Taken { messages, is_all })
    }

    async fn send_again(&self, _queue: &str, message: &Message) -> Result<(), OperationError> {
        match lock(&self.refusal).as_ref() {
            Some(why) => Err(OperationError::Refused(why.clone())),
            None => {
                lock(&self.sent_again).push(message.id.clone());
                Ok(())
            }
        }
    }

    async fn delete(&self, queue: &str, message: &Message) -> Result<(), OperationError> {
        if let Some(letters) = lock(&self.queues).get_mut(queue) {
            letters.retain(|letter| letter.message.receipt != message.receipt);
        }
        Ok(())
    }

    async fn put_back(&self, queue: &str, messages: &[Message]) -> Result<(), OperationError> {
        for message in messages {
            self.hide(queue, &message.id, false);
        }
        Ok(())
    }
}
