//! What surrounds a payment: what its parties paid besides, with whom that links them, and the cases that came of it.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod world;

use aws_io::case_table::CaseIntake;
use aws_io::payment_history::{self, Payment};
use aws_io::stored_transaction::NewTransaction;
use aws_io::transaction_intake::TransactionIntake;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use console_read::handle;
use fraud::{Alert, CardKey, KeyId, Policy, request};
use serde_json::{Value, json};

use crate::world::{MemoryDeps, NOW, empty};

/// A policy that has entries kept of cards, customers and devices.
const POLICY: &str = r#"
version = "1"
[thresholds]
review = 50
block = 80
[currency]
reference = "USD"
[[rules]]
code = "MANY"
when = "count(card, 30d) > 99 or count(customer, 30d) > 99 or count(device, 30d) > 99"
points = 1
reason = "Many."
"#;

fn key_id(number: u8) -> KeyId {
    KeyId::new(NOW.plus_millis(i64::from(number) * 60_000), [number; 10])
}

async fn paid(deps: &MemoryDeps, number: u8, card: &str, customer: &str, device: &str) {
    let now = NOW.plus_millis(i64::from(number) * 60_000);
    let body = json!({
        "amount": number, "merchant": format!("Shop {number}"), "card_number": card, "customer_id": customer,
        "device": { "id": device },
    });
    let key = CardKey::new([7; 32]).unwrap();
    let transaction = request::parse(body.to_string().as_bytes(), &key, now).unwrap().transaction;
    let payment = Payment { key_id: key_id(number), received_at: now, transaction: &transaction };
    let policy = Policy::parse(POLICY).unwrap();
    payment_history::enter(&deps.search.index, &payment, policy.requirements()).await.unwrap();
    let new = NewTransaction {
        key_id: key_id(number),
        created_at: now,
        expires_at: now.plus_millis(1_000),
        transaction,
        assessment: None,
        claim: None,
    };
    deps.search.batch.accept(&new).await.unwrap();
    deps.transactions.accept(&new).await.unwrap();
}

async fn alerted(deps: &MemoryDeps, number: u8) {
    let alert: Alert = serde_json::from_value(json!({
        "key_id": key_id(number),
        "assessment": { "risk_score": 40.0, "outcome": "review", "policy_version": "1", "hits": [] },
        "money": { "amount_minor": 1500, "currency": "USD" }, "merchant": "Shop",
        "card_masked": "411111******1111", "event_time": 1_772_368_200_000_i64, "card_id": format!("c{number}"),
    }))
    .unwrap();
    deps.cases.file(&alert, NOW.plus_millis(i64::from(number))).await.unwrap();
}

async fn around(deps: &MemoryDeps, key_id: &str) -> (i64, Value) {
    let request: ApiGatewayProxyRequest = serde_json::from_value(json!({
        "httpMethod": "GET", "resource": "/console/surroundings/{key_id}", "path": "/", "headers": {},
        "isBase64Encoded": false, "pathParameters": { "key_id": key_id },
        "requestContext": { "httpMethod": "GET", "authorizer": { "claims": {
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "9f1c",
            "email": "ana@example.com", "cognito:groups": "analyst",
        } } },
    }))
    .unwrap();
    let answer = handle(request, deps, NOW).await;
    let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
    (answer.status_code, serde_json::from_str(&text).unwrap())
}

const VISA: &str = "4111111111111111";
const MASTERCARD: &str = "5555555555554444";

#[tokio::test]
async fn a_device_links_customers_and_cards_and_their_cases() {
    let deps = empty();
    paid(&deps, 1, VISA, "C-1", "D-1").await;
    paid(&deps, 2, MASTERCARD, "C-2", "D-1").await;
    paid(&deps, 3, MASTERCARD, "C-2", "D-1").await;
    paid(&deps, 4, "378282246310005", "C-9", "D-9").await;
    alerted(&deps, 2).await;
    alerted(&deps, 4).await;
    let (status, answer) = around(&deps, &key_id(1).to_string()).await;
    assert_eq!(status, 200, "{answer}");
    insta::assert_json_snapshot!(answer);
    assert!(!answer.to_string().contains("C-9"));
}

#[tokio::test]
async fn who_paid_once_and_alone_has_no_links() {
    let deps = empty();
    paid(&deps, 1, VISA, "C-1", "D-1").await;
    let (_, answer) = around(&deps, &key_id(1).to_string()).await;
    let parties = answer["parties"].as_array().unwrap();
    assert!(parties.iter().all(|party| party["others"] == json!([]) && party["payments"] == 1), "{answer}");
    assert_eq!((answer["timeline"].as_array().unwrap().len(), &answer["cases"]), (1, &json!([])));
}

#[tokio::test]
async fn a_crowd_is_cut_and_says_so() {
    let deps = empty();
    for number in 1..=120 {
        paid(&deps, number, VISA, &format!("C-{number}"), "D-1").await;
    }
    let (_, answer) = around(&deps, &key_id(1).to_string()).await;
    let card = &answer["parties"][0];
    assert_eq!((card["payments"].as_u64(), card["is_more"].as_bool()), (Some(50), Some(true)));
    assert_eq!(card["others"].as_array().unwrap().len(), 10);
    // The newest fifty of the card are those of the device, and the customer's one is older.
    assert_eq!(answer["timeline"].as_array().unwrap().len(), 51);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let deps = empty();
    assert_eq!(around(&deps, &key_id(1).to_string()).await.0, 404);
    assert_eq!(around(&deps, "x").await.0, 400);
}
