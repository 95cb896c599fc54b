//! The table of predictions: every decision and label of the stack in it once, whatever happens to the connection.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use emulator_tests::cards::card;
use emulator_tests::{Deployment, eventually, predictions};
use serde_json::json;

#[tokio::test]
async fn decisions_and_their_labels_become_rows_although_connections_break() {
    let deployment = Deployment::connect().await;
    let database = predictions::connect(&deployment).await;
    let key_ids: Vec<String> = (0..12)
        .map(|number| {
            let body = json!({ "amount": 30 + number, "merchant": "Kept 'as' \"rows\"", "card_number": card(7_100 + number) });
            deployment.accept(&body.to_string())
        })
        .collect();
    for key_id in &key_ids {
        deployment.wait_for_status(key_id, "Done").await;
    }
    let rows = async |more: &str| {
        let query =
            format!("SELECT count(*) FROM tollgate.fraud_predictions WHERE key_id::text = ANY($1) {more}");
        database.query_one(&query, &[&key_ids]).await.map_or(0, |row| row.get::<_, i64>(0))
    };
    eventually("the table having every decision", async || {
        (rows("AND policy_version IS NOT NULL").await == 12).then_some(())
    })
    .await;
    // Whoever writes notices nothing of it but a new connection.
    let broken = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tollgate'";
    database.execute(broken, &[]).await.unwrap();
    for key_id in &key_ids[..4] {
        let body = json!({ "label": "fraud", "source": "chargeback" }).to_string();
        let answer = deployment.stack.post_to(&format!("transactions/{key_id}/label"), &body, &[]).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    eventually("the table having every label", async || {
        (rows("AND label = 'fraud' AND revision = 1").await == 4).then_some(())
    })
    .await;
    assert_eq!((rows("").await, rows("AND revision = 0").await), (12, 8));
    let named = "AND merchant = 'Kept ''as'' \"rows\"' AND source = '/tollgate/local'";
    assert_eq!(rows(named).await, 12);
}

#[tokio::test]
async fn an_event_that_makes_no_row_is_kept_by_its_place_and_written_again_from_the_stream() {
    let deployment = Deployment::connect().await;
    // It passes the mapping's filter and is not an event.
    let poison = json!({ "id": "no row", "partitionkey": "no row", "type": "tollgate.decision.v1" });
    let put = json!({ "StreamARN": deployment.output("decision_stream_arn"), "PartitionKey": "no row",
        "Data": STANDARD.encode(poison.to_string()) });
    let put = deployment.stack.aws("kinesis", "Kinesis_20131202.PutRecord", &put).unwrap();
    let place = format!("{}:{}", put["ShardId"].as_str().unwrap(), put["SequenceNumber"].as_str().unwrap());
    let is_listed = async || deployment.tollgate(&["dlq", "list"]).contains(&place).then_some(());
    eventually("the record being listed", is_listed).await;
    // Whoever else lists the queues meanwhile hides the message for as long as that takes.
    eventually("the record being handed over again", async || {
        let said = deployment.tollgate(&["dlq", "redrive", "prediction-failures"]);
        (said.contains("dealt with") && !said.contains("empty")).then_some(())
    })
    .await;
    eventually("it being set aside anew, as it still makes no row", is_listed).await;
}
