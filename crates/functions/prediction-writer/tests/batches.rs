//! Batches of the stream of decisions, from Lambda's event to the rows of a table and to what is retried.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::atomic::{AtomicUsize, Ordering};

use aws_io::CallError;
use aws_io::memory::MemoryRecordQuarantine;
use aws_io::quarantine_queue::{QuarantinedRecord, RecordQuarantine};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fraud::{Day, Timestamp};
use lambda_shell::KinesisBatch;
use prediction_table::{ClosedDay, ClosedDays, MemoryPredictionTable, PredictionTable, WriteError};
use prediction_writer::{Deps, handle};
use predictions::Prediction;
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
    handled_by(bodies, deps, || NOW).await
}

async fn handled_by<Table: PredictionTable>(
    bodies: &[String],
    deps: &Deps<Table, Failures>,
    clock: impl Fn() -> Timestamp,
) -> Option<usize> {
    let records: Vec<Value> = bodies.iter().enumerate().map(|(number, body)| record(number, body)).collect();
    let batch: KinesisBatch = serde_json::from_value(json!({ "Records": records })).unwrap();
    let response = handle(batch, deps, clock).await;
    assert!(response.batch_item_failures.len() <= 1);
    let first = response.batch_item_failures.into_iter().next()?;
    Some(first.item_identifier.unwrap().parse().unwrap())
}

/// A clock that says `NOW` so many times, and then that so much time has passed.
fn clock(times: usize, millis: i64) -> impl Fn() -> Timestamp {
    let looks = AtomicUsize::new(0);
    move || {
        let is_early = looks.fetch_add(1, Ordering::Relaxed) < times;
        if is_early { NOW } else { NOW.plus_millis(millis) }
    }
}

fn merchants(deps: &TestDeps) -> Vec<String> {
    deps.table.rows().iter().map(|row| row.payment.merchant.as_str().to_owned()).collect()
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
    assert_eq!(merchants(&deps), ["m1", "m2", "m4"]);
    insta::assert_json_snapshot!(deps.failures.records());
}

/// Who redrives a batch by its ends hands over all that the stream holds between them.
#[tokio::test]
async fn what_tells_of_no_payment_adds_nothing_and_is_not_set_aside() {
    let deps = deps();
    let other = |kind: &str| {
        let mut event = event(1, 0);
        (event["type"], event["data"]) = (kind.into(), json!({ "revision": 1 }));
        event
    };
    let events = [other("tollgate.case.v1"), event(2, 0), other("tollgate.document.v1")];
    assert_eq!(handled(&bodies(&events), &deps).await, None);
    assert_eq!((deps.table.rows().len(), deps.failures.records().len()), (1, 0));
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

#[tokio::test]
async fn a_day_that_takes_no_rows_stops_no_other_one() {
    let mut deps = deps();
    let not_made = || ClosedDay::NotMade { code: "42501".to_owned() };
    let closed = [
        ("2026-02-10", ClosedDay::Detached),
        ("2026-02-11", not_made()),
        ("2026-02-28", ClosedDay::Detached),
        ("2026-03-02", ClosedDay::Detached),
    ];
    deps.table.closed_days = closed.into_iter().map(|(day, why)| (day.parse().unwrap(), why)).collect();
    let times = ["02-10", "02-11", "02-28", "03-02", "02-12", "03-01", "02-27"];
    let batch: Vec<String> = times
        .iter()
        .enumerate()
        .map(|(payment, time)| decided_at(payment, &format!("2026-{time}T12:00:00Z")).to_string())
        .collect();
    assert_eq!(handled(&batch, &deps).await, None);
    assert_eq!(merchants(&deps), ["m4", "m5", "m6"]);
    let reasons: Vec<(String, String)> =
        deps.failures.records().into_iter().map(|record| (record.position.place(), record.reason)).collect();
    let reason = |number: usize, reason: &str| (format!("shardId-000000000000:{number}"), reason.to_owned());
    let is_no_part = "its day is no longer part of the table";
    // The first one, of a day that was put away on purpose, is over and done with.
    assert_eq!(
        reasons,
        [reason(1, "its day can't be made: 42501"), reason(2, is_no_part), reason(3, is_no_part)]
    );
}

#[tokio::test]
async fn decisions_of_a_day_that_can_not_be_made_yet_are_retried() {
    let not_made = ClosedDay::NotMade { code: "42501".to_owned() };
    let not_yet = ClosedDay::NotYet { code: "55P03".to_owned() };
    let days = ["2026-02-28", "2026-03-01", "2026-03-02"].map(|day| (day, &not_made));
    for (day, why) in days.into_iter().chain([("2026-02-10", &not_yet)]) {
        let mut deps = deps();
        deps.table.closed_days = [(day.parse().unwrap(), why.clone())].into();
        let batch = [
            decided_at(1, "2026-02-27T12:00:00Z").to_string(),
            "poison".to_owned(),
            decided_at(2, &format!("{day}T12:00:00Z")).to_string(),
            "poison".to_owned(),
            decided_at(3, "2026-02-27T12:00:00Z").to_string(),
        ];
        assert_eq!(handled(&batch, &deps).await, Some(2), "{day}");
        assert_eq!(
            (merchants(&deps), deps.failures.records().len()),
            (vec!["m1".to_owned(), "m3".to_owned()], 1)
        );
        deps.table.closed_days.clear();
        assert_eq!(handled(&batch[2..], &deps).await, None);
        assert_eq!((merchants(&deps).len(), deps.failures.records().len()), (3, 2));
    }
}

#[tokio::test]
async fn rows_that_are_too_many_for_one_statement_are_halved() {
    let mut deps = deps();
    let events: Vec<Value> = (0..11).map(|payment| event(payment, 0)).collect();
    deps.table.rows_max = Some(2);
    assert_eq!(handled(&bodies(&events), &deps).await, None);
    assert_eq!(deps.table.rows().len(), 11);
    // One is as few as there can be.
    deps.table.rows_max = Some(0);
    assert_eq!(handled(&bodies(&events), &deps).await, Some(0));
    assert!(deps.failures.records().is_empty());
}

#[tokio::test]
async fn writing_does_not_depend_on_what_can_be_forgotten() {
    let mut deps = deps();
    deps.table.never_forgets = true;
    assert_eq!(handled(&bodies(&[event(1, 0)]), &deps).await, None);
    deps.table.never_forgets = false;
    deps.table.days_stay = 3;
    assert_eq!(handled(&bodies(&[event(2, 0)]), &deps).await, None);
    assert_eq!(deps.table.rows().len(), 2);
    // Nor does forgetting depend on what can be written: a month later the disk is full of what is over.
    deps.table.fail(1);
    let month_later = || NOW.plus_millis(31 * 86_400_000);
    let late = [decided_at(3, "2026-04-01T12:00:00Z")];
    assert_eq!(handled_by(&bodies(&late), &deps, month_later).await, Some(0));
    assert!(deps.table.rows().is_empty());
}

/// A database that never answers.
struct Silent;

impl PredictionTable for Silent {
    async fn add(&self, _: &[Prediction]) -> Result<ClosedDays, WriteError> {
        std::future::pending().await
    }

    async fn forget_before(&self, _: Day, _: Timestamp) -> Result<usize, WriteError> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn an_invocation_ends_before_its_time_is_over_whatever_does_not_answer() {
    let began_at = tokio::time::Instant::now();
    let silent = Deps { table: Silent, failures: Failures::default(), retention_days: 30 };
    let batch = ["poison".to_owned(), event(1, 0).to_string(), "poison".to_owned()];
    // A fifth of a second is left when the database is asked; what needs no database is done.
    assert_eq!(handled_by(&batch, &silent, clock(1, 39_800)).await, Some(1));
    assert_eq!(silent.failures.records().len(), 1);
    // Days that are dropped for too long fail no batch.
    assert_eq!(handled_by(&batch[..1], &silent, clock(1, 39_800)).await, None);
    assert!(began_at.elapsed().as_secs() < 10, "somebody waited for longer than was left");
    // Nothing is left: the database is not asked at all, and then nobody is.
    assert_eq!(handled_by(&batch, &silent, clock(1, 40_000)).await, Some(1));
    assert_eq!(handled_by(&batch, &silent, clock(1, 48_000)).await, Some(0));
}

#[tokio::test]
async fn what_was_done_when_the_time_was_over_is_not_done_again() {
    let mut deps = deps();
    deps.table.refused_merchant = Some("m0".to_owned());
    let events: Vec<Value> = (0..4).map(|payment| event(payment, 0)).collect();
    // When the batch begins, then for four rows, two, and the first one.
    assert_eq!(handled_by(&bodies(&events), &deps, clock(4, 40_000)).await, Some(1));
    assert_eq!((deps.failures.records().len(), deps.table.rows().len()), (1, 0));
    assert_eq!(handled(&bodies(&events[1..]), &deps).await, None);
    assert_eq!((deps.failures.records().len(), deps.table.rows().len()), (1, 3));
}

proptest! {
    /// However events are dealt to batches, in whatever order and how often, and whatever fails meanwhile.
    #[test]
    fn every_order_of_deliveries_comes_to_the_same_rows(
        mut deliveries in prop::collection::vec((0_usize..4, 0_usize..4), 1..30),
        cuts in 1_usize..8,
        failures in 0_usize..5,
        rows_max in prop::option::of(1_usize..3),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let rows = |deliveries: &[(usize, usize)], size: usize, failures: usize, rows_max: Option<usize>| {
            let mut deps = deps();
            deps.table.rows_max = rows_max;
            deps.table.fail(failures);
            for batch in deliveries.chunks(size) {
                let events: Vec<Value> = batch.iter().map(|(payment, revision)| event(*payment, *revision)).collect();
                let rounds = (0..10).take_while(|_| runtime.block_on(handled(&bodies(&events), &deps)).is_some()).count();
                assert!(rounds < 10);
            }
            deps.table.rows()
        };
        let shuffled = rows(&deliveries, cuts, failures, rows_max);
        deliveries.sort_unstable();
        deliveries.dedup();
        prop_assert_eq!(shuffled, rows(&deliveries, 100, 0, None));
    }
}
