//! GET /transactions/{key_id}, from the gateway's event to its answer.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

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
    let mut request: ApiGatewayProxyRequest = serde_json::from_str(EVENT).unwrap();
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
