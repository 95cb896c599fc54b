//! Searching payments, from a request with verified claims to what is answered.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod world;

use aws_io::decision_archive::{ArchiveObject, ArchivedLabel, DecisionRow};
use aws_io::payment_history::{self, Mark, Payment};
use aws_io::stored_transaction::{NewTransaction, StoredTransaction};
use aws_io::transaction_intake::TransactionIntake;
use aws_io::transaction_table::TransactionTable;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use console_read::handle;
use fraud::{Assessment, CardKey, Day, KeyId, Outcome, Policy, Transaction, Verdict, request};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::world::{MemoryDeps, MemorySearch, NOW, empty};

fn key() -> CardKey {
    CardKey::new([7; 32]).unwrap()
}

fn assessment(outcome: &str, code: &str) -> Assessment {
    serde_json::from_value(json!({
        "risk_score": 40.0, "evidence_weight": 40.0, "outcome": outcome, "policy_version": "1",
        "hits": [{ "code": code, "text": "Seen.", "contribution": 40.0 }],
    }))
    .unwrap()
}

/// A payment of a customer, stored, entered into the history, marked and archived, as the functions do.
async fn paid(deps: &MemoryDeps, number: u8, fields: Value, outcome: Outcome) -> KeyId {
    let now = NOW.plus_millis(i64::from(number) * 60_000);
    let key_id = KeyId::new(now, [number; 10]);
    let mut body = json!({
        "amount": number, "merchant": format!("Shop {number}"), "card_number": "4111111111111111", "customer_id": "C-1",
    });
    for (name, value) in fields.as_object().unwrap() {
        body[name.as_str()] = value.clone();
    }
    // What the producer's mark proves, no member of a request can say.
    let made_up = body.as_object_mut().unwrap().remove("made_up").is_some();
    let parsed = request::parse(body.to_string().as_bytes(), &key(), now).unwrap().transaction;
    let transaction = Transaction { made_up, ..parsed };
    let policy = Policy::parse(decider::BUILT_IN_POLICY).unwrap();
    let payment = Payment { key_id, received_at: now, transaction: &transaction };
    payment_history::enter(&deps.search.index, &payment, policy.requirements()).await.unwrap();
    if outcome != Outcome::Approve {
        payment_history::mark(&deps.search.index, &payment, &Mark::Outcome(outcome), now).await.unwrap();
    }
    let new = NewTransaction {
        key_id,
        created_at: now,
        expires_at: now.plus_millis(1_000),
        transaction,
        assessment: Some(assessment(outcome.as_str(), &format!("RULE_{number}"))),
        claim: None,
    };
    deps.search.batch.accept(&new).await.unwrap();
    let stored: StoredTransaction = deps.search.batch.find(key_id).await.unwrap().unwrap();
    deps.search.archive.append(Day::of(now), &DecisionRow::of(&stored).unwrap().to_line());
    key_id
}

async fn search(deps: &MemoryDeps, query: Value) -> (i64, Value) {
    let request: ApiGatewayProxyRequest = serde_json::from_value(json!({
        "httpMethod": "GET", "resource": "/console/payments", "path": "/console/payments", "headers": {},
        "isBase64Encoded": false, "queryStringParameters": query,
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

fn merchants(answer: &Value) -> Vec<&str> {
    answer["payments"].as_array().unwrap().iter().map(|one| one["merchant"].as_str().unwrap()).collect()
}

/// Every page, whatever their size.
async fn all(deps: &MemoryDeps, query: Value, limit: usize) -> Vec<String> {
    let (mut query, mut seen) = (query, Vec::new());
    query["limit"] = json!(limit.to_string());
    for _ in 0..100 {
        let (status, answer) = search(deps, query.clone()).await;
        assert_eq!(status, 200, "{query} {answer}");
        seen.extend(merchants(&answer).into_iter().map(str::to_owned));
        match answer["next"].as_str() {
            Some(next) => query["after"] = json!(next),
            None => return seen,
        }
    }
    panic!("the pages do not end")
}

fn day() -> String {
    Day::of(NOW).to_string()
}

#[tokio::test]
async fn made_up_payments_are_named_and_left_out_where_somebody_asks() {
    let deps = empty();
    paid(&deps, 1, json!({}), Outcome::Review).await;
    paid(&deps, 2, json!({ "made_up": true }), Outcome::Approve).await;
    let found = async |made_up: Value| {
        let mut query = json!({ "customer": "C-1" });
        if !made_up.is_null() {
            query["made_up"] = made_up;
        }
        let (status, answer) = search(&deps, query).await;
        assert_eq!(status, 200, "{answer}");
        let payments = answer["payments"].as_array().unwrap().iter();
        payments.map(|one| format!("{} {}", one["merchant"], one["made_up"])).collect::<Vec<_>>()
    };
    let (real, made_up) = (r#""Shop 1" null"#, r#""Shop 2" true"#);
    assert_eq!(found(Value::Null).await, [made_up, real]);
    assert_eq!(found(json!("false")).await, [real]);
    assert_eq!(found(json!("true")).await, [made_up]);
    let (status, answer) = search(&deps, json!({ "customer": "C-1", "made_up": "no" })).await;
    assert_eq!((status, &answer["errors"][0]["pointer"]), (400, &json!("#/made_up")));
}

#[tokio::test]
async fn what_a_party_paid_is_found_by_whatever_it_is_known_by() {
    let deps = empty();
    let device =
        json!({ "device": { "id": "D-1" }, "ip_address": "192.0.2.1", "email_address": "Ana@example.com" });
    paid(&deps, 1, device, Outcome::Review).await;
    paid(&deps, 2, json!({ "customer_id": "C-2", "card_number": "5555555555554444" }), Outcome::Approve)
        .await;
    let token =
        request::parse(br#"{"amount":1,"merchant":"S","card_number":"5555555555554444"}"#, &key(), NOW)
            .unwrap()
            .transaction
            .card
            .token;
    let check = async |query: Value, expected: &[&str]| {
        let (status, answer) = search(&deps, query.clone()).await;
        assert_eq!((status, merchants(&answer)), (200, expected.to_vec()), "{query}");
    };
    check(json!({ "customer": "C-1" }), &["Shop 1"]).await;
    check(json!({ "customer": " C-1 " }), &["Shop 1"]).await;
    check(json!({ "customer": "C-3" }), &[]).await;
    check(json!({ "card": token.as_str() }), &["Shop 2"]).await;
    check(json!({ "card": token.as_str(), "customer": "C-1" }), &[]).await;
    // What the policy keeps no entries of is found in the archive.
    for party in
        [json!({ "device": "D-1" }), json!({ "ip": "192.0.2.1" }), json!({ "email": "ANA@example.com" })]
    {
        let mut query = party;
        query["day"] = json!(day());
        check(query, &["Shop 1"]).await;
    }
}

#[tokio::test]
async fn an_answer_shows_what_people_may_see() {
    let deps = empty();
    paid(&deps, 1, json!({}), Outcome::Block).await;
    let (_, answer) = search(&deps, json!({ "customer": "C-1" })).await;
    insta::assert_json_snapshot!(answer);
    let text = answer.to_string();
    let token =
        request::parse(br#"{"amount":1,"merchant":"S","card_number":"4111111111111111"}"#, &key(), NOW);
    assert!(!text.contains(token.unwrap().transaction.card.token.as_str()));
}

#[tokio::test]
async fn conditions_narrow_a_party_and_a_day_alike() {
    let deps = empty();
    paid(&deps, 1, json!({}), Outcome::Approve).await;
    paid(&deps, 2, json!({ "merchant": "Caf\u{e9} 2" }), Outcome::Review).await;
    paid(&deps, 3, json!({ "card_number": "5555555555554444", "currency": "EUR" }), Outcome::Block).await;
    for place in [json!({ "customer": "C-1" }), json!({ "day": day() })] {
        let check = async |conditions: Value, expected: &[&str]| {
            let mut query = place.clone();
            for (name, value) in conditions.as_object().unwrap() {
                query[name.as_str()] = value.clone();
            }
            let (status, answer) = search(&deps, query.clone()).await;
            assert_eq!((status, merchants(&answer)), (200, expected.to_vec()), "{query}");
        };
        check(json!({}), &["Shop 3", "Caf\u{e9} 2", "Shop 1"]).await;
        check(json!({ "merchant": "CAF\u{c9}" }), &["Caf\u{e9} 2"]).await;
        check(json!({ "amount_min": "2", "amount_max": "2.00" }), &["Caf\u{e9} 2"]).await;
        check(json!({ "currency": "EUR" }), &["Shop 3"]).await;
        check(json!({ "outcome": "approve" }), &["Shop 1"]).await;
        check(json!({ "outcome": "review" }), &["Caf\u{e9} 2"]).await;
        check(json!({ "outcome": "block" }), &["Shop 3"]).await;
        check(json!({ "last_four": "4444" }), &["Shop 3"]).await;
        check(json!({ "reason": "rule_2" }), &["Caf\u{e9} 2"]).await;
        let from = NOW.plus_millis(120_000).to_string();
        check(json!({ "from": from }), &["Shop 3", "Caf\u{e9} 2"]).await;
        check(json!({ "to": from }), &["Caf\u{e9} 2", "Shop 1"]).await;
        check(json!({ "from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z" }), &[]).await;
    }
}

#[tokio::test]
async fn what_the_table_has_forgotten_is_shown_as_far_as_the_archive_knows_it() {
    let deps = empty();
    let key_id = paid(&deps, 1, json!({}), Outcome::Block).await;
    let forgetful =
        MemoryDeps { search: MemorySearch { batch: empty().search.batch, ..deps.search }, ..deps };
    let (_, answer) = search(&forgetful, json!({ "day": day() })).await;
    let found = &answer["payments"][0];
    assert_eq!(found["key_id"], key_id.to_string());
    assert_eq!((found["outcome"].as_str(), found["reasons"][0].as_str()), (Some("block"), Some("RULE_1")));
    assert_eq!((found["status"].as_str(), found["card"].as_str()), (None, Some("411111******")));
    // Its last digits are known to nobody any more.
    let (_, answer) = search(&forgetful, json!({ "day": day(), "last_four": "1111" })).await;
    assert_eq!(merchants(&answer), [""; 0]);
}

#[tokio::test]
async fn a_label_makes_no_second_payment_of_a_day() {
    let deps = empty();
    let key_id = paid(&deps, 1, json!({}), Outcome::Block).await;
    let stored = deps.search.batch.find(key_id).await.unwrap().unwrap();
    let row = DecisionRow { revision: 1, ..DecisionRow::of(&stored).unwrap() };
    deps.search.archive.put(&ArchiveObject::name(Day::of(NOW), "later"), row.to_line());
    assert_eq!(all(&deps, json!({ "day": day() }), 50).await, ["Shop 1"]);
}

#[tokio::test]
async fn a_payment_that_was_labelled_before_it_was_decided_is_found_by_its_day() {
    let decided = empty();
    let key_id = paid(&decided, 1, json!({}), Outcome::Block).await;
    let stored = decided.search.batch.find(key_id).await.unwrap().unwrap();
    let row = DecisionRow::of(&stored).unwrap();
    let search = MemorySearch { batch: decided.search.batch, ..empty().search };
    let deps = MemoryDeps { search, ..empty() };
    let check = async |hours_after_decision: i64, expected: &[&str]| {
        let known_at = row.decided_at_ms.unwrap().plus_millis(hours_after_decision * 60 * 60 * 1000);
        let label =
            ArchivedLabel { label: Some(Verdict::Fraud), label_time_ms: Some(known_at), ..row.label.clone() };
        let row = DecisionRow { revision: 1, label, ..row.clone() };
        deps.search.archive.put(&ArchiveObject::name(Day::of(NOW), "only"), row.to_line());
        assert_eq!(all(&deps, json!({ "day": day() }), 50).await, expected, "{hours_after_decision}");
    };
    check(-6, &["Shop 1"]).await;
    // The label's row alone, without the decision's: the payment is of another day.
    check(6, &[""; 0]).await;
}

#[tokio::test]
async fn wrong_queries_are_told_in_full_and_say_nothing_of_a_number() {
    let deps = empty();
    let check = async |query: Value, pointers: &[&str]| {
        let (status, answer) = search(&deps, query.clone()).await;
        let errors = answer["errors"].as_array().unwrap();
        let mut found: Vec<&str> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        found.sort_unstable();
        assert_eq!((status, &found[..]), (400, pointers), "{query}");
        assert!(!answer.to_string().contains("4111"), "{answer}");
    };
    check(json!({}), &["#/day"]).await;
    check(json!({ "merchant": "Shop" }), &["#/day"]).await;
    check(json!({ "day": "today" }), &["#/day", "#/day"]).await;
    let number = "4111 1111 1111 1111";
    for party in ["card", "customer", "device", "email"] {
        let mut query = json!({ "day": day() });
        query[party] = json!(number);
        check(query, &[&format!("#/{party}")]).await;
    }
    check(json!({ "day": day(), "merchant": number, "reason": number }), &["#/merchant", "#/reason"]).await;
    check(json!({ "day": day(), "ip": "x", "card": "33ec" }), &["#/card", "#/ip"]).await;
    for amount in ["-1", "inf", "nan", "1e9", "", ".", "1.2.3"] {
        let (status, _) = search(&deps, json!({ "day": day(), "amount_min": amount })).await;
        assert_eq!(status, 400, "{amount}");
    }
    check(
        json!({ "day": day(), "last_four": "111", "outcome": "no", "currency": "XXY" }),
        &["#/currency", "#/last_four", "#/outcome"],
    )
    .await;
    check(json!({ "day": day(), "after": "1772368200000#x" }), &["#/after"]).await;
    check(json!({ "customer": "C-1", "after": "7.rows" }), &["#/after"]).await;
    check(
        json!({ "customer": "C-1", "limit": "101", "from": "yesterday", "x": "1" }),
        &["#/from", "#/limit", "#/x"],
    )
    .await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn pages_of_any_size_hold_every_payment_once(
        outcomes in prop::collection::vec(prop::sample::select(vec![Outcome::Approve, Outcome::Block]), 1..12),
        limit in 1_usize..5,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let deps = empty();
            let mut expected = Vec::new();
            for (number, outcome) in (1..).zip(&outcomes) {
                paid(&deps, number, json!({}), *outcome).await;
                if *outcome == Outcome::Block {
                    expected.insert(0, format!("Shop {number}"));
                }
            }
            for place in [json!({ "customer": "C-1" }), json!({ "day": day() })] {
                assert_eq!(all(&deps, place.clone(), limit).await.len(), outcomes.len());
                let mut blocked = place;
                blocked["outcome"] = json!("block");
                assert_eq!(all(&deps, blocked, limit).await, expected);
            }
        });
    }
}
