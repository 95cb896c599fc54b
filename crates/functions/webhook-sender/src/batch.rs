//! A batch of one shard, and what of it is retried.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_io::quarantine_queue::{QuarantinedRecord, RecordQuarantine};
use aws_lambda_events::streams::DynamoDbEventResponse;
use decision_events::{Event, EventKind};
use fraud::{Outcome, Timestamp};
use futures::stream::{self, StreamExt};
use lambda_shell::{ErrorChain, KinesisBatch, KinesisRecord, again_from, record_latency};
use webhook::{Secret, WebhookReceiver};

/// How many keys are worked on at a time. They wait for the receiver mostly.
const KEYS_AT_A_TIME: usize = 8;
/// After that nothing more of a batch is begun, so that what is under way ends within the function's timeout of 60 seconds.
const BATCH_MILLIS_MAX: i64 = 40_000;
/// For so long after an event arrived, what refuses it may be a gateway that is being changed, or the error of one instance.
const DOUBT_MILLIS: i64 = 15 * 60 * 1000;
/// An event is set aside once the receiver failed at it in so many batches, while it took other events of the same batches.
const FAILURES_MAX: u32 = 5;
/// The failures of so many events are remembered.
const FAILED_EVENTS_MAX: usize = 1000;

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Receiver, Failures> {
    /// Which events the receiver gets.
    pub subscription: Subscription,
    /// Who gets the events.
    pub receiver: Receiver,
    /// What they are signed with.
    pub secret: Secret,
    /// Where the places go of events that the receiver refuses for good.
    pub failures: Failures,
    /// What the receiver failed at while it took others.
    pub failed: FailedEvents,
}

/// What a receiver subscribed to. The mapping's filter has it too, so that nothing else is paid for; but who redrives a batch reads all of the
/// stream between its ends.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// The types of events.
    pub types: Vec<EventKind>,
    /// The outcomes of the payments and cases that they tell of.
    pub outcomes: Vec<Outcome>,
}

impl Subscription {
    fn has(&self, event: &Event) -> bool {
        let outcome = event.data["outcome"].as_str();
        // A document has no outcome.
        let has_outcome = || self.outcomes.iter().any(|known| Some(known.as_str()) == outcome);
        self.types.contains(&event.kind) && (event.kind == EventKind::Document || has_outcome())
    }
}

/// By an event's id, in how many batches the receiver failed at it while it took others. It lasts as long as the process.
#[derive(Debug, Default)]
pub struct FailedEvents(Mutex<BTreeMap<String, u32>>);

impl FailedEvents {
    /// Counts one more batch; answers how many there were.
    fn again(&self, id: &str) -> u32 {
        let mut counts = self.0.lock().expect("nothing panics while it counts");
        if counts.len() >= FAILED_EVENTS_MAX && !counts.contains_key(id) {
            counts.clear();
        }
        let count = counts.entry(id.to_owned()).or_default();
        *count += 1;
        *count
    }
}

/// Sends a batch. `clock` tells the time of each attempt.
///
/// Events of one key are sent one after the other, those of different keys side by side. The answer names the first record to
/// retry: Lambda repeats the batch from there, and what was sent behind it is sent again, under the ids that it had. Once one
/// could not be sent for now, none is begun: a receiver that is down, or says that it is busy, is left alone until the retry.
/// An event at which a receiver fails again and again that takes the others is set aside in the end.
pub async fn handle<Receiver: WebhookReceiver, Failures: RecordQuarantine>(
    batch: KinesisBatch,
    deps: &Deps<Receiver, Failures>,
    clock: impl Fn() -> Timestamp,
) -> DynamoDbEventResponse {
    let mut lanes: BTreeMap<String, Lane> = BTreeMap::new();
    for (place, record) in batch.into_records().into_iter().enumerate() {
        lanes.entry(record.partition_key.clone()).or_default().push_back((place, record));
    }
    // The key with the oldest record first: what is begun late is repeated first.
    let mut lanes: Vec<_> = lanes.into_values().collect();
    lanes.sort_by_key(|lane| lane[0].0);
    let round = Round {
        deps,
        clock: &clock,
        ends_at: clock().plus_millis(BATCH_MILLIS_MAX),
        is_over: AtomicBool::new(false),
        has_taken: AtomicBool::new(false),
    };
    let stops: Vec<Stop> = stream::iter(lanes)
        .map(|lane| round.until_failure(lane))
        .buffer_unordered(KEYS_AT_A_TIME)
        .collect()
        .await;
    let mut firsts = Vec::new();
    for stop in stops {
        firsts.extend(round.first_to_retry(stop).await);
    }
    match firsts.into_iter().min() {
        None => DynamoDbEventResponse::default(),
        Some((_, sequence_number)) => again_from(Some(sequence_number)),
    }
}

/// The records of one key, with their places in the batch.
type Lane = VecDeque<(usize, KinesisRecord)>;

/// One invocation.
struct Round<'a, Receiver, Failures, Clock> {
    deps: &'a Deps<Receiver, Failures>,
    clock: &'a Clock,
    ends_at: Timestamp,
    is_over: AtomicBool,
    /// Whether the receiver took an event.
    has_taken: AtomicBool,
}

/// What is left of a lane, and why.
struct Stop {
    lane: Lane,
    /// What the receiver failed at, with its answer: the first of the lane.
    failed_at: Option<(String, u16)>,
}

/// The event can't be delivered for now.
enum Retry {
    /// The receiver could not be reached, or is busy; or it could not be set aside.
    Later,
    /// The receiver answered that it failed.
    Failed { id: String, status: u16 },
}

impl<Receiver, Failures, Clock> Round<'_, Receiver, Failures, Clock>
where
    Receiver: WebhookReceiver,
    Failures: RecordQuarantine,
    Clock: Fn() -> Timestamp,
{
    /// Sends the events of one key until one has to be retried.
    async fn until_failure(&self, mut lane: Lane) -> Stop {
        let mut failed_at = None;
        while let Some((_, record)) = lane.front() {
            if self.is_over.load(Ordering::Relaxed) || (self.clock)() >= self.ends_at {
                break;
            }
            if let Err(retry) = self.deliver(record).await {
                self.is_over.store(true, Ordering::Relaxed);
                failed_at = match retry {
                    Retry::Failed { id, status } => Some((id, status)),
                    Retry::Later => None,
                };
                break;
            }
            lane.pop_front();
        }
        Stop { lane, failed_at }
    }

    /// Which record of a lane has to be retried first. What the receiver fails at for good holds up nothing behind it.
    async fn first_to_retry(&self, Stop { mut lane, failed_at }: Stop) -> Option<(usize, String)> {
        if let (Some((id, status)), true) = (failed_at, self.has_taken.load(Ordering::Relaxed))
            && let Some((_, record)) = lane.front()
            && self.deps.failed.again(&id) >= FAILURES_MAX
            && self.is_beyond_doubt(record)
        {
            let reason =
                format!("the receiver answered {status} to {id} in {FAILURES_MAX} batches, and took others");
            if self.set_aside(record, reason).await.is_ok() {
                lane.pop_front();
            }
        }
        lane.pop_front().map(|(place, record)| (place, record.sequence_number))
    }

    fn is_beyond_doubt(&self, record: &KinesisRecord) -> bool {
        (self.clock)().millis_since(record.arrived_at) > DOUBT_MILLIS
    }

    /// Sends an event, or sets its place aside if the receiver never takes it.
    async fn deliver(&self, record: &KinesisRecord) -> Result<(), Retry> {
        let event = match Event::from_json(&record.body) {
            // Ids are the archiver's; another one's may be no header.
            Ok(event) if event.id.bytes().all(|byte| byte.is_ascii_graphic()) => event,
            _ => return self.set_aside(record, "the record is not an event".to_owned()).await,
        };
        if !self.deps.subscription.has(&event) {
            return Ok(());
        }
        let message = self.deps.secret.sign(&event.id, (self.clock)(), &record.body);
        let status = match self.deps.receiver.send(&message).await {
            Ok(status) => status,
            Err(error) => {
                tracing::warn!(id = event.id, error = %ErrorChain(&error), "an event will be sent again");
                metrics::counter!("WebhookFailures").increment(1);
                return Err(Retry::Later);
            }
        };
        let answer = Answer::of(status);
        match answer {
            Answer::Taken => {
                self.has_taken.store(true, Ordering::Relaxed);
                metrics::counter!("WebhookDelivered").increment(1);
                record_latency("WebhookLatencyMs", record.arrived_at);
                return Ok(());
            }
            Answer::Refused => {}
            Answer::Doubtful if self.is_beyond_doubt(record) => {}
            Answer::Busy | Answer::Failed | Answer::Doubtful => {
                tracing::warn!(id = event.id, status, "an event will be sent again");
                metrics::counter!("WebhookFailures").increment(1);
                return Err(match answer {
                    Answer::Failed => Retry::Failed { id: event.id, status },
                    _ => Retry::Later,
                });
            }
        }
        self.set_aside(record, format!("the receiver answered {status} to {}", event.id)).await
    }

    async fn set_aside(&self, record: &KinesisRecord, reason: String) -> Result<(), Retry> {
        let position = record.position();
        tracing::error!(%position, reason, "an event is set aside");
        metrics::counter!("WebhookRefused").increment(1);
        let record = QuarantinedRecord::of_event(position, record.arrived_at, &record.body, reason);
        self.deps.failures.set_aside(&record).await.map_err(|error| {
            tracing::error!(error = %ErrorChain(&error), "an event can't be set aside and will be retried");
            Retry::Later
        })
    }
}

/// What a status means for an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    /// 2xx.
    Taken,
    /// 408, 409, 425, 429 and 503: the receiver is busy, restarting, or still at an earlier attempt.
    Busy,
    /// Another 5xx: the receiver failed, at this event perhaps.
    Failed,
    /// 400, 410, 413 and 422: this event is not wanted, now or later.
    Refused,
    /// Anything else is about the address or the sender (301, 401, 403, 404): a gateway that is being changed says so too. Redirects are not
    /// followed.
    Doubtful,
}

impl Answer {
    fn of(status: u16) -> Answer {
        match status {
            200..=299 => Answer::Taken,
            408 | 409 | 425 | 429 | 503 => Answer::Busy,
            500..=599 => Answer::Failed,
            400 | 410 | 413 | 422 => Answer::Refused,
            _ => Answer::Doubtful,
        }
    }
}
