//! Loan documents, deployed: uploaded by a form or straight into the bucket, they end where they belong.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use emulator_tests::{Deployment, eventually, mailbox};
use serde_json::{Value, json};

const PERSONAL: &[u8] = include_bytes!("../../../../test_data/documents/w2.pdf");
const CLEAN: &[u8] = include_bytes!("../../../../test_data/documents/privacy_notice.pdf");
const UNREADABLE: &[u8] = b"%PDF-1.7\nnothing follows";

/// Each with the bucket that it belongs into.
const KINDS: [(&[u8], &str, &str); 3] = [
    (PERSONAL, "pii", "pii_bucket"),
    (CLEAN, "non_pii", "non_pii_bucket"),
    (UNREADABLE, "quarantine", "quarantine_bucket"),
];

fn s3(deployment: &Deployment) -> Client {
    let config = aws_sdk_s3::config::Builder::from(&deployment.sdk).force_path_style(true).build();
    Client::from_conf(config)
}

/// Puts a document into the bucket past the API; answers its version.
async fn put(deployment: &Deployment, key: &str, document: &[u8]) -> String {
    let put = s3(deployment)
        .put_object()
        .bucket(deployment.output("documents_bucket"))
        .key(key)
        .body(ByteStream::from(document.to_vec()))
        .send()
        .await
        .unwrap();
    put.version_id.unwrap()
}

async fn wait_until_done(deployment: &Deployment, key_id: &str) -> Value {
    eventually(&format!("document {key_id} being Done"), async || {
        let found = deployment.stack.get_document(key_id).unwrap();
        assert_eq!(found.status, 200, "{}", found.body);
        (found.body["status"] == "Done").then_some(found.body)
    })
    .await
}

/// The records of documents that were uploaded under a key.
async fn records(deployment: &Deployment, key: &str) -> Vec<String> {
    let found = aws_sdk_dynamodb::Client::new(&deployment.sdk)
        .scan()
        .table_name(deployment.output("documents_table"))
        .send()
        .await
        .unwrap();
    let text = |item: &std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>,
                name: &str| {
        item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
    };
    let records = found.items.unwrap_or_default();
    let of_key = records.iter().filter(|item| text(item, "object_key") == key);
    of_key.map(|item| text(item, "key_id")).collect()
}

async fn record(deployment: &Deployment, key: &str) -> String {
    eventually(&format!("a record of {key}"), async || records(deployment, key).await.pop()).await
}

/// A document that is Done lies with its tags and findings where it belongs, and the original is gone.
async fn check_settled(deployment: &Deployment, done: &Value, document: &[u8], bucket: &str) {
    let s3 = s3(deployment);
    let key_id = done["key_id"].as_str().unwrap();
    let places = &done["places"];
    assert_eq!(places["bucket"], deployment.output(bucket));
    let bucket = deployment.output(bucket);
    let key = places["document"].as_str().unwrap();
    let copy = s3.get_object().bucket(bucket).key(key).send().await.unwrap();
    assert_eq!(copy.body.collect().await.unwrap().to_vec(), document);
    let tagging = s3.get_object_tagging().bucket(bucket).key(key).send().await.unwrap();
    let tag = |name: &str| {
        let found = tagging.tag_set.iter().find(|tag| tag.key == name);
        found.map(|tag| tag.value.clone()).unwrap_or_default()
    };
    assert_eq!(tag("key-id"), key_id);
    assert_eq!(json!(tag("classification").replace('-', "_")), done["classification"]);
    assert_eq!(json!(tag("document-type")), done["document_type"]);
    let findings = s3.get_object().bucket(bucket).key(places["findings"].as_str().unwrap()).send().await;
    let findings = findings.unwrap().body.collect().await.unwrap().to_vec();
    let findings: Value = serde_json::from_slice(&findings).unwrap();
    assert_eq!(findings["classification"], done["classification"]);
    let versions = s3.list_object_versions().bucket(bucket).prefix(key).send().await.unwrap();
    assert_eq!(versions.versions.unwrap_or_default().len(), 1, "{key} was put once");
}

async fn wait_until_gone(deployment: &Deployment, key: &str) {
    let s3 = s3(deployment);
    eventually(&format!("the original {key} being gone"), async || {
        let bucket = deployment.output("documents_bucket");
        let left = s3.list_object_versions().bucket(bucket).prefix(key).send().await.unwrap();
        left.versions.unwrap_or_default().is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn documents_uploaded_by_a_form_end_where_they_belong() {
    let deployment = Deployment::connect().await;
    for (document, classification, bucket) in KINDS {
        let key_id = deployment.stack.upload_document("Zoë's loan + 1.pdf", document).unwrap();
        let done = wait_until_done(&deployment, &key_id).await;
        assert_eq!(done["classification"], classification, "{done}");
        check_settled(&deployment, &done, document, bucket).await;
        wait_until_gone(&deployment, &format!("uploads/{key_id}/")).await;
        let mails = mailbox::mails_about(&deployment, &key_id).await;
        assert_eq!(mails.len(), usize::from(classification == "quarantine"), "{mails:?}");
    }
}

#[tokio::test]
async fn documents_put_into_the_bucket_end_where_they_belong_and_each_version_is_one() {
    let deployment = Deployment::connect().await;
    for (document, classification, bucket) in KINDS {
        let key = format!("loans/2026/{classification} Zoë + 50%.pdf");
        put(&deployment, &key, document).await;
        let first = record(&deployment, &key).await;
        let done = wait_until_done(&deployment, &first).await;
        assert_eq!(done["classification"], classification, "{done}");
        check_settled(&deployment, &done, document, bucket).await;
        wait_until_gone(&deployment, &key).await;
        put(&deployment, &key, document).await;
        let second = eventually("a second record", async || {
            records(&deployment, &key).await.into_iter().find(|key_id| *key_id != first)
        })
        .await;
        let done = wait_until_done(&deployment, &second).await;
        check_settled(&deployment, &done, document, bucket).await;
    }
}

#[tokio::test]
async fn the_same_event_twice_is_one_document_and_a_broken_one_a_dead_letter() {
    let deployment = Deployment::connect().await;
    let key = "twice.pdf";
    let version = put(&deployment, key, PERSONAL).await;
    let key_id = record(&deployment, key).await;
    let done = wait_until_done(&deployment, &key_id).await;
    let queue = deployment.output("document_uploads_queue_url");
    let sqs = aws_sdk_sqs::Client::new(&deployment.sdk);
    let event = json!({ "Records": [{ "s3": { "object": { "key": key, "versionId": version } } }] });
    let broken = json!({ "Records": [{ "s3": { "object": { "key": "of no version.pdf" } } }] });
    for body in [&event, &event, &broken] {
        sqs.send_message().queue_url(queue).message_body(body.to_string()).send().await.unwrap();
    }
    let function = deployment.stack.function("document-classifier").unwrap();
    eventually("the broken event being reported", async || {
        deployment.log_line(function, "the upload has no version").await
    })
    .await;
    eventually("the repeated event being looked at", async || {
        deployment.log_line(function, "is not there any more").await
    })
    .await;
    assert_eq!(records(&deployment, key).await, [key_id]);
    check_settled(&deployment, &done, PERSONAL, "pii_bucket").await;
}

#[tokio::test]
async fn a_form_takes_pdf_files_of_the_allowed_size_for_its_own_key_only() {
    let deployment = Deployment::connect().await;
    let permitted = deployment.stack.post_to("documents", "{}", &[]).unwrap();
    let upload = &permitted.body["upload"];
    let mut of_another = upload.clone();
    of_another["fields"]["key"] = json!("uploads/somewhere/else.pdf");
    let mut of_another_type = upload.clone();
    of_another_type["fields"]["Content-Type"] = json!("text/html");
    for wrong in [of_another, of_another_type] {
        let answer = deployment.stack.post_form(&wrong, CLEAN).unwrap();
        assert!((400..500).contains(&answer.status), "{}: {}", answer.status, answer.body);
    }
    let empty = deployment.stack.post_form(upload, b"").unwrap();
    assert!((400..500).contains(&empty.status), "{}: {}", empty.status, empty.body);
}
