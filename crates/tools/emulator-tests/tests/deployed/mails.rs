//! What an analyst gets.

use emulator_tests::cards::MASTERCARD;
use emulator_tests::{Deployment, eventually, mailbox};

#[tokio::test]
async fn a_flagged_payment_is_mailed_once_however_often_the_queue_delivers() {
    let deployment = Deployment::connect().await;
    let body = format!(
        r#"{{"amount":20000,"currency":"EUR","merchant":"Jewels","card_number":"{MASTERCARD}","customer_id":"C-77","event_time":"{}"}}"#,
        "2026-11-01T12:30:00Z"
    );
    let key_id = deployment.accept(&body);
    let mail = mailbox::wait_for_mail(&deployment, &key_id).await;
    assert_eq!(mail.message_attributes["outcome"]["Value"], "review");
    assert_eq!(mail.message_attributes["currency"]["Value"], "EUR");
    assert_eq!(mail.message_attributes["risk_score"]["Value"], "67.5");
    let done = deployment.wait_for_status(&key_id, "Done").await;
    // Another test uploads a policy of another name.
    let policy = done["assessment"]["versions"]["policy"].as_str().unwrap();
    let shown = format!("Subject: {}\n\n{}", mail.subject, mail.message)
        .replace(&key_id, "KEY_ID")
        .replace(deployment.output("api_url"), "API_URL")
        .replace(&format!("Policy    {policy}"), "Policy    POLICY");
    insta::assert_snapshot!(shown);

    resend_alert(&deployment, &key_id).await;
    assert_eq!(mailbox::mails_about(&deployment, &key_id).await.len(), 1);
}

/// Delivers the alert of a transaction twice more and waits until both deliveries were dealt with.
async fn resend_alert(deployment: &Deployment, key_id: &str) {
    let done = deployment.wait_for_status(key_id, "Done").await;
    let mut assessment = done["assessment"].clone();
    assessment["policy_version"] = assessment["versions"]["policy"].clone();
    let alert = serde_json::json!({
        "key_id": key_id, "assessment": assessment, "merchant": "Jewels", "card_masked": "555555******4444",
        "money": { "amount_minor": 2_000_000, "currency": "EUR" }, "event_time": 0,
    });
    let sqs = aws_sdk_sqs::Client::new(&deployment.sdk);
    let queue = deployment.output("alerts_queue_url");
    for _ in 0..2 {
        sqs.send_message().queue_url(queue).message_body(alert.to_string()).send().await.unwrap();
    }
    eventually("the alerts queue being empty", async || {
        let attributes = sqs
            .get_queue_attributes()
            .queue_url(queue)
            .attribute_names(aws_sdk_sqs::types::QueueAttributeName::All)
            .send()
            .await
            .unwrap();
        let attributes = attributes.attributes.unwrap_or_default();
        attributes
            .iter()
            .filter(|(name, _)| name.as_str().starts_with("ApproximateNumberOfMessages"))
            .all(|(_, count)| count == "0")
            .then_some(())
    })
    .await;
}
