//! A model's life, deployed: forty days of payments are trained on, the world changes, the monitor sees it, a challenger
//! takes over, and a person takes it back. It is a program of its own, after those tests that know no model: from now on
//! one decides.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![recursion_limit = "256"]

use std::fs;

use emulator_tests::{Deployment, eventually, mailbox};
use serde_json::{Value, json};

/// Eighty-two days of payments; after forty of them amounts are higher, and there is a fraud that was not there before.
const PAYMENTS: &str = "simulate --customers 500 --fraud-rate 0.05 --start 2026-03-01T00:00:00Z --days 82 \
                        --change-after 40 --change-amounts 1.3 --change-fraud device_farm";
/// When the fortieth day is over, and the last one.
const FIRST_TRAINING: &str = "2026-04-10T00:00:00Z";
const SECOND_TRAINING: &str = "2026-05-22T00:00:00Z";

/// Payments into the archive, as if they had been received and labelled on their days.
fn import_payments(deployment: &Deployment) {
    let file = deployment.folder.join("changing.jsonl");
    let path = file.to_str().unwrap();
    let simulate: Vec<_> = PAYMENTS.split(' ').filter(|word| !word.is_empty()).collect();
    deployment.tollgate(&[&simulate[..], &["--output", path]].concat());
    deployment.tollgate(&["archive", "import", path]);
    // What this test wrote itself is not a leak of the stack.
    fs::remove_file(file).unwrap();
}

async fn train(deployment: &Deployment, request: Value) -> Value {
    deployment.stack.invoke("trainer", &request).unwrap()
}

/// What the deployment says of the model in force.
fn champion(deployment: &Deployment) -> String {
    let shown: Value = serde_json::from_str(&deployment.tollgate(&["model", "show", "--json"])).unwrap();
    shown["model"].as_str().unwrap().to_owned()
}

/// A payment that looks odd.
fn payment() -> Value {
    json!({
        "amount": 940.00, "merchant": "Gift Cards 24", "merchant_category": "5947", "channel": "ecommerce",
        "card_number": emulator_tests::cards::VISA, "customer_id": "model-life", "device": { "id": "model-life" },
        "ip_address": "198.51.100.7", "geo": { "country": "NG" },
    })
}

/// The payment, decided at once.
fn predict(deployment: &Deployment) -> Value {
    deployment.predict(&payment())
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
    let got = deployment.s3().get_object().bucket(deployment.output("models_bucket")).key(name).send().await;
    got.unwrap_or_else(|error| panic!("{name}: {error:?}")).body.collect().await.unwrap().to_vec()
}

#[tokio::test]
async fn a_model_is_trained_watched_replaced_and_taken_back() {
    let deployment = Deployment::connect().await;
    assert_eq!(predict(&deployment)["model"], "none");

    // Forty days, and the first champion.
    import_payments(&deployment);
    let first = train(&deployment, json!({ "time": FIRST_TRAINING, "reason": "the first" })).await;
    assert_eq!(first["standing"], "promoted", "{first}");
    let first_version = first["trained"].as_str().unwrap();
    assert_eq!(champion(&deployment), first_version);
    let decided_first = decided_by(&deployment, first_version).await;
    assert!(decided_first["fraud_classifier"]["pred_proba"].is_number(), "{decided_first}");
    assert!(decided_first["anomaly_detector"]["score"].is_number(), "{decided_first}");
    mailbox::wait_for_mail(&deployment, &format!("Model {first_version} is in force")).await;

    // A bad challenger is only watched.
    let request = json!({ "time": FIRST_TRAINING, "reason": "too few days", "train_days": 3 });
    let bad = train(&deployment, request).await;
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
    let look = json!({ "time": SECOND_TRAINING });
    let found = deployment.stack.invoke("drift-monitor", &look).unwrap();
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

    // Beside a damaged one, functions that start now decide by the last good one.
    let good = object(&deployment, "champion.tgm").await;
    deployment.upload("models_bucket", "champion.tgm", good[..good.len() / 2].to_vec()).await;
    for function in ["api-handler", "fraud-scorer"] {
        deployment.start_anew(function).await;
    }
    assert_eq!(predict(&deployment)["versions"]["model"], first_version);
    let key_id = deployment.accept(&payment().to_string());
    let done = deployment.wait_for_status(&key_id, "Done").await;
    assert_eq!(done["assessment"]["versions"]["model"], first_version);
    deployment.upload("models_bucket", "champion.tgm", good).await;
}
