//! The analysts' policy, deployed. The other tests are over when this one begins: it starts functions anew, which would cut off
//! their requests.

use emulator_tests::built_in_policy::{self, BUILT_IN};
use emulator_tests::cards::VISA;
use emulator_tests::{Deployment, eventually};
use serde_json::json;

#[tokio::test]
async fn an_uploaded_policy_decides_within_a_minute_and_a_bad_one_never() {
    let deployment = Deployment::connect().await;
    let payment =
        json!({ "amount": 42.10, "merchant": "Shop", "card_number": VISA, "customer_id": "policies" });
    let version = || deployment.predict(&payment)["versions"]["policy"].as_str().unwrap().to_owned();
    // The same rules under another name and one more.
    let uploaded = built_in_policy::named("uploaded")
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

async fn upload(deployment: &Deployment, object: &str, text: &str) {
    deployment.upload("policy_bucket", object, text.as_bytes().to_vec()).await;
}
