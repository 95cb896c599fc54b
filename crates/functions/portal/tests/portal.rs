//! What customers do, from a request with verified claims.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;

use aws_io::CallError;
use aws_io::customer_table::{Admission, Allowance, CustomerDesk, CustomerHoldings, Holdings, OwnedDocument};
use aws_io::document_store::Upload;
use aws_io::document_table::{DocumentClaim, DocumentErasure, DocumentTable, Places, Verdict};
use aws_io::erasure_queue::{self, Erased, Pass};
use aws_io::memory::{
    MemoryCustomers, MemoryDocumentStore, MemoryDocumentTable, MemoryErasureQueue, MemoryUploadPermits,
};
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use customers::TokenTerms;
use customers::limits::{DOCUMENTS_A_DAY_MAX, DOCUMENTS_MAX};
use fraud::{Day, KeyId, Timestamp};
use portal::{Deps, handle};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

type MemoryDeps = Deps<
    Arc<MemoryCustomers>,
    Arc<MemoryDocumentTable>,
    Arc<MemoryDocumentStore>,
    MemoryUploadPermits,
    Arc<MemoryErasureQueue>,
>;

fn deps() -> MemoryDeps {
    Deps {
        customers: Arc::default(),
        documents: Arc::default(),
        uploads: Arc::default(),
        permits: MemoryUploadPermits { bytes_max: 1_000 },
        erasures: Arc::default(),
        quarantine_bucket: "quarantine".to_owned(),
        retention_days: 90,
        terms: TokenTerms {
            issuer: "https://idp.example/customers".to_owned(),
            client_id: "portal".to_owned(),
        },
    }
}

/// A request of somebody who gave the password a minute ago.
fn request(
    who: &str,
    method: &str,
    resource: &str,
    key_id: &str,
    body: Option<&Value>,
) -> ApiGatewayProxyRequest {
    let claims = json!({
        "token_use": "id", "iss": "https://idp.example/customers", "aud": "portal", "sub": who,
        "cognito:username": format!("u-{who}"), "email": format!("{who}@example.com"), "email_verified": "true",
        "auth_time": (NOW.as_seconds() - 60).to_string(),
    });
    with_claims(method, resource, key_id, body, &claims)
}

fn with_claims(
    method: &str,
    resource: &str,
    key_id: &str,
    body: Option<&Value>,
    claims: &Value,
) -> ApiGatewayProxyRequest {
    serde_json::from_value(json!({
        "httpMethod": method, "resource": resource, "path": resource, "headers": {}, "isBase64Encoded": false,
        "pathParameters": { "key_id": key_id }, "body": body.map(Value::to_string),
        "requestContext": { "httpMethod": method, "authorizer": { "claims": claims } },
    }))
    .unwrap()
}

async fn send(
    deps: &MemoryDeps,
    request: ApiGatewayProxyRequest,
    now: Timestamp,
    number: u8,
) -> (i64, Value) {
    let answer = handle(request, deps, now, [number; 10]).await;
    let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
    (answer.status_code, serde_json::from_str(&text).unwrap())
}

async fn post(deps: &MemoryDeps, who: &str, name: &str, number: u8) -> (i64, Value) {
    let body = json!({ "file_name": name });
    send(deps, request(who, "POST", "/portal/documents", "", Some(&body)), NOW, number).await
}

async fn documents(deps: &MemoryDeps, who: &str, now: Timestamp) -> Vec<Value> {
    let (status, answer) = send(deps, request(who, "GET", "/portal/documents", "", None), now, 0).await;
    assert_eq!(status, 200, "{answer}");
    answer["documents"].as_array().unwrap().clone()
}

async fn delete(deps: &MemoryDeps, who: &str, key_id: &str) -> (i64, Value) {
    send(deps, request(who, "DELETE", "/portal/documents/{key_id}", key_id, None), NOW, 0).await
}

#[tokio::test]
async fn an_upload_is_the_customers_own_and_its_name_leads_nowhere() {
    let deps = deps();
    let (status, permitted) = post(&deps, "bo", "..%2f my loan “2026”.pdf", 1).await;
    assert_eq!(status, 201);
    insta::assert_json_snapshot!(permitted);
    let record = &deps.documents.records()[0];
    assert_eq!(record.object_key, permitted["upload"]["fields"]["key"]);
    assert!(!record.object_key.contains("loan"), "{}", record.object_key);
    insta::assert_json_snapshot!(documents(&deps, "bo", NOW).await);
    assert_eq!(documents(&deps, "eve", NOW).await, Vec::<Value>::new());
    let (_, account) = send(&deps, request("bo", "GET", "/portal/account", "", None), NOW, 0).await;
    insta::assert_json_snapshot!(account);
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_nobodys() {
    let deps = deps();
    let long = "x".repeat(201);
    for name in
        ["a/b.pdf", "..\\b.pdf", "", " \u{200b}", "a\u{202e}fdp.exe", "4111 1111 1111 1111.pdf", &long]
    {
        let (status, problem) = post(&deps, "bo", name, 1).await;
        assert_eq!(status, 400, "{name}: {problem}");
        assert!(!problem.to_string().contains("4111"), "{problem}");
    }
    for body in
        [json!([]), json!({}), json!({ "file_name": 7 }), json!({ "file_name": "a.pdf", "key": "uploads/x" })]
    {
        let (status, _) =
            send(&deps, request("bo", "POST", "/portal/documents", "", Some(&body)), NOW, 1).await;
        assert_eq!(status, 400, "{body}");
    }
    assert!(deps.documents.records().is_empty() && documents(&deps, "bo", NOW).await.is_empty());
}

/// Classifies the one upload of a document, up to where it lies.
async fn classify(deps: &MemoryDeps, key_id: KeyId, bucket: Option<&str>) {
    let upload = Upload { key: format!("uploads/{key_id}/document.pdf"), version: "1".to_owned() };
    let verdict = Verdict {
        key_id,
        upload,
        uploaded_at: NOW,
        expires_at: NOW,
        summary: r#"{"classification":"pii","because":{"code":"x"}}"#.to_owned(),
    };
    assert!(matches!(deps.documents.claim(&verdict).await.unwrap(), DocumentClaim::Granted(_)));
    if let Some(bucket) = bucket {
        let text = str::to_owned;
        let places =
            Places { bucket: text(bucket), document: text("d"), findings: text("f"), redacted: None };
        assert!(deps.documents.complete(key_id, &places, NOW).await.unwrap());
    }
}

#[tokio::test]
async fn a_customer_is_told_how_far_a_document_is_and_nothing_of_what_is_in_it() {
    let deps = deps();
    let mut ids: Vec<KeyId> = Vec::new();
    for number in 1..=9 {
        let (_, permitted) = post(&deps, "bo", &format!("{number}.pdf"), number).await;
        ids.push(permitted["document_id"].as_str().unwrap().parse().unwrap());
    }
    let upload = Upload { key: format!("uploads/{}/document.pdf", ids[1]), version: "1".to_owned() };
    deps.uploads.upload(&upload, b"%PDF", NOW);
    classify(&deps, ids[2], None).await;
    for (index, bucket) in [(3, "pii"), (4, "non-pii"), (5, "quarantine")] {
        classify(&deps, ids[index], Some(bucket)).await;
    }
    // Deleted by somebody who works here, before anything came, while it was read and when it was accepted.
    classify(&deps, ids[7], None).await;
    classify(&deps, ids[8], Some("non-pii")).await;
    for erased in &ids[6..] {
        deps.documents.mark_erased(*erased, NOW).await.unwrap();
    }
    let states = |list: &[Value]| -> Vec<String> {
        list.iter().rev().map(|one| one["state"].as_str().unwrap().to_owned()).collect()
    };
    let list = documents(&deps, "bo", NOW).await;
    let expected = ["awaiting_file", "received", "checking", "accepted", "accepted", "needs_another_copy"];
    assert_eq!(states(&list)[..6], expected);
    assert_eq!(states(&list)[6..], ["removed"; 3]);
    // With personal data and without look the same.
    let shown = |one: &Value| one.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert!(
        list.iter().all(|one| shown(one) == ["created_at", "document_id", "file_name", "state"]),
        "{list:?}"
    );
    let later = documents(&deps, "bo", NOW.plus_millis(Day::MILLIS)).await;
    assert_eq!(states(&later)[..2], ["not_received", "received"]);
    assert_eq!(states(&later)[6..], ["removed"; 3]);
}

#[tokio::test]
async fn nobody_has_more_documents_than_one_may_have() {
    let deps = deps();
    let on_day = async |day: i64, number: u8| {
        let body = json!({ "file_name": "a.pdf" });
        let request = request("bo", "POST", "/portal/documents", "", Some(&body));
        send(&deps, request, NOW.plus_millis(day * Day::MILLIS), number).await
    };
    let mut taken = 0;
    for day in 0.. {
        for number in 0..DOCUMENTS_A_DAY_MAX {
            let (status, problem) = on_day(day, u8::try_from(number).unwrap()).await;
            if status == 409 {
                assert_eq!(taken, DOCUMENTS_MAX);
                assert_eq!(problem["type"], "urn:tollgate:problem:too-many-documents");
                return;
            }
            assert_eq!(status, 201, "{problem}");
            taken += 1;
        }
        if taken < DOCUMENTS_MAX {
            assert_eq!(on_day(day, 255).await.0, 409, "one more on day {day}");
        }
        // Somebody else is not hindered.
        assert_eq!(post(&deps, "eve", "a.pdf", u8::try_from(day).unwrap()).await.0, 201);
    }
}

#[tokio::test]
async fn a_document_is_deleted_by_its_owner_alone() {
    let deps = deps();
    let (_, permitted) = post(&deps, "bo", "a.pdf", 1).await;
    let key_id = permitted["document_id"].as_str().unwrap();
    let other = KeyId::new(NOW, [9; 10]).to_string();
    let (status, of_others) = delete(&deps, "eve", key_id).await;
    assert_eq!(status, 404);
    // Of other people's documents nothing is told, not even that there are any.
    assert_eq!(delete(&deps, "eve", &other).await, (404, of_others));
    for path in ["x", "..", "019ca960-8140-7101-8101-010101010101/../x", ""] {
        assert_eq!(delete(&deps, "bo", path).await.0, 400, "{path}");
    }
    assert!(deps.erasures.messages().is_empty());
    assert_eq!(delete(&deps, "bo", key_id).await.0, 202);
    assert_eq!(documents(&deps, "bo", NOW).await, Vec::<Value>::new());
    // Whoever got no answer asks again.
    assert_eq!(delete(&deps, "bo", key_id).await.0, 202);
    let messages = deps.erasures.messages();
    let passes = messages.iter().map(|body| erasure_queue::from_message(body).unwrap());
    let expected = Erased::Document { key_id: key_id.parse().unwrap() };
    let passes: Vec<Pass> = passes
        .inspect(|erasure| assert_eq!((erasure.customer.as_str(), &erasure.what), ("bo", &expected)))
        .map(|erasure| erasure.pass)
        .collect();
    assert_eq!(passes, [Pass::First, Pass::Last, Pass::First, Pass::Last]);
}

#[tokio::test]
async fn an_account_is_closed_by_a_fresh_sign_in_and_takes_nothing_then() {
    let deps = deps();
    post(&deps, "bo", "a.pdf", 1).await;
    let claims = |auth_time: Value| {
        json!({
            "token_use": "id", "iss": "https://idp.example/customers", "aud": "portal", "sub": "bo",
            "cognito:username": "u-bo", "email": "bo@example.com", "email_verified": "true", "auth_time": auth_time,
        })
    };
    for old in [json!((NOW.as_seconds() - 601).to_string()), json!(null), json!("yesterday")] {
        let request = with_claims("DELETE", "/portal/account", "", None, &claims(old));
        let (status, problem) = send(&deps, request, NOW, 2).await;
        assert_eq!((status, &problem["type"]), (403, &json!("urn:tollgate:problem:sign-in-again")));
    }
    assert!(deps.erasures.messages().is_empty());
    let leave = || request("bo", "DELETE", "/portal/account", "", None);
    let (status, first) = send(&deps, leave(), NOW, 3).await;
    assert_eq!(status, 202, "{first}");
    // The same erasure, however often it is asked for.
    assert_eq!(send(&deps, leave(), NOW, 4).await, (202, first.clone()));
    let message = erasure_queue::from_message(&deps.erasures.messages()[0]).unwrap();
    let Erased::Account { erasure_id, user_name, .. } = message.what else { panic!("{message:?}") };
    assert_eq!(
        (erasure_id.to_string(), user_name.as_str()),
        (first["erasure_id"].as_str().unwrap().to_owned(), "u-bo")
    );
    for (method, resource) in
        [("GET", "/portal/account"), ("GET", "/portal/documents"), ("POST", "/portal/documents")]
    {
        let body = json!({ "file_name": "b.pdf" });
        let body = (method == "POST").then_some(&body);
        let (status, problem) = send(&deps, request("bo", method, resource, "", body), NOW, 5).await;
        assert_eq!(
            (status, &problem["type"]),
            (410, &json!("urn:tollgate:problem:account-closed")),
            "{method} {resource}"
        );
    }
}

/// Customers who do something else between the admission of a document and the note that an upload will come.
struct Hasty {
    inner: Arc<MemoryCustomers>,
    documents: Arc<MemoryDocumentTable>,
    closes: bool,
}

impl CustomerHoldings for Hasty {
    async fn holdings(&self, customer: &str) -> Result<Holdings, CallError> {
        self.inner.holdings(customer).await
    }
}

impl CustomerDesk for Hasty {
    async fn admit(
        &self,
        customer: &str,
        document: &OwnedDocument,
        allowance: Allowance,
    ) -> Result<Admission, CallError> {
        let admission = self.inner.admit(customer, document, allowance).await?;
        if self.closes {
            self.inner.close(customer, KeyId::new(NOW, [9; 10]), NOW).await?;
        } else {
            self.inner.mark_deleted(customer, document.key_id, NOW).await?;
        }
        // The first pass of the erasure.
        self.documents.mark_erased(document.key_id, NOW).await?;
        Ok(admission)
    }

    async fn mark_deleted(&self, customer: &str, key_id: KeyId, now: Timestamp) -> Result<bool, CallError> {
        self.inner.mark_deleted(customer, key_id, now).await
    }

    async fn close(&self, customer: &str, erasure_id: KeyId, now: Timestamp) -> Result<KeyId, CallError> {
        self.inner.close(customer, erasure_id, now).await
    }
}

#[tokio::test]
async fn no_form_goes_out_for_what_was_deleted_while_it_was_made() {
    for (closes, expected) in [(true, (410, "account-closed")), (false, (404, "unknown-document"))] {
        let usual = deps();
        let customers =
            Hasty { inner: Arc::clone(&usual.customers), documents: Arc::clone(&usual.documents), closes };
        let deps = Deps {
            customers,
            documents: usual.documents,
            uploads: usual.uploads,
            permits: usual.permits,
            erasures: usual.erasures,
            quarantine_bucket: usual.quarantine_bucket,
            retention_days: usual.retention_days,
            terms: usual.terms,
        };
        let body = json!({ "file_name": "a.pdf" });
        let request = request("bo", "POST", "/portal/documents", "", Some(&body));
        let answer = handle(request, &deps, NOW, [1; 10]).await;
        let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
        let problem: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (answer.status_code, problem["type"].as_str().unwrap()),
            (expected.0, &*format!("urn:tollgate:problem:{}", expected.1))
        );
        assert!(deps.documents.records()[0].erased_at.is_some(), "the record lives again");
    }
}

#[tokio::test]
async fn tokens_of_others_are_refused_on_every_route() {
    let deps = deps();
    let good = json!({
        "token_use": "id", "iss": "https://idp.example/customers", "aud": "portal", "sub": "bo",
        "cognito:username": "u-bo", "email": "bo@example.com", "email_verified": "true",
    });
    let bad = [
        json!({ "iss": "https://idp.example/staff", "cognito:groups": "[admin]" }),
        json!({ "token_use": "access" }),
        json!({ "aud": "console" }),
        json!({ "exp": "1772368200" }),
        json!({ "email_verified": "false" }),
        json!({ "sub": "" }),
    ];
    for (method, resource) in [
        ("GET", "/portal/account"),
        ("DELETE", "/portal/account"),
        ("GET", "/portal/documents"),
        ("POST", "/portal/documents"),
        ("DELETE", "/portal/documents/{key_id}"),
    ] {
        for change in &bad {
            let mut claims = good.clone();
            claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let (status, problem) =
                send(&deps, with_claims(method, resource, "x", None, &claims), NOW, 1).await;
            assert_eq!(
                (status, &problem["type"]),
                (401, &json!("urn:tollgate:problem:token-refused")),
                "{method} {resource} {change}"
            );
        }
        let (status, _) = send(&deps, with_claims(method, resource, "x", None, &Value::Null), NOW, 1).await;
        assert_eq!(status, 401, "{method} {resource}");
    }
}

#[tokio::test]
async fn an_erased_record_tells_nothing() {
    let deps = deps();
    let (_, permitted) = post(&deps, "bo", "a.pdf", 1).await;
    let key_id: KeyId = permitted["document_id"].as_str().unwrap().parse().unwrap();
    classify(&deps, key_id, Some("pii")).await;
    deps.documents.mark_erased(key_id, NOW).await.unwrap();
    assert_eq!(deps.documents.find(key_id).await.unwrap(), None);
    let record = &deps.documents.records()[0];
    assert_eq!((record.object_key.as_str(), &record.summary, &record.places), ("", &None, &None));
    assert_eq!(record.erased_at, Some(NOW));
}
