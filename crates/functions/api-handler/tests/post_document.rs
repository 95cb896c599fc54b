//! POST /documents, from the gateway's event to its answer.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;

use api_handler::post_document::{DocumentDeps, handle};
use aws_io::memory::{MemoryDocumentTable, MemoryUploadPermits};
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use fraud::Timestamp;
use serde_json::Value;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

async fn post(body: Option<&str>) -> (i64, Value, Arc<MemoryDocumentTable>) {
    let table = Arc::new(MemoryDocumentTable::default());
    let permits = MemoryUploadPermits { bytes_max: 1_000 };
    let deps = DocumentDeps { table: Arc::clone(&table), permits, retention_days: 90 };
    let mut request = ApiGatewayProxyRequest::default();
    request.body = body.map(str::to_owned);
    let response = handle(&request, &deps, NOW, [1; 10]).await;
    let Some(Body::Text(body)) = response.body else { panic!("no text body") };
    (response.status_code, serde_json::from_str(&body).unwrap(), table)
}

#[tokio::test]
async fn an_upload_is_permitted_and_noted() {
    let (status, body, table) = post(Some(r#"{"file_name":"Zoë's loan + 1.pdf"}"#)).await;
    assert_eq!(status, 201);
    insta::assert_json_snapshot!(body);
    let records = table.records();
    assert_eq!(records.len(), 1);
    assert_eq!(body["upload"]["fields"]["key"], records[0].object_key);
}

#[tokio::test]
async fn a_name_may_be_left_out() {
    for body in [None, Some(""), Some("{}"), Some(r#"{"file_name":null}"#)] {
        let (status, body, _) = post(body).await;
        assert_eq!(status, 201, "{body}");
        let key = body["upload"]["fields"]["key"].as_str().unwrap();
        assert!(key.ends_with("/document.pdf"), "{key}");
    }
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_not_noted() {
    let long = format!(r#"{{"file_name":"{}"}}"#, "x".repeat(201));
    for body in [
        "[]",
        "{",
        r#"{"file_name":""}"#,
        r#"{"file_name":"a/b"}"#,
        r#"{"file_name":7}"#,
        r#"{"file_name":"card 4111 1111 1111 1111.pdf"}"#,
        r#"{"file_name":"4111_1111_1111_1111.pdf"}"#,
        r#"{"file_name":"４１１１１１１１１１１１１１１１.pdf"}"#,
        r#"{"name":"x"}"#,
        &long,
    ] {
        let (status, problem, table) = post(Some(body)).await;
        assert_eq!(status, 400, "{body}: {problem}");
        assert!(table.records().is_empty(), "{body}");
    }
}
