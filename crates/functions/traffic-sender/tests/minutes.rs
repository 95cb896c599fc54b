//! Minutes of traffic, from the schedule's event to what the API is asked.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use aws_io::CallError;
use aws_io::payment_stream::{PaymentRecord, PaymentStream};
use column_mapping::ColumnMapping;
use fraud::made_up::{MADE_UP_CUSTOMERS, MarkKey};
use fraud::{CardKey, KeyId, Timestamp, request};
use serde_json::Value;
use traffic::{Feed, Rate};
use traffic_sender::{
    Api, ApiRequest, Deps, LABEL_DELAY_MILLIS, Report, StreamTarget, Unreachable, Way, send_minute,
};

const RATE: Rate = Rate { seed: 1, payments_per_hour: 600, fraud_rate: 0.05 };
/// 2026-03-04T12:30:00Z, a Wednesday.
const NOON: Timestamp = Timestamp::from_millis(1_772_627_400_000);
const MINUTE: i64 = 60_000;

/// An API that knows what it was sent, and fails as often as it is told to.
#[derive(Default)]
struct FakeApi {
    requests: Mutex<Vec<ApiRequest>>,
    payments: Mutex<BTreeMap<String, String>>,
    labels: Mutex<BTreeMap<String, Value>>,
    status: Mutex<Option<u16>>,
}

impl Api for &FakeApi {
    async fn post(&self, request: ApiRequest) -> Result<u16, Unreachable> {
        self.requests.lock().unwrap().push(request.clone());
        if let Some(status) = *self.status.lock().unwrap() {
            return Ok(status);
        }
        if let Some(id) = request.idempotency_key {
            let key_id = KeyId::of_idempotency_key("key1", "/transactions", &id).to_string();
            let stored = self.payments.lock().unwrap().insert(key_id, request.body.clone());
            return Ok(if stored.is_none_or(|body| body == request.body) { 202 } else { 422 });
        }
        let key_id = request.path.split('/').nth(2).unwrap().to_owned();
        if !self.payments.lock().unwrap().contains_key(&key_id) {
            return Ok(404);
        }
        self.labels.lock().unwrap().insert(key_id, serde_json::from_str(&request.body).unwrap());
        Ok(200)
    }
}

/// A stream of which the table has everything at once.
#[derive(Clone, Copy)]
struct FakeStream<'api>(&'api FakeApi);

impl PaymentStream for FakeStream<'_> {
    async fn put(&self, records: &[&PaymentRecord]) -> Result<Vec<bool>, CallError> {
        if self.0.status.lock().unwrap().is_some() {
            return Ok(vec![false; records.len()]);
        }
        // Of the day after, too.
        let now = NOON.plus_millis(2 * LABEL_DELAY_MILLIS);
        for record in records {
            let read = stream_record::read(record.body.as_bytes(), &ColumnMapping::default()).unwrap();
            let key_id = KeyId::of_idempotency_key(STREAM, "stream", &read.id.unwrap()).to_string();
            let intake = request::parse(&read.body, &CardKey::new([7; 32]).unwrap(), now).unwrap();
            let marked = key().marked(intake, &read.body, &read.mark.unwrap(), now).unwrap();
            assert_eq!(marked.transaction.customer_id.as_ref(), Some(&record.key));
            let body = String::from_utf8(read.body.into_owned()).unwrap();
            self.0.payments.lock().unwrap().insert(key_id, body);
        }
        Ok(vec![true; records.len()])
    }
}

const STREAM: &str = "arn:aws:kinesis:eu-central-1:111122223333:stream/payments";

type FakeDeps<'api> = Deps<&'api FakeApi, FakeStream<'api>>;

fn key() -> MarkKey {
    MarkKey::new([8; 32]).unwrap()
}

fn deps(api: &FakeApi) -> FakeDeps<'_> {
    deps_with(api, Some(key()), RATE)
}

/// Tests don't keep the pace.
fn at_once(mut deps: FakeDeps<'_>) -> FakeDeps<'_> {
    deps.between_requests = Duration::from_micros(1);
    deps
}

fn deps_with(api: &FakeApi, marks: Option<MarkKey>, rate: Rate) -> FakeDeps<'_> {
    at_once(Deps::new(api, "key1".to_owned(), vec![Way::Api], marks, rate))
}

#[tokio::test]
async fn a_minute_is_sent_once_however_often_it_is_asked_for() {
    let api = FakeApi::default();
    let sender = deps(&api);
    let report = send_minute(&sender, NOON.plus_millis(12_345)).await.unwrap();
    assert_eq!(report.minute, "2026-03-04T12:29:00Z");
    let expected = Feed::new(RATE).between(NOON.plus_millis(-MINUTE), NOON);
    assert!(expected.len() > 2);
    assert_eq!((report.payments, report.labels), (expected.len(), 0));
    // The day before there was nothing yet.
    assert!(report.labels_without_payment > 0);
    let first = api.payments.lock().unwrap().clone();
    assert_eq!(first.len(), expected.len());
    // By the same function, and by one that has just started.
    for again in [&sender, &deps(&api)] {
        assert_eq!(send_minute(again, NOON).await.unwrap(), report);
        assert_eq!(*api.payments.lock().unwrap(), first);
    }
}

#[tokio::test]
async fn payments_are_marked_as_those_of_this_deployment() {
    let api = FakeApi::default();
    send_minute(&deps(&api), NOON).await.unwrap();
    let requests = api.requests.lock().unwrap().clone();
    let payments: Vec<_> = requests.iter().filter(|request| request.path == "/transactions").collect();
    assert!(!payments.is_empty());
    for payment in payments {
        let (body, card_key) = (payment.body.as_bytes(), CardKey::new([7; 32]).unwrap());
        let intake = request::parse(body, &card_key, NOON).unwrap();
        let marked = key().marked(intake, body, payment.mark.as_ref().unwrap(), NOON).unwrap();
        assert!(marked.transaction.made_up);
        assert!(marked.transaction.customer_id.unwrap().starts_with(MADE_UP_CUSTOMERS));
    }
    // Those that are not set apart say who sent them, and no more.
    let unmarked = FakeApi::default();
    send_minute(&deps_with(&unmarked, None, RATE), NOON).await.unwrap();
    assert!(unmarked.requests.lock().unwrap().iter().all(|request| request.mark.is_none()));
    assert_eq!(*unmarked.payments.lock().unwrap(), *api.payments.lock().unwrap());
}

#[tokio::test]
async fn each_payment_is_labelled_a_day_later() {
    let api = FakeApi::default();
    let sender = deps(&api);
    for minute in 0..5 {
        send_minute(&sender, NOON.plus_millis(minute * MINUTE)).await.unwrap();
    }
    let mut labels = 0;
    for minute in 0..5 {
        let tomorrow = NOON.plus_millis(LABEL_DELAY_MILLIS + minute * MINUTE);
        let Report { labels: sent, labels_without_payment, .. } =
            send_minute(&sender, tomorrow).await.unwrap();
        assert_eq!(labels_without_payment, 0);
        labels += sent;
    }
    let labelled = api.labels.lock().unwrap().clone();
    let expected = Feed::new(RATE).between(NOON.plus_millis(-MINUTE), NOON.plus_millis(4 * MINUTE));
    assert_eq!((labels, labelled.len()), (expected.len(), expected.len()));
    for fed in expected {
        let key_id = KeyId::of_idempotency_key("key1", "/transactions", &fed.id).to_string();
        assert_eq!(labelled[&key_id]["label"], fed.payment.label());
        let known_at = fed.payment.event_time.plus_millis(LABEL_DELAY_MILLIS).to_string();
        assert_eq!(labelled[&key_id]["time"], known_at);
    }
}

#[tokio::test]
async fn what_fails_is_sent_by_the_next_attempt() {
    let api = FakeApi::default();
    let sender = deps(&api);
    for status in [429, 503, 403, 422] {
        *api.status.lock().unwrap() = Some(status);
        let unsent = send_minute(&sender, NOON).await.unwrap_err().to_string();
        assert!(
            unsent.ends_with("payments and labels of the minute 2026-03-04T12:29:00Z were not sent"),
            "{unsent}"
        );
    }
    assert!(api.payments.lock().unwrap().is_empty());
    *api.status.lock().unwrap() = None;
    let sent = send_minute(&sender, NOON).await.unwrap().payments;
    assert_eq!(api.payments.lock().unwrap().len(), sent);
}

#[tokio::test]
async fn requests_keep_their_pace() {
    let api = FakeApi::default();
    let mut sender: FakeDeps<'_> = Deps::new(&api, "key1".to_owned(), vec![Way::Api], Some(key()), RATE);
    assert_eq!(sender.between_requests, Duration::from_secs(1) / 20);
    sender.between_requests = Duration::from_millis(10);
    let began = tokio::time::Instant::now();
    send_minute(&sender, NOON).await.unwrap();
    let requests = u32::try_from(api.requests.lock().unwrap().len()).unwrap();
    assert!(requests > 8, "{requests}");
    // Payments and labels begin at once.
    assert!(
        began.elapsed() >= Duration::from_millis(10) * (requests - 2),
        "{requests} in {:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn payments_go_into_the_stream_as_well_and_are_labelled_where_they_are() {
    let api = FakeApi::default();
    let ways =
        || vec![Way::Api, Way::Stream(StreamTarget { stream: FakeStream(&api), source: STREAM.to_owned() })];
    let sender = at_once(Deps::new(&api, "key1".to_owned(), ways(), Some(key()), RATE));
    *api.status.lock().unwrap() = Some(503);
    assert!(send_minute(&sender, NOON).await.is_err());
    *api.status.lock().unwrap() = None;
    let mut sent = 0;
    for minute in 0..5 {
        sent += send_minute(&sender, NOON.plus_millis(minute * MINUTE)).await.unwrap().payments;
    }
    let stored = api.payments.lock().unwrap().clone();
    assert_eq!(stored.len(), sent);
    let posted =
        api.requests.lock().unwrap().iter().filter(|request| request.idempotency_key.is_some()).count();
    assert!((1..sent).contains(&posted), "{posted} of {sent} went to the API");
    // A customer's payments go one way, and their labels to where they are, by a function that has just started as well.
    let sender = at_once(Deps::new(&api, "key1".to_owned(), ways(), Some(key()), RATE));
    for minute in 0..5 {
        let tomorrow = NOON.plus_millis(LABEL_DELAY_MILLIS + minute * MINUTE);
        assert_eq!(send_minute(&sender, tomorrow).await.unwrap().labels_without_payment, 0);
    }
    assert_eq!(api.labels.lock().unwrap().len(), sent);
}
