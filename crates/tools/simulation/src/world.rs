//! One world: clients, functions and mappings, moved on step by step in an order that the seed decides.

use std::sync::Arc;

use aws_io::policy_past::POLICY_OBJECT;
use decider::{CHAMPION_OBJECT, WATCHLIST_OBJECT};
use fraud::{Outcome as Verdict, Timestamp};

use crate::Conditions;
use crate::calls::Calls;
use crate::client::Clients;
use crate::cloud::{Cloud, State};
use crate::faults::FaultRates;
use crate::flaw::Flaw;
use crate::functions::{self, Answer, Functions, Handling};
use crate::invocation::{Caller, Invocation};
use crate::journal::{Journal, Occurrence};
use crate::labeller::{self, GivenLabel};
use crate::mischief;
use crate::policies;
use crate::queue::AlertsQueue;
use crate::random::Random;
use crate::reader::{self, Reading};
use crate::stream::{Fate, MappingSettings, Outcome, TransactionStream};
use crate::{models, watchlists};

/// The timeouts of the functions: `api-handler` and `status-checker`, then `fraud-scorer` and `alert-notifier`.
const API_TIMEOUT_MILLIS: i64 = 10_000;
const BATCH_TIMEOUT_MILLIS: i64 = 60_000;
/// More steps than any world needs to come to rest.
const STEPS_MAX: usize = 100_000;

/// Everything there is.
pub(crate) struct World {
    pub(crate) cloud: Arc<Cloud>,
    pub(crate) functions: Functions,
    pub(crate) clients: Clients,
    pub(crate) stream: TransactionStream,
    pub(crate) queue: AlertsQueue,
    pub(crate) invocations: Vec<Invocation>,
    /// What people found out about transactions.
    pub(crate) labels: Vec<GivenLabel>,
    /// What was put past the API to break things: the items' ids.
    pub(crate) poison: Vec<String>,
    pub(crate) notify_outcomes: Vec<Verdict>,
    pub(crate) policies_deployed: usize,
    /// Whether hours have passed at once.
    pub(crate) has_slept: bool,
    invoked: u64,
}

impl World {
    pub(crate) fn new(seed: u64, conditions: Conditions, journal: Journal) -> World {
        let Conditions { is_calm, flaw, has_partition_limits } = conditions;
        let mut random = Random::new(seed);
        let mut rates = if is_calm { FaultRates::NONE } else { FaultRates::draw(&mut random) };
        if has_partition_limits {
            rates.partition_calls_max = Some(3);
        }
        let clients = Clients::new(&mut random);
        let stream = TransactionStream::new(MappingSettings {
            shards: 1 + random.below(4),
            batch_size: *random.choose(&[1, 3, 8, 20]),
            first_record_bisects: random.happens(500),
            reports_item_failures: flaw != Some(Flaw::ReportedFailuresIgnored),
        });
        let flagged = vec![Verdict::Review, Verdict::Block];
        let all = vec![Verdict::Approve, Verdict::Review, Verdict::Block];
        let notify_outcomes = random.choose(&[flagged, all]).clone();
        let cloud = Arc::new(Cloud::new(random, rates, flaw, journal));
        cloud.objects.put(POLICY_OBJECT, policies::first());
        cloud.objects.put(WATCHLIST_OBJECT, watchlists::INDEX.clone());
        cloud.objects.put(CHAMPION_OBJECT, models::CHAMPION.clone());
        cloud.activity.trust(&models::CHAMPION_VERSION);
        let functions = Functions::new(&Calls(Arc::clone(&cloud)), &notify_outcomes);
        World {
            cloud,
            functions,
            clients,
            stream,
            queue: AlertsQueue::default(),
            invocations: Vec::new(),
            labels: Vec::new(),
            poison: Vec::new(),
            notify_outcomes,
            policies_deployed: 0,
            has_slept: false,
            invoked: 0,
        }
    }

    /// Moves on until every order is settled and nothing is in flight, with mischief until the orders are in.
    pub(crate) fn run_until_quiet(&mut self) {
        for _ in 0..STEPS_MAX {
            if self.is_quiet() || self.is_broken() {
                return;
            }
            self.step();
            if self.clients.are_settled() {
                self.calm_down();
            }
        }
        self.cloud.state().check(Err(format!("nothing comes to rest in {STEPS_MAX} steps")));
    }

    /// Perhaps less goes wrong from now on. Mails are refused longest: by then the leases of dead senders end.
    fn calm_down(&mut self) {
        let mut state = self.cloud.state();
        if state.random.happens(20) {
            let mail_refused = state.rates.mail_refused;
            state.rates = FaultRates { mail_refused, ..FaultRates::NONE };
        }
        if state.random.happens(20) && state.random.happens(10) {
            state.rates = FaultRates::NONE;
        }
    }

    /// An operator sends everything again that was given up. Nothing goes wrong any more.
    pub(crate) fn redrive(&mut self) {
        let mut state = self.cloud.state();
        state.rates = FaultRates::NONE;
        let now = state.now;
        for _ in 0..self.stream.redrive(now) + self.queue.redrive(now) {
            state.happened(Occurrence::Redriven, || "redriven".to_owned());
        }
    }

    fn is_quiet(&self) -> bool {
        self.invocations.is_empty()
            && self.clients.are_settled()
            && self.stream.is_drained()
            && self.queue.is_drained()
            && self.cloud.waiting().is_drained()
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.cloud.state().journal.is_broken()
    }

    fn step(&mut self) {
        self.advance_clock();
        self.end_overdue();
        let turn = self.cloud.state().random.below(100);
        match turn {
            0..60 => self.poll_one(),
            60..70 => self.send_order(),
            70..82 => self.deliver_batch(),
            82..91 => self.deliver_messages(),
            91..94 => self.start_digest(),
            94..96 => reader::read_some(self),
            96..98 => labeller::give_some(self),
            _ => mischief::make(self),
        }
        self.carry();
    }

    fn advance_clock(&mut self) {
        let mut state = self.cloud.state();
        state.journal.step();
        let millis = state.random.between(1, 30);
        state.now = state.now.plus_millis(millis);
        let next_visible_at = self.queue.next_visible_at().filter(|_| self.invocations.is_empty());
        if let Some(visible_at) = next_visible_at.filter(|_| state.random.happens(200)) {
            // Nobody is at work, so nobody notices how long it takes.
            state.now = state.now.max(visible_at);
        }
        let waits = self.cloud.waiting().next_visible_at().filter(|_| self.invocations.is_empty());
        if let Some(visible_at) = waits.filter(|_| state.random.happens(100)) {
            // Until the next digest may leave.
            state.now = state.now.max(visible_at).plus_millis(60_000);
        }
    }

    /// The schedule calls for a digest, perhaps twice.
    fn start_digest(&mut self) {
        let mut state = self.cloud.state();
        if !self.cloud.waiting().has_visible(state.now) {
            return;
        }
        let now = host_time(&mut state);
        drop(state);
        let handling = self.functions.digest(now);
        self.invoke(Caller::Schedule, BATCH_TIMEOUT_MILLIS, handling);
    }

    /// What was written is streamed, what was sent is queued.
    fn carry(&mut self) {
        let now = self.cloud.state().now;
        for image in self.cloud.table.take_inserted() {
            let Some(serde_dynamo::AttributeValue::S(key_id)) = image.get("key_id") else { continue };
            self.stream.write(key_id.clone(), image, now);
        }
        for body in self.cloud.alerts.take_messages() {
            self.queue.send(body, now);
        }
        if self.cloud.has(Flaw::DiscardedRecordsForgotten) {
            self.stream.forget_failure_records();
        }
        if self.cloud.has(Flaw::DeadLettersForgotten) {
            self.queue.forget_dead_letters();
        }
    }

    fn send_order(&mut self) {
        let mut state = self.cloud.state();
        let rates = state.rates;
        let in_haste = state.random.happens(rates.client_impatient);
        let open = self.clients.open(in_haste);
        if open.is_empty() {
            return;
        }
        let order = *state.random.choose(&open);
        let now = host_time(&mut state);
        let random = state.random.bytes();
        let handling = self.functions.post(&self.clients.send(order, &mut state), now, random);
        drop(state);
        self.invoke(Caller::Client { order }, API_TIMEOUT_MILLIS, handling);
    }

    fn deliver_batch(&mut self) {
        let mut state = self.cloud.state();
        let ready = self.stream.ready();
        if ready.is_empty() {
            return;
        }
        let shard = *state.random.choose(&ready);
        let rates = state.rates;
        if state.random.happens(rates.mapping_throttled) {
            return state.happened(Occurrence::MappingThrottled, || format!("shard {shard} is throttled"));
        }
        let Some(records) = self.stream.deliver(shard, state.now) else {
            return state
                .happened(Occurrence::RecordsTooOld, || format!("records of shard {shard} are too old"));
        };
        state.happened(Occurrence::BatchDelivered, || {
            let key_ids: Vec<_> = records.iter().map(|record| record.key_id.as_str()).collect();
            format!("shard {shard} delivers {}", key_ids.join(", "))
        });
        let now = host_time(&mut state);
        drop(state);
        let handling = self.functions.score(&records, now);
        self.invoke(Caller::StreamMapping { shard }, BATCH_TIMEOUT_MILLIS, handling);
    }

    fn deliver_messages(&mut self) {
        let mut state = self.cloud.state();
        if !self.queue.has_visible(state.now) {
            return;
        }
        let deliveries = self.queue.receive(&mut state);
        if deliveries.is_empty() {
            return;
        }
        state.tell(|| {
            let messages: Vec<_> = deliveries.iter().map(|delivery| delivery.id.to_string()).collect();
            format!("the queue delivers messages {}", messages.join(", "))
        });
        let now = host_time(&mut state);
        drop(state);
        let handling = self.functions.notify(&deliveries, now);
        self.invoke(Caller::QueueMapping { deliveries }, BATCH_TIMEOUT_MILLIS, handling);
    }

    pub(crate) fn read(&mut self, reading: Reading) {
        let handling = self.functions.get(&reading.key_id);
        self.invoke(Caller::Reader(reading), API_TIMEOUT_MILLIS, handling);
    }

    pub(crate) fn label(&mut self, label: usize) {
        let given = &self.labels[label];
        let (key_id, body) = (given.key_id.clone(), given.body());
        let mut state = self.cloud.state();
        let now = host_time(&mut state);
        state.tell(|| format!("label {label} is sent: {key_id} {body}"));
        drop(state);
        let handling = self.functions.label(&key_id, body, now);
        self.invoke(Caller::Labeller { label }, API_TIMEOUT_MILLIS, handling);
    }

    fn invoke(&mut self, caller: Caller, timeout_millis: i64, handling: Handling) {
        self.invoked += 1;
        let id = self.invoked;
        let mut state = self.cloud.state();
        state.tell(|| format!("#{id} starts for {}", caller.name()));
        let deadline = state.now.plus_millis(timeout_millis);
        drop(state);
        self.invocations.push(Invocation { id, caller, deadline, handling });
    }

    fn poll_one(&mut self) {
        if self.invocations.is_empty() {
            return;
        }
        let place = {
            let mut state = self.cloud.state();
            let place = state.random.below(self.invocations.len());
            state.invocation = self.invocations[place].id;
            place
        };
        if let Some(answer) = functions::poll(&mut self.invocations[place].handling) {
            let ended = self.invocations.swap_remove(place);
            self.finish(ended.id, ended.caller, Some(answer));
            return;
        }
        mischief::strike(self, place);
    }

    /// Lambda ends what exceeds its timeout.
    fn end_overdue(&mut self) {
        let now = self.cloud.state().now;
        while let Some(place) = self.invocations.iter().position(|invocation| invocation.deadline <= now) {
            self.end(place, Occurrence::TimedOut);
        }
    }

    /// Ends an invocation where it stands.
    pub(crate) fn end(&mut self, place: usize, occurrence: Occurrence) {
        let ended = self.invocations.swap_remove(place);
        self.cloud.state().happened(occurrence, || format!("#{} {occurrence:?}", ended.id));
        self.finish(ended.id, ended.caller, None);
    }

    /// An invocation has ended: with an answer, or with an error.
    pub(crate) fn finish(&mut self, id: u64, caller: Caller, answer: Option<Answer>) {
        let mut state = self.cloud.state();
        state.tell(|| format!("#{id} {}", if answer.is_some() { "answers" } else { "fails" }));
        match (caller, answer) {
            (Caller::Client { order }, answer) => {
                let rates = state.rates;
                match answer {
                    Some(Answer::Http(response)) if !state.random.happens(rates.client_cut_off) => {
                        self.clients.answered(order, &response, &mut state);
                    }
                    _ => {
                        state.journal.count(Occurrence::ClientCutOff);
                        self.clients.unanswered(order, &mut state);
                    }
                }
            }
            (Caller::Reader(reading), Some(Answer::Http(response))) => {
                drop(state);
                reader::check(self, &reading, &response);
            }
            (Caller::Labeller { label }, Some(Answer::Http(response))) => {
                let rates = state.rates;
                let is_cut_off = state.random.happens(rates.client_cut_off);
                drop(state);
                if !is_cut_off {
                    labeller::answered(self, label, &response);
                }
            }
            (Caller::StreamMapping { shard }, answer) => {
                let outcome = match answer {
                    Some(Answer::Stream(response)) => Outcome::Answered(response),
                    _ => Outcome::Failed,
                };
                let fate = self.stream.finish(shard, &outcome);
                settle(&mut self.stream, shard, fate, &mut state);
            }
            (Caller::QueueMapping { deliveries }, Some(Answer::Queue(response))) => {
                let failures = &response.batch_item_failures;
                for delivery in &deliveries {
                    let id = delivery.message_id();
                    if failures.iter().any(|failure| failure.item_identifier == id) {
                        self.queue.fail(delivery, &mut state);
                    } else {
                        self.queue.delete(delivery, &mut state);
                    }
                }
            }
            (
                Caller::Reader(_)
                | Caller::Labeller { .. }
                | Caller::QueueMapping { .. }
                | Caller::Schedule
                | Caller::Nobody,
                _,
            ) => {}
        }
    }
}

/// The time as a host's own clock shows it.
fn host_time(state: &mut State) -> Timestamp {
    let skew = state.rates.clock_skew_millis;
    let deviation = state.random.between(-skew, skew);
    state.now.plus_millis(deviation)
}

fn settle(stream: &mut TransactionStream, shard: usize, fate: Fate, state: &mut State) {
    let words = |what: &str| format!("the batch of shard {shard} {what}");
    match fate {
        Fate::Done(records) => {
            let rates = state.rates;
            if state.random.happens(rates.batch_repeated) {
                state.happened(Occurrence::BatchRepeated, || words("is done, and comes again"));
                stream.repeat(records);
            }
        }
        Fate::RetriedFrom(place) => {
            state.happened(Occurrence::BatchPartlyFailed, || {
                words(&format!("failed in part: {place} records are done"))
            });
        }
        Fate::Bisected => state.happened(Occurrence::BatchBisected, || words("is bisected")),
        Fate::Retried => state.tell(|| words("is retried")),
    }
}
