//! Entries and marks as they are written and read again, by the table in memory and by what is asked of DynamoDB.

use std::sync::{Arc, Mutex};

use aws_config::SdkConfig;
use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_types::body::SdkBody;
use fraud::{CardKey, Policy, request};
use serde_json::{Value, json};

use super::entry::EntryItem;
use super::*;
use crate::former_layout::FormerHistory;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const HOUR: i64 = 3_600_000;
const BODY: &str = r#"{"amount":5,"merchant":"Shop","merchant_id":"m-1","merchant_category":"5411","channel":"pos",
    "card_number":"4111111111111111","customer_id":"C-1","ip_address":"192.0.2.7","email_address":"Ada@Example.com",
    "phone":"+15550100","device":{"id":"d-1","type":"phone"},
    "geo":{"country":"US","city":"New York","latitude":40.7,"longitude":-74.0}}"#;
const POLICY: &str = r#"
version = "1"
thresholds = { review = 50, block = 80 }
[[rules]]
code = "MEASURED"
when = "count(card, 90d where $label == 'fraud') >= 1 or count(card, 1h where $outcome == 'block') > 1 or count(customer, 1h) > 3 or count(email, 1h) > 3"
points = 90
reason = "r"
[[rules]]
code = "ANY_FIELD"
when = "count(ip, 1h where $phone == '+15550100') > 3"
points = 90
reason = "r"
"#;

fn transaction() -> Transaction {
    request::parse(BODY.as_bytes(), &CardKey::new([7; 32]).unwrap(), NOW).unwrap().transaction
}

fn policy() -> Policy {
    Policy::parse(POLICY).unwrap()
}

fn at(millis: i64) -> Transaction {
    Transaction { event_time: NOW.plus_millis(millis), ..transaction() }
}

fn payment(transaction: &Transaction, id: u8) -> Payment<'_> {
    let received_at = transaction.event_time;
    Payment { key_id: KeyId::new(NOW, [id; 10]), received_at, transaction }
}

#[cfg(feature = "memory")]
mod in_memory {
    use super::*;
    use crate::memory::MemoryPaymentHistory;

    async fn seen(
        table: &MemoryPaymentHistory,
        payment: &Payment<'_>,
        entity: Entity,
    ) -> Vec<PastTransaction> {
        let Gathered { history, missing } = gather(table, payment, policy().requirements()).await;
        assert!(missing.is_empty(), "{missing:?}");
        let own = payment.key_id;
        history.of(entity).unwrap().iter().filter(|past| past.key_id != own).cloned().collect()
    }

    #[tokio::test]
    async fn of_payments_that_arrive_together_each_sees_all_that_were_written_before_it_read() {
        let table = MemoryPaymentHistory::default();
        // They are decided in any order of their times.
        for (count, millis) in [(0, 20), (1, 0), (2, 59_000), (3, 10)] {
            let transaction = at(millis);
            let payment = payment(&transaction, count);
            assert_eq!(seen(&table, &payment, Entity::Card).await.len(), usize::from(count), "{millis}");
        }
    }

    #[tokio::test]
    async fn what_history_functions_measure_is_kept_and_of_a_party_with_any_filter_all_of_it() {
        let table = MemoryPaymentHistory::default();
        let (first, second) = (at(0), at(10));
        gather(&table, &payment(&first, 1), policy().requirements()).await;
        for entity in [Entity::Card, Entity::Customer, Entity::Email, Entity::Ip] {
            let past = seen(&table, &payment(&second, 2), entity).await.remove(0);
            assert_eq!(past.moment(), NOW);
            assert_eq!(past.key_id, payment(&first, 1).key_id);
            let kept = past.transaction;
            if entity == Entity::Ip {
                assert_eq!(kept, first);
                continue;
            }
            assert_eq!((kept.phone, &kept.card.last_four[..]), (None, "0000"), "{entity}");
            assert_eq!((kept.money, kept.merchant), (first.money, first.merchant.clone()));
            assert_eq!(kept.card.token, first.card.token);
            assert_eq!(kept.customer_id, first.customer_id);
            assert_eq!(kept.email_address, first.email_address);
            assert_eq!(kept.ip_address, first.ip_address);
            assert_eq!(kept.device.unwrap().id, first.device.as_ref().unwrap().id);
            let (kept, sent) = (kept.geo.unwrap(), first.geo.as_ref().unwrap());
            assert_eq!(
                (kept.country, kept.city, kept.position),
                (sent.country.clone(), sent.city.clone(), sent.position)
            );
        }
    }

    #[tokio::test]
    async fn the_first_entry_stands_and_a_repeat_counts_once_when_it_was_first_tried() {
        let table = MemoryPaymentHistory::default();
        let first = at(0);
        gather(&table, &payment(&first, 1), policy().requirements()).await;
        // Another request under the same key, at the same time.
        let mut other = at(0);
        other.money = fraud::Money::parse("900", other.money.currency()).unwrap();
        gather(&table, &payment(&other, 1), policy().requirements()).await;
        // The same, sent again later and received then.
        let again = at(1_000);
        gather(&table, &payment(&again, 1), policy().requirements()).await;
        let later = at(2_000);
        let seen = seen(&table, &payment(&later, 2), Entity::Card).await;
        assert_eq!(seen.len(), 1);
        assert_eq!((seen[0].moment(), seen[0].transaction.money), (NOW, first.money));
    }

    #[tokio::test]
    async fn outcomes_and_labels_are_known_in_whatever_order_they_come() {
        let label = |label, minutes: i64| {
            let time = NOW.plus_millis(minutes * 60_000);
            Mark::Label(LabelRecord { label, source: "analyst".to_owned(), time, received_at: time })
        };
        let marks = [
            Mark::Outcome(Outcome::Block),
            label(Verdict::Legitimate, 1),
            label(Verdict::Fraud, 5),
            label(Verdict::Legitimate, 3),
        ];
        let (first, later) = (at(0), at(HOUR - 1));
        for before in 0..=marks.len() {
            for reversed in [false, true] {
                let table = MemoryPaymentHistory::default();
                let mut marks = marks.clone();
                if reversed {
                    marks.reverse();
                }
                let (early, late) = marks.split_at(before);
                for early in early {
                    mark(&table, &payment(&first, 1), early, NOW).await.unwrap();
                }
                let seen_before = seen(&table, &payment(&later, 2), Entity::Card).await;
                assert!(seen_before.is_empty(), "marks alone are nobody's past");
                gather(&table, &payment(&first, 1), policy().requirements()).await;
                let ordinary = seen(&table, &payment(&later, 2), Entity::Card).await.remove(0);
                assert!(before > 0 || ordinary.outcome == Some(Outcome::Approve));
                for late in late {
                    mark(&table, &payment(&first, 1), late, NOW).await.unwrap();
                }
                let seen = seen(&table, &payment(&later, 2), Entity::Card).await.remove(0);
                assert_eq!(seen.outcome, Some(Outcome::Block));
                assert_eq!(seen.label.unwrap().verdict, Verdict::Fraud);
            }
        }
    }

    #[tokio::test]
    async fn more_payments_than_count_are_a_crowd() {
        let requirements = policy();
        let requirements = requirements.requirements();
        let table = MemoryPaymentHistory::default();
        let policy = policy();
        for count in 0..=202_i64 {
            let transaction = at(count * 10);
            let key_id = KeyId::new(NOW, count.to_be_bytes().repeat(2)[..10].try_into().unwrap());
            let payment = Payment { key_id, received_at: transaction.event_time, transaction: &transaction };
            let Gathered { history, .. } = gather(&table, &payment, requirements).await;
            let case = fraud::Case {
                key_id: Some(key_id),
                history,
                ..fraud::Case::new(&transaction, transaction.event_time)
            };
            let basis = policy.assess(&case).basis.unwrap();
            assert_eq!(basis.crowded_history.contains(&Entity::Customer), count > 200, "{count}");
            assert!(basis.missing_history.is_empty());
        }
    }
}

#[test]
fn an_entry_is_a_fraction_of_a_write_unit() {
    let first = at(0);
    let policy = policy();
    let requirements = policy.requirements();
    let bytes = |entity: Entity| {
        let key = entity.key_of(&first).unwrap().into_owned();
        let depth = requirements.of(entity).unwrap();
        let payment = payment(&first, 1);
        let entry = new_entry(&payment, entity, key, depth, requirements);
        let keys = "party".len() + entry.place.party().len() + "at".len() + entry.place.at().len();
        let attributes = EntryItem::new(&entry).to_item();
        let size = |value: &serde_dynamo::AttributeValue| match value {
            serde_dynamo::AttributeValue::S(text) => text.len(),
            // A byte for two digits, and one more.
            serde_dynamo::AttributeValue::N(number) => number.len().div_ceil(2) + 1,
            other => panic!("an attribute of another kind: {other:?}"),
        };
        keys + attributes.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>()
    };
    for (entity, bytes_max) in [(Entity::Card, 300), (Entity::Customer, 300), (Entity::Ip, 800)] {
        assert!(bytes(entity) <= bytes_max, "{entity}: {}", bytes(entity));
    }
}

/// DynamoDB that answers each kind of call in one way, and notes what was asked.
#[derive(Clone, Debug)]
struct Table {
    asked: Arc<Mutex<Vec<Value>>>,
    answer: fn(&Value) -> Option<(u16, Value)>,
}

impl HttpConnector for Table {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let asked: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        self.asked.lock().unwrap().push(asked.clone());
        let Some((status, answer)) = (self.answer)(&asked) else {
            return HttpConnectorFuture::new(std::future::pending());
        };
        let answer = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(answer.to_string()));
        HttpConnectorFuture::ready(Ok(answer))
    }
}

/// The history in such a table, with or without the indexes of an earlier version.
fn dynamo(answer: fn(&Value) -> Option<(u16, Value)>, former: bool) -> (DynamoPaymentHistory, Table) {
    let table = Table { asked: Arc::default(), answer };
    let connector = SharedHttpConnector::new(table.clone());
    let sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "id", "secret", None, None, "test",
        )))
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .sleep_impl(aws_smithy_async_sleep())
        .build();
    let client = aws_sdk_dynamodb::Client::new(&sdk);
    let former = former.then(|| FormerHistory::new(client, "transactions".to_owned()));
    (DynamoPaymentHistory::new(&sdk, "history".to_owned(), former, Some(Duration::from_secs(2))), table)
}

fn aws_smithy_async_sleep() -> aws_sdk_dynamodb::config::SharedAsyncSleep {
    aws_sdk_dynamodb::config::SharedAsyncSleep::new(Sleep)
}

/// Tokio's.
#[derive(Debug)]
struct Sleep;

impl aws_sdk_dynamodb::config::AsyncSleep for Sleep {
    fn sleep(&self, duration: Duration) -> aws_sdk_dynamodb::config::Sleep {
        aws_sdk_dynamodb::config::Sleep::new(tokio::time::sleep(duration))
    }
}

fn is_update(asked: &Value) -> bool {
    asked["UpdateExpression"].is_string()
}

fn of_party(asked: &Value, entity: &str) -> bool {
    let key =
        if is_update(asked) { &asked["Key"]["party"] } else { &asked["ExpressionAttributeValues"][":party"] };
    key["S"].as_str().is_some_and(|party| party.starts_with(entity))
}

fn throttled() -> (u16, Value) {
    (400, json!({ "__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "slow down" }))
}

#[tokio::test]
async fn entries_are_written_before_anything_is_read_and_read_consistently() {
    let (history, table) =
        dynamo(|asked| Some((200, if is_update(asked) { json!({}) } else { json!({ "Items": [] }) })), false);
    let (transaction, policy) = (at(0), policy());
    let gathered = gather(&history, &payment(&transaction, 1), policy.requirements()).await;
    assert!(gathered.missing.is_empty());
    let asked = table.asked.lock().unwrap();
    for entity in ["card#", "customer#", "email#", "ip#"] {
        let of_it: Vec<&Value> = asked.iter().filter(|asked| of_party(asked, entity)).collect();
        let [written, read] = of_it[..] else { panic!("{entity}: {of_it:?}") };
        assert_eq!(written["ConditionExpression"], "attribute_not_exists(#amount)");
        assert_eq!((&read["ConsistentRead"], &read["ScanIndexForward"]), (&json!(true), &json!(false)));
        assert_eq!(read["Limit"], 202);
        assert_eq!(read["ExpressionAttributeValues"][":newest"]["S"], "1772368260000~");
    }
}

#[tokio::test]
async fn a_crowd_is_named_and_a_late_history_is_missing_and_others_are_there() {
    let (history, table) = dynamo(
        |asked| match asked {
            // The card takes no more entries, and can be read; the customer can't be read; of the e-mail nothing comes.
            asked if of_party(asked, "card#") && is_update(asked) => Some(throttled()),
            asked if of_party(asked, "customer#") && !is_update(asked) => Some(throttled()),
            asked if of_party(asked, "email#") => None,
            asked if is_update(asked) => Some((200, json!({}))),
            _ => Some((200, json!({ "Items": [] }))),
        },
        false,
    );
    let (transaction, policy) = (at(0), policy());
    let Gathered { history, missing } =
        gather(&history, &payment(&transaction, 1), policy.requirements()).await;
    assert!(
        matches!(
            missing[..],
            [(Entity::Customer, HistoryError::Crowded(_)), (Entity::Email, HistoryError::TooSlow)]
        ),
        "{missing:?}"
    );
    assert!(history.of(Entity::Card).is_some() && history.of(Entity::Ip).is_some());
    let case = fraud::Case { history, ..fraud::Case::new(&transaction, NOW) };
    let basis = policy.assess(&case).basis.unwrap();
    assert_eq!(basis.crowded_history, [Entity::Card, Entity::Customer]);
    assert_eq!(basis.missing_history, [Entity::Customer, Entity::Email]);
    let of_card = table.asked.lock().unwrap().iter().filter(|asked| of_party(asked, "card#")).count();
    assert_eq!(of_card, 3, "an entry is tried twice at most");
}

#[tokio::test]
async fn what_an_earlier_version_stored_counts_as_long_as_its_indexes_are_read() {
    const LABEL: &str =
        r#"{"label":"fraud","source":"chargeback","time":1772368100000,"received_at":1772368100000}"#;
    fn item(age_minutes: i64, id: u8) -> Value {
        let transaction = at(-60_000 * age_minutes);
        let time = transaction.event_time.as_millis().to_string();
        json!({
            "key_id": { "S": payment(&transaction, id).key_id.to_string() },
            "created_at_ms": { "N": time },
            "transaction": { "S": serde_json::to_string(&transaction).unwrap() },
        })
    }
    let (history, table) = dynamo(
        |asked| {
            let keys = &asked["RequestItems"]["transactions"]["Keys"];
            Some((
                200,
                match asked {
                    asked if is_update(asked) => json!({}),
                    asked if asked["IndexName"] == "by_card" => {
                        json!({ "Items": [item(1, 8), item(2, 9), { "key_id": { "S": "poison" } }] })
                    }
                    // The first answer on what became of them leaves one over.
                    asked if asked["RequestItems"].is_object() => json!({
                        "Responses": { "transactions": [{ "key_id": keys[0]["key_id"], "labels": { "SS": [LABEL] } }] },
                        "UnprocessedKeys": match keys.as_array().unwrap().split_first().unwrap() {
                            (_, []) => json!({}),
                            (_, rest) => json!({ "transactions": { "Keys": rest } }),
                        },
                    }),
                    _ => json!({ "Items": [] }),
                },
            ))
        },
        true,
    );
    let (transaction, policy) = (at(0), policy());
    let Gathered { history, missing } =
        gather(&history, &payment(&transaction, 1), policy.requirements()).await;
    assert!(missing.is_empty(), "{missing:?}");
    let of_card = history.of(Entity::Card).unwrap();
    assert_eq!(of_card.len(), 2, "what is no transaction is passed over");
    assert!(of_card.iter().all(|past| past.label.is_some_and(|label| label.verdict == Verdict::Fraud)));
    let asked = table.asked.lock().unwrap();
    assert_eq!(asked.iter().filter(|asked| asked["RequestItems"].is_object()).count(), 2);
}
