//! Made-up payments of the deployed stack: each is decided once, labelled a day later, and left out of everything else; and nobody else's are.

use std::collections::BTreeSet;

use emulator_tests::{Deployment, eventually, mailbox, now};
use fraud::{KeyId, Timestamp};
use serde_json::{Value, json};
use stream_record::ROUTE_BY_ID;
use traffic::{FedPayment, Feed, Rate};

use crate::archive;

/// As `infra/environments/local` has it.
const RATE: Rate = Rate { seed: 1, payments_per_hour: 600, fraud_rate: 0.1 };
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Has the minute before `until` sent.
fn send(deployment: &Deployment, until: Timestamp) -> Value {
    deployment.stack.invoke("traffic-sender", &json!({ "time": until.to_string() })).unwrap()
}

/// As `infra/environments/local` has them: the API, the stream and the topic.
const WAYS: usize = 3;

/// The end of a minute of yesterday with payments on each way, a fraudster's among them, and these payments.
fn a_minute_with_fraud() -> (Timestamp, Vec<FedPayment>) {
    let before = now().plus_millis(-25 * HOUR);
    let start = before.plus_millis(-before.as_millis().rem_euclid(MINUTE) - 10 * HOUR);
    let mut feed = Feed::new(RATE);
    let minutes = (1..600).map(|minute| start.plus_millis(minute * MINUTE));
    let mut sent = minutes.map(|until| (until, feed.between(until.plus_millis(-MINUTE), until)));
    let is_fraud = |fed: &FedPayment| fed.payment.pattern.is_some();
    let ways =
        |payments: &[FedPayment]| payments.iter().map(|fed| fed.way(WAYS)).collect::<BTreeSet<_>>().len();
    sent.find(|(_, payments)| ways(payments) == WAYS && payments.iter().any(is_fraud)).unwrap()
}

/// The ids of payments, which came by the API, the stream or the topic; each of these ways is used.
async fn key_ids_of(deployment: &Deployment, payments: &[FedPayment]) -> Vec<String> {
    let sender = deployment.stack.function("traffic-sender").unwrap();
    let lambda = aws_sdk_lambda::Client::new(&deployment.sdk);
    let configuration = lambda.get_function_configuration().function_name(sender).send().await.unwrap();
    let variables = configuration.environment.unwrap().variables.unwrap();
    let topic = stream_record::kafka_source(None, &variables["TRAFFIC_KAFKA_TOPIC"]);
    let ways = [
        (variables["TRAFFIC_API_KEY_ID"].as_str(), "/transactions"),
        (deployment.output("intake_stream_arn"), ROUTE_BY_ID),
        (topic.as_str(), ROUTE_BY_ID),
    ];
    let mut key_ids = Vec::new();
    let mut used = BTreeSet::new();
    for fed in payments {
        let what = format!("{} being stored", fed.id);
        let found = eventually(&what, async || {
            ways.iter().find_map(|(caller, route)| {
                let key_id = KeyId::of_idempotency_key(caller, route, &fed.id).to_string();
                (deployment.stack.get(&key_id).unwrap().status == 200).then_some((key_id, *caller))
            })
        });
        let (key_id, caller) = found.await;
        key_ids.push(key_id);
        used.insert(caller);
    }
    assert_eq!(used.len(), WAYS, "{payments:?} came by {used:?}");
    key_ids
}

#[tokio::test]
async fn a_minute_is_decided_once_labelled_a_day_later_and_counts_nowhere() {
    let deployment = Deployment::connect().await;
    let (until, payments) = a_minute_with_fraud();
    let sent = send(&deployment, until);
    assert_eq!((&sent["payments"], &sent["labels"]), (&json!(payments.len()), &json!(0)), "{sent}");
    // Nothing changes by sending it again.
    assert_eq!(send(&deployment, until), sent);

    let key_ids = key_ids_of(&deployment, &payments).await;
    for key_id in &key_ids {
        deployment.wait_for_status(key_id, "Done").await;
    }

    let labelled = send(&deployment, until.plus_millis(24 * HOUR));
    assert_eq!(
        (&labelled["labels"], &labelled["labels_without_payment"]),
        (&json!(payments.len()), &json!(0))
    );
    for (fed, key_id) in payments.iter().zip(&key_ids) {
        let found = deployment.stack.get(key_id).unwrap().body;
        assert_eq!(found["labels"][0]["label"], fed.payment.label(), "{found}");
    }

    // Of a customer who is called like one of these, and has no mark: whatever comes later than this has passed by.
    let posing = json!({ "amount": 15_000, "merchant": "Unknown Store", "card_number": "9999990000000014",
        "location": "Nigeria", "customer_id": "tollgate-traffic-C000001" });
    let posing = deployment.accept(&posing.to_string());
    mailbox::wait_for_mail(&deployment, &posing).await;
    archive::row(&deployment, &posing, 0).await;
    let rows = archive::rows(&deployment).await;
    for key_id in &key_ids {
        assert!(rows.iter().all(|row| row["key_id"] != key_id.as_str()), "{key_id} is archived");
    }
}
