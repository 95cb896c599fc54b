//! The alerts queue and the mapping that hands it to the notifier, as AWS documents them.
//!
//! - A message may come more than once, also to two consumers, also after it was deleted (SQS Developer Guide,
//!   "Amazon SQS at-least-once delivery"; API Reference, "`DeleteMessage`", also on receipt handles that are not
//!   the most recent).
//! - A receive may be counted though nobody got the message (SQS Developer Guide, "Avoiding inconsistent message
//!   processing in Amazon SQS").
//! - A message that is received more often than the redrive policy allows goes to the dead-letter queue (SQS
//!   Developer Guide, "Using dead-letter queues in Amazon SQS").
//! - The mapping deletes what the function did not report, and nothing if the function failed (Lambda Developer
//!   Guide, "Handling errors for an SQS event source in Lambda").

use fraud::Timestamp;

use crate::cloud::State;
use crate::journal::Occurrence;

/// The most messages that the mapping hands over at once.
const BATCH_SIZE: usize = 10;
/// How long a received message is hidden.
const VISIBILITY_TIMEOUT_MILLIS: i64 = 360_000;
/// `maxReceiveCount` of the redrive policy.
const RECEIVES_MAX: u32 = 5;

struct Message {
    id: usize,
    body: String,
    receives: u32,
    visible_at: Timestamp,
}

/// A message as a consumer gets it.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) id: usize,
    pub(crate) body: String,
    /// Which receive of the message this is: what its receipt handle stands for.
    pub(crate) receives: u32,
}

impl Delivery {
    pub(crate) fn message_id(&self) -> String {
        format!("message-{}", self.id)
    }
}

/// The queue with its dead-letter queue, or the one of waiting alerts, which has none.
#[derive(Default)]
pub(crate) struct AlertsQueue {
    messages: Vec<Message>,
    gives_nothing_up: bool,
    dead_letters: Vec<String>,
    sent: usize,
}

impl AlertsQueue {
    /// A queue without a dead-letter queue.
    pub(crate) fn that_gives_nothing_up() -> AlertsQueue {
        AlertsQueue { gives_nothing_up: true, ..AlertsQueue::default() }
    }

    pub(crate) fn send(&mut self, body: String, now: Timestamp) {
        self.send_later(body, now);
    }

    /// A message that nobody gets before a time.
    pub(crate) fn send_later(&mut self, body: String, visible_at: Timestamp) {
        self.messages.push(Message { id: self.sent, body, receives: 0, visible_at });
        self.sent += 1;
    }

    /// The consumer is done with the message of this receipt: its id and which receive it was.
    pub(crate) fn delete_by_receipt(&mut self, receipt: &str, state: &mut State) {
        let parts = receipt
            .split_once(' ')
            .and_then(|(id, receives)| Some((id.parse().ok()?, receives.parse().ok()?)));
        if let Some((id, receives)) = parts {
            self.delete(&Delivery { id, body: String::new(), receives }, state);
        }
    }

    /// Messages for an invocation, in any order.
    pub(crate) fn receive(&mut self, state: &mut State) -> Vec<Delivery> {
        let mut deliveries = Vec::new();
        // Small batches most of the time: then many consumers work side by side.
        let wanted = *state.random.choose(&[1, 1, 2, BATCH_SIZE]);
        while deliveries.len() < wanted {
            let taken = |id: usize| deliveries.iter().any(|delivery: &Delivery| delivery.id == id);
            let visible: Vec<usize> = (0..self.messages.len())
                .filter(|&place| {
                    self.messages[place].visible_at <= state.now && !taken(self.messages[place].id)
                })
                .collect();
            if visible.is_empty() {
                break;
            }
            let place = *state.random.choose(&visible);
            deliveries.extend(self.receive_one(place, state));
        }
        deliveries
    }

    fn receive_one(&mut self, place: usize, state: &mut State) -> Option<Delivery> {
        let message = &mut self.messages[place];
        let id = message.id;
        if message.receives >= RECEIVES_MAX && !self.gives_nothing_up {
            let message = self.messages.swap_remove(place);
            state.happened(Occurrence::DeadLettered, || format!("message {id} to the dead-letter queue"));
            self.dead_letters.push(message.body);
            return None;
        }
        message.receives += 1;
        let rates = state.rates;
        if state.random.happens(rates.message_doubled) {
            state.happened(Occurrence::MessageDoubled, || format!("message {id} stays visible"));
        } else {
            message.visible_at = state.now.plus_millis(VISIBILITY_TIMEOUT_MILLIS);
        }
        if state.random.happens(rates.message_astray) {
            state.happened(Occurrence::MessageAstray, || format!("message {id} received by nobody"));
            return None;
        }
        Some(Delivery { id, body: message.body.clone(), receives: message.receives })
    }

    /// The consumer is done with a message.
    pub(crate) fn delete(&mut self, delivery: &Delivery, state: &mut State) {
        let Some(place) = self.place_of(delivery) else { return };
        let rates = state.rates;
        // With an old receipt handle the message might not be deleted.
        let is_old = self.messages[place].receives > delivery.receives;
        if state.random.happens(rates.delete_lost) || (is_old && state.random.happens(500)) {
            state.happened(Occurrence::DeleteLost, || format!("message {} survives its delete", delivery.id));
            return;
        }
        self.messages.swap_remove(place);
    }

    /// The consumer reported a message as failed: it becomes visible when its time-out ends, or earlier.
    pub(crate) fn fail(&mut self, delivery: &Delivery, state: &mut State) {
        let Some(place) = self.place_of(delivery) else { return };
        let rates = state.rates;
        if state.random.happens(rates.early_return) {
            self.messages[place].visible_at = state.now;
        }
    }

    fn place_of(&self, delivery: &Delivery) -> Option<usize> {
        self.messages.iter().position(|message| message.id == delivery.id)
    }

    /// Whether a receive would get something.
    pub(crate) fn has_visible(&self, now: Timestamp) -> bool {
        self.messages.iter().any(|message| message.visible_at <= now)
    }

    /// When the next message becomes visible.
    pub(crate) fn next_visible_at(&self) -> Option<Timestamp> {
        self.messages.iter().map(|message| message.visible_at).min()
    }

    pub(crate) fn dead_letters(&self) -> &[String] {
        &self.dead_letters
    }

    pub(crate) fn forget_dead_letters(&mut self) {
        self.dead_letters.clear();
    }

    /// Moves the dead letters back, as an operator would. How many there were.
    pub(crate) fn redrive(&mut self, now: Timestamp) -> usize {
        let dead_letters = std::mem::take(&mut self.dead_letters);
        let count = dead_letters.len();
        for body in dead_letters {
            self.send(body, now);
        }
        count
    }

    pub(crate) fn is_drained(&self) -> bool {
        self.messages.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::Cloud;
    use crate::faults::FaultRates;
    use crate::journal::Journal;
    use crate::random::Random;

    fn cloud(rates: FaultRates) -> Cloud {
        Cloud::new(Random::new(1), rates, None, Journal::new(false))
    }

    fn queue_of_one(state: &State) -> AlertsQueue {
        let mut queue = AlertsQueue::default();
        queue.send("alert".to_owned(), state.now);
        queue
    }

    #[test]
    fn a_received_message_is_hidden_until_its_timeout_and_gone_when_deleted() {
        let cloud = cloud(FaultRates::NONE);
        let mut state = cloud.state();
        let mut queue = queue_of_one(&state);
        assert_eq!(queue.receive(&mut state).len(), 1);
        assert!(queue.receive(&mut state).is_empty());
        state.now = state.now.plus_millis(VISIBILITY_TIMEOUT_MILLIS);
        let again = queue.receive(&mut state);
        assert_eq!(again[0].receives, 2);
        queue.delete(&again[0], &mut state);
        assert!(queue.is_drained() && queue.dead_letters().is_empty());
    }

    #[test]
    fn what_fails_three_times_is_a_dead_letter_and_can_be_redriven() {
        let cloud = cloud(FaultRates { early_return: 1000, ..FaultRates::NONE });
        let mut state = cloud.state();
        let mut queue = queue_of_one(&state);
        for receive in 1..=RECEIVES_MAX {
            let deliveries = queue.receive(&mut state);
            assert_eq!(deliveries[0].receives, receive);
            queue.fail(&deliveries[0], &mut state);
        }
        assert!(queue.receive(&mut state).is_empty());
        assert_eq!(queue.dead_letters(), ["alert"]);
        assert_eq!(queue.redrive(state.now), 1);
        assert_eq!(queue.receive(&mut state)[0].receives, 1);
    }

    #[test]
    fn two_consumers_may_have_a_message_at_the_same_time() {
        let cloud = cloud(FaultRates { message_doubled: 1000, ..FaultRates::NONE });
        let mut state = cloud.state();
        let mut queue = queue_of_one(&state);
        let first = queue.receive(&mut state);
        let second = queue.receive(&mut state);
        assert_eq!((first[0].id, second[0].id), (0, 0));
    }
}
