//! Acts on classified documents, from a request with verified claims to where the document lies.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use aws_io::CallError;
use aws_io::document_desk::{DocumentDesk, Sources};
use aws_io::document_objects::DocumentObjects;
use aws_io::document_store::{Buckets, DocumentStore, Shelf, Upload};
use aws_io::document_table::{
    DocumentClaim, DocumentErasure, DocumentRecord, DocumentTable, DocumentTableError, ExpectedDocument,
    Places, Verdict,
};
use aws_io::memory::{MemoryDocumentDesk, MemoryDocumentStore, MemoryDocumentTable};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::encodings::Body;
use casework::document_handling::Handling;
use casework::permission::{Act, Role, may_enter};
use casework::{AuditEntry, TokenTerms};
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

fn request(path: &str, group: &str, body: &Value) -> ApiGatewayProxyRequest {
    serde_json::from_value(json!({
        "httpMethod": "POST", "resource": path, "path": path, "headers": { "content-type": "application/json" },
        "body": body.to_string(), "isBase64Encoded": false,
        "requestContext": { "httpMethod": "POST", "authorizer": { "claims": {
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "9f1c",
            "email": "cleo@example.com", "cognito:groups": group,
        } } },
    }))
    .unwrap()
}

async fn post(deps: &MemoryDeps, path: &str, group: &str, body: Value) -> (i64, Value) {
    parsed(handle_document(&request(path, group, &body), deps, NOW, || [7; 10]).await)
}

fn parsed(answer: ApiGatewayProxyResponse) -> (i64, Value) {
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

/// Stops before each call.
struct Stops<'deps, T>(&'deps T);

async fn stop() {
    let mut was_asked = false;
    std::future::poll_fn(|_| {
        if std::mem::replace(&mut was_asked, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

impl DocumentTable for Stops<'_, Arc<MemoryDocumentTable>> {
    async fn expect(&self, expected: &ExpectedDocument) -> Result<bool, CallError> {
        self.0.expect(expected).await
    }

    async fn find(&self, key_id: KeyId) -> Result<Option<DocumentRecord>, DocumentTableError> {
        stop().await;
        self.0.find(key_id).await
    }

    async fn reserve(&self, key_id: KeyId, version: &str) -> Result<bool, CallError> {
        self.0.reserve(key_id, version).await
    }

    async fn claim(&self, verdict: &Verdict) -> Result<DocumentClaim, DocumentTableError> {
        self.0.claim(verdict).await
    }

    async fn complete(&self, key_id: KeyId, places: &Places, now: Timestamp) -> Result<bool, CallError> {
        self.0.complete(key_id, places, now).await
    }
}

impl DocumentDesk for Stops<'_, MemoryDocumentDesk> {
    async fn decide(
        &self,
        key_id: KeyId,
        handling: &Handling,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> Result<bool, CallError> {
        stop().await;
        self.0.decide(key_id, handling, entry, random).await
    }

    async fn note(&self, entry: &AuditEntry, random: [u8; 10]) -> Result<(), CallError> {
        self.0.note(entry, random).await
    }

    async fn look(&self, places: &Places) -> Result<Sources, CallError> {
        stop().await;
        self.0.look(places).await
    }

    async fn copy_to(
        &self,
        shelf: Shelf,
        sources: &Sources,
        tags: &[(&'static str, String)],
    ) -> Result<Places, CallError> {
        stop().await;
        self.0.copy_to(shelf, sources, tags).await
    }

    async fn delete(&self, sources: &Sources) -> Result<(), CallError> {
        stop().await;
        self.0.delete(sources).await
    }

    async fn finish(
        &self,
        key_id: KeyId,
        handling: &Handling,
        places: Option<&Places>,
    ) -> Result<bool, CallError> {
        stop().await;
        self.0.finish(key_id, handling, places).await
    }

    async fn address(&self, places: &Places) -> Result<String, CallError> {
        self.0.address(places).await
    }
}

/// One call more, unless it came to its end: the answer then.
fn go_on<A>(act: Pin<&mut impl Future<Output = A>>, answer: &mut Option<A>) {
    if answer.is_none()
        && let Poll::Ready(ready) = act.poll(&mut Context::from_waker(Waker::noop()))
    {
        *answer = Some(ready);
    }
}

/// Sends the document to a destination, and has others do something after so many calls of it. Answers whether it had come to its
/// end before, and what it was told. If it `dies`, it does no more.
async fn with_others(
    deps: &MemoryDeps,
    destination: &str,
    calls: usize,
    dies: bool,
    others: impl AsyncFnOnce(),
) -> (bool, Option<(i64, Value)>) {
    let slow = DocumentDeps {
        table: Stops(&deps.table),
        desk: Stops(&deps.desk),
        buckets: deps.buckets.clone(),
        terms: deps.terms.clone(),
    };
    let body = json!({ "key_id": id(), "destination": destination, "reason": "Read it." });
    let request = request(HANDLINGS, "compliance", &body);
    let mut act = pin!(handle_document(&request, &slow, NOW, || [8; 10]));
    let mut answer = None;
    for _ in 0..calls {
        go_on(act.as_mut(), &mut answer);
    }
    let was_over = answer.is_some();
    others().await;
    while !dies && answer.is_none() {
        go_on(act.as_mut(), &mut answer);
    }
    (was_over, answer.map(parsed))
}

#[tokio::test]
async fn a_document_is_where_its_record_says_whoever_else_carries_out_and_decides_meanwhile() {
    for dies in [false, true] {
        for destination in ["non_pii", "deleted"] {
            for calls in 0.. {
                let deps = deps().await;
                assert_eq!(send(&deps, "pii").await["outcome"], "done");
                let others = async || {
                    // The same request again, because no answer came; and then somebody takes it back.
                    send(&deps, destination).await;
                    send(&deps, "pii").await;
                };
                let (was_over, _) = with_others(&deps, destination, calls, dies, others).await;
                let record = deps.table.find(id()).await.unwrap();
                let expected = record.map(|record| match &*record.places.unwrap().bucket {
                    "pii" => whole(Shelf::Pii),
                    "non-pii" => whole(Shelf::NonPii),
                    other => panic!("it lies in {other}"),
                });
                assert_eq!(lies(&deps), expected.unwrap_or_default(), "{destination} {calls} {dies}");
                if was_over {
                    assert!(calls >= 5, "others came at each call");
                    break;
                }
            }
        }
    }
}

#[tokio::test]
async fn what_its_customer_deletes_while_it_is_moved_leaves_nothing_behind_the_last_pass() {
    for destination in ["non_pii", "deleted"] {
        for calls in 0.. {
            let deps = deps().await;
            assert_eq!(send(&deps, "pii").await["outcome"], "done");
            let pass = async || {
                deps.table.mark_erased(id(), NOW).await.unwrap();
                deps.desk.store.erase(id()).await.unwrap();
            };
            let (was_over, answer) = with_others(&deps, destination, calls, false, &pass).await;
            let (status, answer) = answer.unwrap();
            assert!(status == 404 || answer["outcome"] == "done", "{status} {answer}");
            pass().await;
            assert_eq!(lies(&deps), [], "{destination} {calls}");
            let [record] = &deps.table.records()[..] else { panic!("one record") };
            assert_eq!((record.handling(), &record.places), (None, &None), "{destination} {calls}");
            if was_over {
                assert!(calls >= 5, "it was deleted at each call");
                break;
            }
        }
    }
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
