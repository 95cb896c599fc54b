//! The queues in which ends what could not be processed, and what can be done with it.
//!
//! `alerts-dlq` holds alerts that could not be mailed five times. `scorer-failures` holds transactions that
//! could not be assessed: those the scorer quarantined, and batches of the stream that Lambda gave up on;
//! `archiver-failures` is the same for decisions that could not be archived, and for cases and documents that others could not be told of. `document-uploads-dlq` holds uploads
//! that could not be classified five times. `intake-failures`, where transactions come through a stream, holds the
//! places of records that are not transactions, and of those that Lambda gave up on. `document-erasures-dlq`, where customers have
//! a portal, holds what they deleted and what could not be erased five times. `decision-events-dlq`, where other systems are told of
//! decisions, holds events that their stream did not take five times; `webhook-…-failures` the places of those that a webhook's
//! receiver refused, or did not take in time; `prediction-failures`, where decisions are written to PostgreSQL, the places of those that are not
//! in its table; `kafka-failures`, where they are written to a Kafka topic, of those that are not on it.

#[cfg(feature = "kafka")]
mod kafka_records;
mod kinesis_records;
mod letter;
mod queue;
mod redrive;
mod stored_item;
mod stream_batch;

use std::future::Future;

use crate::{Deployment, OperationError};

pub use letter::{
    BatchInfo, FailedBatch, FailedTopicBatch, FailedUpload, Letter, PartInfo, RequestContext, TopicBatchInfo,
};
pub use queue::{Fate, Message, Queue, Taken};
pub use redrive::Redrive;

/// What a queue holds that could not be processed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failures {
    /// Alerts that could not be mailed.
    Alerts,
    /// Transactions that could not be assessed.
    Scorer,
    /// Decisions that could not be archived, and cases and documents that could not be told.
    Archiver,
    /// Uploads of documents that could not be classified.
    Documents,
    /// Records of a stream that are not transactions, or could not be stored.
    Intake,
    /// What customers deleted and what could not be erased.
    Erasures,
    /// Decisions and labels that the stream of decisions did not take.
    DecisionEvents,
    /// Events that webhooks were not sent.
    Webhooks,
    /// Events that are not in the table of predictions.
    Predictions,
    /// Events that are not on the Kafka topic.
    Kafka,
}

impl Failures {
    /// All kinds.
    pub const ALL: [Failures; 10] = [
        Failures::Alerts,
        Failures::Scorer,
        Failures::Archiver,
        Failures::Documents,
        Failures::Intake,
        Failures::Erasures,
        Failures::DecisionEvents,
        Failures::Webhooks,
        Failures::Predictions,
        Failures::Kafka,
    ];

    /// Whether only some deployments have it: those that read a stream or fill one, or have a portal.
    pub fn is_optional(self) -> bool {
        matches!(
            self,
            Failures::Intake
                | Failures::Erasures
                | Failures::DecisionEvents
                | Failures::Predictions
                | Failures::Kafka
        )
    }

    /// The queues of this kind, without the environment: each webhook has one, of the other kinds there is one.
    pub async fn queues(self, deployment: &Deployment) -> Result<Vec<String>, OperationError> {
        match self.queue() {
            Some(queue) => Ok(vec![queue.to_owned()]),
            None => {
                let client = aws_sdk_sqs::Client::new(&deployment.sdk);
                let names = queue::names(&client, "webhook-").await?;
                let ours = names.iter().filter_map(|name| deployment.resource_of(name));
                Ok(ours.filter(|name| Failures::of_queue(name) == Some(self)).map(str::to_owned).collect())
            }
        }
    }

    /// What a queue holds, by its name without the environment.
    pub fn of_queue(queue: &str) -> Option<Failures> {
        let is_webhook = queue.starts_with("webhook-") && queue.ends_with("-failures");
        let known = Failures::ALL.into_iter().find(|failures| failures.queue() == Some(queue));
        known.or(is_webhook.then_some(Failures::Webhooks))
    }

    fn queue(self) -> Option<&'static str> {
        Some(match self {
            Failures::Alerts => "alerts-dlq",
            Failures::Scorer => "scorer-failures",
            Failures::Archiver => "archiver-failures",
            Failures::Documents => "document-uploads-dlq",
            Failures::Intake => "intake-failures",
            Failures::Erasures => "document-erasures-dlq",
            Failures::DecisionEvents => "decision-events-dlq",
            Failures::Predictions => "prediction-failures",
            Failures::Kafka => "kafka-failures",
            Failures::Webhooks => return None,
        })
    }
}

/// Shows dead letters, sends them again and deletes them, one at a time. Queues are named without the environment.
pub trait DeadLetters {
    /// The queues that there are.
    fn queues(&self) -> Vec<String>;

    /// Receives messages, which nobody else then sees for a while: up to `most`, or until all that are `wanted` came.
    fn take(
        &self,
        queue: &str,
        most: usize,
        wanted: &[String],
    ) -> impl Future<Output = Result<Taken, OperationError>> + Send;

    /// Sends one again; it is still there then.
    fn send_again(
        &self,
        queue: &str,
        message: &Message,
    ) -> impl Future<Output = Result<(), OperationError>> + Send;

    /// Deletes one.
    fn delete(
        &self,
        queue: &str,
        message: &Message,
    ) -> impl Future<Output = Result<(), OperationError>> + Send;

    /// Lets others see those again that were received.
    fn put_back(
        &self,
        queue: &str,
        messages: &[Message],
    ) -> impl Future<Output = Result<(), OperationError>> + Send;
}

/// In SQS, of the queues whose URLs are known.
impl DeadLetters for Deployment {
    fn queues(&self) -> Vec<String> {
        let queues = self.known_queues().map(|(queue, _)| queue);
        queues.filter(|queue| Failures::of_queue(queue).is_some()).map(str::to_owned).collect()
    }

    async fn take(&self, queue: &str, most: usize, wanted: &[String]) -> Result<Taken, OperationError> {
        self.queue(queue).await?.take(most, wanted).await
    }

    async fn send_again(&self, queue: &str, message: &Message) -> Result<(), OperationError> {
        Redrive::of(self, queue).await?.send_again(message, &|_| {}).await
    }

    async fn delete(&self, queue: &str, message: &Message) -> Result<(), OperationError> {
        self.queue(queue).await?.delete(message).await
    }

    async fn put_back(&self, queue: &str, messages: &[Message]) -> Result<(), OperationError> {
        self.queue(queue).await?.put_back(messages).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_known_by_its_name() {
        let check = |queue: &str, expected: Option<Failures>| {
            assert_eq!(Failures::of_queue(queue), expected, "{queue}");
        };
        check("alerts-dlq", Some(Failures::Alerts));
        check("webhook-local-failures", Some(Failures::Webhooks));
        check("webhook-failures-failures", Some(Failures::Webhooks));
        check("alerts", None);
        check("webhook-local", None);
        check("alerts-dlq-prod", None);
        for failures in Failures::ALL {
            if let Some(queue) = failures.queue() {
                check(queue, Some(failures));
            }
        }
    }
}
