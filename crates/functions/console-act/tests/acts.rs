//! Acts on cases, from a request with verified claims to the tables.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use aws_io::case_table::{CaseFinder, CaseIntake};
use aws_io::label_record::LabelRecord;
use aws_io::memory::{MemoryCases, MemoryPaymentHistory, MemoryTransactionTable};
use aws_io::stored_transaction::NewTransaction;
use aws_io::transaction_intake::TransactionIntake;
use aws_io::transaction_table::TransactionTable;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::TokenTerms;
use casework::permission::{Act, PERMISSIONS, Role, may_enter};
use console_act::{Deps, handle};
use fraud::{Alert, CardKey, KeyId, Timestamp, Verdict, request};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

fn key_id(number: u8) -> KeyId {
    KeyId::new(NOW, [number; 10])
}

type MemoryDeps = Deps<MemoryCases, MemoryTransactionTable, MemoryPaymentHistory>;

async fn deps(cases: u8) -> MemoryDeps {
    let terms = TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "console".to_owned() };
    let deps = Deps {
        cases: MemoryCases::default(),
        table: MemoryTransactionTable::default(),
        history: MemoryPaymentHistory::default(),
        terms,
    };
    for number in 1..=cases {
        let alert: Alert = serde_json::from_value(json!({
            "key_id": key_id(number),
            "assessment": { "risk_score": 70.0, "outcome": "review", "hits": [], "policy_version": "1" },
            "money": { "amount_minor": 1500, "currency": "USD" }, "merchant": "Shop",
            "card_masked": "411111******1111", "event_time": 1_772_368_200_000_i64, "card_id": format!("c{number}"),
        }))
        .unwrap();
        deps.cases.file(&alert, NOW).await.unwrap();
    }
    deps
}

fn claims(name: &str, groups: &str) -> Value {
    json!({
        "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": format!("id-of-{name}"),
        "email": name, "cognito:groups": groups,
    })
}

fn act(path: &str, claims: Value, body: Value) -> ApiGatewayProxyRequest {
    serde_json::from_value(json!({
        "httpMethod": "POST", "resource": path, "path": path, "headers": { "content-type": "application/json" },
        "body": body.to_string(), "isBase64Encoded": false,
        "requestContext": { "httpMethod": "POST", "authorizer": { "claims": claims } },
    }))
    .unwrap()
}

async fn post(deps: &MemoryDeps, path: &str, claims: Value, body: Value) -> (i64, Value) {
    let answer = handle(act(path, claims, body), deps, NOW, || [7; 10]).await;
    let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
    (answer.status_code, serde_json::from_str(&text).unwrap())
}

fn outcomes(answer: &Value) -> Vec<&str> {
    answer["results"].as_array().unwrap().iter().map(|one| one["outcome"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn two_take_one_case_and_one_gets_it() {
    let deps = deps(1).await;
    let body = json!({ "case_ids": [key_id(1)], "to": "me" });
    let (_, ana) = post(&deps, "/console/assignments", claims("ana@x", "analyst"), body.clone()).await;
    let (_, ben) = post(&deps, "/console/assignments", claims("ben@x", "analyst"), body).await;
    assert_eq!((outcomes(&ana), outcomes(&ben)), (vec!["done"], vec!["taken"]));
    assert_eq!(ben["results"][0]["assignee"], "ana@x");
}

#[tokio::test]
async fn a_case_is_labelled_and_closed_by_whoever_is_signed_in() {
    let deps = deps(1).await;
    let ana = || claims("ana@x", "[analyst]");
    let label = json!({ "case_id": key_id(1), "key_id": key_id(1), "label": "fraud" });
    assert_eq!(outcomes(&post(&deps, "/console/labels", ana(), label).await.1), ["done"]);
    assert_eq!(deps.cases.labels(), [(key_id(1), Verdict::Fraud)]);
    let note = json!({ "case_id": key_id(1), "text": "The holder called." });
    assert_eq!(outcomes(&post(&deps, "/console/notes", ana(), note).await.1), ["done"]);
    let close = json!({ "case_ids": [key_id(1)], "reason": "fraud", "note": "Stolen." });
    assert_eq!(outcomes(&post(&deps, "/console/closures", ana(), close.clone()).await.1), ["done"]);
    assert_eq!(outcomes(&post(&deps, "/console/closures", ana(), close).await.1), ["closed"]);
    let closure = deps.cases.all().remove(0).closure.unwrap();
    assert_eq!((closure.by.as_str(), closure.note.as_str()), ("ana@x", "Stolen."));
}

#[tokio::test]
async fn a_case_is_passed_on_to_compliance_and_put_off_each_with_its_entry() {
    let deps = deps(2).await;
    let (ana, cleo) = (|| claims("ana@x", "analyst"), || claims("cleo@x", "compliance"));
    let both = json!([key_id(1), key_id(2)]);
    let up = json!({ "case_ids": both, "to": "compliance", "reason": "He is a minister." });
    assert_eq!(
        outcomes(&post(&deps, "/console/escalations", cleo(), up.clone()).await.1),
        ["not_allowed"; 2]
    );
    assert_eq!(outcomes(&post(&deps, "/console/escalations", ana(), up.clone()).await.1), ["done"; 2]);
    assert_eq!(outcomes(&post(&deps, "/console/escalations", ana(), up).await.1), ["at_compliance"; 2]);
    let snooze = json!({ "case_ids": [key_id(1)], "until": NOW.plus_millis(3_600_000).to_string(), "reason": "He calls." });
    assert_eq!(outcomes(&post(&deps, "/console/snoozes", ana(), snooze.clone()).await.1), ["not_allowed"]);
    assert_eq!(outcomes(&post(&deps, "/console/snoozes", cleo(), snooze).await.1), ["done"]);
    let past = json!({ "case_ids": [key_id(2)], "until": NOW.to_string(), "reason": "r" });
    assert_eq!(outcomes(&post(&deps, "/console/snoozes", cleo(), past).await.1), ["unsuitable_time"]);
    let awake = json!({ "case_ids": [key_id(1), key_id(2)], "reason": "He called." });
    assert_eq!(outcomes(&post(&deps, "/console/snoozes", cleo(), awake).await.1), ["done", "unchanged"]);
    let down = json!({ "case_ids": [key_id(2)], "to": "analysts", "reason": "He is not." });
    assert_eq!(outcomes(&post(&deps, "/console/escalations", ana(), down.clone()).await.1), ["not_allowed"]);
    assert_eq!(outcomes(&post(&deps, "/console/escalations", cleo(), down).await.1), ["done"]);
    let trail = deps.cases.trail_of(&format!("case {}", key_id(1)), 100).await.unwrap();
    let acts: Vec<_> = trail.into_iter().map(|entry| (entry.who, entry.act)).collect();
    let (who, officer) = ("ana@x".to_owned(), || "cleo@x".to_owned());
    let snoozed = Act::SnoozeEscalatedCases;
    assert_eq!(acts, [(who, Act::EscalateCases), (officer(), snoozed), (officer(), snoozed)]);
    for (path, body, pointer) in [
        ("/console/escalations", json!({ "case_ids": both, "to": "me", "reason": "r" }), "#/to"),
        ("/console/escalations", json!({ "case_ids": both, "to": "analysts" }), "#/reason"),
        ("/console/snoozes", json!({ "case_ids": both, "until": "tomorrow", "reason": "r" }), "#/until"),
        ("/console/snoozes", json!({ "case_ids": both, "until": 7, "reason": "r" }), "#/until"),
    ] {
        let (status, answer) = post(&deps, path, claims("ada@x", "admin"), body).await;
        assert_eq!((status, answer["errors"][0]["pointer"].as_str()), (400, Some(pointer)), "{answer}");
    }
}

#[tokio::test]
async fn later_payments_are_told_of_a_label() {
    let deps = deps(1).await;
    let body = br#"{"amount":15,"merchant":"Shop","card_number":"4111111111111111"}"#;
    let transaction = request::parse(body, &CardKey::new([7; 32]).unwrap(), NOW).unwrap().transaction;
    let new = NewTransaction {
        key_id: key_id(1),
        created_at: NOW,
        expires_at: NOW.plus_millis(1_000),
        transaction,
        assessment: None,
        claim: None,
    };
    deps.table.accept(&new).await.unwrap();
    let label =
        LabelRecord { label: Verdict::Fraud, source: "ana@x".to_owned(), time: NOW, received_at: NOW };
    deps.table.add_label(key_id(1), &label).await.unwrap();
    let label = json!({ "case_id": key_id(1), "key_id": key_id(1), "label": "fraud" });
    assert_eq!(
        outcomes(&post(&deps, "/console/labels", claims("ana@x", "[analyst]"), label).await.1),
        ["done"]
    );
    let marks: Vec<_> = deps.history.items().into_iter().filter(|item| item.contains_key("l")).collect();
    assert_eq!(marks.len(), 1, "the card's entry says so");
}

#[tokio::test]
async fn many_are_acted_on_at_once_and_each_says_what_became_of_it() {
    let deps = deps(3).await;
    let one = json!({ "case_ids": [key_id(2)], "to": "me" });
    post(&deps, "/console/assignments", claims("ben@x", "analyst"), one).await;
    let all = json!({ "case_ids": [key_id(1), key_id(2), key_id(3), key_id(9)], "to": "me" });
    let (status, answer) = post(&deps, "/console/assignments", claims("ana@x", "admin"), all).await;
    assert_eq!(status, 200);
    assert_eq!(outcomes(&answer), ["done", "taken", "done", "unknown"]);
}

#[tokio::test]
async fn a_payment_that_is_gone_takes_no_label_and_leaves_no_trace() {
    let deps = deps(1).await;
    deps.cases.forget_payment(key_id(1));
    let label = json!({ "case_id": key_id(1), "key_id": key_id(1), "label": "fraud" });
    let (_, answer) = post(&deps, "/console/labels", claims("ana@x", "analyst"), label).await;
    assert_eq!(outcomes(&answer), ["payment_gone"]);
    assert_eq!(deps.cases.all()[0].version, 1);
}

#[tokio::test]
async fn wrong_bodies_name_every_wrong_field() {
    let deps = deps(1).await;
    let ana = || claims("ana@x", "analyst");
    let check = async |path: &str, body: Value, pointers: &[&str]| {
        let (status, answer) = post(&deps, path, ana(), body.clone()).await;
        let errors = answer["errors"].as_array().unwrap();
        let found: Vec<&str> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!((status, &found[..]), (400, pointers), "{body}");
    };
    check("/console/assignments", json!({ "to": "ben" }), &["#/case_ids", "#/to"]).await;
    let twice = json!({ "case_ids": [key_id(1), key_id(1)], "to": "me" });
    check("/console/assignments", twice, &["#/case_ids"]).await;
    check("/console/assignments", json!({ "case_ids": [], "to": "me", "x": 1 }), &["#/case_ids", "#/x"])
        .await;
    let card = json!({ "case_ids": [key_id(1)], "reason": "fraud", "note": "4111 1111 1111 1111" });
    check("/console/closures", card, &["#/note"]).await;
    check("/console/notes", json!({ "case_id": "1", "text": "\u{202e}" }), &["#/case_id", "#/text"]).await;
    check("/console/labels", json!({ "label": "maybe" }), &["#/case_id", "#/key_id", "#/label"]).await;
}

#[tokio::test]
async fn every_route_asks_the_table_for_every_role() {
    let deps = deps(0).await;
    // Those of the watchlist, of cards and of dead letters are other functions', and documents, models, policies and rules have tests of
    // their own.
    let others = [
        "/watchlist/",
        "/card-tokens",
        "/redrives",
        "/discards",
        "/document-",
        "/model-",
        "/policy-",
        "/rule-",
    ];
    let own = |route: &str| route.starts_with("POST ") && !others.iter().any(|part| route.contains(part));
    for line in PERMISSIONS.iter().filter(|line| own(line.route)) {
        let path = line.route.trim_start_matches("POST ");
        for role in Role::ALL {
            let (status, answer) = post(&deps, path, claims("who@x", role.group()), json!({})).await;
            let expected = if may_enter(&[role], "POST", path) { 400 } else { 403 };
            assert_eq!(status, expected, "{role:?} {path} {answer}");
        }
    }
}

#[tokio::test]
async fn other_tokens_are_refused_before_anything_else() {
    let deps = deps(1).await;
    let body = json!({ "case_ids": [key_id(1)], "to": "me" });
    let check = async |name: &str, value: Value, expected: i64| {
        let mut claims = claims("ana@x", "analyst");
        claims[name] = value;
        let (status, _) = post(&deps, "/console/assignments", claims, body.clone()).await;
        assert_eq!(status, expected, "{name}");
    };
    check("token_use", json!("access"), 401).await;
    check("iss", json!("https://idp.example/customers"), 401).await;
    check("aud", json!("another"), 401).await;
    check("cognito:groups", json!(""), 403).await;
    assert_eq!(deps.cases.all()[0].assignee, None);
    let mut without = act("/console/assignments", json!({}), body.clone());
    without.request_context.authorizer.fields.clear();
    assert_eq!(handle(without, &deps, NOW, || [7; 10]).await.status_code, 401);
}
