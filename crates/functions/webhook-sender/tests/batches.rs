//! Batches of the stream of decisions, from Lambda's event to what a receiver gets and to what is retried.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use aws_io::memory::MemoryRecordQuarantine;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use decision_events::EventKind;
use fraud::{Outcome, Timestamp};
use lambda_shell::KinesisBatch;
use proptest::prelude::*;
use serde_json::{Value, json};
use webhook::{Message, Secret, Unreachable, WebhookReceiver};
use webhook_sender::{Deps, FailedEvents, Subscription, handle};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const MINUTE: i64 = 60_000;
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What a receiver does with its next messages; afterwards it takes all.
#[derive(Debug, Default)]
struct Receiver {
    answers: Mutex<VecDeque<Option<u16>>>,
    got: Mutex<Vec<Message>>,
}

impl WebhookReceiver for Receiver {
    async fn send(&self, message: &Message) -> Result<u16, Unreachable> {
        // As a network does: others get their turn meanwhile.
        tokio::task::yield_now().await;
        let answer = self.answers.lock().unwrap().pop_front().unwrap_or(Some(200));
        let Some(status) = answer else { return Err(Unreachable::Late(std::time::Duration::ZERO)) };
        if status < 300 {
            self.got.lock().unwrap().push(message.clone());
        }
        Ok(status)
    }
}

impl Receiver {
    fn ids(&self) -> Vec<String> {
        self.got.lock().unwrap().iter().map(|message| message.id.clone()).collect()
    }
}

type TestDeps = Deps<Receiver, MemoryRecordQuarantine>;

fn deps(answers: &[Option<u16>]) -> TestDeps {
    Deps {
        subscription: Subscription { types: EventKind::ALL.to_vec(), outcomes: Outcome::ALL.to_vec() },
        receiver: Receiver { answers: Mutex::new(answers.iter().copied().collect()), got: Mutex::default() },
        secret: Secret::parse(SECRET).unwrap(),
        failures: MemoryRecordQuarantine::default(),
        failed: FailedEvents::default(),
    }
}

fn body(key: char, number: usize) -> String {
    json!({
        "specversion": "1.0", "id": format!("{key}{number}"), "source": "/tollgate/test", "type": "tollgate.decision.v1",
        "subject": "s", "time": "2026-03-01T12:30:00Z", "datacontenttype": "application/json",
        "partitionkey": key.to_string(), "data": { "outcome": "approve" },
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
    keys.chars().enumerate().map(|(number, key)| record(key, number, &body(key, number))).collect()
}

/// Handles records; answers the number of the first one to retry.
async fn handled(records: &[Value], deps: &TestDeps) -> Option<usize> {
    handled_at(NOW, records, deps).await
}

/// The records arrived half a second before [`NOW`].
async fn handled_at(now: Timestamp, records: &[Value], deps: &TestDeps) -> Option<usize> {
    let batch: KinesisBatch = serde_json::from_value(json!({ "Records": records })).unwrap();
    let response = handle(batch, deps, || now).await;
    assert!(response.batch_item_failures.len() <= 1);
    let first = response.batch_item_failures.into_iter().next()?;
    Some(first.item_identifier.unwrap().parse().unwrap())
}

#[tokio::test]
async fn each_event_is_sent_as_it_stands_in_the_stream_and_signed() {
    let deps = deps(&[]);
    assert_eq!(handled(&records("ab"), &deps).await, None);
    let mut got = deps.receiver.got.lock().unwrap().clone();
    // Different keys have no order.
    got.sort_by_key(|message| message.id.clone());
    let signed = |key, number| deps.secret.sign(&format!("{key}{number}"), NOW, body(key, number).as_bytes());
    assert_eq!(got, [signed('a', 0), signed('b', 1)]);
}

#[tokio::test]
async fn what_can_not_be_sent_for_now_is_retried_and_nothing_behind_it_of_its_key_is_sent() {
    for answer in [None, Some(408), Some(409), Some(425), Some(429), Some(500), Some(503), Some(599)] {
        let deps = deps(&[answer]);
        // However late it is.
        assert_eq!(
            handled_at(NOW.plus_millis(11 * 60 * MINUTE), &records("aa"), &deps).await,
            Some(0),
            "{answer:?}"
        );
        assert!(deps.receiver.ids().is_empty() && deps.failures.records().is_empty());
        assert_eq!(handled(&records("aa"), &deps).await, None);
        assert_eq!(deps.receiver.ids(), ["a0", "a1"]);
    }
}

#[tokio::test]
async fn what_is_refused_for_good_is_set_aside_by_its_place_and_the_next_one_is_sent() {
    for status in [400, 410, 413, 422] {
        let deps = deps(&[Some(status)]);
        assert_eq!(handled(&records("aa"), &deps).await, None, "{status}");
        assert_eq!(deps.receiver.ids(), ["a1"]);
        assert_eq!(deps.failures.records()[0].reason, format!("the receiver answered {status} to a0"));
    }
    // What a gateway says as well while it is changed is believed after a quarter of an hour.
    for status in [301, 308, 401, 403, 404, 405, 415, 451, 600] {
        let deps = deps(&[Some(status), Some(status)]);
        assert_eq!(
            handled_at(NOW.plus_millis(14 * MINUTE), &records("aa"), &deps).await,
            Some(0),
            "{status}"
        );
        assert!(deps.receiver.ids().is_empty() && deps.failures.records().is_empty());
        assert_eq!(handled_at(NOW.plus_millis(15 * MINUTE), &records("aa"), &deps).await, None, "{status}");
        assert_eq!((deps.receiver.ids(), deps.failures.records().len()), (vec!["a1".to_owned()], 1));
    }
    let deps = deps(&[]);
    let no_event = [record('a', 0, "secret"), record('a', 1, &body('a', 1))];
    assert_eq!(handled(&no_event, &deps).await, None);
    assert_eq!(deps.receiver.ids(), ["a1"]);
    insta::assert_json_snapshot!(deps.failures.records());
}

/// Who redrives a batch by its ends hands over all that the stream holds between them.
#[tokio::test]
async fn nobody_gets_what_they_did_not_subscribe_to() {
    let outcome = |outcome: Value| {
        let mut event: Value = serde_json::from_str(&body('a', 0)).unwrap();
        event["data"] = json!({ "outcome": outcome });
        record('a', 0, &event.to_string())
    };
    let label = |number: usize| {
        record('b', number, &body('b', number).replace("tollgate.decision.v1", "tollgate.label.v1"))
    };
    let check = async |types: &[EventKind], outcomes: &[Outcome], records: &[Value], expected: &[&str]| {
        let subscription = Subscription { types: types.to_vec(), outcomes: outcomes.to_vec() };
        let deps = TestDeps { subscription, ..deps(&[]) };
        assert_eq!(handled(records, &deps).await, None);
        assert_eq!(deps.receiver.ids(), expected);
        assert!(deps.failures.records().is_empty());
    };
    let of_kind = |kind: EventKind, data: Value| {
        let mut event: Value = serde_json::from_str(&body('c', 2)).unwrap();
        (event["type"], event["data"]) = (json!(kind), data);
        record('c', 2, &event.to_string())
    };
    let document = of_kind(EventKind::Document, json!({ "class": "pii" }));
    let case = of_kind(EventKind::Case, json!({ "outcome": "block" }));
    let (decision, both) = ([EventKind::Decision], [EventKind::Decision, EventKind::Label]);
    check(&both, &Outcome::ALL, &[document.clone(), case.clone()], &[]).await;
    // A document has no outcome.
    check(&[EventKind::Document], &[Outcome::Approve], &[document, case.clone()], &["c2"]).await;
    check(&[EventKind::Case], &[Outcome::Approve], std::slice::from_ref(&case), &[]).await;
    check(&[EventKind::Case], &[Outcome::Block], &[case], &["c2"]).await;
    check(&decision, &Outcome::ALL, &[outcome(json!("block")), label(1)], &["a0"]).await;
    check(&[EventKind::Label], &Outcome::ALL, &[outcome(json!("block")), label(1)], &["b1"]).await;
    check(&both, &[Outcome::Review, Outcome::Block], &[outcome(json!("approve")), label(1)], &[]).await;
    check(&both, &[Outcome::Block], &[outcome(json!("block"))], &["a0"]).await;
    for odd in [json!(null), json!("BLOCK"), json!(["block"]), json!("")] {
        check(&both, &Outcome::ALL, &[outcome(odd)], &[]).await;
    }
}

/// Answers one event in its own way and takes all others.
#[derive(Debug)]
struct FailsAt {
    id: &'static str,
    status: u16,
    others: Receiver,
}

impl WebhookReceiver for FailsAt {
    async fn send(&self, message: &Message) -> Result<u16, Unreachable> {
        tokio::task::yield_now().await;
        if message.id == self.id { Ok(self.status) } else { self.others.send(message).await }
    }
}

fn fails_at(id: &'static str, status: u16) -> Deps<FailsAt, MemoryRecordQuarantine> {
    let Deps { subscription, receiver: others, secret, failures, failed } = deps(&[]);
    Deps { subscription, receiver: FailsAt { id, status, others }, secret, failures, failed }
}

#[tokio::test]
async fn an_event_at_which_a_receiver_fails_that_takes_others_holds_up_its_shard_for_a_while_only() {
    let run = async |deps: &Deps<FailsAt, MemoryRecordQuarantine>, now: Timestamp, keys: &str| {
        let batch: KinesisBatch = serde_json::from_value(json!({ "Records": records(keys) })).unwrap();
        let failures = handle(batch, deps, || now).await.batch_item_failures;
        failures.into_iter().next().and_then(|first| first.item_identifier)
    };
    let late = NOW.plus_millis(20 * MINUTE);
    let deps = fails_at("a0", 500);
    for _ in 0..4 {
        assert_eq!(run(&deps, late, "aba").await.as_deref(), Some("0"));
    }
    // The one behind it of its key has not been sent, and is the next one.
    assert_eq!(run(&deps, late, "aba").await.as_deref(), Some("2"));
    let reasons: Vec<_> = deps.failures.records().into_iter().map(|record| record.reason).collect();
    assert_eq!(reasons, ["the receiver answered 500 to a0 in 5 batches, and took others"]);
    assert_eq!(deps.receiver.others.ids(), ["b1"; 5]);
    // A receiver that says it is busy, that takes nothing at all, or for a quarter of an hour only, loses nothing.
    for (status, now, keys) in
        [(503, late, "ab"), (429, late, "ab"), (500, late, "aa"), (500, NOW.plus_millis(14 * MINUTE), "ab")]
    {
        let deps = fails_at("a0", status);
        for _ in 0..20 {
            assert_eq!(run(&deps, now, keys).await.as_deref(), Some("0"), "{status} {keys}");
        }
        assert!(deps.failures.records().is_empty());
    }
}

#[tokio::test]
async fn a_receiver_that_is_down_is_not_asked_for_every_event() {
    let deps = deps(&[None; 200]);
    let many: String = ('a'..='z').cycle().take(100).collect();
    assert_eq!(handled(&records(&many), &deps).await, Some(0));
    let asked = 200 - deps.receiver.answers.lock().unwrap().len();
    assert!(asked <= 8, "{asked}");
}

#[tokio::test]
async fn a_slow_receiver_does_not_take_a_batch_past_its_time() {
    let deps = deps(&[]);
    let batch: KinesisBatch = serde_json::from_value(json!({ "Records": records(&"a".repeat(20)) })).unwrap();
    // Each look at the clock is two seconds later.
    let now = Cell::new(NOW);
    let clock = || {
        now.set(now.get().plus_millis(2_000));
        now.get()
    };
    let response = handle(batch, &deps, clock).await;
    let sent = deps.receiver.ids().len();
    assert!(sent > 5 && sent < 15, "{sent}");
    assert_eq!(response.batch_item_failures[0].item_identifier.as_deref(), Some(sent.to_string().as_str()));
}

proptest! {
    /// Whatever the receiver does meanwhile: with Lambda's retries each event arrives, and by their first arrivals those of a key
    /// are in order.
    #[test]
    fn every_event_arrives_and_those_of_a_key_in_order(
        keys in "[a-c]{1,20}",
        answers in proptest::collection::vec(prop_oneof![3 => Just(Some(200)), 1 => Just(Some(503)), 1 => Just(None)], 0..60),
    ) {
        let deps = deps(&answers);
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
            prop_assert!(rounds < 100);
        }
        let mut firsts: BTreeMap<char, Vec<usize>> = BTreeMap::new();
        for id in deps.receiver.ids() {
            let (key, number) = (id.chars().next().unwrap(), id[1..].parse().unwrap());
            let of_key = firsts.entry(key).or_default();
            if !of_key.contains(&number) {
                of_key.push(number);
            }
        }
        prop_assert_eq!(firsts.values().map(Vec::len).sum::<usize>(), keys.len());
        prop_assert!(firsts.values().all(|numbers| numbers.is_sorted()));
    }
}
