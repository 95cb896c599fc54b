//! GET /transactions/{key_id}, from the gateway's event to its answer.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use aws_io::label_record::LabelRecord;
use aws_io::memory::MemoryTransactionTable;
use aws_io::stored_transaction::NewTransaction;
use aws_io::transaction_intake::TransactionIntake;
use aws_io::transaction_table::TransactionTable;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use fraud::{CardKey, KeyId, Policy, Timestamp, Verdict, assess, request};
use serde_dynamo::AttributeValue;
use serde_json::Value;
use status_checker::{Deps, handle};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const EVENT: &str = include_str!("../../../../test_data/events/get_transaction.json");
const POLICY: &str = include_str!("../../../../policies/default.toml");

fn key_id() -> KeyId {
    KeyId::new(NOW, [1; 10])
}

async fn stored() -> (Deps<MemoryTransactionTable>, NewTransaction) {
    let body = br#"{"amount":15000.00,"merchant":"Unknown Store","card_number":"1234567890123456","location":"Nigeria"}"#;
    let transaction = request::parse(body, &CardKey::new([7; 32]).unwrap(), NOW).unwrap().transaction;
    let new = NewTransaction {
        key_id: key_id(),
        created_at: NOW,
        expires_at: NOW,
        transaction,
        assessment: None,
        claim: None,
    };
    let table = MemoryTransactionTable::default();
    table.accept(&new).await.unwrap();
    (Deps { table }, new)
}

async fn get(deps: &Deps<MemoryTransactionTable>, key_id: &str) -> (i64, Value) {
    get_waiting(deps, key_id, None).await
}

async fn get_waiting(deps: &Deps<MemoryTransactionTable>, key_id: &str, wait: Option<&str>) -> (i64, Value) {
    let mut request: ApiGatewayProxyRequest = serde_json::from_str(EVENT).unwrap();
    if let Some(wait) = wait {
        request.query_string_parameters =
            [("wait".to_owned(), wait.to_owned())].into_iter().collect::<HashMap<_, _>>().into();
    }
    request.path_parameters.insert("key_id".to_owned(), key_id.to_owned());
    let response = handle(request, deps).await;
    let Some(Body::Text(body)) = response.body else { panic!("no text body") };
    let mut body: Value = serde_json::from_str(&body).unwrap();
    // It changes with every word of the policy.
    if let Some(hash) = body.pointer_mut("/assessment/versions/policy_hash") {
        *hash = "POLICY_HASH".into();
    }
    (response.status_code, body)
}

#[tokio::test]
async fn each_status_is_shown_with_what_belongs_to_it() {
    let (deps, new) = stored().await;
    insta::assert_json_snapshot!("pending", get(&deps, &key_id().to_string()).await);
    deps.table.fail(&key_id().to_string(), "the item's transaction can't be read", NOW).await.unwrap();
    insta::assert_json_snapshot!("failed", get(&deps, &key_id().to_string()).await);
    let assessment = assess(&new.transaction, &Policy::parse(POLICY).unwrap());
    deps.table.complete(key_id(), &assessment, NOW.plus_millis(80)).await.unwrap();
    insta::assert_json_snapshot!("done", get(&deps, &key_id().to_string()).await);
}

#[tokio::test]
async fn labels_are_shown_with_the_one_that_counts_first() {
    let (deps, _) = stored().await;
    for (label, time) in [(Verdict::Fraud, 20), (Verdict::Legitimate, 10)] {
        let (source, time) = ("analyst".to_owned(), NOW.plus_millis(time));
        let record = LabelRecord { label, source, time, received_at: NOW.plus_millis(30) };
        deps.table.add_label(key_id(), &record).await.unwrap();
    }
    let (_, body) = get(&deps, &key_id().to_string()).await;
    let shown: Vec<_> = body["labels"].as_array().unwrap().iter().map(|label| &label["label"]).collect();
    assert_eq!(shown, ["fraud", "legitimate"]);
}

#[tokio::test]
async fn unknown_ids_and_what_is_no_id_are_told_apart() {
    let (deps, _) = stored().await;
    insta::assert_json_snapshot!("unknown", get(&deps, &KeyId::new(NOW, [2; 10]).to_string()).await);
    insta::assert_json_snapshot!("no_id", get(&deps, "4111111111111111").await);
}

#[tokio::test]
async fn what_is_no_transaction_is_not_called_temporary() {
    let (deps, _) = stored().await;
    let mut image = deps.table.image(&key_id().to_string()).unwrap();
    image.insert("transaction".to_owned(), AttributeValue::S("{".to_owned()));
    deps.table.put_image(&key_id().to_string(), image);
    insta::assert_json_snapshot!("unreadable", get(&deps, &key_id().to_string()).await);
}

/// How long something took, in milliseconds.
#[expect(clippy::disallowed_methods, reason = "the test measures a wait")]
async fn timed<T>(work: impl Future<Output = T>) -> (T, u128) {
    let began_at = SystemTime::now();
    let done = work.await;
    (done, began_at.elapsed().unwrap().as_millis())
}

#[tokio::test]
async fn who_waits_is_answered_when_the_transaction_is_decided() {
    let (deps, new) = stored().await;
    let assessment = assess(&new.transaction, &Policy::parse(POLICY).unwrap());
    let decide = async {
        tokio::time::sleep(Duration::from_millis(120)).await;
        deps.table.complete(key_id(), &assessment, NOW.plus_millis(120)).await.unwrap();
    };
    let id = key_id().to_string();
    let (((status, body), ()), millis) =
        timed(async { tokio::join!(get_waiting(&deps, &id, Some("20")), decide) }).await;
    assert_eq!((status, &body["status"]), (200, &Value::from("Done")));
    assert!((120..5_000).contains(&millis), "{millis} ms");
}

#[tokio::test]
async fn a_wait_that_is_over_answers_what_is_there() {
    let (deps, _) = stored().await;
    for (wait, least, most) in [(None, 0, 900), (Some("0"), 0, 900), (Some("1"), 1_000, 10_000)] {
        let ((status, body), millis) = timed(get_waiting(&deps, &key_id().to_string(), wait)).await;
        assert_eq!((status, &body["status"]), (200, &Value::from("Pending")), "{wait:?}");
        assert!((least..most).contains(&millis), "{wait:?}: {millis} ms");
    }
    // There is nothing to wait for.
    let unknown = KeyId::new(NOW, [2; 10]).to_string();
    let ((status, _), millis) = timed(get_waiting(&deps, &unknown, Some("20"))).await;
    assert!(status == 404 && millis < 5_000, "{status} after {millis} ms");
    deps.table.fail(&key_id().to_string(), "it can't be read", NOW).await.unwrap();
    let ((status, _), millis) = timed(get_waiting(&deps, &key_id().to_string(), Some("20"))).await;
    assert!(status == 200 && millis < 5_000, "{status} after {millis} ms");
}

#[tokio::test]
async fn a_wait_is_a_whole_number_of_seconds_up_to_twenty() {
    let (deps, _) = stored().await;
    for wait in ["", "21", "-1", "1.5", "1e1", " 1", "99999999999999999999", "true", "twenty"] {
        let (status, body) = get_waiting(&deps, &key_id().to_string(), Some(wait)).await;
        assert_eq!((status, &body["errors"][0]["pointer"]), (400, &Value::from("#/wait")), "{wait}");
    }
    insta::assert_json_snapshot!("wrong_wait", get_waiting(&deps, &key_id().to_string(), Some("21")).await);
}
