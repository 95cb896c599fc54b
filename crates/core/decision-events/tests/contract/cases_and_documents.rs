//! The events of cases and documents, with all that people wrote and are called in what they are made of.

use casework::case::Snooze;
use casework::{Case, ClosureReason, Role, Staff};
use decision_events::{CaseFacts, DocumentClass, DocumentFacts, Event, EventKind};
use fraud::{Alert, KeyId, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::schema::problems;
use crate::schema_of;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const SOURCE: &str = "/tollgate/test";
/// What must stay in the console: names, addresses, what people wrote, and what is left of a card number.
const PRIVATE: [&str; 10] =
    ["Ada", "Muster", "example.com", "Unknown Store", "411111", "CUST 7", "stolen", "away", "tipped", "1111"];

fn alert(number: u8, score: f64, is_match: bool) -> Alert {
    let matches = json!([{
        "party": "customer_name", "party_key": "customer:CUST 7", "name": "Ada Muster", "entry": "ofac-sdn/36",
        "listed_name": "Ada MUSTER", "score": 98.0,
    }]);
    serde_json::from_value(json!({
        "key_id": KeyId::new(NOW, [number; 10]),
        "assessment": {
            "risk_score": score, "outcome": "review", "policy_version": "1",
            "hits": [{ "code": format!("RULE_{number}"), "text": "Ada Muster was seen.", "contribution": score }],
        },
        "money": { "amount_minor": 15_025, "currency": "EUR" }, "merchant": "Unknown Store",
        "card_masked": "411111******1111", "card_id": "c1", "customer_id": "CUST 7", "event_time": NOW,
        "location": "Ada's home", "matches": if is_match { matches } else { json!([]) },
    }))
    .unwrap()
}

fn staff(name: &str, role: Role) -> Staff {
    Staff { name: format!("{name}@example.com"), id: format!("6c84{name}"), roles: vec![role] }
}

/// A case after each of its changes, with everything that it can have.
fn history() -> Vec<Case> {
    let (ana, cleo) = (staff("ana", Role::Analyst), staff("cleo", Role::Compliance));
    let text = str::to_owned;
    let opened = Case::open(&alert(1, 40.0, false), NOW);
    let joined = opened.joined_by(&alert(2, 90.0, false), NOW.plus_millis(5));
    let taken = joined.take(&ana, None, NOW).unwrap().case;
    let until = NOW.plus_millis(86_400_000);
    let put_off = taken.snooze(&ana, Some(until), text("Ada is away."), NOW).unwrap().case;
    let noted = put_off.note(&ana, text("4111111111111111 was stolen."), NOW).unwrap().case;
    let escalated = noted.escalate(&ana, text("Somebody tipped them off."), NOW.plus_millis(9)).unwrap().case;
    let closed = escalated.close(&cleo, ClosureReason::Fraud, text("The card of Ada Muster is stolen."), NOW);
    vec![opened, joined, taken, put_off, noted, escalated, closed.unwrap().case]
}

fn told(case: &Case) -> Event {
    CaseFacts { case, changed_at: NOW.plus_millis(10) }.event(SOURCE)
}

fn value_of(event: &Event) -> Value {
    serde_json::from_str(&event.to_json()).unwrap()
}

fn document(revision: u64, class: DocumentClass, reasons: &[&str], pages: Option<u64>) -> Event {
    let facts =
        DocumentFacts { key_id: KeyId::new(NOW, [3; 10]), revision, class, reasons, pages, decided_at: NOW };
    facts.event(SOURCE)
}

#[test]
fn a_case_says_how_it_stands_and_nothing_of_people() {
    let events: Vec<Event> = history().iter().map(told).collect();
    for event in &events {
        assert!(event.data["assignee"].as_str().is_none_or(|id| id.starts_with("6c84")), "{event:?}");
        for private in PRIVATE {
            assert!(!event.to_json().contains(private), "{private}: {event:?}");
        }
        assert_eq!(problems(&schema_of(EventKind::Case), &value_of(event)), Vec::<String>::new());
        assert_eq!(&Event::from_json(event.to_json().as_bytes()).unwrap(), event);
        assert!(event.outcome().is_some());
    }
    let ids: std::collections::BTreeSet<&str> = events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids.len(), events.len(), "each change is an event of its own");
    assert!(events.iter().all(|event| event.partition_key == event.subject), "a case keeps its order");
    insta::assert_json_snapshot!([&events[0], &events[3], &events[6]].map(value_of));
}

#[test]
fn a_sanctions_case_tells_of_no_name_on_a_list() {
    let event = told(&Case::open(&alert(1, 50.0, true), NOW));
    assert_eq!(event.data["queue"], "sanctions");
    assert!(PRIVATE.iter().all(|private| !event.to_json().contains(private)), "{event:?}");
    assert!(!event.to_json().contains("ofac"), "{event:?}");
}

/// Whoever adds a member to a case says here whether others are told.
#[test]
fn every_member_of_a_case_is_told_or_kept_back_on_purpose() {
    let cases = history();
    let members =
        cases.iter().flat_map(|case| serde_json::to_value(case).unwrap().as_object().unwrap().clone());
    let known: std::collections::BTreeSet<String> = members.map(|(name, _)| name).collect();
    let told = [
        "alerts",
        "assignee_id",
        "case_id",
        "closure",
        "escalation",
        "kind",
        "last_alert_at",
        "opened_at",
        "outcome",
        "reasons",
        "risk_score",
        "snooze",
        "version",
    ];
    let kept_back = ["assignee", "card_masked", "customer_id", "merchant", "money"];
    let expected = told.into_iter().chain(kept_back).map(str::to_owned).collect();
    assert_eq!(known, expected);
}

#[test]
fn a_document_says_where_it_lies_and_why() {
    let events = [
        document(0, DocumentClass::Quarantine, &["not_read_whole"], Some(3)),
        document(1, DocumentClass::Pii, &["not_read_whole"], Some(3)),
        document(2, DocumentClass::Deleted, &[], None),
    ];
    insta::assert_json_snapshot!(events.map(|event| value_of(&event)));
}

proptest! {
    #[test]
    fn every_event_of_a_document_is_what_its_schema_describes(
        revision in 0u64..1000,
        class in 0usize..4,
        pages in proptest::option::of(0u64..100_000),
        reason in proptest::option::of("[a-z_]{1,64}"),
    ) {
        let classes =
            [DocumentClass::Pii, DocumentClass::NonPii, DocumentClass::Quarantine, DocumentClass::Deleted];
        let reasons: Vec<&str> = reason.as_deref().into_iter().collect();
        let event = document(revision, classes[class], &reasons, pages);
        prop_assert_eq!(problems(&schema_of(EventKind::Document), &value_of(&event)), Vec::<String>::new());
        prop_assert_eq!(&Event::from_json(event.to_json().as_bytes()).unwrap(), &event);
    }

    #[test]
    fn every_event_of_a_case_is_what_its_schema_describes(
        score in 0.0f64..=100.0,
        is_match in any::<bool>(),
        puts_off in any::<bool>(),
        alerts in 1u8..50,
    ) {
        let mut case = Case::open(&alert(0, score, is_match), NOW);
        for number in 1..alerts {
            case = case.joined_by(&alert(number, score / 2.0, is_match), NOW);
        }
        case.snooze = puts_off.then(|| Snooze { until: NOW, reason: "r".to_owned(), by: "b".to_owned() });
        let event = told(&case);
        prop_assert_eq!(problems(&schema_of(EventKind::Case), &value_of(&event)), Vec::<String>::new());
        prop_assert_eq!(event.id, format!("case_{}_{alerts}", case.case_id));
    }
}
