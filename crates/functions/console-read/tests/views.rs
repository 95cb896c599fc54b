//! What people see, from a request with verified claims.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod world;

use aws_io::case_table::{CaseDesk, CaseFinder, CaseIntake};
use aws_io::stored_transaction::NewTransaction;
use aws_io::transaction_intake::TransactionIntake;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::Staff;
use casework::permission::{PERMISSIONS, Role, may_enter};
use console_read::handle;
use fraud::{Alert, CardKey, Case, KeyId, Policy, request as payment_request};
use serde_json::{Value, json};

use crate::world::{MemoryDeps, NOW, empty};

fn key_id(number: u8) -> KeyId {
    KeyId::new(NOW, [number; 10])
}

async fn deps(cases: u8) -> MemoryDeps {
    let deps = empty();
    for number in 1..=cases {
        let alert: Alert = serde_json::from_value(json!({
            "key_id": key_id(number),
            "assessment": {
                "risk_score": 10.0 * f64::from(number), "outcome": "review", "policy_version": "1",
                "hits": [{ "code": "LARGE_AMOUNT", "text": "The amount is large.", "contribution": 10.0 * f64::from(number) }],
            },
            "money": { "amount_minor": 1500, "currency": "USD" }, "merchant": "<script>alert(1)</script>",
            "card_masked": "411111******1111", "event_time": 1_772_368_200_000_i64, "card_id": format!("c{number}"),
        }))
        .unwrap();
        deps.cases.file(&alert, NOW.plus_millis(i64::from(number))).await.unwrap();
    }
    deps
}

fn request(resource: &str, path_parameters: Value, query: Value, groups: &str) -> ApiGatewayProxyRequest {
    serde_json::from_value(json!({
        "httpMethod": "GET", "resource": resource, "path": resource, "headers": {}, "isBase64Encoded": false,
        "pathParameters": path_parameters, "queryStringParameters": query,
        "requestContext": { "httpMethod": "GET", "authorizer": { "claims": {
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "9f1c",
            "email": "ana@example.com", "cognito:groups": groups,
        } } },
    }))
    .unwrap()
}

async fn get(deps: &MemoryDeps, request: ApiGatewayProxyRequest) -> (i64, Value) {
    let answer = handle(request, deps, NOW).await;
    let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
    (answer.status_code, serde_json::from_str(&text).unwrap())
}

async fn queue(deps: &MemoryDeps, query: Value) -> (i64, Value) {
    get(deps, request("/console/cases", json!({}), query, "analyst")).await
}

#[tokio::test]
async fn a_queue_is_paged_from_the_highest_risk_on() {
    let deps = deps(5).await;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let mut query = json!({ "limit": "2" });
        if let Some(after) = &after {
            query["after"] = json!(after);
        }
        let (status, answer) = queue(&deps, query).await;
        assert_eq!(status, 200, "{answer}");
        let scores =
            answer["cases"].as_array().unwrap().iter().map(|one| one["risk_score"].as_f64().unwrap());
        seen.extend(scores);
        match answer["next"].as_str() {
            Some(next) => after = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(seen, [50.0, 40.0, 30.0, 20.0, 10.0]);
    let (_, oldest) = queue(&deps, json!({ "order": "age", "limit": "1" })).await;
    assert_eq!(oldest["cases"][0]["case_id"], key_id(1).to_string());
}

#[tokio::test]
async fn views_are_of_whoever_is_signed_in() {
    let deps = deps(3).await;
    let ana = Staff { name: "ana@example.com".to_owned(), id: "i".to_owned(), roles: vec![Role::Analyst] };
    let case = deps.cases.all().remove(0);
    let change = case.take(&ana, None, NOW).unwrap();
    deps.cases.carry_out(&change, [1; 10]).await.unwrap();
    let count =
        async |view: &str| queue(&deps, json!({ "view": view })).await.1["cases"].as_array().unwrap().len();
    assert_eq!(
        [count("mine").await, count("unassigned").await, count("all").await, count("closed").await],
        [1, 2, 3, 0]
    );
    let (status, whole) =
        get(&deps, request("/console/cases/{case_id}", json!({ "case_id": key_id(1) }), json!({}), "admin"))
            .await;
    assert_eq!(status, 200);
    insta::assert_json_snapshot!(whole);
}

#[tokio::test]
async fn a_queue_is_narrowed_and_ordered_and_every_case_stands_on_one_page() {
    let deps = deps(7).await;
    let paged = async |query: Value| {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let mut query = query.clone();
            query["limit"] = json!("2");
            if let Some(after) = &after {
                query["after"] = json!(after);
            }
            let (status, answer) = queue(&deps, query).await;
            assert_eq!((status, &answer["is_cut"]), (200, &json!(false)), "{answer}");
            seen.extend(
                answer["cases"].as_array().unwrap().iter().map(|one| one["risk_score"].as_f64().unwrap()),
            );
            match answer["next"].as_str() {
                Some(next) => after = Some(next.to_owned()),
                None => return seen,
            }
        }
    };
    let all = [70.0, 60.0, 50.0, 40.0, 30.0, 20.0, 10.0];
    let oldest: Vec<f64> = all.iter().rev().copied().collect();
    assert_eq!(paged(json!({ "order": "age", "view": "unassigned" })).await, oldest);
    // All are of one amount: the older one comes first.
    assert_eq!(paged(json!({ "order": "amount" })).await, oldest);
    assert_eq!(paged(json!({ "reason": "LARGE_AMOUNT", "amount_min": "15", "currency": "USD" })).await, all);
    for nothing in
        [json!({ "reason": "OTHER" }), json!({ "amount_min": "15.01" }), json!({ "currency": "EUR" })]
    {
        assert_eq!(paged(nothing).await, [] as [f64; 0]);
    }
    // What is put off is in none of them, and stands where it is looked for.
    let ana = Staff { name: "ana@example.com".to_owned(), id: "i".to_owned(), roles: vec![Role::Analyst] };
    for (number, hours) in [(7, 1), (5, -1)] {
        let case = deps.cases.find(key_id(number)).await.unwrap().unwrap();
        let until = Some(NOW.plus_millis(hours * 3_600_000));
        let asked_at = NOW.plus_millis(-2 * 3_600_000);
        let change = case.snooze(&ana, until, "He calls back.".to_owned(), asked_at).unwrap();
        deps.cases.carry_out(&change, [number; 10]).await.unwrap();
    }
    let awake = &all[1..];
    assert_eq!(paged(json!({})).await, awake);
    assert_eq!(paged(json!({ "reason": "LARGE_AMOUNT" })).await, awake);
    assert_eq!(paged(json!({ "view": "asleep" })).await, [70.0]);
    let (_, asleep) = queue(&deps, json!({ "view": "asleep" })).await;
    assert_eq!(asleep["cases"][0]["snooze"]["reason"], "He calls back.");
}

#[tokio::test]
async fn an_escalated_case_is_in_a_queue_of_its_own() {
    let deps = deps(2).await;
    let ana = Staff { name: "ana@example.com".to_owned(), id: "i".to_owned(), roles: vec![Role::Analyst] };
    let change = deps.cases.all()[0].escalate(&ana, "<b>A minister".to_owned(), NOW).unwrap();
    deps.cases.carry_out(&change, [1; 10]).await.unwrap();
    let (_, escalated) = queue(&deps, json!({ "queue": "escalated" })).await;
    let found = &escalated["cases"][0];
    assert_eq!(
        (&found["queue"], &found["escalation"]["reason"]),
        (&json!("escalated"), &json!("<b>A minister"))
    );
    assert_eq!(found["due_at"], Value::Null);
    assert_eq!(queue(&deps, json!({})).await.1["cases"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn wrong_queries_are_told_in_full() {
    let deps = deps(0).await;
    let query = json!({ "queue": "x", "view": "y", "order": "z", "limit": "0", "after": "1", "more": "", "amount_min": "-1", "currency": "dollars" });
    let (status, answer) = queue(&deps, query).await;
    assert_eq!(status, 400);
    assert_eq!(answer["errors"].as_array().unwrap().len(), 8, "{answer}");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let deps = deps(0).await;
    for id in [key_id(1).to_string(), "x".to_owned()] {
        let request = request("/console/cases/{case_id}", json!({ "case_id": id }), json!({}), "analyst");
        assert_eq!(get(&deps, request).await.0, 404);
    }
    let payment = request("/console/payments/{key_id}", json!({ "key_id": key_id(1) }), json!({}), "analyst");
    assert_eq!(get(&deps, payment).await.0, 404);
}

/// Cases that somebody noted something about, each a day before the other; ten entries.
async fn noted() -> MemoryDeps {
    let deps = deps(1).await;
    let case = deps.cases.all()[0].clone();
    let staff = |name: &str| Staff { name: name.to_owned(), id: "i".to_owned(), roles: vec![Role::Admin] };
    let mut current = case;
    for number in 0..10 {
        let at = NOW.plus_millis(i64::from(number - 9) * 12 * 3_600_000);
        let who = staff(if number % 2 == 0 { "Ana@example.com" } else { "ben@example.com" });
        let change = current.note(&who, format!("<b>Note {number}"), at).unwrap();
        deps.cases.carry_out(&change, [number as u8; 10]).await.unwrap();
        current = change.case;
    }
    deps
}

/// Somebody fills a case with as many notes as long as they may be, of letters that take most bytes.
#[tokio::test]
async fn no_number_of_notes_makes_an_answer_larger_than_lambda_answers() {
    let (notes, lambda_bytes_max) = (900_u32, 6 * 1024 * 1024);
    let deps = deps(1).await;
    let staff = Staff { name: "a@example.com".to_owned(), id: "i".to_owned(), roles: vec![Role::Admin] };
    let mut current = deps.cases.all()[0].clone();
    for number in 0..notes {
        let letter = if number % 2 == 0 { "\u{1f600}" } else { "\"" };
        let at = NOW.plus_millis(i64::from(number) - i64::from(notes));
        let change = current.note(&staff, letter.repeat(2_000), at).unwrap();
        let mut random = [0; 10];
        random[..4].copy_from_slice(&number.to_be_bytes());
        deps.cases.carry_out(&change, random).await.unwrap();
        current = change.case;
    }
    let in_answer = |answer: &Value| serde_json::to_string(&answer.to_string()).unwrap().len();
    let case_id = json!({ "case_id": current.case_id });
    let (status, case) = get(&deps, request("/console/cases/{case_id}", case_id, json!({}), "analyst")).await;
    assert_eq!(
        (status, case["trail"].as_array().unwrap().len(), &case["trail_is_cut"]),
        (200, 200, &json!(true))
    );
    assert!(in_answer(&case) < lambda_bytes_max);
    let last = case["trail"][199]["at"].as_str().unwrap().to_owned();
    // The whole trail comes in more answers than one.
    let (mut seen, mut answers, mut after) = (Vec::new(), 0, Value::Null);
    while answers < 20 {
        let mut query = json!({ "from": "2026-02-28", "to": "2026-03-01", "limit": "1000" });
        if !after.is_null() {
            query["after"] = after;
        }
        let (status, page) = trail(&deps, query).await;
        assert!(status == 200 && in_answer(&page) < lambda_bytes_max);
        seen.extend(page["entries"].as_array().unwrap().iter().map(|entry| entry["at"].to_string()));
        answers += 1;
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!((seen.len(), answers > 1), (notes as usize, true));
    assert_eq!(seen[0], json!(last).to_string());
}

async fn trail(deps: &MemoryDeps, query: Value) -> (i64, Value) {
    get(deps, request("/console/audit", json!({}), query, "compliance")).await
}

fn notes(answer: &Value) -> Vec<u64> {
    let number =
        |entry: &Value| entry["reason"].as_str().unwrap().trim_start_matches("<b>Note ").parse().unwrap();
    answer["entries"].as_array().unwrap().iter().map(number).collect()
}

#[tokio::test]
async fn the_trail_is_read_over_days_narrowed_and_a_page_at_a_time() {
    let deps = noted().await;
    let (_, today) = trail(&deps, json!({})).await;
    assert_eq!(
        (notes(&today), &today["from"], &today["next"]),
        (vec![9, 8], &json!("2026-03-01"), &Value::Null)
    );
    let days = json!({ "from": "2026-02-25", "to": "2026-03-01" });
    let with = |more: Value| {
        let mut query = days.clone();
        more.as_object().unwrap().iter().for_each(|(name, value)| query[name] = value.clone());
        query
    };
    assert_eq!(notes(&trail(&deps, days.clone()).await.1), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    assert_eq!(notes(&trail(&deps, with(json!({ "to": "2026-02-26" }))).await.1), [3, 2, 1, 0]);
    assert_eq!(notes(&trail(&deps, with(json!({ "who": "ANA@" }))).await.1), [8, 6, 4, 2, 0]);
    assert_eq!(notes(&trail(&deps, with(json!({ "text": "note 7" }))).await.1), [7]);
    assert_eq!(
        notes(&trail(&deps, with(json!({ "act": "write_notes", "text": "case " }))).await.1).len(),
        10
    );
    assert_eq!(notes(&trail(&deps, with(json!({ "act": "close_cases" }))).await.1), [0; 0]);
    // A page at a time, each entry once.
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let more =
            after.map_or(json!({ "limit": "3" }), |after: String| json!({ "limit": "3", "after": after }));
        let (status, page) = trail(&deps, with(more)).await;
        assert_eq!(status, 200, "{page}");
        seen.extend(notes(&page));
        match page["next"].as_str() {
            Some(next) => after = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(seen, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    // A year of days without an entry is looked through in steps.
    let (_, empty) = trail(&deps, json!({ "from": "2025-01-01", "to": "2025-12-31" })).await;
    assert_eq!((notes(&empty), &empty["next"]), (vec![], &json!("2025-10-30")));
}

#[tokio::test]
async fn wrong_questions_about_the_trail_are_told_in_full() {
    let deps = deps(0).await;
    let query = json!({ "from": "x", "act": "ghost", "limit": "0", "after": "x", "day": "2026-03-01" });
    let (status, answer) = trail(&deps, query).await;
    assert_eq!((status, answer["errors"].as_array().unwrap().len()), (400, 5), "{answer}");
    for query in [
        json!({ "from": "2026-03-02", "to": "2026-03-01" }),
        json!({ "from": "2025-02-28", "to": "2026-03-01" }),
        json!({ "after": "2026-02-01" }),
        json!({ "after": "2026-03-01 x" }),
    ] {
        assert_eq!(trail(&deps, query.clone()).await.0, 400, "{query}");
    }
}

#[tokio::test]
async fn a_payment_that_was_screened_has_its_evidence_in_words() {
    let deps = deps(0).await;
    let policy = Policy::parse("version = \"v1\"\n[thresholds]\nreview = 40\nblock = 90\n").unwrap();
    let body =
        br#"{"amount":15,"merchant":"Shop","card_number":"4111111111111111","customer_name":"Adam Quill"}"#;
    let screened = json!({
        "version": "06117afa08916e35", "review_from": 82.5,
        "lists": [{ "name": "house", "version": "7", "published": "2026-02-20" }],
        "parties": [{ "party": "customer_name", "name": "Adam Quill", "known": [] }],
        "cleared": [{
            "party": "customer_name", "party_key": "name:adam quill", "name": "Adam Quill", "entry": "house/1",
            "listed_name": "Quill, Adam Bertram", "score": 91.2, "cleared_by": "Ada", "note": "another century",
        }],
    });
    for (number, screened) in [(1, json!(null)), (2, screened)] {
        let transaction =
            payment_request::parse(body, &CardKey::new([7; 32]).unwrap(), NOW).unwrap().transaction;
        let case =
            Case { screened: serde_json::from_value(screened).unwrap(), ..Case::new(&transaction, NOW) };
        let assessment = Some(policy.assess(&case));
        let (key_id, expires_at) = (key_id(number), NOW.plus_millis(1_000));
        let new =
            NewTransaction { key_id, created_at: NOW, expires_at, transaction, assessment, claim: None };
        deps.transactions.accept(&new).await.unwrap();
    }
    let shown = async |number| {
        let parameters = json!({ "key_id": key_id(number) });
        get(&deps, request("/console/payments/{key_id}", parameters, json!({}), "compliance")).await.1
    };
    assert_eq!(shown(1).await.get("evidence"), None);
    insta::assert_snapshot!(shown(2).await["evidence"].as_str().unwrap());
}

#[tokio::test]
async fn every_route_asks_the_table_for_every_role() {
    let deps = deps(0).await;
    for line in PERMISSIONS.iter().filter(|line| line.route.starts_with("GET ")) {
        let path = line.route.trim_start_matches("GET ");
        for role in Role::ALL {
            let (status, answer) = get(&deps, request(path, json!({}), json!({}), role.group())).await;
            assert_eq!(status == 403, !may_enter(&[role], "GET", path), "{role:?} {path} {answer}");
        }
        assert_eq!(get(&deps, request(path, json!({}), json!({}), "customers")).await.0, 403);
    }
}

#[tokio::test]
async fn a_person_sees_what_they_may_do() {
    let deps = deps(0).await;
    let (_, me) = get(&deps, request("/console/me", json!({}), json!({}), "operator")).await;
    let acts = [
        "see_oneself",
        "see_reports",
        "see_models",
        "see_operations",
        "redrive_dead_letters",
        "discard_dead_letters",
    ];
    assert_eq!(me, json!({ "name": "ana@example.com", "roles": ["operator"], "acts": acts }));
}
