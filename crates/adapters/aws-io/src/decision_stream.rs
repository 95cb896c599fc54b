//! The stream of decisions, which other systems read: events in the order of their keys, and a queue for those that the stream
//! does not take for now.

mod changes;
mod kinesis;
mod order;

use std::future::Future;

use aws_sdk_sqs::Client;
use decision_events::{DecisionFacts, Event, LabelFacts};

use crate::CallError;
use crate::label_record::may_come_first;
use crate::stored_transaction::{Decision, StoredTransaction};

pub use changes::{UnreadableChange, event_of_case, event_of_document};
pub use kinesis::KinesisDecisionStream;
pub use order::{Left, PAUSES, put_in_order};

/// Takes events.
pub trait DecisionStream {
    /// Puts events by one call, and answers for each whether it was taken. A call keeps no order, so no two of its events have
    /// one key.
    fn put(&self, events: &[&Event]) -> impl Future<Output = Result<Vec<bool>, CallError>> + Send;
}

/// Keeps events for the stream that it did not take.
pub trait EventQueue {
    /// Queues an event. It may be queued more than once.
    fn send(&self, event: &Event) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// What a change of a transaction tells: its decision, or its latest label. If all of its labels may be older than its decision, the change may
/// be the decision, and tells both: at worst the decision is told twice, under one id. An item that is told of as a new one, as
/// `tollgate dlq redrive` does, tells both as well, because what was told of it before is unknown.
pub fn events_of(stored: &StoredTransaction, is_new: bool, source: &str) -> Vec<Event> {
    let Decision::Done { assessment, decided_at } = &stored.decision else { return Vec::new() };
    let facts = DecisionFacts {
        key_id: stored.key_id,
        received_at: stored.created_at,
        decided_at: *decided_at,
        transaction: &stored.transaction,
        assessment,
    };
    let label = stored.labels.first().map(|record| LabelFacts {
        revision: u32::try_from(stored.labels.len()).unwrap_or(u32::MAX),
        label: record.label,
        source: &record.source,
        known_at: record.label().known_at,
    });
    let labels_may_come_first =
        stored.labels.iter().all(|record| may_come_first(record.label().known_at, *decided_at));
    let decision = (is_new || labels_may_come_first).then(|| facts.event(source));
    decision.into_iter().chain(label.map(|label| facts.label_event(&label, source))).collect()
}

/// The queue in SQS.
#[derive(Clone, Debug)]
pub struct SqsEventQueue {
    client: Client,
    queue_url: String,
}

impl SqsEventQueue {
    /// The queue by its URL.
    pub fn new(client: Client, queue_url: String) -> Self {
        SqsEventQueue { client, queue_url }
    }
}

impl EventQueue for SqsEventQueue {
    async fn send(&self, event: &Event) -> Result<(), CallError> {
        self.client
            .send_message()
            .queue_url(&self.queue_url)
            .message_body(event.to_json())
            .send()
            .await
            .map_err(CallError::of("sqs:SendMessage"))?;
        Ok(())
    }
}
