//! What decides, deployed: the answer at once, the analysts' policy, what was learnt from labels.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use emulator_tests::cards::{AMEX, LABELLED, VISA};
use emulator_tests::{Deployment, eventually, mailbox};
use serde_json::{Value, json};

const BUILT_IN: &str = include_str!("../../../../policies/default.toml");

/// A decision at once.
fn predict(deployment: &Deployment, body: &Value) -> Value {
    let answer = deployment.stack.post_to("predict", &body.to_string(), &[]).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn payment(card_number: &str, customer_id: &str) -> Value {
    json!({ "amount": 42.10, "merchant": "Shop", "card_number": card_number, "customer_id": customer_id })
}

#[tokio::test]
async fn a_prediction_is_answered_at_once_stored_and_alerted_on() {
    let deployment = Deployment::connect().await;
    let suspicious = json!({
        "amount": 15000, "merchant": "Unknown Store", "card_number": AMEX, "location": "Nigeria", "customer_id": "predicted",
    });
    let answer = predict(&deployment, &suspicious);
    assert_eq!((&answer["outcome"], &answer["history"]), (&json!("block"), &json!("complete")));
    let key_id = answer["key_id"].as_str().unwrap();
    let stored = deployment.stack.get(key_id).unwrap().body;
    assert_eq!(stored["status"], "Done", "it is decided when it is stored");
    for name in ["outcome", "risk_score", "hits", "history"] {
        assert_eq!(stored["assessment"][name], answer[name], "{name}");
    }
    let mail = mailbox::wait_for_mail(&deployment, key_id).await;
    assert_eq!(mail.message_attributes["outcome"]["Value"], "block");
}

#[tokio::test]
async fn a_label_changes_a_later_decision() {
    let deployment = Deployment::connect().await;
    let payment = payment(LABELLED, "labelled");
    let first = predict(&deployment, &payment);
    assert_eq!(first["outcome"], "approve");
    let route = format!("transactions/{}/label", first["key_id"].as_str().unwrap());
    let label = r#"{"label":"fraud","source":"chargeback"}"#;
    let labelled = deployment.stack.post_to(&route, label, &[]).unwrap();
    assert_eq!((labelled.status, &labelled.body["label"]), (200, &json!("fraud")));
    eventually("the label counting", async || {
        let later = predict(&deployment, &payment);
        let hits = later["hits"].as_array().unwrap().iter();
        hits.clone().any(|hit| hit["code"] == "FRAUD_BEFORE").then_some(())
    })
    .await;
    let shown = deployment.stack.get(first["key_id"].as_str().unwrap()).unwrap().body;
    assert_eq!(shown["labels"][0]["source"], "chargeback");
}

#[tokio::test]
async fn an_uploaded_policy_decides_within_a_minute_and_a_bad_one_never() {
    let deployment = Deployment::connect().await;
    let payment = payment(VISA, "policies");
    let version = || predict(&deployment, &payment)["versions"]["policy"].as_str().unwrap().to_owned();
    let before = version();
    // The same rules under another name and one more, so that other tests' decisions stay as they are.
    let uploaded = BUILT_IN.replace(&format!("version = \"{before}\""), "version = \"uploaded\"")
        + "\n[[rules]]\ncode = \"WATCHED_CUSTOMER\"\nwhen = \"$customer_id in @watched_customers\"\npoints = 60\nreason = \"Watched.\"\n";
    let uploaded = uploaded
        .replace("[lists]\n", "[lists]\nwatched_customers = { file = \"lists/watched_customers.txt\" }\n");
    upload(&deployment, "lists/watched_customers.txt", "# of this test\npolicies\n").await;
    upload(&deployment, "policy.toml", &uploaded).await;
    eventually("the uploaded policy deciding", async || {
        let answer = predict(&deployment, &payment);
        let is_hit = answer["hits"].as_array().unwrap().iter().any(|hit| hit["code"] == "WATCHED_CUSTOMER");
        (is_hit && answer["versions"]["policy"] == "uploaded").then_some(())
    })
    .await;

    upload(&deployment, "policy.toml", "version = \"bad\"\nthresholds = { review = 90, block = 10 }").await;
    let function = deployment.stack.function("api-handler").unwrap().to_owned();
    let log = eventually("the bad policy being refused", async || {
        // A new environment of the function knows no good one and decides by the one that is built in.
        assert_ne!(version(), "bad");
        deployment.log_line(&function, "the policy is refused").await
    })
    .await;
    assert!(log.contains("must be 0 < review <= block < 100"), "{log}");
    assert_ne!(version(), "bad");
    upload(&deployment, "policy.toml", BUILT_IN).await;
}

async fn upload(deployment: &Deployment, object: &str, text: &str) {
    let config = aws_sdk_s3::config::Builder::from(&deployment.sdk).force_path_style(true).build();
    Client::from_conf(config)
        .put_object()
        .bucket(deployment.output("policy_bucket"))
        .key(object)
        .body(ByteStream::from(text.as_bytes().to_vec()))
        .send()
        .await
        .unwrap();
}
