//! Batches of the stream of decisions, from Lambda's event to what stands in a topic and to what is retried.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_io::CallError;
use aws_io::memory::MemoryRecordQuarantine;
use aws_io::quarantine_queue::{QuarantinedRecord, RecordQuarantine};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kafka_topic::{Delivery, KeyedRecord, RecordTopic, TopicError};
use kafka_writer::{Deps, handle};
use lambda_shell::KinesisBatch;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A topic whose partitions are the keys. In its next calls the partitions of these keys can't be reached; it never takes a value that says
/// `refused`.
#[derive(Debug, Default)]
struct Topic {
    away: Mutex<VecDeque<String>>,
    written: Mutex<Vec<KeyedRecord>>,
}

impl RecordTopic for Topic {
    async fn write(&self, records: &[KeyedRecord]) -> Delivery {
        let away = self.away.lock().unwrap().pop_front().unwrap_or_default();
        let mut delivery = Delivery::default();
        for (place, record) in records.iter().enumerate() {
            if away.contains(&record.key) {
                delivery.unsent.insert(place);
                delivery.error = Some(TopicError::Late(Duration::ZERO));
            } else if String::from_utf8_lossy(&record.value).contains("refused") {
                delivery.refused.insert(place, "the brokers refuse it: MessageTooLarge".to_owned());
            } else {
                self.written.lock().unwrap().push(record.clone());
            }
        }
        delivery
    }
}

impl Topic {
    fn ids(&self) -> Vec<String> {
        let written = self.written.lock().unwrap();
        written.iter().map(|record| String::from_utf8(record.headers["ce_id"].clone()).unwrap()).collect()
    }
}

/// A queue that does not take its next messages.
#[derive(Default)]
struct Failures {
    kept: MemoryRecordQuarantine,
    away_for: AtomicUsize,
}

impl RecordQuarantine for Failures {
    async fn set_aside(&self, record: &QuarantinedRecord) -> Result<(), CallError> {
        let is_away =
            self.away_for.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if is_away.is_ok() {
            return Err(CallError::new("sqs:SendMessage", "away"));
        }
        self.kept.set_aside(record).await
    }
}

type TestDeps = Deps<Topic, Failures>;

/// The partitions that are away, call by call, each a letter.
fn deps(away: &[&str]) -> TestDeps {
    let away = away.iter().map(|keys| (*keys).to_owned()).collect();
    Deps { topic: Topic { away: Mutex::new(away), ..Topic::default() }, failures: Failures::default() }
}

fn body(key: char, number: usize, merchant: &str) -> String {
    json!({
        "specversion": "1.0", "id": format!("{key}{number}"), "source": "/tollgate/test", "type": "tollgate.decision.v1",
        "subject": "s", "time": "2026-03-01T12:30:00Z", "datacontenttype": "application/json",
        "partitionkey": key.to_string(), "data": { "outcome": "approve", "payment": { "merchant": merchant } },
    })
    .to_string()
}

fn record(key: char, number: usize, body: &str) -> Value {
    json!({
        "eventID": format!("shardId-000000000000:{number}"), "eventSourceARN": "arn:aws:kinesis:eu-west-1:1:stream/s",
        "kinesis": { "approximateArrivalTimestamp": 1_772_368_199.5, "data": STANDARD.encode(body),
            "partitionKey": key.to_string(), "sequenceNumber": number.to_string() },
    })
}

/// A record for each letter, its key, numbered by their places.
fn records(keys: &str) -> Vec<Value> {
    keys.chars().enumerate().map(|(number, key)| record(key, number, &body(key, number, "m"))).collect()
}

/// Handles records; answers the number of the first one to retry.
async fn handled(records: &[Value], deps: &TestDeps) -> Option<usize> {
    let batch: KinesisBatch = serde_json::from_value(json!({ "Records": records })).unwrap();
    let response = handle(batch, deps).await;
    assert!(response.batch_item_failures.len() <= 1);
    let first = response.batch_item_failures.into_iter().next()?;
    Some(first.item_identifier.unwrap().parse().unwrap())
}

#[tokio::test]
async fn each_event_is_written_as_it_stands_in_the_stream_under_its_key() {
    let deps = deps(&[]);
    assert_eq!(handled(&records("ab"), &deps).await, None);
    let written = deps.topic.written.lock().unwrap();
    let shown: Vec<Value> = written
        .iter()
        .map(|record| {
            let headers: BTreeMap<_, _> = record
                .headers
                .iter()
                .map(|(name, value)| (name, String::from_utf8(value.clone()).unwrap()))
                .collect();
            json!({ "key": record.key, "headers": headers, "value": String::from_utf8(record.value.clone()).unwrap(),
                "written_at": record.written_at.as_millis() })
        })
        .collect();
    let headers = |id: &str| json!({ "content-type": "application/cloudevents+json; charset=UTF-8", "ce_id": id, "ce_type": "tollgate.decision.v1" });
    assert_eq!(
        shown,
        [
            json!({ "key": "a", "headers": headers("a0"), "value": body('a', 0, "m"), "written_at": 1_772_368_199_500_i64 }),
            json!({ "key": "b", "headers": headers("b1"), "value": body('b', 1, "m"), "written_at": 1_772_368_199_500_i64 }),
        ]
    );
}

/// Who redrives a batch by its ends hands over all that the stream holds between them.
#[tokio::test]
async fn what_tells_of_no_payment_is_passed_over() {
    let other = |number: usize, kind: &str| {
        record('c', number, &body('c', number, "m").replace("tollgate.decision.v1", kind))
    };
    let deps = deps(&["d"]);
    let batch = [
        other(0, "tollgate.case.v1"),
        record('a', 1, &body('a', 1, "m")),
        other(2, "tollgate.document.v1"),
        record('d', 3, &body('d', 3, "m")),
    ];
    assert_eq!(handled(&batch, &deps).await, Some(3));
    assert_eq!(handled(&batch[3..], &deps).await, None);
    assert_eq!(deps.topic.ids(), ["a1", "d3"]);
    assert_eq!(handled(&[other(0, "tollgate.case.v1")], &deps).await, None);
    assert!(deps.failures.kept.records().is_empty());
}

#[tokio::test]
async fn while_brokers_are_away_the_batch_is_retried_from_the_first_that_is_not_written() {
    let deps = deps(&["ab", "b"]);
    assert_eq!(handled(&records("aab"), &deps).await, Some(0));
    assert!(deps.topic.ids().is_empty());
    // One partition has no leader: the others are written meanwhile.
    assert_eq!(handled(&records("abab"), &deps).await, Some(1));
    assert_eq!(deps.topic.ids(), ["a0", "a2"]);
    assert!(deps.failures.kept.records().is_empty());
}

#[tokio::test]
async fn what_is_never_taken_is_set_aside_by_its_place_and_the_others_are_written() {
    let deps = deps(&[]);
    let batch = [
        record('a', 0, &body('a', 0, "m")),
        record('a', 1, "secret"),
        record('a', 2, &body('a', 2, "refused")),
        record('a', 3, &body('a', 3, "m")),
    ];
    assert_eq!(handled(&batch, &deps).await, None);
    assert_eq!(deps.topic.ids(), ["a0", "a3"]);
    insta::assert_json_snapshot!(deps.failures.kept.records());
    // A batch of nothing else asks no broker.
    assert_eq!(handled(&[record('a', 0, "secret")], &deps).await, None);
}

#[tokio::test]
async fn what_is_retried_is_not_set_aside_yet() {
    let deps = deps(&["a"]);
    let batch = [record('a', 0, &body('a', 0, "m")), record('b', 1, "secret")];
    assert_eq!(handled(&batch, &deps).await, Some(0));
    assert!(deps.failures.kept.records().is_empty());
    assert_eq!(handled(&batch, &deps).await, None);
    assert_eq!(deps.failures.kept.records().len(), 1);
}

#[tokio::test]
async fn an_event_that_can_not_be_set_aside_is_retried() {
    let deps = deps(&[]);
    deps.failures.away_for.store(1, Ordering::Relaxed);
    let batch = [record('a', 0, &body('a', 0, "m")), record('a', 1, "secret"), record('b', 2, "secret")];
    assert_eq!(handled(&batch, &deps).await, Some(1));
    assert_eq!(handled(&batch[1..], &deps).await, None);
    assert_eq!(deps.failures.kept.records().len(), 2);
}

proptest! {
    /// Whatever is away meanwhile: with Lambda's retries each event arrives, and by their first arrivals those of a key are in order.
    #[test]
    fn every_event_arrives_and_those_of_a_key_in_order(
        keys in "[a-c]{1,20}",
        away in proptest::collection::vec("[a-c]{0,2}", 0..10),
    ) {
        let away: Vec<&str> = away.iter().map(String::as_str).collect();
        let deps = deps(&away);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut left = records(&keys);
        let mut rounds = 0;
        while !left.is_empty() {
            let first = runtime.block_on(handled(&left, &deps));
            left.retain(|record| {
                let number: usize = record["kinesis"]["sequenceNumber"].as_str().unwrap().parse().unwrap();
                first.is_some_and(|first| number >= first)
            });
            rounds += 1;
            prop_assert!(rounds < 20);
        }
        let mut firsts: BTreeMap<char, Vec<usize>> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for id in deps.topic.ids() {
            if known.insert(id.clone()) {
                firsts.entry(id.chars().next().unwrap()).or_default().push(id[1..].parse().unwrap());
            }
        }
        prop_assert_eq!(known.len(), keys.len());
        prop_assert!(firsts.values().all(|numbers| numbers.is_sorted()));
    }
}
