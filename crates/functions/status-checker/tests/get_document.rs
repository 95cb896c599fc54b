//! GET /documents/{key_id}, from the gateway's event to its answer.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;

use aws_io::document_store::Upload;
use aws_io::document_table::{DocumentTable, ExpectedDocument, Places, Verdict};
use aws_io::memory::MemoryDocumentTable;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use fraud::{KeyId, Timestamp};
use serde_json::Value;
use status_checker::get_document::{DocumentDeps, handle};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const SUMMARY: &str = r#"{"classification":"pii","because":{"code":"labelled_identifier","detail":"ssn","sentence":"it holds ssn with its label"},"document_type":"w2","findings":{"ssn":1}}"#;

fn key_id() -> KeyId {
    KeyId::new(NOW, [1; 10])
}

async fn get(table: &Arc<MemoryDocumentTable>, key_id: &str) -> (i64, Value) {
    let deps = DocumentDeps { table: Arc::clone(table) };
    let mut request = ApiGatewayProxyRequest::default();
    request.path_parameters.insert("key_id".to_owned(), key_id.to_owned());
    let response = handle(&request, &deps).await;
    let Some(Body::Text(body)) = response.body else { panic!("no text body") };
    (response.status_code, serde_json::from_str(&body).unwrap())
}

#[tokio::test]
async fn a_document_is_pending_until_it_lies_where_it_belongs() {
    let table = Arc::new(MemoryDocumentTable::default());
    let object_key = format!("uploads/{}/a.pdf", key_id());
    let expected = ExpectedDocument {
        key_id: key_id(),
        created_at: NOW,
        expires_at: NOW.plus_millis(1),
        object_key: object_key.clone(),
        once: false,
    };
    table.expect(&expected).await.unwrap();
    insta::assert_json_snapshot!("expected", get(&table, &key_id().to_string()).await.1);
    let verdict = Verdict {
        key_id: key_id(),
        upload: Upload { key: object_key, version: "1".to_owned() },
        uploaded_at: NOW,
        expires_at: NOW.plus_millis(1),
        summary: SUMMARY.to_owned(),
    };
    table.claim(&verdict).await.unwrap();
    assert_eq!(get(&table, &key_id().to_string()).await.1["classification"], Value::Null);
    let places = Places {
        bucket: "pii".to_owned(),
        document: format!("documents/{}/a.pdf", key_id()),
        findings: format!("findings/{}.json", key_id()),
        redacted: None,
    };
    table.complete(key_id(), &places, NOW.plus_millis(2_000)).await.unwrap();
    insta::assert_json_snapshot!("done", get(&table, &key_id().to_string()).await.1);
}

/// What is answered of a document whose record has this summary.
async fn answer_to(summary: &str) -> Value {
    let table = Arc::new(MemoryDocumentTable::default());
    let verdict = Verdict {
        key_id: key_id(),
        upload: Upload { key: "uploads/a.pdf".to_owned(), version: "1".to_owned() },
        uploaded_at: NOW,
        expires_at: NOW.plus_millis(1),
        summary: summary.to_owned(),
    };
    table.claim(&verdict).await.unwrap();
    let places = Places {
        bucket: "pii".to_owned(),
        document: "documents/a.pdf".to_owned(),
        findings: "findings/a.json".to_owned(),
        redacted: None,
    };
    table.complete(key_id(), &places, NOW.plus_millis(2_000)).await.unwrap();
    get(&table, &key_id().to_string()).await.1
}

#[tokio::test]
async fn older_records_are_answered_in_the_shape_of_today() {
    for (because, code, detail) in [
        (r#""classification":"pii","because":{"name_with":"income"}"#, "name_with", Some("income")),
        (r#""classification":"quarantine","because":"timed_out""#, "timed_out", None),
        (r#""classification":"non_pii""#, "not_told", None),
    ] {
        let gaps = r#""gaps":[{"page":2,"reason":"scan_without_ocr"}]"#;
        let answer = answer_to(&format!("{{{because},{gaps},\"document_type\":\"w2\"}}")).await;
        assert_eq!(answer["because"]["code"], code);
        assert_eq!(answer["because"]["detail"].as_str(), detail);
        assert!(answer["because"]["sentence"].is_string(), "{answer}");
        assert_eq!(answer["gaps"][0]["text"], "it is a scan and no OCR is installed");
        assert_eq!(answer["document_type"], "w2");
    }
}

#[tokio::test]
async fn what_a_newer_release_wrote_is_answered_as_it_stands() {
    let answer = answer_to(r#"{"classification":"pii","because":{"code":"dna","sentence":"so"}}"#).await;
    assert_eq!(answer["because"]["code"], "dna");
}

#[tokio::test]
async fn an_unknown_document_and_what_is_no_id_are_told_apart() {
    let table = Arc::new(MemoryDocumentTable::default());
    assert_eq!(get(&table, &key_id().to_string()).await.0, 404);
    assert_eq!(get(&table, "42").await.0, 400);
}
