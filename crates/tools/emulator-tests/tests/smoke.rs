//! `tollgate smoke` on the deployed stack: everything works, and nothing of it is left.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use aws_io::decision_archive::SMOKE_CUSTOMER;
use aws_sdk_dynamodb::types::AttributeValue;
use emulator_tests::{Deployment, eventually};
use local_cloud::Workspace;

#[tokio::test]
async fn a_smoke_test_proves_the_deployment_and_leaves_nothing_behind() {
    let deployment = Deployment::connect().await;
    let documents = objects(&deployment, "pii_bucket").await;
    let mut command = deployment.stack.tollgate(&Workspace::locate());
    command.args(["smoke", "--api-key", deployment.output("api_key")]);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{table}\n{}", String::from_utf8_lossy(&output.stderr));
    for check in [
        "POST /transactions accepts a payment",
        "the stream decides it",
        "its alert is in the ledger",
        "POST /predict decides at once",
        "a label is kept",
        "a name is screened",
        "it ends as pii",
        "it ends as non_pii",
        "it ends as quarantine",
        "alarms tell the operators",
        "nothing is left of it",
    ] {
        assert!(table.contains(check), "{check} was not tried:\n{table}");
    }
    assert!(!table.contains("FAILED"), "{table}");

    let dynamodb = aws_sdk_dynamodb::Client::new(&deployment.sdk);
    let left = dynamodb
        .scan()
        .table_name(deployment.output("transactions_table"))
        .filter_expression("contains(#transaction, :customer)")
        .expression_attribute_names("#transaction", "transaction")
        .expression_attribute_values(":customer", AttributeValue::S(SMOKE_CUSTOMER.to_owned()));
    assert_eq!(left.send().await.unwrap().count(), 0, "payments are left");
    // Every payment of the test names its customer, so that a history which still knows of one has an entry of it.
    let known = dynamodb
        .scan()
        .table_name(deployment.output("payment_history_table"))
        .filter_expression("#party = :party OR #customer = :customer")
        .expression_attribute_names("#party", "party")
        .expression_attribute_names("#customer", "cu")
        .expression_attribute_values(":party", AttributeValue::S(format!("customer#{SMOKE_CUSTOMER}")))
        .expression_attribute_values(":customer", AttributeValue::S(SMOKE_CUSTOMER.to_owned()));
    assert_eq!(known.send().await.unwrap().count(), 0, "the history knows of payments");
    assert_eq!(objects(&deployment, "pii_bucket").await, documents, "a document is left");
}

#[tokio::test]
async fn a_smoke_test_with_a_wrong_key_fails_and_says_where() {
    let deployment = Deployment::connect().await;
    let mut command = deployment.stack.tollgate(&Workspace::locate());
    command.args(["smoke", "--no-documents", "--api-key", "a-key-that-nobody-made"]);
    let output = eventually("an answer", async || command.output().ok()).await;
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success());
    assert!(table.contains("FAILED") && table.contains("403"), "{table}");
}

/// All versions in a bucket, by key.
async fn objects(deployment: &Deployment, bucket: &str) -> Vec<String> {
    let listed =
        deployment.s3().list_object_versions().bucket(deployment.output(bucket)).send().await.unwrap();
    listed.versions().iter().filter_map(|version| version.key().map(str::to_owned)).collect()
}
