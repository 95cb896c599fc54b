//! What other systems are told: every decision and label once by its id, in the order of its card, whatever the stream refuses.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use emulator_tests::cards::TOLD;
use emulator_tests::{Deployment, eventually};
use fraud::Timestamp;
use serde_json::{Value, json};

fn call(deployment: &Deployment, action: &str, mut request: Value) -> Value {
    request["StreamARN"] = deployment.output("decision_stream_arn").into();
    deployment.stack.aws("kinesis", &format!("Kinesis_20131202.{action}"), &request).unwrap()
}

/// All events that are in the stream, shard by shard in order. The shards hold other tests' events as well.
fn events(deployment: &Deployment) -> Vec<Value> {
    let shards = call(deployment, "ListShards", json!({}));
    let mut events = Vec::new();
    for shard in shards["Shards"].as_array().unwrap() {
        let start = json!({ "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON" });
        let mut iterator = call(deployment, "GetShardIterator", start)["ShardIterator"].clone();
        loop {
            let read = call(deployment, "GetRecords", json!({ "ShardIterator": iterator }));
            let records = read["Records"].as_array().unwrap();
            if records.is_empty() {
                break;
            }
            for record in records {
                let data = STANDARD.decode(record["Data"].as_str().unwrap()).unwrap();
                // Other tests put into the stream what is no event.
                let event = serde_json::from_slice::<Value>(&data).ok();
                let Some(event) = event.filter(|event| event["id"].is_string()) else { continue };
                assert_eq!(record["PartitionKey"], event["partitionkey"]);
                events.push(event);
            }
            iterator = read["NextShardIterator"].clone();
        }
    }
    events
}

fn id(event: &Value) -> String {
    event["id"].as_str().unwrap().to_owned()
}

/// The ids that payments and their labels have.
fn expected(key_ids: &[String], labels: usize) -> BTreeSet<String> {
    let of = |key_id: &String| {
        let labels = (1..=labels).map(move |revision| format!("label_{key_id}_{revision}"));
        std::iter::once(format!("decision_{key_id}")).chain(labels.collect::<Vec<_>>())
    };
    key_ids.iter().flat_map(of).collect()
}

/// Waits until all of these are told, and answers the events among them, each where it was told first.
async fn told(deployment: &Deployment, expected: &BTreeSet<String>) -> Vec<Value> {
    eventually("everything being told", async || {
        let mut known = BTreeSet::new();
        let mut told = events(deployment);
        told.retain(|event| expected.contains(&id(event)) && known.insert(id(event)));
        (known.len() == expected.len()).then_some(told)
    })
    .await
}

#[tokio::test]
async fn each_decision_and_label_is_told_in_the_order_of_its_card_whatever_the_stream_refuses() {
    let deployment = Deployment::connect().await;
    let pay = |card: &str, number: usize| {
        let body = json!({ "amount": 20 + number, "merchant": "Told to others", "card_number": card });
        deployment.accept(&body.to_string())
    };
    let label = |key_id: &str, label: &str, source: &str| {
        let body = json!({ "label": label, "source": source }).to_string();
        let answer = deployment.stack.post_to(&format!("transactions/{key_id}/label"), &body, &[]).unwrap();
        assert!(answer.status < 300, "{}", answer.body);
    };
    let key_ids: Vec<String> = (0..24).map(|number| pay(TOLD[number % 2], number)).collect();
    let mut ids = expected(&key_ids, 0);
    told(&deployment, &ids).await;
    for source in ["analyst", "chargeback"] {
        key_ids.iter().take(10).for_each(|key_id| label(key_id, "legitimate", source));
    }
    ids.extend(expected(&key_ids[..10], 2));
    let events = told(&deployment, &ids).await;

    let mut of_card: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for event in &events {
        of_card.entry(event["partitionkey"].as_str().unwrap()).or_default().push(event);
    }
    assert_eq!(of_card.len(), 2, "a key is a card");
    for events in of_card.values() {
        let times: Vec<Timestamp> = events
            .iter()
            .filter(|event| event["type"] == "tollgate.decision.v1")
            .map(|event| event["data"]["decided_at"].as_str().unwrap().parse().unwrap())
            .collect();
        assert!(times.is_sorted(), "decisions of a card are in order: {times:?}");
        let place = |id: &str| events.iter().position(|event| event["id"] == id).unwrap();
        for key_id in
            key_ids[..10].iter().filter(|key_id| events.iter().any(|event| event["subject"] == **key_id))
        {
            let places =
                [format!("decision_{key_id}"), format!("label_{key_id}_1"), format!("label_{key_id}_2")]
                    .map(|id| place(&id));
            assert!(places.is_sorted(), "{key_id}: {places:?}");
        }
    }

    // The stream refuses as often as the SDK tries: the events wait in their queue, from which they are put again.
    deployment.stack.refuse("Kinesis_20131202.PutRecords", 3).unwrap();
    let refused = [pay(TOLD[0], 100), pay(TOLD[1], 101)];
    eventually("the stream having refused", async || {
        deployment.log_line("decision-archiver-local", "the stream of decisions takes no events").await
    })
    .await;
    assert_eq!(deployment.stack.refuse_no_more().unwrap(), 0);
    told(&deployment, &expected(&refused, 0)).await;
}
