//! Stream records, from Lambda's event to rows of the archive and to what is retried.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use aws_io::decision_archive::SMOKE_CUSTOMER;
use aws_io::memory::{MemoryDecisionArchive, MemoryQuarantineQueue, MemoryTransactionTable};
use aws_io::transaction_table::{Labelling, TransactionTable};
use aws_lambda_events::dynamodb::{Event, EventRecord};
use decision_archiver::{Deps, handle};
use fraud::{Case, Policy, Timestamp, Verdict};
use serde_dynamo::AttributeValue;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_080);
const EVENT: &str = include_str!("../../../../test_data/events/stream_insert.json");
const KEY_ID: &str = "019ca960-8140-7101-8101-010101010101";
const POLICY: &str = "version = \"t1\"\nthresholds = { review = 30, block = 60 }";

type MemoryDeps = Deps<MemoryDecisionArchive, MemoryQuarantineQueue>;

fn deps() -> MemoryDeps {
    Deps { archive: MemoryDecisionArchive::default(), quarantine: MemoryQuarantineQueue::default() }
}

fn pending() -> EventRecord {
    let event: Event = serde_json::from_str(EVENT).unwrap();
    event.records.into_iter().next().unwrap()
}

/// The record of the transaction once it is decided, and labelled so many times.
async fn decided(sequence_number: &str, labels: i64) -> EventRecord {
    let table = MemoryTransactionTable::default();
    let mut record = pending();
    table.put_image(KEY_ID, record.change.new_image.clone());
    let key_id = KEY_ID.parse().unwrap();
    let transaction = table.find(key_id).await.unwrap().unwrap().transaction;
    let assessment = Policy::parse(POLICY).unwrap().assess(&Case::new(&transaction, NOW));
    table.complete(key_id, &assessment, NOW).await.unwrap();
    for label in 1..=labels {
        let time = NOW.plus_millis(label);
        let record = aws_io::label_record::LabelRecord {
            label: Verdict::Fraud,
            source: "chargeback".to_owned(),
            time,
            received_at: time,
        };
        assert_eq!(table.add_label(key_id, &record).await.unwrap(), Labelling::Added);
    }
    record.event_name = "MODIFY".to_owned();
    record.change.new_image = table.image(KEY_ID).unwrap();
    record.change.sequence_number = Some(sequence_number.to_owned());
    record
}

fn event(records: Vec<EventRecord>) -> Event {
    let mut event: Event = serde_json::from_str(EVENT).unwrap();
    event.records = records;
    event
}

#[tokio::test]
async fn a_decision_and_each_label_are_a_row() {
    let deps = deps();
    let records = vec![decided("1", 0).await, decided("2", 1).await, decided("3", 2).await];
    assert!(handle(event(records), &deps).await.batch_item_failures.is_empty());
    let rows = deps.archive.rows();
    assert_eq!(rows.iter().map(|row| row.revision).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(aws_io::decision_archive::newest(rows)[0].label.label_time_ms, Some(NOW.plus_millis(2)));
}

#[tokio::test]
async fn what_is_not_decided_or_deleted_is_passed_over() {
    let deps = deps();
    let mut deleted = decided("2", 0).await;
    deleted.event_name = "REMOVE".to_owned();
    assert!(handle(event(vec![pending(), deleted]), &deps).await.batch_item_failures.is_empty());
    assert!(deps.archive.rows().is_empty());
}

#[tokio::test]
async fn a_payment_that_proves_a_deployment_is_not_archived() {
    let deps = deps();
    let mut smoke = decided("1", 1).await;
    let Some(AttributeValue::S(transaction)) = smoke.change.new_image.get("transaction").cloned() else {
        panic!()
    };
    let mut transaction: serde_json::Value = serde_json::from_str(&transaction).unwrap();
    transaction["customer_id"] = SMOKE_CUSTOMER.into();
    let mut image = smoke.change.new_image.into_inner();
    image.insert("transaction".to_owned(), AttributeValue::S(transaction.to_string()));
    smoke.change.new_image = image.into();
    assert!(handle(event(vec![smoke, decided("2", 0).await]), &deps).await.batch_item_failures.is_empty());
    assert_eq!(deps.archive.rows().len(), 1);
}

#[tokio::test]
async fn rows_that_were_not_taken_come_again() {
    let deps = deps();
    deps.archive.take_at_most(Some(1));
    let records = vec![decided("1", 0).await, pending(), decided("3", 1).await, decided("4", 2).await];
    let response = handle(event(records.clone()), &deps).await;
    let failed = &response.batch_item_failures[0].item_identifier;
    assert_eq!((response.batch_item_failures.len(), failed.as_deref()), (1, Some("3")));
    deps.archive.take_at_most(None);
    assert!(handle(event(records[2..].to_vec()), &deps).await.batch_item_failures.is_empty());
    assert_eq!(deps.archive.rows().iter().map(|row| row.revision).collect::<Vec<_>>(), [0, 1, 2]);
}

#[tokio::test]
async fn a_poisoned_record_is_set_aside_and_its_neighbours_are_archived() {
    let deps = deps();
    let mut poisoned = decided("1", 0).await;
    poisoned.change.new_image.insert("assessment".to_owned(), AttributeValue::S("{".to_owned()));
    let records = vec![poisoned, decided("2", 0).await];
    assert!(handle(event(records), &deps).await.batch_item_failures.is_empty());
    assert_eq!(deps.archive.rows().len(), 1);
    insta::assert_json_snapshot!(deps.quarantine.records());
}
