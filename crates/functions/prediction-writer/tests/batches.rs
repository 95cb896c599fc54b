//! Batches of the stream of decisions, from Lambda's event to the rows of a table and to what is retried.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::atomic::{AtomicUsize, Ordering};

use aws_io::CallError;
use aws_io::memory::MemoryRecordQuarantine;
use aws_io::quarantine_queue::{QuarantinedRecord, RecordQuarantine};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fraud::Timestamp;
use lambda_shell::KinesisBatch;
use prediction_table::MemoryPredictionTable;
use prediction_writer::{Deps, handle};
use proptest::prelude::*;
use serde_json::{Value, json};

/// 2026-03-01T12:30:00Z
const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

type TestDeps = Deps<MemoryPredictionTable, Failures>;

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

impl Failures {
    fn records(&self) -> Vec<QuarantinedRecord> {
        self.kept.records()
    }
}

fn deps() -> TestDeps {
    Deps { table: MemoryPredictionTable::default(), failures: Failures::default(), retention_days: 30 }
}

fn key_id(payment: usize) -> String {
    format!("019ca960-8140-7101-8101-{payment:012}")
}

/// The decision on a payment, or its label of a revision.
fn event(payment: usize, revision: usize) -> Value {
    let mut data = json!({
        "key_id": key_id(payment), "revision": revision, "decided_at": "2026-03-01T12:29:00Z", "outcome": "review", "risk_score": 40.0,
        "payment": { "amount_minor": 15025, "currency": "EUR", "card_token": "33ec", "card_bin": "411111", "merchant": format!("m{payment}") },
    });
    let more = if revision == 0 {
        json!({ "event_time": "2026-03-01T12:28:59Z", "received_at": "2026-03-01T12:28:59Z", "history": "complete", "hits": [],
            "versions": { "policy": "t1" } })
    } else {
        json!({ "label": "fraud", "label_source": format!("analyst {revision}"), "labelled_at": "2026-03-01T12:29:30Z" })
    };
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({
        "specversion": "1.0", "id": format!("{payment}_{revision}"), "source": "/tollgate/test",
        "type": if revision == 0 { "tollgate.decision.v1" } else { "tollgate.label.v1" }, "subject": key_id(payment),
        "time": "2026-03-01T12:29:00Z", "datacontenttype": "application/json", "partitionkey": "k", "data": data,
    })
}

fn decided_at(payment: usize, time: &str) -> Value {
    let mut event = event(payment, 0);
    event["data"]["decided_at"] = json!(time);
    event
}

fn record(number: usize, body: &str) -> Value {
    json!({
        "eventID": format!("shardId-000000000000:{number}"), "eventSourceARN": "arn:aws:kinesis:eu-west-1:1:stream/s",
        "kinesis": { "approximateArrivalTimestamp": 1_772_368_199.5, "data": STANDARD.encode(body),
            "partitionKey": "k", "sequenceNumber": number.to_string() },
    })
}

/// Handles bodies of records, numbered by their places; answers the number of the first one to retry.
async fn handled(bodies: &[String], deps: &TestDeps) -> Option<usize> {
    let records: Vec<Value> = bodies.iter().enumerate().map(|(number, body)| record(number, body)).collect();
    let batch: KinesisBatch = serde_json::from_value(json!({ "Records": records })).unwrap();
    let response = handle(batch, deps, NOW).await;
    assert!(response.batch_item_failures.len() <= 1);
    let first = response.batch_item_failures.into_iter().next()?;
    Some(first.item_identifier.unwrap().parse().unwrap())
}

fn bodies(events: &[Value]) -> Vec<String> {
    events.iter().map(Value::to_string).collect()
}

#[tokio::test]
async fn a_payment_is_one_row_with_the_label_that_counts() {
    let deps = deps();
    let events = [event(1, 2), event(2, 0), event(1, 0), event(1, 1), event(2, 0)];
    assert_eq!(handled(&bodies(&events), &deps).await, None);
    let rows = deps.table.rows();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].label.as_ref().unwrap().revision, 2);
    assert!(rows.iter().all(|row| row.decision.is_some()));
    // A day later in another batch.
    assert_eq!(handled(&bodies(&[event(2, 1), event(1, 1)]), &deps).await, None);
    let revisions: Vec<u32> =
        deps.table.rows().iter().map(|row| row.label.as_ref().unwrap().revision).collect();
    assert_eq!(revisions, [2, 1]);
    assert!(deps.failures.records().is_empty());
}

#[tokio::test]
async fn while_the_database_is_away_the_whole_batch_is_retried_and_nothing_is_set_aside() {
    let deps = deps();
    let batch = [event(1, 0).to_string(), "poison".to_owned(), event(2, 0).to_string()];
    deps.table.fail(3);
    for _ in 0..3 {
        assert_eq!(handled(&batch, &deps).await, Some(0));
        assert!(deps.failures.records().is_empty() && deps.table.rows().is_empty());
    }
    assert_eq!(handled(&batch, &deps).await, None);
    assert_eq!((deps.table.rows().len(), deps.failures.records().len()), (2, 1));
}

#[tokio::test]
async fn what_makes_no_row_is_set_aside_by_its_place_and_the_others_are_written() {
    let mut deps = deps();
    deps.table.refused_merchant = Some("m3".to_owned());
    let mut incomplete = event(7, 0);
    incomplete["data"].as_object_mut().unwrap().remove("versions");
    let batch = [
        event(1, 0).to_string(),
        "{\"card_number\":\"4111111111111111\"}".to_owned(),
        event(3, 0).to_string(),
        incomplete.to_string(),
        event(2, 0).to_string(),
        event(3, 1).to_string(),
        decided_at(4, "2026-03-02T23:59:59Z").to_string(),
        decided_at(5, "2026-03-03T00:00:00Z").to_string(),
        decided_at(6, "9999-12-31T23:59:59Z").to_string(),
    ];
    assert_eq!(handled(&batch, &deps).await, None);
    let merchants: Vec<String> =
        deps.table.rows().iter().map(|row| row.payment.merchant.as_str().to_owned()).collect();
    assert_eq!(merchants, ["m1", "m2", "m4"]);
    insta::assert_json_snapshot!(deps.failures.records());
}

#[tokio::test]
async fn what_is_older_than_what_is_kept_adds_nothing() {
    let deps = deps();
    let events = [decided_at(1, "2026-01-31T00:00:00Z"), decided_at(2, "2026-01-30T23:59:59.999Z")];
    assert_eq!(handled(&bodies(&events), &deps).await, None);
    let kept: Vec<String> = deps.table.rows().iter().map(|row| row.key_id.to_string()).collect();
    assert_eq!(kept, [key_id(1)]);
    assert!(deps.failures.records().is_empty());
}

#[tokio::test]
async fn a_record_that_can_not_be_set_aside_is_retried() {
    let deps = deps();
    deps.failures.away_for.store(1, Ordering::Relaxed);
    let batch = [event(1, 0).to_string(), "poison".to_owned(), event(2, 0).to_string()];
    assert_eq!(handled(&batch, &deps).await, Some(1));
    assert_eq!(handled(&batch[1..], &deps).await, None);
    assert_eq!((deps.table.rows().len(), deps.failures.records().len()), (2, 1));
}

proptest! {
    /// However events are dealt to batches, in whatever order and how often, and whatever fails meanwhile.
    #[test]
    fn every_order_of_deliveries_comes_to_the_same_rows(
        mut deliveries in prop::collection::vec((0_usize..4, 0_usize..4), 1..30),
        cuts in 1_usize..8,
        failures in 0_usize..5,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let rows = |deliveries: &[(usize, usize)], size: usize, failures: usize| {
            let deps = deps();
            deps.table.fail(failures);
            for batch in deliveries.chunks(size) {
                let events: Vec<Value> = batch.iter().map(|(payment, revision)| event(*payment, *revision)).collect();
                let rounds = (0..10).take_while(|_| runtime.block_on(handled(&bodies(&events), &deps)).is_some()).count();
                assert!(rounds < 10);
            }
            deps.table.rows()
        };
        let shuffled = rows(&deliveries, cuts, failures);
        deliveries.sort_unstable();
        deliveries.dedup();
        prop_assert_eq!(shuffled, rows(&deliveries, 100, 0));
    }
}
