//! What is asked of DynamoDB, and what becomes of answers that are late or leave something over.

use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_types::body::SdkBody;
use fraud::{CardKey, Policy, Verdict, request};
use serde_json::{Value, json};

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const BODY: &str = r#"{"amount":5,"merchant":"Shop","card_number":"4111111111111111","customer_id":"C-1"}"#;
const POLICY: &str = r#"
version = "1"
thresholds = { review = 50, block = 80 }
[[rules]]
code = "FRAUD_BEFORE"
when = "count(card, 90d where $label == 'fraud') >= 1 or count(customer, 1h) > 3"
points = 90
reason = "Fraud."
"#;

/// DynamoDB with two past payments of the card, of which the first answer on what became of them leaves one over. To a
/// Query of the customer it does not answer.
#[derive(Clone, Debug, Default)]
struct Table {
    asked: Arc<Mutex<Vec<Value>>>,
}

impl HttpConnector for Table {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let asked: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        self.asked.lock().unwrap().push(asked.clone());
        let keys = &asked["RequestItems"]["transactions"]["Keys"];
        let answer = match asked["IndexName"].as_str() {
            Some("by_card") => json!({ "Items": [past(1), past(2), { "key_id": { "S": "poison" } }] }),
            Some(_) => return HttpConnectorFuture::new(std::future::pending()),
            None => json!({
                "Responses": { "transactions": [{ "key_id": keys[0]["key_id"], "labels": { "SS": [LABEL] } }] },
                "UnprocessedKeys": match keys.as_array().unwrap().split_first().unwrap() {
                    (_, []) => json!({}),
                    (_, rest) => json!({ "transactions": { "Keys": rest } }),
                },
            }),
        };
        HttpConnectorFuture::ready(Ok(HttpResponse::new(
            200.try_into().unwrap(),
            SdkBody::from(answer.to_string()),
        )))
    }
}

const LABEL: &str =
    r#"{"label":"fraud","source":"chargeback","time":1772368100000,"received_at":1772368100000}"#;

fn transaction() -> Transaction {
    request::parse(BODY.as_bytes(), &CardKey::new([7; 32]).unwrap(), NOW).unwrap().transaction
}

fn past(age_minutes: i64) -> Value {
    let time = NOW.plus_millis(-60_000 * age_minutes);
    let transaction = Transaction { event_time: time, ..transaction() };
    json!({
        "key_id": { "S": KeyId::new(time, [1; 10]).to_string() },
        "created_at_ms": { "N": time.as_millis().to_string() },
        "transaction": { "S": serde_json::to_string(&transaction).unwrap() },
    })
}

#[tokio::test]
async fn what_is_there_in_time_is_gathered_and_what_is_late_is_named() {
    let table = Table::default();
    let connector = SharedHttpConnector::new(table.clone());
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("id", "secret", None, None, "test"))
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    let budget = Some(Duration::from_secs(2));
    let history = DynamoTransactionHistory::new(Client::from_conf(config), "transactions".to_owned(), budget);
    let policy = Policy::parse(POLICY).unwrap();
    let gathered = history.gather(&transaction(), policy.requirements()).await;

    let of_card = gathered.history.of(Entity::Card).unwrap();
    assert_eq!(of_card.len(), 2, "what is not a transaction is passed over");
    assert!(of_card.iter().all(|past| past.label.is_some_and(|label| label.verdict == Verdict::Fraud)));
    assert!(of_card.iter().all(|past| past.outcome.is_none()), "nobody asked for outcomes");
    assert!(gathered.history.of(Entity::Customer).is_none());
    assert!(matches!(gathered.missing[..], [(Entity::Customer, HistoryError::TooSlow)]));

    let asked = table.asked.lock().unwrap();
    let of_card = asked.iter().find(|asked| asked["IndexName"] == "by_card").unwrap();
    assert_eq!((&of_card["ScanIndexForward"], &of_card["Limit"]), (&json!(false), &json!(201)));
    assert_eq!(of_card["ExpressionAttributeValues"][":newest"]["N"], NOW.as_millis().to_string());
    assert_eq!(asked.iter().filter(|asked| asked["RequestItems"].is_object()).count(), 2);
}
