//! Classified documents as people see them: by class and day, and what was found in one.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod world;

use aws_io::document_store::{DocumentStore, Shelf, Upload};
use aws_io::document_table::{DocumentTable, Places, Verdict};
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use console_read::handle;
use fraud::{Day, KeyId};
use serde_json::{Value, json};

use crate::world::{MemoryDeps, MemoryDocuments, NOW, empty};

fn key_id(number: u8) -> KeyId {
    KeyId::new(NOW.plus_millis(i64::from(number) * 1_000), [number; 10])
}

/// A document that lies on a shelf, as the classifier leaves it.
async fn shelved(deps: &MemoryDeps, number: u8, shelf: Shelf, document_type: &str) {
    let MemoryDocuments { table, shelves, .. } = &deps.documents;
    let key_id = key_id(number);
    let upload = Upload { key: format!("uploads/{key_id}/loan {number}.pdf"), version: "1".to_owned() };
    let uploaded_at = NOW.plus_millis(i64::from(number) * 1_000);
    let places = Places {
        bucket: shelves.bucket(shelf).to_owned(),
        document: format!("documents/{key_id}/loan {number}.pdf"),
        findings: format!("findings/{key_id}.json"),
        redacted: None,
    };
    let summary = json!({
        "classification": shelf.class(),
        "because": { "code": "labelled_identifier", "detail": "ssn", "sentence": "It holds a social security number." },
        "document_type": document_type, "type_confidence": 0.9, "pages": 2, "scanned_pages": 1,
        "findings": { "ssn": 1 }, "gaps": [{ "page": 2, "reason": "illegible_scan", "text": "a scan that can't be read" }],
        "versions": { "reader": "0.1.0", "thresholds": "1" },
    });
    let found = json!({ "key_id": key_id, "findings": [{
        "entity": "ssn", "page": 1, "rect": null, "masked": "***-**-1234", "confidence": 0.95, "labelled": true,
        "heads_address": false, "near_name": false, "found_by": ["tollgate"], "why": "label",
    }] });
    shelves.put(shelf, &places.findings, "application/json", found.to_string().into_bytes()).await.unwrap();
    let expires_at = uploaded_at.plus_millis(1_000);
    let verdict = Verdict { key_id, upload, uploaded_at, expires_at, summary: summary.to_string() };
    table.claim(&verdict).await.unwrap();
    table.complete(key_id, &places, uploaded_at).await.unwrap();
}

async fn get(deps: &MemoryDeps, resource: &str, path: Value, query: Value) -> (i64, Value) {
    let request: ApiGatewayProxyRequest = serde_json::from_value(json!({
        "httpMethod": "GET", "resource": resource, "path": resource, "headers": {}, "isBase64Encoded": false,
        "pathParameters": path, "queryStringParameters": query,
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

async fn listed(deps: &MemoryDeps, query: Value) -> (Vec<String>, Option<String>) {
    let (status, answer) = get(deps, "/console/documents", json!({}), query).await;
    assert_eq!(status, 200, "{answer}");
    let documents = answer["documents"].as_array().unwrap();
    let names = documents.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    (names, answer["next"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn documents_of_a_day_are_listed_by_class_in_the_order_in_which_they_came() {
    let deps = empty();
    for number in [3, 1, 2] {
        shelved(&deps, number, Shelf::Quarantine, "pay_stub").await;
    }
    shelved(&deps, 4, Shelf::Pii, "w2").await;
    let all = ["loan 1.pdf", "loan 2.pdf", "loan 3.pdf"];
    assert_eq!(listed(&deps, json!({})).await.0, all);
    assert_eq!(listed(&deps, json!({ "class": "pii" })).await.0, ["loan 4.pdf"]);
    assert_eq!(listed(&deps, json!({ "class": "non_pii" })).await.0, [""; 0]);
    assert_eq!(listed(&deps, json!({ "type": "w2" })).await.0, [""; 0]);
    assert_eq!(listed(&deps, json!({ "day": Day::of(NOW).plus(-1).to_string() })).await.0, [""; 0]);
    let (first, next) = listed(&deps, json!({ "limit": "2" })).await;
    assert_eq!(first, all[..2]);
    assert_eq!(listed(&deps, json!({ "limit": "2", "after": next })).await, (vec![all[2].to_owned()], None));
}

#[tokio::test]
async fn a_document_shows_why_and_what_was_found_masked() {
    let deps = empty();
    shelved(&deps, 1, Shelf::Pii, "w2").await;
    let path = json!({ "key_id": key_id(1) });
    let (status, answer) = get(&deps, "/console/documents/{key_id}", path, json!({})).await;
    assert_eq!(status, 200);
    insta::assert_json_snapshot!(answer);
}

#[tokio::test]
async fn what_is_wrong_or_not_there_is_told() {
    let deps = empty();
    let query = json!({ "class": "all", "day": "x", "limit": "0", "after": "1", "more": "" });
    let (status, answer) = get(&deps, "/console/documents", json!({}), query).await;
    assert_eq!((status, answer["errors"].as_array().unwrap().len()), (400, 5), "{answer}");
    let one = async |id: String| {
        get(&deps, "/console/documents/{key_id}", json!({ "key_id": id }), json!({})).await.0
    };
    assert_eq!(one(key_id(1).to_string()).await, 404);
    assert_eq!(one("x".to_owned()).await, 400);
}
