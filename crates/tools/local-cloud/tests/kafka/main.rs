//! The topic of decisions at a broker, read by a client that nobody here wrote.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::io::Write;
use std::net::TcpListener;
use std::process::Stdio;

use fraud::Timestamp;
use kafka_topic::{Access, KafkaTopic, KeyedRecord, RecordTopic};
use local_cloud::{KafkaBroker, Workspace, kafka_broker};
use serde_json::{Value, json};

const TOPIC: &str = "processed_transactions";

fn start() -> KafkaBroker {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    KafkaBroker::start_at(&Workspace::locate(), address.to_string()).unwrap()
}

fn writer(broker: &KafkaBroker, topic: &str) -> KafkaTopic {
    KafkaTopic::new(vec![broker.address().to_owned()], topic.to_owned(), Access::Open)
}

/// Of 40 keys, whose lengths differ.
fn record(number: usize) -> KeyedRecord {
    KeyedRecord {
        key: format!("card {}", "x".repeat(number % 40)),
        headers: [("ce_id".to_owned(), format!("id {number}").into_bytes())].into(),
        value: format!("Größe {number}").into_bytes(),
        written_at: Timestamp::from_millis(1_772_368_200_000 + i64::try_from(number).unwrap()),
    }
}

fn records(numbers: std::ops::Range<usize>) -> Vec<KeyedRecord> {
    numbers.map(record).collect()
}

/// All records of a topic.
fn read(broker: &KafkaBroker, topic: &str) -> Vec<Value> {
    let mut client =
        kafka_broker::client(&Workspace::locate(), &["consume", broker.address(), topic]).unwrap();
    let output = client.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn records_arrive_as_they_are_in_order_where_other_producers_put_their_keys() {
    let broker = start();
    let topic = writer(&broker, TOPIC);
    for numbers in [0..150, 150..151, 151..200] {
        let delivery = topic.write(&records(numbers)).await;
        assert!(delivery.error.is_none() && delivery.refused.is_empty() && delivery.unsent.is_empty());
    }
    let written = read(&broker, TOPIC);
    assert_eq!(written.len(), 200);
    for read in &written {
        let number: usize = read["value"].as_str().unwrap().strip_prefix("Größe ").unwrap().parse().unwrap();
        let KeyedRecord { key, written_at, .. } = record(number);
        assert_eq!(read["key"], key);
        assert_eq!(read["headers"], json!({ "ce_id": format!("id {number}") }));
        assert_eq!(read["timestamp"], written_at.as_millis());
    }
    let parts: Vec<_> = written.chunk_by(|one, next| one["partition"] == next["partition"]).collect();
    assert_eq!(parts.len(), 3, "the keys are spread");
    for part in parts {
        // Within a partition the order is that of the writes, which the timestamps tell.
        assert!(part.is_sorted_by_key(|read| read["timestamp"].as_i64()), "{part:?}");
    }

    // The same keys, by librdkafka with the partitioner of Kafka's own producers.
    let mut producer =
        kafka_broker::client(&Workspace::locate(), &["produce", broker.address(), "payments"]).unwrap();
    let mut producer = producer.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut input = producer.stdin.take().unwrap();
    for number in 0..40 {
        writeln!(input, "{}", json!({ "key": record(number).key, "value": "v" })).unwrap();
    }
    drop(input);
    assert!(producer.wait().unwrap().success());
    let theirs = read(&broker, "payments");
    assert_eq!(theirs.len(), 40);
    for their in theirs {
        let ours = written.iter().find(|ours| ours["key"] == their["key"]).unwrap();
        assert_eq!(ours["partition"], their["partition"], "{}", their["key"]);
    }
}

#[tokio::test]
async fn while_the_broker_is_away_nothing_is_said_to_be_written_and_then_it_is() {
    let broker = start();
    let topic = writer(&broker, TOPIC);
    assert!(topic.write(&records(0..10)).await.error.is_none());
    let address = broker.address().to_owned();
    drop(broker);
    let delivery = topic.write(&records(10..20)).await;
    assert!(delivery.error.is_some() && delivery.refused.is_empty());
    assert_eq!(delivery.unsent, (0..10).collect());
    // Its records were in memory: what is there now came after it did.
    let broker = KafkaBroker::start_at(&Workspace::locate(), address).unwrap();
    let delivery = topic.write(&records(10..20)).await;
    assert!(delivery.error.is_none() && delivery.unsent.is_empty(), "{delivery:?}");
    assert_eq!(read(&broker, TOPIC).len(), 10);
    // A broker that is started anew between two batches is not noticed but for a new connection.
    let address = broker.address().to_owned();
    drop(broker);
    let broker = KafkaBroker::start_at(&Workspace::locate(), address).unwrap();
    let delivery = topic.write(&records(20..30)).await;
    assert!(delivery.error.is_none() && delivery.unsent.is_empty(), "{delivery:?}");
    assert_eq!(read(&broker, TOPIC).len(), 10);
}

#[tokio::test]
async fn a_topic_that_is_not_there_is_named_and_not_made() {
    let broker = start();
    let topic = writer(&broker, "nobody's");
    let delivery = topic.write(&records(0..2)).await;
    assert_eq!(delivery.error.unwrap().to_string(), "the brokers know of no topic nobody's");
    assert_eq!(delivery.unsent, [0, 1].into());
}
