//! POST /transactions, from the gateway's event to its answer and to what is stored.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod world;

use api_handler::handle;
use fraud::made_up::{MARK_HEADER, MarkKey};
use serde_json::Value;

use world::{GOOD, MemoryDeps, NOW, deps, request, shown};

async fn post(deps: &MemoryDeps, body: &str, headers: &[(&'static str, &str)], random: u8) -> Value {
    let request = request("/transactions", body, headers);
    shown(handle(request, deps, NOW.plus_millis(i64::from(random)), [random; 10]).await)
}

#[tokio::test]
async fn a_good_transaction_is_stored_pending_without_its_card_number() {
    let deps = deps();
    insta::assert_json_snapshot!("accepted", post(&deps, GOOD, &[], 1).await);
    let stored = serde_json::to_value(deps.intake.take_inserted()).unwrap();
    assert!(!stored.to_string().contains("1234567890123456"));
    insta::assert_json_snapshot!("stored", stored);
}

#[tokio::test]
async fn the_status_url_is_where_the_client_can_poll() {
    let called = |path: &str| {
        let mut request = request("/transactions", GOOD, &[]);
        request.request_context.path = Some(path.to_owned());
        request
    };
    let mut told = called("/prod/transactions");
    told.stage_variables.insert("api_url".to_owned(), "https://fraud.example.com/v1".to_owned());
    let gateway = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com";
    for (request, base) in [
        (called("/prod/transactions"), format!("{gateway}/prod")),
        (called("/prod/transactions/"), format!("{gateway}/prod")),
        (called("/transactions"), gateway.to_owned()),
        (told, "https://fraud.example.com/v1".to_owned()),
    ] {
        let answer = shown(handle(request, &deps(), NOW, [1; 10]).await);
        let key_id = answer["body"]["key_id"].as_str().unwrap();
        assert_eq!(answer["body"]["status_url"], format!("{base}/transactions/{key_id}"));
    }
}

#[tokio::test]
async fn bad_requests_are_explained_and_store_nothing() {
    let deps = deps();
    let invalid = r#"{"amount":-1,"merchant":"","card_number":"12","colour":"red"}"#;
    insta::assert_json_snapshot!("invalid", post(&deps, invalid, &[], 1).await);
    insta::assert_json_snapshot!("malformed", post(&deps, "{\n  \"amount\": 12,,\n}", &[], 1).await);
    insta::assert_json_snapshot!("too_large", post(&deps, &" ".repeat(70_000), &[], 1).await);
    insta::assert_json_snapshot!("media_type", post(&deps, GOOD, &[("content-type", "text/csv")], 1).await);
    let key = "k".repeat(256);
    insta::assert_json_snapshot!("long_key", post(&deps, GOOD, &[("idempotency-key", &key)], 1).await);
    assert_eq!(post(&deps, GOOD, &[("idempotency-key", "a\tb")], 1).await["status"], 400);
    assert!(deps.intake.take_inserted().is_empty());
}

#[tokio::test]
async fn the_same_key_and_body_get_the_first_answer_again() {
    let deps = deps();
    let key = [("idempotency-key", "order-77")];
    let first = post(&deps, GOOD, &key, 1).await;
    assert_eq!(post(&deps, &GOOD.replace(",\"", " , \""), &key, 2).await, first);
    assert_eq!(deps.intake.take_inserted().len(), 1);
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let deps = deps();
    let key = [("idempotency-key", "order-77")];
    post(&deps, GOOD, &key, 1).await;
    insta::assert_json_snapshot!("conflict", post(&deps, &GOOD.replace("125.50", "125.51"), &key, 2).await);
    assert_eq!(deps.intake.take_inserted().len(), 1);
}

#[tokio::test]
async fn idempotency_keys_belong_to_one_client_and_hold_as_long_as_the_transaction() {
    let deps = deps();
    let key = [("idempotency-key", "order-77")];
    let first = post(&deps, GOOD, &key, 1).await;
    let mut other = request("/transactions", GOOD, &key);
    other.request_context.identity.api_key_id = Some("key2".to_owned());
    assert_eq!(handle(other, &deps, NOW, [3; 10]).await.status_code, 202);
    let next_week = NOW.plus_millis(7 * 24 * 60 * 60 * 1000);
    assert_eq!(shown(handle(request("/transactions", GOOD, &key), &deps, next_week, [4; 10]).await), first);
    assert_eq!(deps.intake.take_inserted().len(), 2);
}

/// Of a card that nobody has.
const MADE_UP: &str = r#"{"amount":15000.00,"merchant":"Unknown Store","card_number":"9999990000000014","location":"Nigeria","customer_id":"tollgate-traffic-C000001"}"#;

fn mark(body: &str) -> String {
    MarkKey::new([8; 32]).unwrap().mark(body.as_bytes(), NOW).unwrap()
}

#[tokio::test]
async fn a_payment_with_the_deployments_mark_is_made_up_and_no_other() {
    let deps = deps();
    let mark = mark(MADE_UP);
    assert_eq!(post(&deps, MADE_UP, &[(MARK_HEADER, &mark)], 1).await["status"], 202);
    assert_eq!(post(&deps, MADE_UP, &[], 2).await["status"], 202);
    let stored = serde_json::to_value(deps.intake.take_inserted()).unwrap();
    let is_made_up = |item: &Value| item.to_string().contains("made_up");
    assert_eq!(stored.as_array().unwrap().iter().map(is_made_up).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn a_mark_that_is_not_the_payments_is_refused() {
    let mut deps = deps();
    let mark = mark(MADE_UP);
    let wrong = [(MARK_HEADER, "0123")];
    insta::assert_json_snapshot!("mark", post(&deps, MADE_UP, &wrong, 1).await);
    assert_eq!(post(&deps, GOOD, &[(MARK_HEADER, &mark)], 1).await["status"], 400);
    // Nor is there a mark where nothing is made up.
    deps.mark_key = None;
    assert_eq!(post(&deps, MADE_UP, &[(MARK_HEADER, &mark)], 1).await["status"], 400);
    assert!(deps.intake.take_inserted().is_empty());
}
