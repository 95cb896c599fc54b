//! The Kafka topic of decisions, read by a client that nobody here wrote: what is on it, and what becomes of what is not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use emulator_tests::cards::PROCESSED;
use emulator_tests::{Deployment, eventually, processed};
use fraud::Timestamp;
use serde_json::{Value, json};

use crate::topics::BROKER;

/// Has the broker stand still, so that it takes connections and never answers, or go on.
fn signal(deployment: &Deployment, signal: &str) {
    let pid = fs::read_to_string(deployment.folder.join("kafka.pid")).unwrap();
    assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
}

/// The events of these payments on the topic, each where it stands first.
fn events(deployment: &Deployment, key_ids: &[String]) -> Vec<(i64, Value)> {
    let mut known = BTreeSet::new();
    let mut events = Vec::new();
    for record in processed::records(deployment) {
        let event: Value = serde_json::from_str(record["value"].as_str().unwrap()).unwrap();
        assert_eq!(record["key"], event["partitionkey"]);
        assert_eq!(record["headers"]["ce_id"], event["id"]);
        assert_eq!(record["headers"]["ce_type"], event["type"]);
        assert_eq!(record["headers"]["content-type"], "application/cloudevents+json; charset=UTF-8");
        let is_ours = key_ids.iter().any(|key_id| event["subject"] == **key_id);
        if is_ours && known.insert(event["id"].to_string()) {
            events.push((record["partition"].as_i64().unwrap(), event));
        }
    }
    events
}

#[tokio::test]
async fn a_broker_that_was_away_has_every_decision_and_label_in_the_order_of_the_cards() {
    let deployment = Deployment::connect().await;
    let _alone = BROKER.lock().await;
    let pay = |number: usize| {
        let body =
            json!({ "amount": 40 + number, "merchant": "On a topic", "card_number": PROCESSED[number % 2] });
        deployment.accept(&body.to_string())
    };
    let mut key_ids: Vec<String> = (0..6).map(pay).collect();
    eventually("the topic having what was decided", async || {
        (events(&deployment, &key_ids).len() == key_ids.len()).then_some(())
    })
    .await;
    signal(&deployment, "-STOP");
    key_ids.extend((6..12).map(pay));
    for key_id in &key_ids {
        deployment.wait_for_status(key_id, "Done").await;
    }
    for key_id in &key_ids[4..8] {
        let body = json!({ "label": "legitimate", "source": "analyst" }).to_string();
        let answer = deployment.stack.post_to(&format!("transactions/{key_id}/label"), &body, &[]).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    eventually("the writer having tried in vain", async || {
        deployment.log_line("kafka-writer-local", "events can't be written for now").await
    })
    .await;
    signal(&deployment, "-CONT");

    let events = eventually("the topic having everything", async || {
        let events = events(&deployment, &key_ids);
        (events.len() == 16).then_some(events)
    })
    .await;
    let mut of_card: BTreeMap<&str, Vec<&(i64, Value)>> = BTreeMap::new();
    for event in &events {
        of_card.entry(event.1["partitionkey"].as_str().unwrap()).or_default().push(event);
    }
    assert_eq!(of_card.len(), 2);
    for events in of_card.values() {
        assert!(events.iter().all(|(partition, _)| *partition == events[0].0), "a card has one partition");
        let decisions = events.iter().filter(|(_, event)| event["type"] == "tollgate.decision.v1");
        let times: Vec<Timestamp> = decisions
            .map(|(_, event)| event["data"]["decided_at"].as_str().unwrap().parse().unwrap())
            .collect();
        assert!(times.is_sorted(), "{times:?}");
        for (place, (_, event)) in
            events.iter().enumerate().filter(|(_, (_, event))| event["type"] == "tollgate.label.v1")
        {
            let is_decided =
                events[..place].iter().any(|(_, earlier)| earlier["subject"] == event["subject"]);
            assert!(is_decided, "a label before its decision: {event}");
        }
    }
}

#[tokio::test]
async fn what_is_not_an_event_is_kept_by_its_place_and_written_again_from_the_stream() {
    let deployment = Deployment::connect().await;
    // It passes the mapping's filter and is not an event.
    let poison = json!({ "id": "poison", "partitionkey": "no event", "type": "tollgate.decision.v1" });
    let put = json!({ "StreamARN": deployment.output("decision_stream_arn"), "PartitionKey": "no event",
        "Data": STANDARD.encode(poison.to_string()) });
    let put = deployment.stack.aws("kinesis", "Kinesis_20131202.PutRecord", &put).unwrap();
    let place = format!("{}:{}", put["ShardId"].as_str().unwrap(), put["SequenceNumber"].as_str().unwrap());
    let is_listed = async || deployment.tollgate(&["dlq", "list"]).contains(&place).then_some(());
    eventually("the record being listed", is_listed).await;
    // Whoever else lists the queues meanwhile hides the message for as long as that takes.
    eventually("the record being handed over again", async || {
        let said = deployment.tollgate(&["dlq", "redrive", "kafka-failures"]);
        (said.contains("dealt with") && !said.contains("empty")).then_some(())
    })
    .await;
    eventually("it being set aside anew, as it is still not an event", is_listed).await;
}
