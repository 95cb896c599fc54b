//! Kinesis batches: Lambda's event in; what is stored, set aside and retried out.

use aws_io::CallError;
use aws_io::quarantine_queue::{QuarantinedRecord, RecordQuarantine};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use column_mapping::ColumnMapping;
use fraud::{CardKey, KeyId, Timestamp};
use serde_json::{Value, json};
use stream_intake::{Deps, StreamEvent, handle};

use crate::intake::{CARD, NOW, PANICS, Stream, TOO_LARGE, Tables, payment};

const STREAM: &str = "arn:aws:kinesis:eu-central-1:111122223333:stream/payments";

/// A batch of one shard: sequence numbers, partition keys and bodies.
fn kinesis(records: &[(u32, &str, String)]) -> Value {
    let records = records.iter().map(|(number, key, body)| {
        json!({
            "eventID": format!("shardId-000000000006:{number}"), "eventSource": "aws:kinesis", "eventVersion": "1.0",
            "eventName": "aws:kinesis:record", "awsRegion": "eu-central-1", "eventSourceARN": STREAM,
            "invokeIdentityArn": "arn:aws:iam::111122223333:role/intake",
            "kinesis": { "kinesisSchemaVersion": "1.0", "partitionKey": key, "sequenceNumber": number.to_string(),
                "data": STANDARD.encode(body), "approximateArrivalTimestamp": 1_772_368_100.5 },
        })
    });
    json!({ "Records": records.collect::<Vec<_>>() })
}

#[tokio::test]
async fn records_of_one_key_are_stored_in_order_and_once_even_if_redelivered() {
    let stream = Stream::new("");
    let records: Vec<_> = (0..40).map(|n| (n, "card 1", payment(&format!("m{n:02}"), None))).collect();
    for _ in 0..2 {
        assert_eq!(stream.deliver(kinesis(&records)).await, json!({ "batchItemFailures": [] }));
    }
    let stored = stream.stored();
    assert_eq!((stored.len(), stored.is_sorted()), (40, true));
}

#[tokio::test]
async fn one_idempotency_key_gives_one_payment_and_another_body_under_it_is_a_conflict() {
    let stream = Stream::new("");
    let first = payment("first", Some("order 7"));
    let spaced = first.replace("10.5,", "10.50 ,");
    let records = [(1, "a", first), (2, "a", spaced), (3, "a", payment("second", Some("order 7")))];
    assert_eq!(stream.deliver(kinesis(&records)).await, json!({ "batchItemFailures": [] }));
    assert_eq!(stream.stored(), ["first"]);
    let [conflict] = stream.deps.quarantine.records().try_into().unwrap();
    assert_eq!(conflict.reason, "another transaction was stored under this idempotency_key");
    assert_eq!(conflict.position.place(), "shardId-000000000006:3");
    let key_id = KeyId::of_idempotency_key(STREAM, "stream", "order 7");
    let found = stream.stored_under(key_id).await.unwrap();
    // A record without an event_time happened when it came into the stream.
    assert_eq!(found.transaction.event_time, Timestamp::from_millis(1_772_368_100_500));
    assert_eq!(found.created_at, NOW);
}

#[tokio::test]
async fn an_unreadable_record_is_set_aside_without_its_body_and_its_neighbours_are_stored() {
    let stream = Stream::new("");
    let poison = format!(r#"{{"amount":1,"merchant":"m","{CARD}":1,"card":"{CARD}"}}"#);
    let records = [
        (1, "a", payment("before", None)),
        (2, "a", poison),
        (3, "a", "{".to_owned()),
        (4, "a", payment("after", None)),
    ];
    assert_eq!(stream.deliver(kinesis(&records)).await, json!({ "batchItemFailures": [] }));
    assert_eq!(stream.stored(), ["before", "after"]);
    let records = stream.deps.quarantine.records();
    insta::assert_json_snapshot!("set_aside", records);
    assert!(!serde_json::to_string(&records).unwrap().contains(CARD));
}

#[tokio::test]
async fn a_refused_record_and_one_that_panics_are_set_aside_and_hold_up_no_others() {
    let stream = Stream::new("");
    let event = kinesis(&[
        (1, "a", payment(TOO_LARGE, None)),
        (2, "a", payment(PANICS, None)),
        (3, "a", payment("Well", None)),
    ]);
    assert_eq!(stream.deliver(event).await["batchItemFailures"], json!([]));
    assert_eq!(stream.stored(), ["Well"]);
    let reasons = [
        "dynamodb:PutItem failed: AWS refused the transaction for good",
        "the function panicked on this record",
    ];
    assert_eq!(stream.reasons(), reasons, "no reason repeats a value");
}

#[tokio::test]
async fn a_transient_failure_names_the_first_failed_record_of_the_shard() {
    let stream = Stream::new("");
    stream.fail_for(&["m9", "m10"]);
    let keys = ["a", "b", "c"];
    let records: Vec<_> =
        (8..13).map(|n| (n, keys[n as usize % 3], payment(&format!("m{n}"), None))).collect();
    let failed = |number: &str| json!({ "batchItemFailures": [{ "itemIdentifier": number }] });
    // Compared as numbers: as strings, "10" would come before "9".
    assert_eq!(stream.deliver(kinesis(&records)).await, failed("9"));
    // m12 has the same key as m9, which failed, so it has to wait.
    assert!(!stream.stored().contains(&"m12".to_owned()));
    stream.fail_for(&[]);
    assert_eq!(stream.deliver(kinesis(&records[1..])).await, json!({ "batchItemFailures": [] }));
    let mut stored = stream.stored();
    stored.sort_unstable();
    assert_eq!(stored, ["m10", "m11", "m12", "m8", "m9"]);
}

#[tokio::test]
async fn a_column_mapping_translates_records_of_another_form() {
    let stream = Stream::new(
        "[columns]\namount = 'amt'\nmerchant = 'shop'\ncard_number = 'pan'\nidempotency_key = 'id'",
    );
    let body = format!(
        r#"{{"metadata":{{"source":"web"}},"data":{{"id":7,"amt":"12.50","shop":"m","pan":"{CARD}","x":1}}}}"#
    );
    let cents = body.replace("12.50", "12.501");
    stream.deliver(kinesis(&[(1, "a", body), (2, "a", cents)])).await;
    assert_eq!(stream.stored(), ["m"]);
    assert_eq!(stream.reasons(), ["#/amount USD has 2 decimals at most"]);
}

#[tokio::test]
async fn an_unknown_event_is_an_error_and_not_an_empty_batch() {
    let stream = Stream::new("");
    for event in [
        json!({}),
        json!({ "Records": [{ "eventSource": "aws:sqs" }] }),
        json!({ "eventSource": "aws:mq", "records": {} }),
    ] {
        let event: StreamEvent = serde_json::from_value(event).unwrap();
        assert!(handle(event, &stream.deps, NOW).await.is_err());
    }
}

/// A queue that throttles every message.
#[tokio::test]
async fn a_payment_with_the_deployments_mark_is_made_up_and_another_mark_is_refused() {
    let mut stream = Stream::new("");
    let body = |id: &str| json!({ "amount": 10.50, "merchant": id, "card_number": "9999990000000014" });
    let record = |id: &str, mark: Option<&str>| {
        let mut record = body(id);
        record["idempotency_key"] = id.into();
        record["made_up"] = json!(mark);
        record.to_string()
    };
    let mark =
        stream.deps.mark_key.as_ref().unwrap().mark(body("marked").to_string().as_bytes(), NOW).unwrap();
    let records = [
        (1, "a", record("marked", Some(&mark))),
        (2, "b", record("posing", None)),
        (3, "c", record("copied", Some(&mark))),
    ];
    assert_eq!(stream.deliver(kinesis(&records)).await, json!({ "batchItemFailures": [] }));
    for (id, made_up) in [("marked", true), ("posing", false)] {
        let stored = stream.stored_under(KeyId::of_idempotency_key(STREAM, "stream", id)).await.unwrap();
        assert_eq!(stored.transaction.made_up, made_up, "{id}");
    }
    let refused = "#/made_up the mark is not this deployment's for this payment";
    assert_eq!(stream.reasons(), [refused]);
    // Where nothing is made up there is no mark.
    stream.deps.mark_key = None;
    stream.deliver(kinesis(&[(4, "a", record("marked", Some(&mark)))])).await;
    assert_eq!(stream.reasons(), [refused, refused]);
}

struct ThrottledQueue;

impl RecordQuarantine for ThrottledQueue {
    async fn set_aside(&self, _: &QuarantinedRecord) -> Result<(), CallError> {
        Err(CallError::new("sqs:SendMessage", "throttled"))
    }
}

#[tokio::test]
async fn a_record_that_can_not_be_set_aside_is_retried() {
    let deps = Deps {
        intake: Tables::default(),
        quarantine: ThrottledQueue,
        card_key: CardKey::new([7; 32]).unwrap(),
        mark_key: None,
        retention_days: 180,
        mapping: ColumnMapping::default(),
    };
    let event: StreamEvent = serde_json::from_value(kinesis(&[(1, "a", "{".to_owned())])).unwrap();
    let answer = serde_json::to_value(handle(event, &deps, NOW).await.unwrap()).unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [{ "itemIdentifier": "1" }] }));
}
