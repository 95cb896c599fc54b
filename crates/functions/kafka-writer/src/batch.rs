//! A batch of one shard, and what of it is retried.

use std::collections::{BTreeMap, BTreeSet};

use aws_io::CallError;
use aws_io::quarantine_queue::{QuarantinedRecord, RecordQuarantine};
use aws_lambda_events::streams::DynamoDbEventResponse;
use decision_events::Event;
use kafka_topic::{KeyedRecord, RecordTopic};
use lambda_shell::{ErrorChain, KinesisBatch, KinesisRecord, again_from, record_latency};

/// By which receivers know a whole event (structured mode, "Kafka Protocol Binding for CloudEvents").
const CONTENT_TYPE: &str = "application/cloudevents+json; charset=UTF-8";

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Topic, Failures> {
    /// Where events are written to.
    pub topic: Topic,
    /// Where the places go of events that the brokers never take.
    pub failures: Failures,
}

/// Writes a batch.
///
/// The answer names the first record to retry: Lambda repeats the batch from there, and what was written behind it is written again, under the
/// ids that it had. What tells of no payment is passed over. What is no event, or what the brokers refuse, is set aside by its place, once it is not repeated any more.
pub async fn handle<Topic: RecordTopic, Failures: RecordQuarantine>(
    batch: KinesisBatch,
    deps: &Deps<Topic, Failures>,
) -> DynamoDbEventResponse {
    let records = batch.into_records();
    let mut refused: BTreeMap<usize, String> = BTreeMap::new();
    let mut skipped: BTreeSet<usize> = BTreeSet::new();
    let (mut places, mut events) = (Vec::new(), Vec::new());
    for (place, record) in records.iter().enumerate() {
        match Event::from_json(&record.body) {
            // The topic is of payments, keyed by card; the mapping's filter saves the invocation.
            Ok(event) if !event.kind.is_of_a_payment() => _ = skipped.insert(place),
            Ok(event) => {
                places.push(place);
                events.push(keyed(event, record));
            }
            Err(_) => _ = refused.insert(place, "the record is not an event".to_owned()),
        }
    }
    let delivery = match events.is_empty() {
        true => Default::default(),
        false => deps.topic.write(&events).await,
    };
    refused.extend(delivery.refused.into_iter().map(|(event, reason)| (places[event], reason)));
    if let Some(error) = &delivery.error {
        tracing::error!(error = %ErrorChain(error), "events can't be written for now and will be retried");
        metrics::counter!("KafkaFailures").increment(1);
    }
    let retried = delivery.unsent.first().map_or(records.len(), |event| places[*event]);
    for (place, record) in records.iter().enumerate().take(retried) {
        if skipped.contains(&place) {
            continue;
        }
        let Some(reason) = refused.remove(&place) else {
            metrics::counter!("KafkaWritten").increment(1);
            record_latency("KafkaLatencyMs", record.arrived_at);
            continue;
        };
        if let Err(error) = set_aside(&deps.failures, record, reason).await {
            tracing::error!(error = %ErrorChain(&error), "an event can't be set aside and will be retried");
            return again_from(Some(record.sequence_number.clone()));
        }
    }
    match records.get(retried) {
        Some(record) => again_from(Some(record.sequence_number.clone())),
        None => DynamoDbEventResponse::default(),
    }
}

/// An event as a record: as it stands in the stream, under the key that it has there. Its timestamp is when it came into the stream: a label
/// tells of a payment long past, and a topic forgets by timestamps.
fn keyed(event: Event, record: &KinesisRecord) -> KeyedRecord {
    let headers = [("content-type", CONTENT_TYPE), ("ce_id", &event.id), ("ce_type", event.kind.as_str())];
    KeyedRecord {
        headers: headers.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec())).into(),
        key: event.partition_key,
        value: record.body.clone(),
        written_at: record.arrived_at,
    }
}

async fn set_aside<Failures: RecordQuarantine>(
    failures: &Failures,
    record: &KinesisRecord,
    reason: String,
) -> Result<(), CallError> {
    let position = record.position();
    tracing::error!(%position, reason, "an event is set aside");
    metrics::counter!("KafkaRefused").increment(1);
    failures.set_aside(&QuarantinedRecord::of_event(position, record.arrived_at, &record.body, reason)).await
}
