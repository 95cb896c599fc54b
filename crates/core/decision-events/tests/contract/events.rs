//! The events themselves, of every kind of payment.

use decision_events::{DecisionFacts, Event, EventKind, LabelFacts};
use fraud::{Assessment, CardKey, Case, KeyId, Policy, Timestamp, Transaction, Verdict, request};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::schema::problems;
use crate::schema_of;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const CARD: &str = "4111111111111111";
const SOURCE: &str = "/tollgate/test";
const POLICY: &str = r#"
version = "t1"
thresholds = { review = 30, block = 60 }
[[rules]]
code = "WATCHED"
when = '$merchant == "Unknown Store"'
points = 40
reason = "watched"
[[rules]]
code = "TRIED"
when = "$amount > 10"
points = 40
reason = "tried"
state = "shadow"
[[rules]]
code = "BUSY"
when = "count(card, 1h) > 3"
points = 5
reason = "busy"
"#;
const OPINION: &str = r#"{"version":"2026-02-27-1f","prediction":{"anomaly":0.98,
    "fraud":{"score":-1.5,"probability":0.18,"false_positive_rate":0.01,"points":50.0}},"features":{"amount":15000.0}}"#;

fn key_id() -> KeyId {
    "019ca960-8140-7101-8101-010101010101".parse().unwrap()
}

fn full() -> Value {
    json!({
        "amount": 150.25, "currency": "EUR", "merchant": "Unknown Store", "card_number": CARD, "customer_id": "CUST 7",
        "customer_name": "Ada Muster", "beneficiary_name": "Bo Muster", "email_address": "ada@example.com",
        "phone": "+15550100", "ip_address": "192.0.2.7", "merchant_id": "m-9", "merchant_category": "5411",
        "channel": "ecommerce", "device": { "id": "d-1", "type": "phone" }, "geo": { "country": "NG", "city": "Lagos" },
        "attributes": { "basket": 3.5 },
    })
}

fn transaction(body: &Value) -> Transaction {
    let key = CardKey::new([7; 32]).unwrap();
    request::parse(body.to_string().as_bytes(), &key, NOW).unwrap().transaction
}

fn assessed(transaction: &Transaction, with_model: bool) -> Assessment {
    let model = with_model.then(|| serde_json::from_str(OPINION).unwrap());
    Policy::parse(POLICY).unwrap().assess(&Case { model, ..Case::new(transaction, NOW) })
}

fn events(transaction: &Transaction, assessment: &Assessment, revision: u32) -> [Event; 2] {
    let facts = DecisionFacts {
        key_id: key_id(),
        received_at: NOW,
        decided_at: NOW.plus_millis(80),
        transaction,
        assessment,
    };
    let known_at = NOW.plus_millis(1_000_000);
    let label = LabelFacts { revision, label: Verdict::Fraud, source: "chargeback", known_at };
    [facts.event(SOURCE), facts.label_event(&label, SOURCE)]
}

fn value_of(event: &Event) -> Value {
    serde_json::from_str(&event.to_json()).unwrap()
}

#[test]
fn a_decision_and_its_label_say_what_is_needed_and_no_more() {
    let transaction = transaction(&full());
    let events = events(&transaction, &assessed(&transaction, true), 1);
    for private in ["Ada", "Bo Muster", "example.com", "15550100", "192.0.2.7", "Lagos", CARD] {
        assert!(events.iter().all(|event| !event.to_json().contains(private)), "{private}");
    }
    insta::assert_json_snapshot!(events.map(|event| value_of(&event)));
}

#[test]
fn what_is_told_again_has_the_id_that_it_had() {
    let transaction = transaction(&full());
    let first = events(&transaction, &assessed(&transaction, true), 1);
    assert_eq!(first, events(&transaction, &assessed(&transaction, true), 1));
    let [_, second_label] = events(&transaction, &assessed(&transaction, true), 2);
    let ids: std::collections::BTreeSet<_> =
        first.iter().chain([&second_label]).map(|event| event.id.clone()).collect();
    assert_eq!(ids.len(), 3, "{ids:?}");
    // A reader may put them into a signature, between full stops.
    assert!(ids.iter().all(|id| !id.contains('.')), "{ids:?}");
}

#[test]
fn the_key_is_the_card_or_else_the_customer_or_else_the_payment() {
    let of = |transaction: &Transaction| {
        let [decision, label] = events(transaction, &assessed(transaction, false), 1);
        assert_eq!(decision.partition_key, label.partition_key);
        decision.partition_key
    };
    let mut payment = transaction(&full());
    assert_eq!(of(&payment), payment.card.token.as_str());
    payment.card.token = serde_json::from_value(json!("")).unwrap();
    assert_eq!(of(&payment), "CUST 7");
    // No stream takes a key as long as that.
    payment.customer_id = Some("c".repeat(257));
    assert_eq!(of(&payment), key_id().to_string());
    payment.customer_id = None;
    assert_eq!(of(&payment), key_id().to_string());
}

#[test]
fn what_is_not_an_event_is_told_without_what_it_holds() {
    let payment = transaction(&full());
    let [decision, _] = events(&payment, &assessed(&payment, false), 1);
    let text = decision.to_json();
    assert_eq!(Event::from_json(text.as_bytes()).unwrap(), decision);
    for wrong in [
        text.replace("\"1.0\"", "\"0.3\""),
        text.replace("tollgate.decision.v1", "tollgate.secret.v9"),
        text.replace("\"partitionkey\"", "\"secret\""),
        "secret".to_owned(),
    ] {
        let said = Event::from_json(wrong.as_bytes()).unwrap_err().to_string();
        assert!(said.starts_with("not an event: ") && !said.contains("secret"), "{said}");
    }
}

proptest! {
    #[test]
    fn every_event_is_what_its_schema_describes(
        kept in proptest::collection::vec(any::<bool>(), 32),
        amount in 1u32..2_000_000,
        revision in 1u32..=100,
        with_model in any::<bool>(),
    ) {
        let mut body = full();
        let required = ["amount", "merchant", "card_number"];
        let members = body.as_object_mut().unwrap();
        members["amount"] = json!(f64::from(amount) / 100.0);
        let names: Vec<String> = members.keys().cloned().collect();
        for (name, keeps) in names.iter().zip(kept) {
            if !keeps && !required.contains(&name.as_str()) {
                members.remove(name);
            }
        }
        let transaction = transaction(&body);
        let events = events(&transaction, &assessed(&transaction, with_model), revision);
        for (event, kind) in events.iter().zip(EventKind::ALL) {
            prop_assert_eq!(event.kind, kind);
            prop_assert_eq!(problems(&schema_of(kind), &value_of(event)), Vec::<String>::new());
            prop_assert_eq!(&Event::from_json(event.to_json().as_bytes()).unwrap(), event);
            prop_assert!(event.outcome().is_some());
        }
    }
}
