//! A model's life, deployed: forty days of payments are trained on, the world changes, the monitor sees it, a challenger
//! takes over, and a person takes it back. It runs when the other tests are over, for from now on a model decides.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![recursion_limit = "256"]

use std::fs;
use std::time::Duration;

use aws_sdk_lambda::config::timeout::TimeoutConfig;
use aws_sdk_lambda::primitives::Blob;
use emulator_tests::{Deployment, eventually, mailbox};
use fraud::{Day, Timestamp};
use serde_json::{Value, json};
use traffic::{Pattern, Settings, Traffic};

/// The first model is trained on what was known on this day after the start.
const FIRST_TRAINING: i64 = 40;
/// From the same day on amounts are higher and there is a fraud that was not there before.
const DRIFT: i64 = 40;
const DEARER: f64 = 1.3;
const NEW_FRAUD: Pattern = Pattern::DeviceFarm;
/// By now the mature weeks are like that.
const SECOND_TRAINING: i64 = 82;

fn day(number: i64) -> Timestamp {
    Day::of(Settings::default().start).plus(number).start()
}

/// Payments of some days, as a file for `tollgate archive import`.
fn payments(days: std::ops::Range<i64>) -> String {
    let settings = Settings { customers: 500, fraud_rate: 0.05, ..Settings::default() };
    let (from, to) = (day(days.start), day(days.end));
    let mut lines = String::new();
    for payment in Traffic::new(settings).take_while(|payment| payment.event_time < to) {
        let has_changed = payment.event_time >= day(DRIFT);
        if payment.event_time < from || (!has_changed && payment.pattern == Some(NEW_FRAUD)) {
            continue;
        }
        let mut request = payment.request();
        if has_changed {
            // Whole cents, and whole units of what has none.
            let dearer = (DEARER * request["amount"].as_f64().unwrap()).round();
            request["amount"] = json!(dearer.max(1.0));
        }
        request["label"] = payment.label().into();
        lines += &format!("{request}\n");
    }
    lines
}

fn import(deployment: &Deployment, name: &str, days: std::ops::Range<i64>) {
    let file = deployment.folder.join(name);
    fs::write(&file, payments(days)).unwrap();
    deployment.tollgate(&["archive", "import", file.to_str().unwrap()]);
}

/// Invokes a function and answers what it answered.
async fn invoke(deployment: &Deployment, function: &str, request: Value) -> Value {
    // A training takes longer than any other call.
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_secs(300)).build();
    let config = aws_sdk_lambda::config::Builder::from(&deployment.sdk).timeout_config(timeouts).build();
    let answered = aws_sdk_lambda::Client::from_conf(config)
        .invoke()
        .function_name(deployment.stack.function(function).unwrap())
        .payload(Blob::new(request.to_string()))
        .send()
        .await
        .unwrap();
    let answer = answered.payload.map(Blob::into_inner).unwrap_or_default();
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert!(answered.function_error.is_none(), "{function}: {answer}");
    answer
}

async fn train(deployment: &Deployment, on: i64, reason: &str, train_days: Option<u32>) -> Value {
    let time = day(on).to_string();
    let mut request = json!({ "time": time, "reason": reason });
    if let Some(days) = train_days {
        request["train_days"] = days.into();
    }
    invoke(deployment, "trainer", request).await
}

/// What the deployment says of the model in force.
fn champion(deployment: &Deployment) -> String {
    let shown: Value = serde_json::from_str(&deployment.tollgate(&["model", "show", "--json"])).unwrap();
    shown["model"].as_str().unwrap().to_owned()
}

/// A payment that looks odd, decided at once.
fn predict(deployment: &Deployment) -> Value {
    deployment.predict(&json!({
        "amount": 940.00, "merchant": "Gift Cards 24", "merchant_category": "5947", "channel": "ecommerce",
        "card_number": emulator_tests::cards::VISA, "customer_id": "model-life", "device": { "id": "model-life" },
        "ip_address": "198.51.100.7", "geo": { "country": "NG" },
    }))
}

/// Waits until payments are decided by this model; answers such a decision.
async fn decided_by(deployment: &Deployment, version: &str) -> Value {
    eventually(&format!("a decision by {version}"), async || {
        let decision = predict(deployment);
        (decision["versions"]["model"] == version).then_some(decision)
    })
    .await
}

async fn object(deployment: &Deployment, name: &str) -> Vec<u8> {
    let config = aws_sdk_s3::config::Builder::from(&deployment.sdk).force_path_style(true).build();
    let got = aws_sdk_s3::Client::from_conf(config)
        .get_object()
        .bucket(deployment.output("models_bucket"))
        .key(name)
        .send()
        .await;
    got.unwrap_or_else(|error| panic!("{name}: {error:?}")).body.collect().await.unwrap().to_vec()
}

#[tokio::test]
async fn a_model_is_trained_watched_replaced_and_taken_back() {
    let deployment = Deployment::connect().await;
    assert_eq!(predict(&deployment)["model"], "none");

    // Forty days, and the first champion.
    import(&deployment, "forty-days.jsonl", 0..FIRST_TRAINING);
    let first = train(&deployment, FIRST_TRAINING, "the first", None).await;
    assert_eq!(first["standing"], "promoted", "{first}");
    let first_version = first["trained"].as_str().unwrap();
    assert_eq!(champion(&deployment), first_version);
    let decided_first = decided_by(&deployment, first_version).await;
    assert!(decided_first["fraud_classifier"]["pred_proba"].is_number(), "{decided_first}");
    assert!(decided_first["anomaly_detector"]["score"].is_number(), "{decided_first}");
    mailbox::wait_for_mail(&deployment, &format!("Model {first_version} is in force")).await;

    // A bad challenger is only watched.
    let bad = train(&deployment, FIRST_TRAINING, "too few days", Some(3)).await;
    assert_eq!(bad["standing"], "shadow", "{bad}");
    let bad_version = bad["trained"].as_str().unwrap();
    assert_eq!(champion(&deployment), first_version);
    let watched = eventually("the challenger being watched", async || {
        let decision = predict(&deployment);
        decision["challengers"][0].is_object().then_some(decision)
    })
    .await;
    assert_eq!(watched["challengers"][0]["version"], bad_version, "{watched}");
    assert_eq!(watched["versions"]["model"], first_version);

    // The world changes; the monitor sees it, and has a challenger trained that takes over.
    import(&deployment, "drifted-days.jsonl", DRIFT..SECOND_TRAINING);
    let time = day(SECOND_TRAINING).to_string();
    let found = invoke(&deployment, "drift-monitor", json!({ "time": time })).await;
    assert_eq!(found["is_confirmed"], true, "{found}");
    let mail = mailbox::wait_for_mail(&deployment, "no longer like those").await;
    assert!(mail.message.contains(first_version) && mail.message.contains("- "), "{}", mail.message);
    let page = object(&deployment, found["report"].as_str().unwrap()).await;
    assert!(String::from_utf8(page).unwrap().contains("no longer like those"));
    let second_version = eventually("another champion", async || {
        let version = champion(&deployment);
        (version != first_version).then_some(version)
    })
    .await;
    mailbox::wait_for_mail(&deployment, &format!("Model {second_version} is in force")).await;
    let decided_second = decided_by(&deployment, &second_version).await;
    let probability = |decision: &Value| decision["fraud_classifier"]["pred_proba"].as_f64().unwrap();
    assert_ne!(probability(&decided_first), probability(&decided_second));
    eventually("nobody watching the bad challenger any more", async || {
        predict(&deployment).get("challengers").is_none().then_some(())
    })
    .await;

    // A person takes it back.
    deployment.tollgate(&["model", "rollback", "--by", "a test", "--why", "to see whether it works"]);
    assert_eq!(champion(&deployment), first_version);
    decided_by(&deployment, first_version).await;
    let listed = deployment.tollgate(&["model", "list"]);
    for expected in
        [first_version, bad_version, &second_version, "champion", "back to", "to see whether it works"]
    {
        assert!(listed.contains(expected), "{expected} is missing in\n{listed}");
    }
    mailbox::wait_for_mail(&deployment, &format!("Model {first_version} is back in force")).await;
}
