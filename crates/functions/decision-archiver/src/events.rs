//! What of a batch other systems are told, where the deployment has a stream of decisions.
//!
//! The archive waits for nobody: what the stream does not take goes to a queue, from which this function puts it again.

use std::time::Duration;

use aws_io::decision_stream::{DecisionStream, EventQueue, Left, events_of, put_in_order};
use aws_io::stored_transaction::StoredTransaction;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use decision_events::Event;
use lambda_shell::ErrorChain;
use serde::Deserialize;

use crate::other_tables::OtherTables;

/// Where events go.
#[derive(Debug)]
pub struct Events<Stream, Waiting> {
    /// The name of this deployment in its events.
    pub source: String,
    /// What else is told of, beside the transactions.
    pub tables: OtherTables,
    /// The stream.
    pub stream: Stream,
    /// Where those wait that the stream does not take.
    pub waiting: Waiting,
    /// How long to wait before refused events are put again.
    pub pauses: &'static [Duration],
}

/// Messages of that queue. A record of the table's stream has none of these members.
#[derive(Clone, Debug, Deserialize)]
pub struct WaitingEvents {
    #[serde(rename = "Records")]
    messages: Vec<WaitingEvent>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WaitingEvent {
    message_id: String,
    body: String,
}

impl WaitingEvents {
    /// Has all of them come again.
    pub(crate) fn again(self) -> DynamoDbEventResponse {
        let mut response = DynamoDbEventResponse::default();
        for message in self.messages {
            retry(&mut response, &message.message_id);
        }
        response
    }
}

fn retry(response: &mut DynamoDbEventResponse, message_id: &str) {
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = Some(message_id.to_owned());
    response.batch_item_failures.push(failure);
}

impl<Stream: DecisionStream, Waiting: EventQueue> Events<Stream, Waiting> {
    pub(crate) fn of(&self, stored: &StoredTransaction, is_new: bool) -> Vec<Event> {
        events_of(stored, is_new, &self.source)
    }

    /// Tells events; answers the place of the first one that neither the stream nor the queue has taken.
    pub(crate) async fn tell(&self, events: &[Event]) -> Option<usize> {
        let left = self.put(events).await;
        for place in left.places {
            let event = &events[place];
            if let Err(error) = self.waiting.send(event).await {
                tracing::error!(id = event.id, error = %ErrorChain(&error), "an event can't wait and will be told again");
                return Some(place);
            }
            metrics::counter!("EventsWaiting").increment(1);
        }
        None
    }

    /// Puts events that waited. Those that are refused again come again, and end in the dead-letter queue after five times.
    pub(crate) async fn tell_waiting(&self, batch: WaitingEvents) -> DynamoDbEventResponse {
        let mut response = DynamoDbEventResponse::default();
        let (mut events, mut message_ids) = (Vec::new(), Vec::new());
        for WaitingEvent { message_id, body } in batch.messages {
            match Event::from_json(body.as_bytes()) {
                Ok(event) => {
                    events.push(event);
                    message_ids.push(message_id);
                }
                Err(error) => {
                    tracing::error!(message_id, error = %ErrorChain(&error), "a message holds no event");
                    retry(&mut response, &message_id);
                }
            }
        }
        for place in self.put(&events).await.places {
            retry(&mut response, &message_ids[place]);
        }
        response
    }

    async fn put(&self, events: &[Event]) -> Left {
        let left = put_in_order(&self.stream, events, self.pauses).await;
        metrics::counter!("EventsTold").increment((events.len() - left.places.len()) as u64);
        if let Some(error) = &left.error {
            tracing::warn!(error = %ErrorChain(error), "the stream of decisions takes no events");
        }
        left
    }
}
