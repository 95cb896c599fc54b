//! Cases, from the first alert to the end.

use fraud::{Alert, KeyId, Outcome, Timestamp, Verdict};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::handling::Refusal;
use crate::permission::{Act, Role, may};
use crate::staff::Staff;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

fn key_id(number: u8) -> KeyId {
    KeyId::new(NOW, [number; 10])
}

fn alert(number: u8, score: f64, outcome: &str) -> Alert {
    serde_json::from_value(json!({
        "key_id": key_id(number),
        "assessment": {
            "risk_score": score, "outcome": outcome, "policy_version": "1",
            "hits": [{ "code": format!("RULE_{number}"), "text": "Seen.", "contribution": score }],
        },
        "money": { "amount_minor": 100 * i64::from(number), "currency": "USD" },
        "merchant": format!("Shop {number}"), "card_masked": "411111******1111", "event_time": 1_772_368_200_000_i64,
        "card_id": "c1", "customer_id": "C-1",
    }))
    .unwrap()
}

fn sanctions_alert(number: u8) -> Alert {
    let mut alert = alert(number, 50.0, "review");
    alert.matches = serde_json::from_value(json!([{
        "party": "customer_name", "party_key": "customer:C-1", "name": "Adam Quill", "entry": "ofac-sdn/36",
        "listed_name": "Adam QUILL", "score": 98.0,
    }]))
    .unwrap();
    alert
}

fn staff(name: &str, roles: &[Role]) -> Staff {
    Staff { name: name.to_owned(), id: format!("id of {name}"), roles: roles.to_vec() }
}

fn ana() -> Staff {
    staff("ana", &[Role::Analyst])
}

fn ben() -> Staff {
    staff("ben", &[Role::Analyst])
}

#[test]
fn a_case_shows_its_riskiest_alert_and_keeps_all() {
    let case = Case::open(&alert(1, 40.0, "review"), NOW);
    let case = case.joined_by(&alert(2, 90.0, "block"), NOW.plus_millis(5));
    let case = case.joined_by(&alert(3, 10.0, "review"), NOW.plus_millis(9));
    assert_eq!(case.case_id, key_id(1));
    assert_eq!(case.alerts, [key_id(1), key_id(2), key_id(3)]);
    assert_eq!((case.merchant.as_str(), case.outcome), ("Shop 2", Outcome::Block));
    assert_eq!(case.reasons, ["RULE_2", "RULE_1", "RULE_3"]);
    assert_eq!((case.opened_at, case.last_alert_at, case.version), (NOW, NOW.plus_millis(9), 3));
}

#[test]
fn an_alert_joins_an_open_case_of_its_kind_that_has_room() {
    let case = Case::open(&alert(1, 40.0, "review"), NOW);
    assert!(case.takes(&alert(2, 40.0, "review")));
    assert!(!case.takes(&sanctions_alert(2)));
    let closed = case.close(&ana(), ClosureReason::Legitimate, "Called.".to_owned(), NOW).unwrap().case;
    assert!(!closed.takes(&alert(2, 40.0, "review")));
    let mut full = case;
    for number in 2..=ALERTS_MAX as u8 {
        full = full.joined_by(&alert(number, 40.0, "review"), NOW);
    }
    assert!(!full.takes(&alert(99, 40.0, "review")));
}

#[test]
fn alerts_meet_by_card_then_by_customer_within_their_kind() {
    assert_eq!(parties(&alert(1, 1.0, "review")), ["payments card c1", "payments customer C-1"]);
    let spelled = Alert { customer_id: Some(" C-1\u{200b}".to_owned()), ..alert(1, 1.0, "review") };
    assert_eq!(parties(&spelled), parties(&alert(1, 1.0, "review")));
    assert_eq!(parties(&sanctions_alert(1)), ["sanctions card c1", "sanctions customer C-1"]);
    let mut alone = alert(1, 1.0, "review");
    (alone.card_id, alone.customer_id) = (None, None);
    assert_eq!(parties(&alone), Vec::<String>::new());
}

#[test]
fn of_two_who_take_a_case_the_second_is_told_who_has_it() {
    let case = Case::open(&alert(1, 40.0, "review"), NOW);
    let taken = case.take(&ana(), None, NOW).unwrap();
    assert_eq!(taken.case.assignee.as_deref(), Some("ana"));
    assert_eq!(taken.entry.before.as_deref(), Some("nobody"));
    assert_eq!(taken.entry.after.as_deref(), Some("ana"));
    assert_eq!(taken.case.take(&ben(), None, NOW), Err(Refusal::Taken("ana".to_owned())));
    assert_eq!(taken.case.take(&ana(), None, NOW), Err(Refusal::Unchanged));
    let over = taken.case.take(&ben(), Some("Ana is away.".to_owned()), NOW).unwrap();
    assert_eq!(over.case.assignee.as_deref(), Some("ben"));
    assert_eq!(over.entry.reason.as_deref(), Some("Ana is away."));
    assert_eq!(over.case.hand_back(&ana(), None, NOW), Err(Refusal::NoReason));
    let free = over.case.hand_back(&ben(), None, NOW).unwrap().case;
    assert_eq!(free.assignee, None);
    let ids = [&taken.case, &over.case, &free].map(|case| case.assignee_id.as_deref());
    assert_eq!(ids, [Some("id of ana"), Some("id of ben"), None]);
}

#[test]
fn nobody_closes_or_labels_a_case_that_somebody_else_has() {
    let case = Case::open(&alert(1, 40.0, "review"), NOW).take(&ana(), None, NOW).unwrap().case;
    let taken = Err(Refusal::Taken("ana".to_owned()));
    assert_eq!(case.close(&ben(), ClosureReason::Fraud, "n".to_owned(), NOW), taken);
    assert_eq!(case.label(&ben(), key_id(1), Verdict::Fraud, NOW), taken);
    assert_eq!(case.label(&ana(), key_id(2), Verdict::Fraud, NOW), Err(Refusal::OtherPayment));
    let labelled = case.label(&ana(), key_id(1), Verdict::Fraud, NOW).unwrap();
    assert_eq!(labelled.label, Some((key_id(1), Verdict::Fraud)));
}

#[test]
fn a_closed_case_does_not_change() {
    let case = Case::open(&alert(1, 40.0, "review"), NOW);
    let change = case.close(&ana(), ClosureReason::Fraud, "The card is stolen.".to_owned(), NOW).unwrap();
    assert_eq!(change.entry.after.as_deref(), Some("closed: fraud"));
    let closed = change.case;
    assert_eq!(closed.assignee.as_deref(), Some("ana"));
    assert_eq!(closed.assignee_id.as_deref(), Some("id of ana"));
    let refused = Err(Refusal::Closed);
    assert_eq!(closed.take(&ana(), Some("r".to_owned()), NOW), refused);
    assert_eq!(closed.hand_back(&ana(), Some("r".to_owned()), NOW), refused);
    assert_eq!(closed.close(&ana(), ClosureReason::Fraud, "n".to_owned(), NOW), refused);
    assert_eq!(closed.note(&ana(), "n".to_owned(), NOW), refused);
    assert_eq!(closed.label(&ana(), key_id(1), Verdict::Fraud, NOW), refused);
}

#[test]
fn sanctions_cases_are_closed_by_compliance_and_for_reasons_of_their_own() {
    let case = Case::open(&sanctions_alert(1), NOW);
    let officer = staff("cleo", &[Role::Compliance]);
    let close = |who: &Staff, reason| case.close(who, reason, "n".to_owned(), NOW).map(|_| ());
    assert_eq!(close(&ana(), ClosureReason::FalseMatch), Err(Refusal::NotAllowed));
    assert_eq!(close(&officer, ClosureReason::Fraud), Err(Refusal::UnsuitableReason));
    assert_eq!(close(&officer, ClosureReason::FalseMatch), Ok(()));
    assert_eq!(case.take(&ana(), None, NOW), Err(Refusal::NotAllowed));
}

const DAY: i64 = 24 * 60 * 60 * 1000;

#[test]
fn an_escalated_case_is_compliances_until_they_give_it_back() {
    let cleo = staff("cleo", &[Role::Compliance]);
    let case = Case::open(&alert(1, 40.0, "review"), NOW).take(&ana(), None, NOW).unwrap().case;
    assert_eq!(case.escalate(&ben(), "r".to_owned(), NOW), Err(Refusal::Taken("ana".to_owned())));
    let change = case.escalate(&ana(), "He is a minister.".to_owned(), NOW).unwrap();
    assert_eq!(change.entry.before.as_deref(), Some("with the analysts"));
    assert_eq!(change.entry.reason.as_deref(), Some("He is a minister."));
    let escalated = change.case;
    assert_eq!((escalated.queue(), escalated.assignee.as_deref()), (Queue::Escalated, None));
    assert_eq!(escalated.assignee_id, None);
    assert_eq!(escalated.escalate(&ana(), "r".to_owned(), NOW), Err(Refusal::AtCompliance));
    // Who passed it on acts on it no more.
    assert_eq!(escalated.take(&ana(), None, NOW), Err(Refusal::NotAllowed));
    assert_eq!(escalated.label(&ana(), key_id(1), Verdict::Fraud, NOW), Err(Refusal::NotAllowed));
    let close = |who: &Staff| escalated.close(who, ClosureReason::Fraud, "n".to_owned(), NOW).map(|_| ());
    assert_eq!((close(&ana()), close(&cleo)), (Err(Refusal::NotAllowed), Ok(())));
    assert!(escalated.label(&cleo, key_id(1), Verdict::Fraud, NOW).is_ok());
    // Alerts of its card join it where it is.
    assert!(escalated.takes(&alert(2, 40.0, "review")));
    assert_eq!(escalated.joined_by(&alert(2, 40.0, "review"), NOW).queue(), Queue::Escalated);
    let back = escalated.give_back(&cleo, "He is not.".to_owned(), NOW).unwrap().case;
    assert_eq!((back.queue(), back.assignee.as_deref()), (Queue::Payments, None));
    assert_eq!(back.assignee_id, None);
    assert_eq!(back.give_back(&cleo, "r".to_owned(), NOW), Err(Refusal::Unchanged));
    let sanctions = Case::open(&sanctions_alert(1), NOW);
    let admin = staff("ada", &[Role::Admin]);
    assert_eq!(sanctions.escalate(&admin, "r".to_owned(), NOW), Err(Refusal::AtCompliance));
}

#[test]
fn a_case_that_is_put_off_comes_back_by_itself() {
    let case = Case::open(&alert(1, 40.0, "review"), NOW);
    let until = NOW.plus_millis(DAY);
    let change = case.snooze(&ana(), Some(until), "He calls back.".to_owned(), NOW).unwrap();
    assert_eq!(change.entry.before.as_deref(), Some("in the queue"));
    let asleep = change.case;
    for (at, expected) in
        [(NOW, true), (until.plus_millis(-1), true), (until, false), (until.plus_millis(1), false)]
    {
        assert_eq!(asleep.is_asleep(at), expected, "{at}");
    }
    let wake = |at| asleep.snooze(&ben(), None, "r".to_owned(), at).map(|change| change.case.snooze);
    assert_eq!((wake(NOW), wake(until)), (Ok(None), Err(Refusal::Unchanged)));
    // Something happened.
    assert!(!asleep.joined_by(&alert(2, 1.0, "review"), NOW).is_asleep(NOW));
    let closed = asleep.close(&ana(), ClosureReason::Fraud, "n".to_owned(), NOW).unwrap().case;
    assert!(!closed.is_asleep(NOW));
    assert!(!asleep.escalate(&ana(), "r".to_owned(), NOW).unwrap().case.is_asleep(NOW));
    let taken = case.take(&ana(), None, NOW).unwrap().case;
    assert_eq!(taken.snooze(&ben(), Some(until), "r".to_owned(), NOW), Err(Refusal::Taken("ana".to_owned())));
}

#[test]
fn a_case_is_put_off_until_a_time_that_is_near() {
    let case = Case::open(&alert(1, 40.0, "review"), NOW);
    let check = |millis: i64, expected: Result<(), Refusal>| {
        let until = Some(NOW.plus_millis(millis));
        assert_eq!(case.snooze(&ana(), until, "r".to_owned(), NOW).map(|_| ()), expected, "{millis}");
    };
    check(1, Ok(()));
    check(30 * DAY, Ok(()));
    check(0, Err(Refusal::UnsuitableTime));
    check(-DAY, Err(Refusal::UnsuitableTime));
    check(30 * DAY + 1, Err(Refusal::UnsuitableTime));
    check(i64::MAX / 4, Err(Refusal::UnsuitableTime));
}

#[test]
fn a_sanctions_match_is_due_from_its_first_alert_on_whatever_comes_after() {
    let cleo = staff("cleo", &[Role::Compliance]);
    let case = Case::open(&sanctions_alert(1), NOW).joined_by(&sanctions_alert(2), NOW.plus_millis(DAY));
    let due = Some(NOW.plus_millis(DAY));
    assert_eq!(case.due_at(24), due);
    let asleep = case.snooze(&cleo, Some(NOW.plus_millis(2 * DAY)), "r".to_owned(), NOW).unwrap().case;
    assert_eq!(asleep.due_at(24), due);
    let closed = case.close(&cleo, ClosureReason::FalseMatch, "n".to_owned(), NOW).unwrap().case;
    assert_eq!(closed.due_at(24), None);
    assert_eq!(Case::open(&alert(1, 40.0, "review"), NOW).due_at(24), None);
}

#[test]
fn cases_of_before_are_read() {
    let case = Case::open(&alert(1, 40.0, "review"), NOW);
    let stored = serde_json::to_value(&case).unwrap();
    assert!(stored.get("escalation").is_none() && stored.get("snooze").is_none());
    assert_eq!(serde_json::from_value::<Case>(stored).unwrap(), case);
}

#[test]
fn every_act_asks_the_table_for_every_role() {
    let escalated = Case::open(&alert(1, 40.0, "review"), NOW).escalate(&ana(), "r".to_owned(), NOW);
    let cases = [
        Case::open(&alert(1, 40.0, "review"), NOW),
        Case::open(&sanctions_alert(1), NOW),
        escalated.unwrap().case,
    ];
    for case in cases {
        for role in Role::ALL {
            let who = staff("who", &[role]);
            let reason = Some("r".to_owned());
            let check = |done: Result<_, Refusal>, act| {
                assert_eq!(done != Err(Refusal::NotAllowed), may(&[role], act), "{role:?} {act:?}");
            };
            let (assign, close, snooze, label) = match case.queue() {
                Queue::Payments => (Act::AssignCases, Act::CloseCases, Act::SnoozeCases, Act::LabelPayments),
                Queue::Sanctions => (
                    Act::AssignSanctionsCases,
                    Act::CloseSanctionsCases,
                    Act::SnoozeSanctionsCases,
                    Act::LabelPayments,
                ),
                Queue::Escalated => (
                    Act::AssignEscalatedCases,
                    Act::CloseEscalatedCases,
                    Act::SnoozeEscalatedCases,
                    Act::LabelEscalatedPayments,
                ),
            };
            check(case.take(&who, reason.clone(), NOW), assign);
            check(case.hand_back(&who, reason, NOW), assign);
            check(case.close(&who, ClosureReason::Inconclusive, "n".to_owned(), NOW), close);
            check(case.note(&who, "n".to_owned(), NOW), Act::WriteNotes);
            check(case.label(&who, key_id(1), Verdict::Fraud, NOW), label);
            check(case.snooze(&who, None, "r".to_owned(), NOW), snooze);
            check(case.escalate(&who, "r".to_owned(), NOW), Act::EscalateCases);
            check(case.give_back(&who, "r".to_owned(), NOW), Act::GiveBackCases);
        }
    }
}

proptest! {
    #[test]
    fn a_case_never_shows_less_than_its_alerts(scores in prop::collection::vec(0.0..100.0_f64, 1..20)) {
        let mut case = Case::open(&alert(0, scores[0], "review"), NOW);
        for (number, score) in scores.iter().enumerate().skip(1) {
            let next = case.joined_by(&alert(number as u8, *score, "approve"), NOW);
            prop_assert!(next.risk_score >= case.risk_score && next.outcome >= case.outcome);
            prop_assert_eq!(next.version, case.version + 1);
            case = next;
        }
        let read: Case = serde_json::from_str(&serde_json::to_string(&case).unwrap()).unwrap();
        prop_assert_eq!(read, case);
    }
}
