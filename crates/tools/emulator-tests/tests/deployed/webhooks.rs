//! A webhook's receiver, which is the example of the repository: what it gets, and what becomes of what it does not get.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use emulator_tests::cards::SENT;
use emulator_tests::{Deployment, eventually};
use fraud::Timestamp;
use serde_json::{Value, json};

/// Has the receiver stand still, so that it takes connections and never answers, or go on.
fn signal(deployment: &Deployment, signal: &str) {
    let pid = fs::read_to_string(deployment.folder.join("webhook.pid")).unwrap();
    assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
}

/// What the receiver has got, in order, each event where it came first. It has checked the signatures.
fn received(deployment: &Deployment) -> Vec<Value> {
    let text = fs::read_to_string(deployment.folder.join("webhook.jsonl")).unwrap();
    // The last line may not be whole yet.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let lines = whole.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["is_new"] == true).map(|line| line["event"].clone()).collect()
}

#[tokio::test]
async fn a_receiver_that_was_away_gets_everything_once_and_in_the_order_of_the_cards() {
    let deployment = Deployment::connect().await;
    signal(&deployment, "-STOP");
    let key_ids: Vec<String> = (0..12)
        .map(|number| {
            let body = json!({ "amount": 30 + number, "merchant": "Sent to others", "card_number": SENT[number % 2] });
            deployment.accept(&body.to_string())
        })
        .collect();
    for key_id in &key_ids {
        deployment.wait_for_status(key_id, "Done").await;
    }
    for key_id in &key_ids[..4] {
        let body = json!({ "label": "legitimate", "source": "analyst" }).to_string();
        let answer = deployment.stack.post_to(&format!("transactions/{key_id}/label"), &body, &[]).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    eventually("the sender having tried in vain", async || {
        deployment.log_line("webhook-local-local", "an event will be sent again").await
    })
    .await;
    signal(&deployment, "-CONT");

    let events = eventually("the receiver having everything", async || {
        let mut events = received(&deployment);
        events.retain(|event| key_ids.iter().any(|key_id| event["subject"] == **key_id));
        (events.len() >= 16).then_some(events)
    })
    .await;
    assert_eq!(events.len(), 16, "each decision and label once");
    let mut of_card: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for event in &events {
        of_card.entry(event["partitionkey"].as_str().unwrap()).or_default().push(event);
    }
    assert_eq!(of_card.len(), 2);
    for events in of_card.values() {
        let decisions = events.iter().filter(|event| event["type"] == "tollgate.decision.v1");
        let times: Vec<Timestamp> =
            decisions.map(|event| event["data"]["decided_at"].as_str().unwrap().parse().unwrap()).collect();
        assert!(times.is_sorted(), "{times:?}");
        for (place, event) in
            events.iter().enumerate().filter(|(_, event)| event["type"] == "tollgate.label.v1")
        {
            let is_decided = events[..place].iter().any(|earlier| earlier["subject"] == event["subject"]);
            assert!(is_decided, "a label before its decision: {event}");
        }
    }
}

#[tokio::test]
async fn what_is_never_taken_is_kept_by_its_place_and_sent_again_from_the_stream() {
    let deployment = Deployment::connect().await;
    // It passes the webhook's filter and is not an event.
    let poison = json!({ "id": "poison", "partitionkey": "poison", "type": "tollgate.decision.v1",
        "data": { "outcome": "approve" } });
    let put = json!({ "StreamARN": deployment.output("decision_stream_arn"), "PartitionKey": "poison",
        "Data": STANDARD.encode(poison.to_string()) });
    let put = deployment.stack.aws("kinesis", "Kinesis_20131202.PutRecord", &put).unwrap();
    let place = format!("{}:{}", put["ShardId"].as_str().unwrap(), put["SequenceNumber"].as_str().unwrap());
    eventually("the poisoned record being listed", async || {
        let listed = deployment.tollgate(&["dlq", "list"]);
        listed.contains(&place).then_some(())
    })
    .await;
    // Whoever else lists the queues meanwhile hides the message for as long as that takes.
    eventually("the record being sent again", async || {
        let said = deployment.tollgate(&["dlq", "redrive", "webhooks"]);
        said.contains("1 message dealt with").then_some(())
    })
    .await;
    eventually("it being set aside anew, as it is still not an event", async || {
        let listed = deployment.tollgate(&["dlq", "list"]);
        (listed.contains(&place) && listed.contains("the record is not an event")).then_some(())
    })
    .await;
}
