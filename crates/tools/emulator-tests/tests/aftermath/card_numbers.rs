//! No card number that was sent is found anywhere, however it is written: by the search that requests are read with.

use std::fs;
use std::io::Read;

use aws_sdk_sqs::types::QueueAttributeName;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use emulator_tests::{Deployment, cards, predictions, processed};
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use fraud::card::CardNumber;
use serde_json::{Value, json};

/// Everything of one place, as text.
struct Place {
    name: String,
    text: String,
}

#[tokio::test]
async fn no_card_number_is_left_anywhere() {
    let deployment = Deployment::connect().await;
    let mut places = tables(&deployment).await;
    places.extend(queues(&deployment).await);
    places.extend(logs(&deployment).await);
    places.extend(objects(&deployment).await);
    places.extend(files(&deployment));
    places.push(events(&deployment));
    places.push(rows(&deployment).await);
    places.push(topic(&deployment));
    let full = |name: &str| places.iter().any(|place| place.name.contains(name) && place.text.len() > 1000);
    // The search sees what was written, or it would prove nothing.
    for name in [
        "transactions-local",
        "fraud-scorer-local",
        "api-handler-local",
        "s3://tollgate-archive-",
        "s3://tollgate-policies-",
        "mails.jsonl",
        "emulator.log",
        "decision-events",
        "webhook.jsonl",
        "fraud_predictions",
        "processed_transactions",
    ] {
        assert!(full(name), "nothing was found in {name}");
    }
    let numbers = cards::ALL.map(|card| CardNumber::parse(card).unwrap());
    for place in &places {
        assert!(!CardNumber::any_stands_in(&numbers, &place.text), "a card number is in {}", place.name);
    }
}

/// What other systems are told. The stream that payments come from holds their card numbers, as its producers wrote them.
fn events(deployment: &Deployment) -> Place {
    let name = deployment.output("decision_stream_arn").to_owned();
    let call = |action: &str, mut request: Value| {
        request["StreamARN"] = name.as_str().into();
        deployment.stack.aws("kinesis", &format!("Kinesis_20131202.{action}"), &request).unwrap()
    };
    let mut text = String::new();
    for shard in call("ListShards", json!({}))["Shards"].as_array().unwrap() {
        let start = json!({ "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON" });
        let mut iterator = call("GetShardIterator", start)["ShardIterator"].clone();
        loop {
            // A thousand are a few megabytes.
            let read = call("GetRecords", json!({ "ShardIterator": iterator, "Limit": 1000 }));
            let records = read["Records"].as_array().unwrap();
            if records.is_empty() {
                break;
            }
            for record in records {
                text.push_str(record["PartitionKey"].as_str().unwrap());
                let data = STANDARD.decode(record["Data"].as_str().unwrap()).unwrap();
                text.push_str(&String::from_utf8_lossy(&data));
                text.push('\n');
            }
            iterator = read["NextShardIterator"].clone();
        }
    }
    Place { name, text }
}

/// What analysts see in SQL.
async fn rows(deployment: &Deployment) -> Place {
    let query = "SELECT to_jsonb(p)::text FROM tollgate.fraud_predictions p";
    let rows = predictions::connect(deployment).await.query(query, &[]).await.unwrap();
    let text = rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>().join("\n");
    Place { name: "tollgate.fraud_predictions".to_owned(), text }
}

/// What readers of the topic see.
fn topic(deployment: &Deployment) -> Place {
    let text = processed::records(deployment).iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    Place { name: "processed_transactions".to_owned(), text }
}

/// The objects of all buckets under their names; what is compressed is read as what it holds. The functions' own programs are
/// left out: nothing is written there.
async fn objects(deployment: &Deployment) -> Vec<Place> {
    let s3 = deployment.s3();
    let mut places = Vec::new();
    for bucket in s3.list_buckets().send().await.unwrap().buckets.unwrap_or_default() {
        let bucket = bucket.name.unwrap_or_default();
        if bucket.starts_with("packages-") {
            continue;
        }
        let mut pages = s3.list_objects_v2().bucket(&bucket).into_paginator().send();
        while let Some(page) = pages.next().await {
            for key in page.unwrap().contents.unwrap_or_default().into_iter().filter_map(|object| object.key)
            {
                let object = s3.get_object().bucket(&bucket).key(&key).send().await.unwrap();
                let bytes = object.body.collect().await.unwrap().to_vec();
                let text = key.clone() + "\n" + &String::from_utf8_lossy(&unpacked(bytes));
                places.push(Place { name: format!("s3://{bucket}/{key}"), text });
            }
        }
    }
    places
}

fn unpacked(bytes: Vec<u8>) -> Vec<u8> {
    const GZIP: [u8; 2] = [0x1f, 0x8b];
    let mut plain = Vec::new();
    match bytes.starts_with(&GZIP) && MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).is_ok() {
        true => plain,
        false => bytes,
    }
}

async fn tables(deployment: &Deployment) -> Vec<Place> {
    let dynamodb = aws_sdk_dynamodb::Client::new(&deployment.sdk);
    let names = dynamodb.list_tables().send().await.unwrap().table_names.unwrap_or_default();
    let mut places = Vec::new();
    for name in names {
        let items = dynamodb.scan().table_name(&name).into_paginator().items().send();
        let mut items = items.collect::<Result<Vec<_>, _>>().await.unwrap();
        let mut compressed = String::new();
        for item in &mut items {
            item.retain(|_, value| match value.as_b() {
                Ok(bytes) => {
                    compressed.push_str(&inflated(bytes.as_ref()));
                    false
                }
                Err(_) => true,
            });
        }
        // Or the search would prove nothing about decisions.
        assert_eq!(name == "transactions-local", compressed.contains("risk_score"), "{name}");
        places.push(Place { name, text: format!("{items:?}") + &compressed });
    }
    places
}

/// What a compressed attribute says.
fn inflated(bytes: &[u8]) -> String {
    let mut text = String::new();
    ZlibDecoder::new(bytes).read_to_string(&mut text).expect("what is binary is compressed text");
    text
}

async fn queues(deployment: &Deployment) -> Vec<Place> {
    let sqs = aws_sdk_sqs::Client::new(&deployment.sdk);
    let mut places = Vec::new();
    for url in sqs.list_queues().send().await.unwrap().queue_urls.unwrap_or_default() {
        let attributes = sqs.get_queue_attributes().queue_url(&url).attribute_names(QueueAttributeName::All);
        let attributes = attributes.send().await.unwrap();
        let mut text = format!("{attributes:?}");
        loop {
            let received =
                sqs.receive_message().queue_url(&url).max_number_of_messages(10).visibility_timeout(600);
            match received.send().await.unwrap().messages {
                Some(messages) if !messages.is_empty() => text.push_str(&format!("{messages:?}")),
                _ => break,
            }
        }
        places.push(Place { name: url, text });
    }
    places
}

async fn logs(deployment: &Deployment) -> Vec<Place> {
    let logs = aws_sdk_cloudwatchlogs::Client::new(&deployment.sdk);
    let mut places = Vec::new();
    for group in logs.describe_log_groups().send().await.unwrap().log_groups.unwrap_or_default() {
        let name = group.log_group_name.unwrap_or_default();
        let text = deployment.log_messages(&name, "").await.join("\n");
        places.push(Place { name, text });
    }
    places
}

/// The mails that were read, the emulator's own log, the record of calls, Terraform's state.
fn files(deployment: &Deployment) -> Vec<Place> {
    let entries = fs::read_dir(&deployment.folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .map(|path| Place {
            name: path.display().to_string(),
            text: String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned(),
        })
        .collect()
}
