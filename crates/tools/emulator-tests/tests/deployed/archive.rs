//! The archive of the deployed stack: every decision and every label is a row, and what can't be read is set aside.

use aws_sdk_dynamodb::types::AttributeValue;
use emulator_tests::cards::VISA;
use emulator_tests::{Deployment, eventually};
use serde_json::{Value, json};

/// All rows of the archive so far.
pub(crate) async fn rows(deployment: &Deployment) -> Vec<Value> {
    let (s3, bucket) = (deployment.s3(), deployment.output("archive_bucket"));
    let listed = s3.list_objects_v2().bucket(bucket).prefix("decisions/day=").into_paginator().send();
    let mut rows = Vec::new();
    for page in listed.collect::<Result<Vec<_>, _>>().await.unwrap() {
        // Those of the delivery stream, which the local cloud does not compress.
        let names = page.contents.unwrap_or_default().into_iter().filter_map(|object| object.key);
        for name in names.filter(|name| name.contains("/decisions-")) {
            let got = s3.get_object().bucket(bucket).key(name).send().await.unwrap();
            let bytes = got.body.collect().await.unwrap().to_vec();
            let text = String::from_utf8(bytes).unwrap();
            rows.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        }
    }
    rows
}

pub(crate) async fn row(deployment: &Deployment, key_id: &str, revision: u32) -> Value {
    eventually(&format!("revision {revision} of {key_id} in the archive"), async || {
        let rows = rows(deployment).await;
        rows.into_iter().find(|row| row["key_id"] == key_id && row["revision"] == revision)
    })
    .await
}

#[tokio::test]
async fn a_decision_and_its_label_are_rows_of_the_archive() {
    let deployment = Deployment::connect().await;
    let payment = json!({ "amount": 61.20, "merchant": "Archived", "card_number": VISA, "customer_id": "archived",
        "customer_name": "Ada Muster" });
    let key_id = deployment.accept(&payment.to_string());
    let decided = row(&deployment, &key_id, 0).await;
    assert_eq!((&decided["amount_minor"], &decided["currency"]), (&json!(6120), &json!("USD")));
    assert_eq!((&decided["label"], decided["features"].is_object()), (&Value::Null, true));
    let written = decided.to_string();
    assert!(!written.contains("Ada Muster") && !written.contains(&VISA.replace(' ', "")), "{written}");
    let label = r#"{"label":"fraud","source":"chargeback"}"#;
    let route = format!("transactions/{key_id}/label");
    assert_eq!(deployment.stack.post_to(&route, label, &[]).unwrap().status, 200);
    let labelled = row(&deployment, &key_id, 1).await;
    assert_eq!((&labelled["label"], &labelled["label_source"]), (&json!("fraud"), &json!("chargeback")));
}

#[tokio::test]
async fn a_decision_that_cannot_be_read_is_set_aside() {
    let deployment = Deployment::connect().await;
    let key_id = "019ca960-8140-7101-8101-0000000000cc";
    let text = |text: &str| AttributeValue::S(text.to_owned());
    deployment
        .put_item(vec![("key_id", text(key_id)), ("status", text("Done")), ("assessment", text("{"))])
        .await;
    eventually("`tollgate dlq list` showing it", async || {
        let listed = deployment.tollgate(&["dlq", "list"]);
        let (_, set_aside) = listed.split_once("archiver-failures-local")?;
        set_aside.contains(key_id).then_some(())
    })
    .await;
}
