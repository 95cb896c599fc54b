//! Payments that come through a Kafka topic, by a broker and a producer that nobody here wrote: each is decided once, whatever they do.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::Stdio;

use emulator_tests::cards::MASTERCARD;
use emulator_tests::{Deployment, eventually};
use fraud::KeyId;
use local_cloud::{Workspace, kafka_broker};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::streams::{FAILURES, payment, stored};

/// Whoever has the broker stand still is alone with it.
pub(crate) static BROKER: Mutex<()> = Mutex::const_new(());

const PARTITIONS: usize = 3;

/// Has the producer write records, by turns into the partitions; answers their partitions and offsets.
fn produce(deployment: &Deployment, values: &[Option<String>]) -> Vec<(usize, i64)> {
    let address = fs::read_to_string(deployment.folder.join("kafka.address")).unwrap();
    let mut producer =
        kafka_broker::client(&Workspace::locate(), &["produce", &address, "payments"]).unwrap();
    let mut producer = producer.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = producer.stdin.take().unwrap();
    for (number, value) in values.iter().enumerate() {
        let key = format!("card {}", number % 7);
        writeln!(input, "{}", json!({ "partition": number % PARTITIONS, "key": key, "value": value }))
            .unwrap();
    }
    drop(input);
    let output = producer.wait_with_output().unwrap();
    assert!(output.status.success(), "the broker takes the records");
    let offsets = String::from_utf8(output.stdout).unwrap();
    offsets
        .lines()
        .enumerate()
        .map(|(number, offset)| (number % PARTITIONS, offset.parse().unwrap()))
        .collect()
}

fn key_of(id: &str) -> String {
    KeyId::of_idempotency_key("kafka/payments", "stream", id).to_string()
}

async fn decided(deployment: &Deployment, key_id: &str) {
    deployment.wait_for_stored(key_id).await;
    deployment.wait_for_status(key_id, "Done").await;
}

#[tokio::test]
async fn each_payment_of_a_topic_is_decided_once_and_what_can_not_be_read_is_read_again_by_its_place() {
    let deployment = Deployment::connect().await;
    let _with_a_broker = BROKER.lock().await;
    let ids: Vec<String> = (0..30).map(|number| format!("topic-order-{number}")).collect();
    let mut values: Vec<Option<String>> =
        ids.iter().map(|id| Some(payment(&format!("Topical {id}"), Some(id)))).collect();
    produce(&deployment, &values);
    // The producer tries again, with a record that can't be read and a tombstone among the others.
    values.insert(7, Some(format!(r#"{{"amount":1,"merchant":"Poison","card":"{MASTERCARD}"}}"#)));
    values.insert(9, None);
    values.push(Some(payment("Topical, nameless", None)));
    let places = produce(&deployment, &values);
    let expected: BTreeSet<String> = ids.iter().map(|id| key_of(id)).collect();
    for key_id in &expected {
        decided(&deployment, key_id).await;
    }
    let nameless = eventually("the payment without an id being stored", async || {
        let stored: BTreeSet<String> = stored(&deployment, "Topical").await.into_iter().collect();
        stored.difference(&expected).next().cloned()
    })
    .await;
    decided(&deployment, &nameless).await;
    assert_eq!(stored(&deployment, "Topical").await.len(), ids.len() + 1, "each once");

    let _alone = FAILURES.lock().await;
    let place = format!("{}:{}@", places[7].0, places[7].1);
    let listed = eventually("the poisoned record being listed", async || {
        let listed = deployment.tollgate(&["dlq", "list"]);
        listed.contains(&place).then_some(listed)
    })
    .await;
    assert!(listed.contains("of kafka/payments  #/card_number is required"), "{listed}");
    assert!(!listed.contains(MASTERCARD), "{listed}");

    // Records that were given up although they are good: they are read from the topic again, and recognised.
    let part = |place: (usize, i64)| json!({ "firstRecordOffset": place.1.to_string(), "lastRecordOffset": place.1.to_string() });
    let given_up: Value = json!({
        "requestContext": { "condition": "RecordAgeExceeded" },
        "KafkaBatchInfo": { "batchSize": 2, "bootstrapServers": "", "payloadSize": 0,
            "recordsInfo": { "payments-0": part(places[0]), "payments-1": part(places[1]) } },
    });
    let sqs = aws_sdk_sqs::Client::new(&deployment.sdk);
    let queue = deployment.output("intake_failures_queue_url");
    sqs.send_message().queue_url(queue).message_body(given_up.to_string()).send().await.unwrap();
    let said = deployment.tollgate(&["dlq", "redrive", "intake-failures"]);
    assert!(said.contains("dealt with"), "{said}");
    let listed = deployment.tollgate(&["dlq", "list"]);
    assert!(!listed.contains("records of topics"), "{listed}");
    // What can't be read yet is set aside anew, under the same place.
    assert!(listed.contains(&place), "{listed}");
    assert_eq!(stored(&deployment, "Topical").await.len(), ids.len() + 1, "each once");
}
