//! Scores that lie on a threshold exactly. A program of its own: the threshold of review is moved for it, and by that threshold every
//! payment of the deployment is judged meanwhile.

use emulator_tests::built_in_policy::{self, BUILT_IN};
use emulator_tests::cards::card;
use emulator_tests::{Deployment, eventually};
use serde_json::json;

/// Points of rules that make exactly 28, 64 or 72 together, which floating point may see just below.
const ON_A_THRESHOLD: [(&[u32], u32); 6] =
    [(&[10, 20], 28), (&[20, 10], 28), (&[4, 25], 28), (&[20, 55], 64), (&[40, 40], 64), (&[20, 30, 50], 72)];

#[tokio::test]
async fn a_score_on_the_threshold_is_not_below_it() {
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
        let policy =
            built_in_policy::named(&version).replace("review = 50", &format!("review = {threshold}"));
        deployment.upload("policy_bucket", "policy.toml", (policy + &rules).into_bytes()).await;
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
    deployment.upload("policy_bucket", "policy.toml", BUILT_IN.as_bytes().to_vec()).await;
}
