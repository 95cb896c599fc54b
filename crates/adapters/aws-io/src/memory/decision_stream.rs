//! The stream of decisions in memory, which can be told what to refuse.

use std::collections::VecDeque;
use std::sync::Mutex;

use decision_events::Event;

use super::lock;
use crate::CallError;
use crate::decision_stream::{DecisionStream, EventQueue};

/// The stream.
#[derive(Debug, Default)]
pub struct MemoryDecisionStream {
    events: Mutex<Vec<Event>>,
    calls: Mutex<Vec<usize>>,
    refusals: Mutex<VecDeque<Refusal>>,
}

/// What becomes of a call.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// It fails.
    Call,
    /// The events of these keys are not taken.
    Keys(Vec<String>),
}

impl MemoryDecisionStream {
    /// All events that were taken, in order.
    pub fn events(&self) -> Vec<Event> {
        lock(&self.events).clone()
    }

    /// How many events each call held.
    pub fn calls(&self) -> Vec<usize> {
        lock(&self.calls).clone()
    }

    /// The next calls are refused so, one after the other; those after them are not.
    pub fn refuse(&self, refusals: impl IntoIterator<Item = Refusal>) {
        lock(&self.refusals).extend(refusals);
    }
}

impl DecisionStream for MemoryDecisionStream {
    async fn put(&self, events: &[&Event]) -> Result<Vec<bool>, CallError> {
        lock(&self.calls).push(events.len());
        let refused = match lock(&self.refusals).pop_front() {
            Some(Refusal::Call) => return Err(CallError::new("kinesis:PutRecords", "refused")),
            Some(Refusal::Keys(keys)) => keys,
            None => Vec::new(),
        };
        let taken: Vec<bool> = events.iter().map(|event| !refused.contains(&event.partition_key)).collect();
        let kept = events.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(event, _)| (*event).clone());
        lock(&self.events).extend(kept);
        Ok(taken)
    }
}

/// The queue of events that the stream did not take.
#[derive(Debug, Default)]
pub struct MemoryEventQueue {
    events: Mutex<Vec<Event>>,
    takes_at_most: Mutex<Option<usize>>,
}

impl MemoryEventQueue {
    /// All that was ever sent.
    pub fn events(&self) -> Vec<Event> {
        lock(&self.events).clone()
    }

    /// From now on it holds no more than so many.
    pub fn take_at_most(&self, events: Option<usize>) {
        *lock(&self.takes_at_most) = events;
    }
}

impl EventQueue for MemoryEventQueue {
    async fn send(&self, event: &Event) -> Result<(), CallError> {
        let mut events = lock(&self.events);
        if lock(&self.takes_at_most).is_some_and(|most| events.len() >= most) {
            return Err(CallError::new("sqs:SendMessage", "refused"));
        }
        events.push(event.clone());
        Ok(())
    }
}
