//! Stream records, from Lambda's event to rows of the archive, to what others are told, and to what is retried.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use aws_io::decision_archive::SMOKE_CUSTOMER;
use aws_io::memory::{
    MemoryDecisionArchive, MemoryDecisionStream, MemoryEventQueue, MemoryQuarantineQueue,
    MemoryTransactionTable, Refusal,
};
use aws_io::transaction_table::{Labelling, TransactionTable};
use aws_lambda_events::dynamodb::{Event, EventRecord};
use decision_archiver::{ArchiverEvent, Deps, Events, OtherTables, handle};
use fraud::made_up::{MADE_UP_BIN, MADE_UP_CUSTOMERS};
use fraud::{Case, Policy, Timestamp, Verdict};
use serde_dynamo::AttributeValue;
use serde_json::json;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_080);
const EVENT: &str = include_str!("../../../../test_data/events/stream_insert.json");
const DECIDED: &str = include_str!("../../../../test_data/events/stream_decided.json");
const KEY_ID: &str = "019ca960-8140-7101-8101-010101010101";
const POLICY: &str = "version = \"t1\"\nthresholds = { review = 30, block = 60 }";

type MemoryDeps = Deps<MemoryDecisionArchive, MemoryQuarantineQueue, MemoryDecisionStream, MemoryEventQueue>;

fn deps() -> MemoryDeps {
    Deps {
        archive: MemoryDecisionArchive::default(),
        quarantine: MemoryQuarantineQueue::default(),
        events: Some(Events {
            source: "/tollgate/test".to_owned(),
            tables: OtherTables {
                cases: Some("cases-prod".to_owned()),
                documents: Some("documents-prod".to_owned()),
            },
            stream: MemoryDecisionStream::default(),
            waiting: MemoryEventQueue::default(),
            pauses: &[],
        }),
    }
}

fn stream(deps: &MemoryDeps) -> &MemoryDecisionStream {
    &deps.events.as_ref().unwrap().stream
}

fn waiting(deps: &MemoryDeps) -> &MemoryEventQueue {
    &deps.events.as_ref().unwrap().waiting
}

/// What was told, without the payment's id.
fn told(events: &[decision_events::Event]) -> Vec<String> {
    events.iter().map(|event| event.id.replace(KEY_ID, "")).collect()
}

fn pending() -> EventRecord {
    let event: Event = serde_json::from_str(EVENT).unwrap();
    event.records.into_iter().next().unwrap()
}

const HOUR: i64 = 60 * 60 * 1000;

/// The record of the transaction once it is decided, and labelled so many times, an hour apart.
async fn decided(sequence_number: &str, labels: i64) -> EventRecord {
    let times: Vec<_> = (1..=labels).map(|label| NOW.plus_millis(label * HOUR)).collect();
    labelled_at(sequence_number, &times).await
}

/// The record of the transaction once it is decided, with labels of these times.
async fn labelled_at(sequence_number: &str, times: &[Timestamp]) -> EventRecord {
    let table = MemoryTransactionTable::default();
    let mut record = pending();
    table.put_image(KEY_ID, record.change.new_image.clone());
    let key_id = KEY_ID.parse().unwrap();
    let transaction = table.find(key_id).await.unwrap().unwrap().transaction;
    let assessment = Policy::parse(POLICY).unwrap().assess(&Case::new(&transaction, NOW));
    table.complete(key_id, &assessment, NOW).await.unwrap();
    for time in times.iter().copied() {
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

fn event(records: Vec<EventRecord>) -> ArchiverEvent {
    let mut event: Event = serde_json::from_str(EVENT).unwrap();
    event.records = records;
    ArchiverEvent::Changes(event)
}

#[tokio::test]
async fn a_decision_and_each_label_are_a_row() {
    let deps = deps();
    let records = vec![decided("1", 0).await, decided("2", 1).await, decided("3", 2).await];
    assert!(handle(event(records), &deps).await.batch_item_failures.is_empty());
    let rows = deps.archive.rows();
    assert_eq!(rows.iter().map(|row| row.revision).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(
        aws_io::decision_archive::newest(rows)[0].label.label_time_ms,
        Some(NOW.plus_millis(2 * HOUR))
    );
    assert_eq!(told(&stream(&deps).events()), ["decision_", "label__1", "label__2"]);
}

/// A back end labels a payment that waits for its decision, or a queue holds it: the change that decides it has a label already.
#[tokio::test]
async fn a_label_that_may_have_come_before_the_decision_hides_no_decision() {
    for (millis_after_decision, expected) in [
        (vec![-6 * HOUR], &["decision_", "label__1"][..]),
        (vec![-6 * HOUR, -1], &["decision_", "label__2"]),
        // Stored before the decision was, though it was received after the time that the decision bears.
        (vec![60 * 1000], &["decision_", "label__1"]),
        (vec![-1, HOUR], &["label__2"]),
        (vec![HOUR], &["label__1"]),
    ] {
        let deps = deps();
        let times: Vec<_> = millis_after_decision.iter().map(|millis| NOW.plus_millis(*millis)).collect();
        let record = labelled_at("1", &times).await;
        assert!(handle(event(vec![record]), &deps).await.batch_item_failures.is_empty());
        assert_eq!(told(&stream(&deps).events()), expected, "{millis_after_decision:?}");
    }
}

/// As `tollgate dlq redrive` hands it over: nobody knows what was told of it before.
#[tokio::test]
async fn an_item_that_is_told_of_as_new_tells_everything() {
    let deps = deps();
    let mut again = decided("1", 2).await;
    again.event_name = "INSERT".to_owned();
    assert!(handle(event(vec![again]), &deps).await.batch_item_failures.is_empty());
    assert_eq!(told(&stream(&deps).events()), ["decision_", "label__2"]);
}

#[tokio::test]
async fn without_a_stream_of_decisions_nobody_is_told() {
    let deps = MemoryDeps { events: None, ..deps() };
    assert!(handle(event(vec![decided("1", 0).await]), &deps).await.batch_item_failures.is_empty());
    assert_eq!(deps.archive.rows().len(), 1);
}

#[tokio::test]
async fn what_is_not_decided_or_deleted_is_passed_over() {
    let deps = deps();
    let mut deleted = decided("2", 0).await;
    deleted.event_name = "REMOVE".to_owned();
    assert!(handle(event(vec![pending(), deleted]), &deps).await.batch_item_failures.is_empty());
    assert!(deps.archive.rows().is_empty());
}

/// The record with a member of its transaction changed.
fn with_member(mut record: EventRecord, name: &str, value: serde_json::Value) -> EventRecord {
    let Some(AttributeValue::S(transaction)) = record.change.new_image.get("transaction").cloned() else {
        panic!()
    };
    let mut transaction: serde_json::Value = serde_json::from_str(&transaction).unwrap();
    transaction[name] = value;
    let mut image = record.change.new_image.into_inner();
    image.insert("transaction".to_owned(), AttributeValue::S(transaction.to_string()));
    record.change.new_image = image.into();
    record
}

#[tokio::test]
async fn a_payment_that_proves_a_deployment_or_is_made_up_is_not_archived() {
    let deps = deps();
    let card =
        json!({ "token": "a".repeat(64), "bin": MADE_UP_BIN, "last_four": "0014", "luhn_valid": true });
    let smoke = with_member(smoke(decided("1", 1).await), "card", card);
    let made_up = with_member(decided("2", 1).await, "made_up", true.into());
    let records = vec![smoke, made_up, decided("3", 0).await];
    assert!(handle(event(records), &deps).await.batch_item_failures.is_empty());
    assert_eq!((deps.archive.rows().len(), stream(&deps).events().len()), (1, 1));
}

#[tokio::test]
async fn a_payment_of_somebody_who_is_called_like_a_customer_of_ours_is_archived() {
    let deps = deps();
    let customer = format!("{MADE_UP_CUSTOMERS}C000001");
    let like_made_up = with_member(decided("1", 1).await, "customer_id", customer.into());
    let like_smoke = smoke(decided("2", 1).await);
    assert!(handle(event(vec![like_made_up, like_smoke]), &deps).await.batch_item_failures.is_empty());
    assert_eq!(deps.archive.rows().len(), 2);
}

fn smoke(record: EventRecord) -> EventRecord {
    with_member(record, "customer_id", SMOKE_CUSTOMER.into())
}

#[tokio::test]
async fn rows_that_were_not_taken_come_again() {
    let deps = deps();
    deps.archive.take_at_most(Some(1));
    let records = vec![decided("1", 0).await, pending(), decided("3", 1).await, decided("4", 2).await];
    let response = handle(event(records.clone()), &deps).await;
    let failed = &response.batch_item_failures[0].item_identifier;
    assert_eq!((response.batch_item_failures.len(), failed.as_deref()), (1, Some("3")));
    // What is not archived is not told either: it comes again.
    assert_eq!(told(&stream(&deps).events()), ["decision_"]);
    deps.archive.take_at_most(None);
    assert!(handle(event(records[2..].to_vec()), &deps).await.batch_item_failures.is_empty());
    assert_eq!(deps.archive.rows().iter().map(|row| row.revision).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(told(&stream(&deps).events()), ["decision_", "label__1", "label__2"]);
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

#[tokio::test]
async fn what_the_stream_does_not_take_waits_and_the_archive_does_not() {
    let deps = deps();
    stream(&deps).refuse([Refusal::Call]);
    let records = vec![decided("1", 0).await, decided("2", 1).await];
    assert!(handle(event(records), &deps).await.batch_item_failures.is_empty());
    assert_eq!((deps.archive.rows().len(), stream(&deps).events().len()), (2, 0));
    assert_eq!(told(&waiting(&deps).events()), ["decision_", "label__1"]);
}

#[tokio::test]
async fn what_can_not_even_wait_is_archived_and_told_again() {
    let deps = deps();
    stream(&deps).refuse([Refusal::Call]);
    waiting(&deps).take_at_most(Some(1));
    let records = vec![decided("1", 0).await, decided("2", 1).await, decided("3", 2).await];
    let response = handle(event(records.clone()), &deps).await;
    assert_eq!(response.batch_item_failures[0].item_identifier.as_deref(), Some("2"));
    assert_eq!(deps.archive.rows().len(), 3);
    assert!(handle(event(records[1..].to_vec()), &deps).await.batch_item_failures.is_empty());
    assert_eq!(told(&waiting(&deps).events()), ["decision_"]);
    assert_eq!(told(&stream(&deps).events()), ["label__1", "label__2"]);
}

/// As Lambda hands them over.
fn waiting_event(bodies: &[String]) -> ArchiverEvent {
    let records = bodies.iter().enumerate().map(|(number, body)| {
        serde_json::json!({ "messageId": number.to_string(), "receiptHandle": "r", "body": body, "attributes": {},
            "messageAttributes": {}, "md5OfBody": "m", "eventSource": "aws:sqs", "eventSourceARN": "a", "awsRegion": "r" })
    });
    let event = serde_json::json!({ "Records": records.collect::<Vec<_>>() });
    serde_json::from_value(event).unwrap()
}

#[tokio::test]
async fn what_waited_is_put_and_what_is_refused_again_comes_again() {
    let deps = deps();
    stream(&deps).refuse([Refusal::Call]);
    let records = vec![decided("1", 0).await, decided("2", 1).await];
    handle(event(records), &deps).await;
    let mut bodies: Vec<String> = waiting(&deps).events().iter().map(|event| event.to_json()).collect();
    bodies.insert(1, "no event".to_owned());
    let failed = async || -> Vec<Option<String>> {
        let response = handle(waiting_event(&bodies), &deps).await;
        response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
    };
    stream(&deps).refuse([Refusal::Call]);
    let again = |ids: &[&str]| ids.iter().map(|id| Some((*id).to_owned())).collect::<Vec<_>>();
    assert_eq!(failed().await, again(&["1", "0", "2"]));
    assert_eq!(failed().await, again(&["1"]));
    assert_eq!(told(&stream(&deps).events()), ["decision_", "label__1"]);
    assert_eq!(waiting(&deps).events().len(), 2, "nothing is queued a second time");
}

/// As Lambda hands it over, from the text.
#[tokio::test]
async fn both_kinds_of_events_are_told_apart() {
    let deps = deps();
    let changes: ArchiverEvent = serde_json::from_str(DECIDED).unwrap();
    assert!(matches!(changes, ArchiverEvent::Changes(_)));
    assert!(handle(changes, &deps).await.batch_item_failures.is_empty());
    assert_eq!((deps.archive.rows().len(), stream(&deps).events().len()), (1, 1));
    assert!(matches!(waiting_event(&["{}".to_owned()]), ArchiverEvent::Waiting(_)));
}

/// A record of the stream of another table, as Lambda hands it over.
fn of_table(table: &str, number: usize, event_name: &str, image: &serde_json::Value) -> serde_json::Value {
    json!({
        "eventID": number.to_string(), "eventName": event_name, "eventSource": "aws:dynamodb", "awsRegion": "eu-central-1",
        "dynamodb": { "ApproximateCreationDateTime": 1_772_368_260.0, "Keys": {}, "NewImage": image,
            "SequenceNumber": number.to_string(), "SizeBytes": 1, "StreamViewType": "NEW_IMAGE" },
        "eventSourceARN": format!("arn:aws:dynamodb:eu-central-1:111122223333:table/{table}/stream/2026-03-01T00:00:00.000"),
    })
}

fn changes(records: &[serde_json::Value]) -> ArchiverEvent {
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

/// A case after so many changes, as its table holds it; of another payment for each number.
fn case(number: u8, version: u64) -> serde_json::Value {
    let case_id = fraud::KeyId::new(NOW, [number; 10]);
    let document = json!({
        "case_id": case_id, "kind": "payments", "opened_at": NOW, "last_alert_at": NOW, "assignee": "ana@example.com",
        "assignee_id": "6c84", "risk_score": 40.0, "outcome": "review",
        "money": { "amount_minor": 100, "currency": "EUR" }, "merchant": "Shop", "card_masked": "411111******1111",
        "reasons": ["LARGE_AMOUNT"], "alerts": [case_id], "version": version,
    });
    json!({
        "subject": { "S": format!("case {case_id}") }, "part": { "S": "case" }, "version": { "N": version.to_string() },
        "queue": { "S": "payments" }, "priority": { "N": "40000000" }, "opened_at_ms": { "N": NOW.as_millis().to_string() },
        "document": { "S": document.to_string() },
    })
}

fn document(number: u8, summary: &str) -> serde_json::Value {
    json!({
        "key_id": { "S": fraud::KeyId::new(NOW, [number; 10]).to_string() }, "status": { "S": "Done" },
        "created_at_ms": { "N": "1772368200000" }, "expires_at": { "N": "1803904200" },
        "object_key": { "S": "uploads/x/Ada Muster.pdf" }, "object_version": { "S": "1" },
        "decided_at_ms": { "N": "1772368200080" }, "summary": { "S": summary },
    })
}

const SUMMARY: &str = r#"{"classification":"pii","because":{"code":"strong_identifier","detail":"ssn","sentence":"s"},"pages":2}"#;

/// The end of an id, behind what it is about.
fn revisions(events: &[decision_events::Event]) -> Vec<String> {
    let short =
        |event: &decision_events::Event| format!("{} {}", event.kind, event.id.rsplit('_').next().unwrap());
    events.iter().map(short).collect()
}

#[tokio::test]
async fn cases_and_documents_are_told_and_not_archived() {
    let deps = deps();
    let pointer = json!({ "subject": { "S": "payments card c1" }, "part": { "S": "open case" }, "expires_at": { "N": "1" },
        "case_id": { "S": KEY_ID } });
    let cases = [
        of_table("cases-prod", 1, "INSERT", &case(1, 1)),
        of_table("cases-prod", 2, "INSERT", &pointer),
        of_table("cases-prod", 3, "MODIFY", &case(1, 2)),
        of_table("cases-prod", 4, "REMOVE", &case(1, 2)),
    ];
    assert!(handle(changes(&cases), &deps).await.batch_item_failures.is_empty());
    // A redelivery has the ids that are known.
    assert!(handle(changes(&cases[..1]), &deps).await.batch_item_failures.is_empty());
    let documents = [of_table("documents-prod", 1, "MODIFY", &document(2, SUMMARY))];
    assert!(handle(changes(&documents), &deps).await.batch_item_failures.is_empty());
    let events = stream(&deps).events();
    let expected =
        ["tollgate.case.v1 1", "tollgate.case.v1 2", "tollgate.case.v1 1", "tollgate.document.v1 0"];
    assert_eq!(revisions(&events), expected);
    assert_eq!((events[1].time.as_str(), &events[0]), ("2026-03-01T12:31:00Z", &events[2]));
    assert!(deps.archive.rows().is_empty() && deps.quarantine.records().is_empty());
    for private in ["ana", "Ada", "411111", "ssn", "Shop"] {
        assert!(events.iter().all(|event| !event.to_json().contains(private)), "{private}");
    }
}

#[tokio::test]
async fn a_table_that_is_not_told_of_is_the_transactions() {
    let deps = deps();
    let record = of_table("cases-other", 1, "INSERT", &case(1, 1));
    assert!(handle(changes(&[record]), &deps).await.batch_item_failures.is_empty());
    assert_eq!((stream(&deps).events().len(), deps.quarantine.records().len()), (0, 1));
}

#[tokio::test]
async fn a_change_that_can_not_be_read_is_set_aside_by_its_subject_and_its_neighbours_are_told() {
    let deps = deps();
    let mut poisoned = case(1, 1);
    poisoned["document"] = json!({ "S": "The card of Ada is stolen." });
    let cases =
        [of_table("cases-prod", 1, "INSERT", &poisoned), of_table("cases-prod", 2, "INSERT", &case(2, 1))];
    assert!(handle(changes(&cases), &deps).await.batch_item_failures.is_empty());
    let documents = [
        of_table("documents-prod", 1, "MODIFY", &document(3, "{")),
        of_table("documents-prod", 2, "MODIFY", &document(4, SUMMARY)),
    ];
    assert!(handle(changes(&documents), &deps).await.batch_item_failures.is_empty());
    assert_eq!(revisions(&stream(&deps).events()), ["tollgate.case.v1 1", "tollgate.document.v1 0"]);
    insta::assert_json_snapshot!(deps.quarantine.records());
}

#[tokio::test]
async fn a_change_that_neither_stream_nor_queue_takes_is_retried() {
    let deps = deps();
    stream(&deps).refuse([Refusal::Call]);
    waiting(&deps).take_at_most(Some(1));
    let cases: Vec<_> =
        (1..=3).map(|number| of_table("cases-prod", number, "INSERT", &case(number as u8, 1))).collect();
    let response = handle(changes(&cases), &deps).await;
    assert_eq!(response.batch_item_failures[0].item_identifier.as_deref(), Some("2"));
    assert!(handle(changes(&cases[1..]), &deps).await.batch_item_failures.is_empty());
    assert_eq!((waiting(&deps).events().len(), stream(&deps).events().len()), (1, 2));
}

/// As `tollgate dlq redrive` hands an item over: without a time, and from no stream of this world.
#[tokio::test]
async fn an_item_that_is_redriven_is_told_from_its_table() {
    let deps = deps();
    let mut record = of_table("cases-prod", 0, "INSERT", &case(1, 3));
    record["dynamodb"]["ApproximateCreationDateTime"] = json!(0.0);
    record["eventSourceARN"] = json!("arn:aws:dynamodb:::table/cases-prod/stream/redrive");
    assert!(handle(changes(&[record]), &deps).await.batch_item_failures.is_empty());
    let events = stream(&deps).events();
    assert_eq!(revisions(&events), ["tollgate.case.v1 3"]);
    assert_eq!(events[0].time, NOW.to_string());
}
