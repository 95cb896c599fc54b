//! Decisions, deployed: the answer at once, and what was learnt from labels.

use std::thread;

use emulator_tests::cards::{AMEX, LABELLED, TRIED_OUT};
use emulator_tests::{Deployment, eventually, mailbox};
use serde_json::{Value, json};

fn payment(card_number: &str, customer_id: &str) -> Value {
    json!({ "amount": 42.10, "merchant": "Shop", "card_number": card_number, "customer_id": customer_id })
}

#[tokio::test]
async fn a_prediction_is_answered_at_once_stored_and_alerted_on() {
    let deployment = Deployment::connect().await;
    let suspicious = json!({
        "amount": 15000, "merchant": "Unknown Store", "card_number": AMEX, "location": "Nigeria", "customer_id": "predicted",
    });
    let answer = deployment.predict(&suspicious);
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
async fn of_twenty_payments_at_once_on_one_card_the_fifth_that_is_decided_is_found_out() {
    const PAYMENTS: usize = 20;
    let deployment = Deployment::connect().await;
    let payment = json!({ "amount": 1, "merchant": "Charity", "card_number": TRIED_OUT });
    let answers: Vec<Value> = thread::scope(|scope| {
        let predict = || deployment.predict(&payment);
        let threads: Vec<_> = (0..PAYMENTS).map(|_| scope.spawn(predict)).collect();
        threads.into_iter().map(|thread| thread.join().expect("it is answered")).collect()
    });
    // A busy machine may not read all histories in time, and says so of each.
    let seeing = answers.iter().filter(|answer| answer["history"] == "complete");
    let is_found_out = |answer: &&Value| {
        answer["hits"].as_array().is_some_and(|hits| hits.iter().any(|hit| hit["code"] == "CARD_TESTING"))
    };
    // The rule holds from the fourth payment in an hour on: three at most are decided before it can.
    let (found_out, missed): (Vec<_>, Vec<_>) = seeing.partition(is_found_out);
    assert!(
        !found_out.is_empty() && missed.len() <= 3,
        "{} are found out, {} are not",
        found_out.len(),
        missed.len()
    );
}

#[tokio::test]
async fn a_label_changes_a_later_decision() {
    let deployment = Deployment::connect().await;
    let payment = payment(LABELLED, "labelled");
    let first = deployment.predict(&payment);
    assert_eq!(first["outcome"], "approve");
    let route = format!("transactions/{}/label", first["key_id"].as_str().unwrap());
    let label = r#"{"label":"fraud","source":"chargeback"}"#;
    let labelled = deployment.stack.post_to(&route, label, &[]).unwrap();
    assert_eq!((labelled.status, &labelled.body["label"]), (200, &json!("fraud")));
    eventually("the label counting", async || {
        let later = deployment.predict(&payment);
        let hits = later["hits"].as_array().unwrap().iter();
        hits.clone().any(|hit| hit["code"] == "FRAUD_BEFORE").then_some(())
    })
    .await;
    let shown = deployment.stack.get(first["key_id"].as_str().unwrap()).unwrap().body;
    assert_eq!(shown["labels"][0]["source"], "chargeback");
}
