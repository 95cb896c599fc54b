//! What other systems are told: every decision and label once by its id, in the order of its card, whatever the stream refuses; and each
//! change of a case, and what becomes of a document, once by its id.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use emulator_tests::cards::{OF_A_CASE, TOLD};
use emulator_tests::documents::{PERSONAL, wait_until_done};
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

    // The stream refuses more often than the SDK tries, though the archiver's readers of cases and documents put events, too: the
    // events wait in their queue, from which they are put again.
    deployment.stack.refuse("Kinesis_20131202.PutRecords", 9).unwrap();
    let refused = [pay(TOLD[0], 100), pay(TOLD[1], 101)];
    eventually("the stream having refused", async || {
        deployment.log_line("decision-archiver-local", "the stream of decisions takes no events").await
    })
    .await;
    deployment.stack.refuse_no_more().unwrap();
    told(&deployment, &expected(&refused, 0)).await;
}

/// What an analyst does in the console, behind the gateway's check of the token.
fn act(deployment: &Deployment, route: &str, body: &Value) {
    let console = deployment.stack.value("console");
    assert!(console["issuer"].is_string(), "this stack has no console, and so no cases");
    let mut request: Value =
        serde_json::from_str(include_str!("../../../../../test_data/events/post_console_assignment.json"))
            .unwrap();
    for place in
        [&["path"][..], &["resource"], &["requestContext", "path"], &["requestContext", "resourcePath"]]
    {
        *place.iter().fold(&mut request, |value, name| &mut value[*name]) = route.into();
    }
    let claims = &mut request["requestContext"]["authorizer"]["claims"];
    (claims["iss"], claims["aud"]) = (console["issuer"].clone(), console["client_id"].clone());
    request["body"] = body.to_string().into();
    let answer = deployment.stack.invoke("console-act", &request).unwrap();
    assert_eq!(answer["statusCode"], 200, "{answer}");
    let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["results"][0]["outcome"], "done", "{body}");
}

/// All events about a subject. Whatever was delivered again has the id and the words that it had.
fn once(deployment: &Deployment, kind: &str, subject: &str) -> Vec<Value> {
    let mut once: Vec<Value> = Vec::new();
    for event in events(deployment) {
        if event["type"] != kind || event["subject"] != subject {
            continue;
        }
        match once.iter().find(|known| known["id"] == event["id"]) {
            Some(known) => assert_eq!(*known, event),
            None => once.push(event),
        }
    }
    for private in ["Ada", "Muster", "example.com", "Unknown Store", "4242"] {
        assert!(once.iter().all(|event| !event.to_string().contains(private)), "{private}: {once:?}");
    }
    once
}

#[tokio::test]
async fn what_becomes_of_a_document_is_told_once_without_its_name_and_what_it_says() {
    let deployment = Deployment::connect().await;
    let document = deployment.stack.upload_document("Ada Muster.pdf", PERSONAL).unwrap();
    told(&deployment, &BTreeSet::from([format!("document_{document}_0")])).await;
    let told = once(&deployment, "tollgate.document.v1", &document);
    assert_eq!(told.len(), 1, "{told:?}");
    let done = wait_until_done(&deployment, &document).await;
    let data = json!({
        "key_id": document, "revision": 0, "class": "pii", "reasons": [done["because"]["code"]], "pages": done["pages"],
        "decided_at": done["decided_at"],
    });
    assert_eq!(told[0]["data"], data);
}

/// Only a deployment with a console has cases.
#[tokio::test]
async fn each_change_of_a_case_is_told_once_and_nothing_of_people_is() {
    if !local_cloud::console::is_wanted() {
        return;
    }
    let deployment = Deployment::connect().await;
    let payment = json!({
        "amount": 15000, "merchant": "Unknown Store", "card_number": OF_A_CASE, "location": "Nigeria",
        "customer_name": "Ada Muster", "customer_id": "ada.muster@example.com",
    });
    let case_id = deployment.accept(&payment.to_string());
    let ids = |revisions: u64| {
        (1..=revisions).map(|revision| format!("case_{case_id}_{revision}")).collect::<BTreeSet<_>>()
    };
    told(&deployment, &ids(1)).await;
    act(&deployment, "/console/assignments", &json!({ "case_ids": [case_id], "to": "me" }));
    act(&deployment, "/console/notes", &json!({ "case_id": case_id, "text": "Ada was called." }));
    let closure = json!({ "case_ids": [case_id], "reason": "legitimate", "note": "It was Ada herself." });
    act(&deployment, "/console/closures", &closure);
    told(&deployment, &ids(4)).await;

    let told = once(&deployment, "tollgate.case.v1", &case_id);
    let revisions: Vec<u64> = told.iter().map(|event| event["data"]["revision"].as_u64().unwrap()).collect();
    assert_eq!(revisions, [1, 2, 3, 4], "the changes of a case keep their order");
    let (opened, closed) = (&told[0]["data"], &told[3]["data"]);
    assert_eq!((&opened["state"], &opened["key_ids"]), (&json!("open"), &json!([case_id])));
    assert_eq!(opened.get("assignee"), None);
    assert_eq!(
        (&closed["state"], &closed["closing_reason"], &closed["assignee"]),
        (&json!("closed"), &json!("legitimate"), &json!("9f1c"))
    );
}
