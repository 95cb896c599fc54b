//! Loan documents: putting them into the bucket, and looking at what became of them.

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::Client;
use serde_json::{Value, json};

use crate::{Deployment, eventually};

/// A wage statement.
pub const PERSONAL: &[u8] = include_bytes!("../../../../test_data/documents/w2.pdf");
/// A letter to everybody.
pub const CLEAN: &[u8] = include_bytes!("../../../../test_data/documents/privacy_notice.pdf");
/// A loan application that somebody filled in.
pub const FILLED_APPLICATION: &[u8] = include_bytes!("../../../../test_data/documents/loan_application.pdf");
/// The form without a person in it.
pub const BLANK_APPLICATION: &[u8] =
    include_bytes!("../../../../test_data/documents/blank_loan_application.pdf");
/// A driver's licence, photographed askew.
pub const PHOTOGRAPHED_LICENCE: &[u8] =
    include_bytes!("../../../../test_data/documents/photographed_licence.pdf");
const UNREADABLE: &[u8] = b"%PDF-1.7\nnothing follows";

/// A document of each kind: its bytes, its classification, and the output that names the bucket where it belongs.
pub const KINDS: [(&[u8], &str, &str); 3] = [
    (PERSONAL, "pii", "pii_bucket"),
    (CLEAN, "non_pii", "non_pii_bucket"),
    (UNREADABLE, "quarantine", "quarantine_bucket"),
];

/// Puts a document into the bucket past the API; answers its version.
pub async fn put(deployment: &Deployment, key: &str, document: &[u8]) -> String {
    deployment.upload("documents_bucket", key, document.to_vec()).await
}

/// The ids of the documents that were uploaded under a key and have a record.
///
/// # Panics
/// If the table can't be read.
pub async fn records(deployment: &Deployment, key: &str) -> Vec<String> {
    let found = aws_sdk_dynamodb::Client::new(&deployment.sdk)
        .scan()
        .table_name(deployment.output("documents_table"))
        .filter_expression("object_key = :key")
        .expression_attribute_values(":key", AttributeValue::S(key.to_owned()))
        .send()
        .await
        .expect("the table can be read");
    found.items().iter().map(|item| item["key_id"].as_s().expect("an id is a text").clone()).collect()
}

/// Waits for the record of a document and answers its id.
pub async fn record(deployment: &Deployment, key: &str) -> String {
    eventually(&format!("a record of {key}"), async || records(deployment, key).await.pop()).await
}

/// Waits until the API calls a document done, and answers all it says of it.
pub async fn wait_until_done(deployment: &Deployment, key_id: &str) -> Value {
    eventually(&format!("document {key_id} being Done"), async || {
        let found = deployment.stack.get_document(key_id).expect("the API answers");
        assert_eq!(found.status, 200, "{}", found.body);
        (found.body["status"] == "Done").then_some(found.body)
    })
    .await
}

/// Whether any version of an upload is left where it came in.
///
/// # Panics
/// If the bucket can't be read.
pub async fn is_left(deployment: &Deployment, key: &str) -> bool {
    let bucket = deployment.output("documents_bucket");
    let left = deployment.s3().list_object_versions().bucket(bucket).prefix(key).send().await;
    !left.expect("the bucket can be read").versions().is_empty()
}

/// Waits until no version of an upload is left where it came in.
pub async fn wait_until_gone(deployment: &Deployment, key: &str) {
    eventually(&format!("the original {key} being gone"), async || {
        (!is_left(deployment, key).await).then_some(())
    })
    .await;
}

/// A document that is done lies where it belongs, once, with its tags and its findings. Takes it out of the bucket then:
/// the emulator lists keys unescaped where it says that they are escaped, so Terraform could not empty a bucket that
/// holds a name with a `+`.
///
/// # Panics
/// If anything is otherwise.
pub async fn check_settled(deployment: &Deployment, done: &Value, document: &[u8], bucket: &str) {
    let s3 = deployment.s3();
    let key_id = done["key_id"].as_str().expect("a document has an id");
    let places = &done["places"];
    let place = |name: &str| places[name].as_str().expect("a document that is done has its places");
    let bucket = deployment.output(bucket);
    assert_eq!(places["bucket"], bucket);

    let copy = read(&s3, bucket, place("document")).await;
    assert!(copy == document, "{key_id} was copied as it is");
    let tagging = s3.get_object_tagging().bucket(bucket).key(place("document")).send().await;
    let tagging = tagging.expect("the copy's tags can be read");
    let tag = |name: &str| {
        let found = tagging.tag_set.iter().find(|tag| tag.key == name);
        found.map(|tag| tag.value.clone()).unwrap_or_default()
    };
    assert_eq!(tag("key-id"), key_id);
    assert_eq!(json!(tag("classification").replace('-', "_")), done["classification"]);
    assert_eq!(json!(tag("document-type")), done["document_type"]);

    let findings = read(&s3, bucket, place("findings")).await;
    let findings: Value = serde_json::from_slice(&findings).expect("findings are JSON");
    assert_eq!(findings["classification"], done["classification"]);

    only_version(&s3, bucket, place("findings")).await;
    let version = only_version(&s3, bucket, place("document")).await;
    let deleted = s3.delete_object().bucket(bucket).key(place("document")).version_id(version).send().await;
    deleted.expect("the copy can be deleted");
}

async fn only_version(s3: &Client, bucket: &str, key: &str) -> String {
    let listed = s3.list_object_versions().bucket(bucket).prefix(key).send().await;
    let versions = listed.expect("the bucket can be read").versions.unwrap_or_default();
    assert_eq!(versions.len(), 1, "{key} was put once");
    versions[0].version_id.clone().expect("the bucket keeps versions")
}

async fn read(s3: &Client, bucket: &str, key: &str) -> Vec<u8> {
    let object = s3.get_object().bucket(bucket).key(key).send().await.expect("the object is there");
    object.body.collect().await.expect("the object can be read").to_vec()
}
