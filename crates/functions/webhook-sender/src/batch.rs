//! A batch of one shard, and what of it is retried.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_io::CallError;
use aws_io::quarantine_queue::{QuarantinedRecord, RecordQuarantine};
use aws_lambda_events::streams::DynamoDbEventResponse;
use decision_events::Event;
use fraud::Timestamp;
use futures::stream::{self, StreamExt};
use lambda_shell::{ErrorChain, KinesisBatch, KinesisRecord, again_from, record_latency};
use webhook::{Secret, WebhookReceiver};

/// How many keys are worked on at a time. They wait for the receiver mostly.
const KEYS_AT_A_TIME: usize = 8;
/// After that nothing more of a batch is begun, so that what is under way ends within the function's timeout of 60 seconds.
const BATCH_MILLIS_MAX: i64 = 40_000;

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Receiver, Failures> {
    /// Who gets the events.
    pub receiver: Receiver,
    /// What they are signed with.
    pub secret: Secret,
    /// Where the places go of events that the receiver refuses for good.
    pub failures: Failures,
}

/// Sends a batch. `clock` tells the time of each attempt.
///
/// Events of one key are sent one after the other, those of different keys side by side. The answer names the first record to
/// retry: Lambda repeats the batch from there, and what was sent behind it is sent again, under the ids that it had. Once one
/// could not be sent for now, none is begun: a receiver that is down, or says that it is busy, is left alone until the retry.
pub async fn handle<Receiver: WebhookReceiver, Failures: RecordQuarantine>(
    batch: KinesisBatch,
    deps: &Deps<Receiver, Failures>,
    clock: impl Fn() -> Timestamp,
) -> DynamoDbEventResponse {
    let mut lanes: BTreeMap<String, Vec<(usize, KinesisRecord)>> = BTreeMap::new();
    for (place, record) in batch.into_records().into_iter().enumerate() {
        lanes.entry(record.partition_key.clone()).or_default().push((place, record));
    }
    // The key with the oldest record first: what is begun late is repeated first.
    let mut lanes: Vec<_> = lanes.into_values().collect();
    lanes.sort_by_key(|lane| lane[0].0);
    let round = Round {
        deps,
        clock: &clock,
        ends_at: clock().plus_millis(BATCH_MILLIS_MAX),
        is_over: AtomicBool::new(false),
    };
    let failed: Vec<Option<(usize, String)>> = stream::iter(lanes)
        .map(|lane| round.until_failure(lane))
        .buffer_unordered(KEYS_AT_A_TIME)
        .collect()
        .await;
    match failed.into_iter().flatten().min() {
        None => DynamoDbEventResponse::default(),
        Some((_, sequence_number)) => again_from(Some(sequence_number)),
    }
}

/// One invocation.
struct Round<'a, Receiver, Failures, Clock> {
    deps: &'a Deps<Receiver, Failures>,
    clock: &'a Clock,
    ends_at: Timestamp,
    is_over: AtomicBool,
}

/// The event can't be delivered for now.
enum Retry {
    /// The receiver could not be reached, or is busy.
    Receiver,
    /// It could not be set aside.
    Failures(CallError),
}

impl<Receiver, Failures, Clock> Round<'_, Receiver, Failures, Clock>
where
    Receiver: WebhookReceiver,
    Failures: RecordQuarantine,
    Clock: Fn() -> Timestamp,
{
    /// Sends the events of one key until one has to be retried, and answers which.
    async fn until_failure(&self, lane: Vec<(usize, KinesisRecord)>) -> Option<(usize, String)> {
        for (place, record) in lane {
            if self.is_over.load(Ordering::Relaxed) || (self.clock)() >= self.ends_at {
                return Some((place, record.sequence_number));
            }
            if let Err(retry) = self.deliver(&record).await {
                if let Retry::Failures(error) = &retry {
                    tracing::error!(error = %ErrorChain(error), "an event can't be set aside and will be retried");
                }
                self.is_over.store(true, Ordering::Relaxed);
                return Some((place, record.sequence_number));
            }
        }
        None
    }

    /// Sends an event, or sets its place aside if the receiver never takes it.
    async fn deliver(&self, record: &KinesisRecord) -> Result<(), Retry> {
        let event = match Event::from_json(&record.body) {
            // Ids are the archiver's; another one's may be no header.
            Ok(event) if event.id.bytes().all(|byte| byte.is_ascii_graphic()) => event,
            _ => return self.set_aside(record, "the record is not an event".to_owned()).await,
        };
        let message = self.deps.secret.sign(&event.id, (self.clock)(), &record.body);
        let status = match self.deps.receiver.send(&message).await {
            Ok(status) => status,
            Err(error) => {
                tracing::warn!(id = event.id, error = %ErrorChain(&error), "an event will be sent again");
                metrics::counter!("WebhookFailures").increment(1);
                return Err(Retry::Receiver);
            }
        };
        match status {
            200..=299 => {
                metrics::counter!("WebhookDelivered").increment(1);
                record_latency("WebhookLatencyMs", record.arrived_at);
                Ok(())
            }
            _ if is_of_the_moment(status) => {
                tracing::warn!(id = event.id, status, "an event will be sent again");
                metrics::counter!("WebhookFailures").increment(1);
                Err(Retry::Receiver)
            }
            _ => self.set_aside(record, format!("the receiver answered {status} to {}", event.id)).await,
        }
    }

    async fn set_aside(&self, record: &KinesisRecord, reason: String) -> Result<(), Retry> {
        let position = record.position();
        tracing::error!(%position, reason, "an event is set aside");
        metrics::counter!("WebhookRefused").increment(1);
        let record = QuarantinedRecord::of_event(position, record.arrived_at, &record.body, reason);
        self.deps.failures.set_aside(&record).await.map_err(Retry::Failures)
    }
}

/// What a receiver says that may take the same message later: it is busy, restarting, or still at an earlier attempt. What
/// EventBridge retries for API destinations (409, 429, 5xx), and two that say so by their names. A redirect is not followed.
fn is_of_the_moment(status: u16) -> bool {
    matches!(status, 408 | 409 | 425 | 429 | 500..=599)
}
