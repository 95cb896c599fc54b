//! Payments from a Kinesis stream. Each is decided once, whatever its producer and the stream do.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use emulator_tests::cards::{MASTERCARD, VISA};
use emulator_tests::{Deployment, eventually};
use fraud::KeyId;
use serde_json::{Value, json};
use tokio::sync::Mutex;

/// Reading the queue of failures hides its messages from other readers for a while, so tests take turns.
pub(crate) static FAILURES: Mutex<()> = Mutex::const_new(());

pub(crate) fn payment(merchant: &str, id: Option<&str>) -> String {
    let mut payment = json!({ "amount": 12.50, "merchant": merchant, "card_number": VISA });
    if let Some(id) = id {
        payment["idempotency_key"] = id.into();
    }
    payment.to_string()
}

fn call(deployment: &Deployment, action: &str, mut request: Value) -> Value {
    request["StreamARN"] = deployment.output("intake_stream_arn").into();
    deployment.stack.aws("kinesis", &format!("Kinesis_20131202.{action}"), &request).unwrap()
}

/// Puts records under seven partition keys; returns their shards and sequence numbers.
fn put(deployment: &Deployment, bodies: &[String]) -> Vec<(String, String)> {
    let records = bodies.iter().enumerate().map(|(number, body)| {
        json!({ "Data": STANDARD.encode(body), "PartitionKey": format!("card {}", number % 7) })
    });
    let request = json!({ "Records": records.collect::<Vec<_>>() });
    let answer = call(deployment, "PutRecords", request);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let records = answer["Records"].as_array().unwrap().iter();
    records.map(|record| (text(&record["ShardId"]), text(&record["SequenceNumber"]))).collect()
}

/// Splits the first open shard of the stream in its middle.
fn split_a_shard(deployment: &Deployment) {
    let shards = call(deployment, "ListShards", json!({}));
    let is_open = |shard: &&Value| shard["SequenceNumberRange"]["EndingSequenceNumber"].is_null();
    let shard = shards["Shards"].as_array().unwrap().iter().find(is_open).unwrap();
    let key = |name: &str| shard["HashKeyRange"][name].as_str().unwrap().parse::<u128>().unwrap();
    let (first, last) = (key("StartingHashKey"), key("EndingHashKey"));
    let middle = (first + (last - first) / 2).to_string();
    call(deployment, "SplitShard", json!({ "ShardToSplit": shard["ShardId"], "NewStartingHashKey": middle }));
}

fn key_of(deployment: &Deployment, id: &str) -> String {
    KeyId::of_idempotency_key(deployment.output("intake_stream_arn"), "stream", id).to_string()
}

/// The ids of the transactions whose merchant's name begins with `prefix`.
pub(crate) async fn stored(deployment: &Deployment, prefix: &str) -> Vec<String> {
    let scan = aws_sdk_dynamodb::Client::new(&deployment.sdk)
        .scan()
        .table_name(deployment.output("transactions_table"))
        .filter_expression("contains(#transaction, :prefix)")
        .expression_attribute_names("#transaction", "transaction")
        .expression_attribute_values(":prefix", AttributeValue::S(format!("\"merchant\":\"{prefix}")))
        .consistent_read(true);
    let items = scan.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await.unwrap();
    items.into_iter().map(|item| item["key_id"].as_s().unwrap().clone()).collect()
}

#[tokio::test]
async fn each_payment_of_a_stream_is_decided_once_and_none_is_lost() {
    let deployment = Deployment::connect().await;
    let ids: Vec<String> = (0..100).map(|number| format!("stream-order-{number}")).collect();
    let bodies: Vec<String> = ids.iter().map(|id| payment(&format!("Streamed {id}"), Some(id))).collect();
    // Half before and half after the stream is split, all of it twice, and the function dies in the middle of it.
    deployment.stack.crash_after("stream-intake", 20).unwrap();
    put(&deployment, &bodies[..50]);
    split_a_shard(&deployment);
    put(&deployment, &bodies);
    let nameless = put(&deployment, &["Streamed A", "Streamed B"].map(|merchant| payment(merchant, None)));

    let mut expected: BTreeSet<String> = ids.iter().map(|id| key_of(&deployment, id)).collect();
    expected.extend(nameless.iter().map(|(shard, number)| {
        let stream = deployment.output("intake_stream_arn");
        KeyId::of_idempotency_key(stream, "stream position", &format!("{shard}:{number}")).to_string()
    }));
    for key_id in &expected {
        deployment.wait_for_stored(key_id).await;
        deployment.wait_for_status(key_id, "Done").await;
    }
    assert!(deployment.stack.has_crashed().unwrap(), "the function was to die");
    deployment.stack.crash_no_more().unwrap();
    let stored = stored(&deployment, "Streamed ").await;
    assert_eq!((stored.len(), stored.into_iter().collect::<BTreeSet<_>>()), (expected.len(), expected));
}

#[tokio::test]
async fn an_unreadable_record_is_kept_by_its_position_and_read_again_from_the_stream() {
    let deployment = Deployment::connect().await;
    let poison = format!(r#"{{"amount":1,"merchant":"Poison","card":"{MASTERCARD}"}}"#);
    let neighbour = |id| payment("Stream neighbour", Some(id));
    let mut places = put(&deployment, &[neighbour("neighbour 1"), poison, neighbour("neighbour 2")]);
    for id in ["neighbour 1", "neighbour 2"] {
        let key_id = key_of(&deployment, id);
        deployment.wait_for_stored(&key_id).await;
        deployment.wait_for_status(&key_id, "Done").await;
    }
    places.extend(put(&deployment, &[payment("Another", Some("neighbour 2"))]));
    let _alone = FAILURES.lock().await;
    let listed = eventually("the poisoned and the conflicting record being listed", async || {
        let listed = deployment.tollgate(&["dlq", "list"]);
        let shown = |place: &(String, String)| {
            listed.contains(&format!("{}:{} of arn:aws:kinesis", place.0, place.1))
        };
        (shown(&places[1]) && shown(&places[3])).then_some(listed)
    })
    .await;
    assert!(listed.contains("#/card_number is required"), "{listed}");
    assert!(listed.contains("another transaction was stored under this idempotency_key"), "{listed}");
    assert!(!listed.contains(MASTERCARD), "{listed}");

    // Lambda gave up a record that is valid: redriving reads it from the stream again, and finds that its transaction is stored.
    let (shard_id, number) = &places[0];
    let given_up = json!({
        "requestContext": { "condition": "RecordAgeExceeded" },
        "KinesisBatchInfo": { "shardId": shard_id, "startSequenceNumber": number, "endSequenceNumber": number,
            "approximateArrivalOfFirstRecord": "", "approximateArrivalOfLastRecord": "", "batchSize": 1,
            "streamArn": deployment.output("intake_stream_arn") },
    });
    let sqs = aws_sdk_sqs::Client::new(&deployment.sdk);
    let queue = deployment.output("intake_failures_queue_url");
    sqs.send_message().queue_url(queue).message_body(given_up.to_string()).send().await.unwrap();
    let said = deployment.tollgate(&["dlq", "redrive", "intake-failures"]);
    assert!(said.contains("dealt with"), "{said}");
    let listed = deployment.tollgate(&["dlq", "list"]);
    assert!(!listed.contains("RecordAgeExceeded"), "{listed}");
    // The unreadable record is still unreadable, and is set aside once more.
    assert!(listed.contains("#/card_number is required"), "{listed}");
    assert_eq!(stored(&deployment, "Stream neighbour").await.len(), 2);
}
