//! What events add to a row, in every order.

use decision_events::Event;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{NotAPrediction, Prediction};

const KEY_ID: &str = "019ca960-8140-7101-8101-010101010101";

fn event(kind: &str, data: &Value) -> Event {
    let event = json!({
        "specversion": "1.0", "id": "e", "source": "/tollgate/test", "type": kind, "subject": KEY_ID, "time": "2026-03-01T12:30:00Z",
        "datacontenttype": "application/json", "partitionkey": "k", "data": data,
    });
    Event::from_json(event.to_string().as_bytes()).unwrap()
}

fn payment() -> Value {
    json!({ "amount_minor": 15025, "currency": "EUR", "card_token": "33ec", "card_bin": "411111", "merchant": "Unknown Store" })
}

fn decision() -> Value {
    json!({
        "key_id": KEY_ID, "revision": 0, "decided_at": "2026-03-01T12:30:00.08Z", "outcome": "review", "risk_score": 40.0,
        "event_time": "2026-03-01T13:29:59+01:00", "received_at": "2026-03-01T12:30:00Z", "history": "complete",
        "hits": [{ "code": "WATCHED", "contribution": 40.0 }], "versions": { "policy": "t1" }, "payment": payment(),
    })
}

fn label(revision: u32) -> Value {
    json!({
        "key_id": KEY_ID, "revision": revision, "decided_at": "2026-03-01T12:30:00.08Z", "outcome": "review", "risk_score": 40.0,
        "label": if revision % 2 == 1 { "fraud" } else { "legitimate" }, "label_source": format!("analyst {revision}"),
        "labelled_at": "2026-03-09T08:00:00Z", "payment": payment(),
    })
}

fn told(kind: &str, data: &Value) -> Result<Prediction, NotAPrediction> {
    Prediction::told_by(&event(kind, data))
}

/// A decision is 0, a label its revision.
fn numbered(revision: u32) -> Prediction {
    match revision {
        0 => told("tollgate.decision.v1", &decision()),
        revision => told("tollgate.label.v1", &label(revision)),
    }
    .unwrap()
}

#[test]
fn a_row_has_what_its_events_say() {
    let row = numbered(0).and(numbered(2));
    assert_eq!(row.day().to_string(), "2026-03-01");
    insta::assert_json_snapshot!(row);
}

#[test]
fn members_that_a_type_gained_are_passed_over() {
    let mut gained = decision();
    gained["reviewed_by"] = json!("nobody yet");
    gained["payment"]["colour"] = json!(["blue"]);
    assert_eq!(told("tollgate.decision.v1", &gained).unwrap(), numbered(0));
}

#[test]
fn what_a_type_promises_has_to_be_there() {
    for (kind, whole) in [("tollgate.decision.v1", decision()), ("tollgate.label.v1", label(1))] {
        for name in whole.as_object().unwrap().keys() {
            let mut wrong = whole.clone();
            wrong.as_object_mut().unwrap().remove(name);
            assert_eq!(told(kind, &wrong), Err(NotAPrediction), "{kind} without {name}");
            for value in [json!(null), json!({}), json!([[]]), json!(true), json!(-1)] {
                wrong[name] = value.clone();
                let is_number = name == "risk_score" && value == json!(-1);
                assert_eq!(told(kind, &wrong).is_err(), !is_number, "{kind} with {name} {value}");
            }
        }
        for name in payment().as_object().unwrap().keys() {
            let mut wrong = whole.clone();
            wrong["payment"].as_object_mut().unwrap().remove(name);
            assert_eq!(told(kind, &wrong), Err(NotAPrediction), "{kind} without {name}");
        }
    }
    // A decision's revision is 0, and a label's is not.
    assert!(told("tollgate.label.v1", &decision()).is_err());
    assert!(told("tollgate.decision.v1", &label(1)).is_err());
    assert!(told("tollgate.label.v1", &label(0)).is_err());
}

#[test]
fn no_text_has_a_character_that_a_database_refuses() {
    let mut hostile = decision();
    hostile["payment"]["merchant"] = json!("a\0b");
    hostile["missing_history"] = json!(["\0"]);
    hostile["hits"][0]["code"] = json!("\0\0");
    let row = serde_json::to_string(&told("tollgate.decision.v1", &hostile).unwrap()).unwrap();
    assert!(!row.contains("\\u0000") && row.contains("a\u{FFFD}b"), "{row}");
}

proptest! {
    #[test]
    fn neither_order_nor_redelivery_makes_a_difference(
        deliveries in prop::collection::vec(0_u32..6, 1..12),
        more in prop::collection::vec(0_u32..6, 0..12),
    ) {
        let sum = |numbers: &[u32]| numbers.iter().copied().map(numbered).reduce(Prediction::and);
        let row = sum(&deliveries).unwrap();
        prop_assert_eq!(row.label.as_ref().map_or(0, |label| label.revision), *deliveries.iter().max().unwrap());
        prop_assert_eq!(row.decision.is_some(), deliveries.contains(&0));
        let mut others = deliveries.clone();
        others.sort_unstable();
        let expected = Some(row.clone());
        prop_assert_eq!(&sum(&others), &expected);
        others.dedup();
        prop_assert_eq!(&sum(&others), &expected);
        // Batches add up as events do.
        let all: Vec<u32> = deliveries.iter().chain(&more).copied().collect();
        let whole = match sum(&more) {
            Some(more) => row.and(more),
            None => row,
        };
        prop_assert_eq!(sum(&all), Some(whole));
    }
}
