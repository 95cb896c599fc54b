//! Acts on classified documents, from a request with verified claims to where the document lies.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;

use aws_io::document_store::{Buckets, DocumentStore, Shelf, Upload};
use aws_io::document_table::{DocumentTable, Places, Verdict};
use aws_io::memory::{MemoryDocumentDesk, MemoryDocumentStore, MemoryDocumentTable};
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::TokenTerms;
use casework::permission::{Act, Role, may_enter};
use console_act::{DocumentDeps, handle_document};
use fraud::{KeyId, Timestamp};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const HANDLINGS: &str = "/console/document-handlings";
const DOWNLOADS: &str = "/console/document-downloads";

type MemoryDeps = DocumentDeps<Arc<MemoryDocumentTable>, MemoryDocumentDesk>;

fn id() -> KeyId {
    KeyId::new(NOW, [1; 10])
}

/// A document in quarantine.
async fn deps() -> MemoryDeps {
    let (table, store) = (Arc::new(MemoryDocumentTable::default()), Arc::new(MemoryDocumentStore::default()));
    let upload = Upload { key: "uploads/x/loan.pdf".to_owned(), version: "1".to_owned() };
    store.upload(&upload, b"%PDF", NOW);
    let places = Places {
        bucket: "quarantine".to_owned(),
        document: format!("documents/{}/loan.pdf", id()),
        findings: format!("findings/{}.json", id()),
        redacted: None,
    };
    store.copy(&upload, Shelf::Quarantine, &places.document, &[]).await.unwrap();
    store.put(Shelf::Quarantine, &places.findings, "application/json", b"{}".to_vec()).await.unwrap();
    let verdict = Verdict {
        key_id: id(),
        upload,
        uploaded_at: NOW,
        expires_at: NOW.plus_millis(1_000),
        summary: r#"{"classification":"quarantine"}"#.to_owned(),
    };
    table.claim(&verdict).await.unwrap();
    assert!(table.complete(id(), &places, NOW).await.unwrap());
    let name = |name: &str| name.to_owned();
    let buckets = Buckets {
        documents: name("documents"),
        pii: name("pii"),
        non_pii: name("non-pii"),
        quarantine: name("quarantine"),
    };
    let terms = TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "console".to_owned() };
    DocumentDeps { desk: MemoryDocumentDesk::new(table.clone(), store), table, buckets, terms }
}

async fn post(deps: &MemoryDeps, path: &str, group: &str, body: Value) -> (i64, Value) {
    let request: ApiGatewayProxyRequest = serde_json::from_value(json!({
        "httpMethod": "POST", "resource": path, "path": path, "headers": { "content-type": "application/json" },
        "body": body.to_string(), "isBase64Encoded": false,
        "requestContext": { "httpMethod": "POST", "authorizer": { "claims": {
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "9f1c",
            "email": "cleo@example.com", "cognito:groups": group,
        } } },
    }))
    .unwrap();
    let answer = handle_document(&request, deps, NOW, || [7; 10]).await;
    let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
    (answer.status_code, serde_json::from_str(&text).unwrap())
}

async fn send(deps: &MemoryDeps, destination: &str) -> Value {
    let body = json!({ "key_id": id(), "destination": destination, "reason": "Read it." });
    post(deps, HANDLINGS, "compliance", body).await.1
}

/// Where there is anything of the document.
fn lies(deps: &MemoryDeps) -> Vec<(Shelf, String)> {
    deps.desk.store.shelves().into_keys().map(|(shelf, key)| (shelf, key[..9].to_owned())).collect()
}

fn whole(shelf: Shelf) -> Vec<(Shelf, String)> {
    vec![(shelf, "documents".to_owned()), (shelf, "findings/".to_owned())]
}

#[tokio::test]
async fn a_document_is_released_reclassified_and_deleted_each_with_its_entry() {
    let deps = deps().await;
    assert_eq!(send(&deps, "non_pii").await["outcome"], "done");
    assert_eq!(lies(&deps), whole(Shelf::NonPii));
    assert_eq!(send(&deps, "non_pii").await["outcome"], "unchanged");
    assert_eq!(send(&deps, "pii").await["outcome"], "done");
    assert_eq!(lies(&deps), whole(Shelf::Pii));
    assert_eq!(send(&deps, "deleted").await["outcome"], "done");
    assert_eq!(lies(&deps), []);
    let body = json!({ "key_id": id(), "destination": "pii", "reason": "r" });
    assert_eq!(post(&deps, HANDLINGS, "compliance", body).await.0, 404);
    let trail: Vec<_> =
        deps.desk.trail().into_iter().map(|entry| (entry.act, entry.before, entry.after)).collect();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        trail,
        [
            (Act::ReclassifyDocuments, text("quarantine"), text("non_pii")),
            (Act::ReclassifyDocuments, text("non_pii"), text("pii")),
            (Act::DeleteDocuments, text("pii"), text("deleted")),
        ]
    );
    assert_eq!(deps.table.find(id()).await.unwrap(), None);
    // Who decided and why stands in the trail alone.
    assert_eq!(deps.table.records()[0].handling(), None);
}

#[tokio::test]
async fn what_was_interrupted_is_finished_by_the_same_request_and_noted_once() {
    let deps = deps().await;
    deps.desk.break_behind_decisions(true);
    let body = json!({ "key_id": id(), "destination": "non_pii", "reason": "Read it." });
    assert_eq!(post(&deps, HANDLINGS, "compliance", body.clone()).await.0, 503);
    assert_eq!(lies(&deps), whole(Shelf::Quarantine));
    deps.desk.break_behind_decisions(false);
    assert_eq!(send(&deps, "deleted").await["outcome"], "on_its_way");
    assert_eq!(post(&deps, HANDLINGS, "admin", body).await.1["outcome"], "done");
    assert_eq!(lies(&deps), whole(Shelf::NonPii));
    assert_eq!(deps.desk.trail().len(), 1);
}

#[tokio::test]
async fn an_original_is_fetched_only_with_an_entry() {
    let deps = deps().await;
    let body = json!({ "key_id": id(), "reason": "The applicant asks." });
    let (status, answer) = post(&deps, DOWNLOADS, "compliance", body.clone()).await;
    assert_eq!(status, 200);
    assert_eq!(answer["address"], format!("https://quarantine.example.com/documents/{}/loan.pdf", id()));
    let entry = deps.desk.trail().remove(0);
    assert_eq!((entry.act, entry.who.as_str()), (Act::DownloadDocuments, "cleo@example.com"));
    assert_eq!(entry.reason.as_deref(), Some("The applicant asks."));
    assert_eq!(post(&deps, DOWNLOADS, "analyst", body).await.0, 403);
    send(&deps, "deleted").await;
    let body = json!({ "key_id": id(), "reason": "Too late." });
    assert_eq!(post(&deps, DOWNLOADS, "compliance", body).await.0, 404);
    assert_eq!(deps.desk.trail().len(), 2);
}

#[tokio::test]
async fn wrong_bodies_and_unknown_documents_are_told() {
    let deps = deps().await;
    let check = async |path: &str, body: Value, pointers: &[&str]| {
        let (status, answer) = post(&deps, path, "admin", body.clone()).await;
        let errors = answer["errors"].as_array().unwrap();
        let found: Vec<&str> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!((status, &found[..]), (400, pointers), "{body}");
    };
    check(HANDLINGS, json!({}), &["#/key_id", "#/destination", "#/reason"]).await;
    let quarantine =
        json!({ "key_id": id(), "destination": "quarantine", "reason": "4111 1111 1111 1111", "x": 1 });
    check(HANDLINGS, quarantine, &["#/destination", "#/reason", "#/x"]).await;
    check(DOWNLOADS, json!({ "key_id": "1", "reason": " " }), &["#/key_id", "#/reason"]).await;
    let unknown = json!({ "key_id": KeyId::new(NOW, [9; 10]), "destination": "pii", "reason": "r" });
    assert_eq!(post(&deps, HANDLINGS, "admin", unknown).await.0, 404);
}

#[tokio::test]
async fn every_route_asks_the_table_for_every_role() {
    let deps = deps().await;
    for path in [HANDLINGS, DOWNLOADS] {
        for role in Role::ALL {
            let expected = if may_enter(&[role], "POST", path) { 400 } else { 403 };
            assert_eq!(post(&deps, path, role.group(), json!({})).await.0, expected, "{role:?} {path}");
        }
        assert_eq!(post(&deps, path, "customers", json!({})).await.0, 403);
    }
}
