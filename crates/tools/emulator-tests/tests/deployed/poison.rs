//! Records that can't be dealt with: they end where an operator finds them, their neighbours are done, and
//! once the cause is mended they are sent again.

use aws_sdk_dynamodb::types::AttributeValue;
use emulator_tests::cards::VISA;
use emulator_tests::{Deployment, eventually, mailbox};

const TOKEN: &str = "33ecfa1b0ba87f45471dd64ba36a9bde71e092d5eb4aa6aceb5c3710f027c28e";

/// The attributes of a good pending item that will be flagged.
fn item(key_id: &str) -> Vec<(&'static str, AttributeValue)> {
    let transaction = serde_json::json!({
        "event_time": 0, "money": { "amount_minor": 1_500_000, "currency": "USD" }, "merchant": "Unknown Store",
        "card": { "token": TOKEN, "bin": "411111", "last_four": "1111", "luhn_valid": true },
    });
    let number = |number: i64| AttributeValue::N(number.to_string());
    vec![
        ("key_id", AttributeValue::S(key_id.to_owned())),
        ("status", AttributeValue::S("Pending".to_owned())),
        ("created_at_ms", number(0)),
        ("event_time_ms", number(0)),
        ("card_token", AttributeValue::S(TOKEN.to_owned())),
        ("expires_at", number(4_000_000_000)),
        ("transaction", AttributeValue::S(transaction.to_string())),
    ]
}

fn post_neighbour(deployment: &Deployment) -> String {
    deployment.accept(&format!(r#"{{"amount":33.10,"merchant":"Neighbour","card_number":"{VISA}"}}"#))
}

async fn wait_until_listed(deployment: &Deployment, text: &str) {
    eventually(&format!("`tollgate dlq list` showing {text}"), async || {
        deployment.tollgate(&["dlq", "list"]).contains(text).then_some(())
    })
    .await;
}

#[tokio::test]
async fn poisoned_records_are_kept_and_sent_again_once_mended() {
    let deployment = Deployment::connect().await;
    unreadable(&deployment).await;
    unwritable(&deployment).await;
}

/// The scorer can't read the record: it quarantines it.
async fn unreadable(deployment: &Deployment) {
    let key_id = "019ca960-8140-7101-8101-0000000000aa";
    let mut broken = item(key_id);
    let whole = broken.pop().expect("the transaction is the last attribute").1;
    broken.push(("transaction", AttributeValue::S("{".to_owned())));
    let before = post_neighbour(deployment);
    deployment.put_item(broken).await;
    let after = post_neighbour(deployment);

    let failed = deployment_fails(deployment, key_id).await;
    assert_eq!(
        failed,
        "the item's transaction can't be read: EOF while parsing an object at line 1 column 1"
    );
    for neighbour in [before, after] {
        deployment.wait_for_status(&neighbour, "Done").await;
    }
    wait_until_listed(deployment, key_id).await;

    deployment.mend_item(key_id, "transaction", Some(whole)).await;
    let said = deployment.tollgate(&["dlq", "redrive", "scorer-failures"]);
    assert!(said.contains(&format!("{key_id}  Done")), "{said}");
    deployment.wait_for_status(key_id, "Done").await;
    mailbox::wait_for_mail(deployment, key_id).await;
    assert!(!deployment.tollgate(&["dlq", "list"]).contains(key_id));
}

/// What the status says of a transaction that could not be assessed.
async fn deployment_fails(deployment: &Deployment, key_id: &str) -> String {
    // The item itself can't be answered by the API, because it can't be read.
    eventually(&format!("{key_id} being Failed"), async || {
        let found = aws_sdk_dynamodb::Client::new(&deployment.sdk)
            .get_item()
            .table_name(deployment.output("transactions_table"))
            .key("key_id", AttributeValue::S(key_id.to_owned()))
            .send()
            .await
            .unwrap();
        found.item?.get("failure")?.as_s().ok().cloned()
    })
    .await
}

/// The item has no room for its decision, nor for a word about that: DynamoDB refuses each, and the scorer quarantines it.
async fn unwritable(deployment: &Deployment) {
    let key_id = "019ca960-8140-7101-8101-0000000000bb";
    let mut full = item(key_id);
    let used: usize =
        full.iter().map(|(name, value)| name.len() + value.as_s().map_or(21, String::len)).sum();
    full.push(("filler", AttributeValue::S("x".repeat(400 * 1024 - used - "filler".len() - 64))));
    let before = post_neighbour(deployment);
    deployment.put_item(full).await;
    let after = post_neighbour(deployment);

    wait_until_listed(deployment, &format!("{key_id}  dynamodb:UpdateItem failed")).await;
    for neighbour in [before, after] {
        deployment.wait_for_status(&neighbour, "Done").await;
    }
    deployment.wait_for_status(key_id, "Pending").await;

    deployment.mend_item(key_id, "filler", None).await;
    let said = deployment.tollgate(&["dlq", "redrive", "scorer-failures"]);
    assert!(said.contains(&format!("{key_id}  Done")), "{said}");
    deployment.wait_for_status(key_id, "Done").await;
    mailbox::wait_for_mail(deployment, key_id).await;
}
