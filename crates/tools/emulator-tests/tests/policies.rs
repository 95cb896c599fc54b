//! The analysts' policy, deployed. The other tests are over when these begin: what a policy changes, it changes for every payment,
//! and functions are started anew, which would cut off requests.

use emulator_tests::cards::{VISA, card};
use emulator_tests::{Deployment, eventually};
use serde_json::json;
use tokio::sync::Mutex;

const BUILT_IN: &str = include_str!("../../../../policies/default.toml");

/// Held by the test whose policy is in force.
static IN_FORCE: Mutex<()> = Mutex::const_new(());

#[tokio::test]
async fn an_uploaded_policy_decides_within_a_minute_and_a_bad_one_never() {
    let _policy = IN_FORCE.lock().await;
    let deployment = Deployment::connect().await;
    let payment =
        json!({ "amount": 42.10, "merchant": "Shop", "card_number": VISA, "customer_id": "policies" });
    let version = || deployment.predict(&payment)["versions"]["policy"].as_str().unwrap().to_owned();
    // The same rules under another name and one more.
    let uploaded = named("uploaded")
        + "\n[[rules]]\ncode = \"WATCHED_CUSTOMER\"\nwhen = \"$customer_id in @watched_customers\"\npoints = 60\nreason = \"Watched.\"\n";
    let uploaded = uploaded
        .replace("[lists]\n", "[lists]\nwatched_customers = { file = \"lists/watched_customers.txt\" }\n");
    upload(&deployment, "lists/watched_customers.txt", "# of this test\npolicies\n").await;
    upload(&deployment, "policy.toml", &uploaded).await;
    eventually("the uploaded policy deciding", async || {
        let answer = deployment.predict(&payment);
        let is_hit = answer["hits"].as_array().unwrap().iter().any(|hit| hit["code"] == "WATCHED_CUSTOMER");
        (is_hit && answer["versions"]["policy"] == "uploaded").then_some(())
    })
    .await;

    upload(&deployment, "policy.toml", "version = \"bad\"\nthresholds = { review = 90, block = 10 }").await;
    let function = deployment.stack.function("api-handler").unwrap().to_owned();
    let log = eventually("the bad policy being refused", async || {
        assert_eq!(version(), "uploaded");
        deployment.log_line(&function, "the policy is refused").await
    })
    .await;
    assert!(log.contains("must be 0 < review <= block < 100"), "{log}");

    // Functions that start beside the bad policy find the last good one.
    for function in ["api-handler", "fraud-scorer"] {
        deployment.start_anew(function).await;
    }
    assert_eq!(version(), "uploaded");
    let done = deployment.wait_for_status(&deployment.accept(&payment.to_string()), "Done").await;
    assert_eq!(done["assessment"]["versions"]["policy"], "uploaded");
    upload(&deployment, "policy.toml", BUILT_IN).await;
}

/// Points of rules that make exactly 28, 64 or 72 together, which floating point may see just below.
const ON_A_THRESHOLD: [(&[u32], u32); 6] =
    [(&[10, 20], 28), (&[20, 10], 28), (&[4, 25], 28), (&[20, 55], 64), (&[40, 40], 64), (&[20, 30, 50], 72)];

#[tokio::test]
async fn a_score_on_the_threshold_is_not_below_it() {
    let _policy = IN_FORCE.lock().await;
    let deployment = Deployment::connect().await;
    // What a model adds would move the scores.
    let mut rules = String::from("\n[model]\nstate = \"off\"\n");
    for (number, (points, _)) in ON_A_THRESHOLD.iter().enumerate() {
        for (place, points) in points.iter().enumerate() {
            rules += &format!(
                "\n[[rules]]\ncode = \"AIMED_{number}_{place}\"\nwhen = \"starts_with($customer_id, 'aimed-{number}-')\"\n\
                 points = {points}\nreason = \"Aimed at a threshold.\"\n"
            );
        }
    }
    for threshold in [28, 64, 72] {
        let version = format!("threshold-{threshold}");
        let policy = named(&version).replace("review = 50", &format!("review = {threshold}"));
        upload(&deployment, "policy.toml", &(policy + &rules)).await;
        let mut card_number = 10_000 * u64::from(threshold);
        for (number, (points, score)) in ON_A_THRESHOLD.iter().enumerate() {
            // Each environment of the function looks for a new policy by itself.
            let answer = eventually("the policy deciding", async || {
                card_number += 1;
                let answer = deployment.predict(&json!({
                    "amount": 61.35, "merchant": "Shop", "card_number": card(card_number),
                    "customer_id": format!("aimed-{number}-{card_number}"),
                }));
                (answer["versions"]["policy"] == version.as_str()).then_some(answer)
            })
            .await;
            assert_eq!(answer["risk_score"], json!(f64::from(*score)), "{points:?}: {answer}");
            let expected = if *score >= threshold { "review" } else { "approve" };
            assert_eq!(answer["outcome"], expected, "{points:?} at {threshold}: {answer}");
            let shares: f64 = answer["hits"]
                .as_array()
                .unwrap()
                .iter()
                .map(|hit| hit["contribution"].as_f64().unwrap())
                .sum();
            assert!((shares - f64::from(*score)).abs() < 1e-5, "{points:?}: {shares}");
        }
    }
    upload(&deployment, "policy.toml", BUILT_IN).await;
}

/// The built-in policy under another version.
fn named(version: &str) -> String {
    let (before, after) = BUILT_IN.split_once("version = \"").expect("it has a version");
    let (_, after) = after.split_once('"').expect("the version is a string");
    format!("{before}version = \"{version}\"{after}")
}

async fn upload(deployment: &Deployment, object: &str, text: &str) {
    deployment.upload("policy_bucket", object, text.as_bytes().to_vec()).await;
}
