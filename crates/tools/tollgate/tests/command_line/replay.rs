//! `tollgate replay`.

use fraud::{CardKey, Case, KeyId, Policy, Timestamp, request};
use serde_json::{Value, json};

use crate::tollgate::{file, run, run_with_input};

const POLICY: &str = include_str!("../../../../../policies/default.toml");
const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

/// A decision as it is stored, made by this policy.
fn decision(policy: &str) -> Value {
    let body = br#"{"amount":15000.00,"merchant":"Unknown Store","card_number":"1234567890123456","location":"Nigeria"}"#;
    let transaction = request::parse(body, &CardKey::new([7; 32]).unwrap(), NOW).unwrap().transaction;
    let assessment = Policy::parse(policy).unwrap().assess(&Case::new(&transaction, NOW));
    json!({ "key_id": KeyId::new(NOW, [1; 10]), "transaction": transaction, "assessment": assessment })
}

#[test]
fn a_stored_decision_is_made_again_bit_for_bit() {
    let replayed = run_with_input(&["replay", "-"], &decision(POLICY).to_string());
    assert_eq!(replayed.code, 0, "{replayed}");
    assert!(replayed.stdout.contains("the same, bit for bit: block, risk"), "{replayed}");
    assert!(
        replayed.stdout.ends_with("1 decision: 1 the same, 0 different, 0 can't be made again\n"),
        "{replayed}"
    );
}

#[test]
fn a_changed_decision_is_shown_where_it_differs() {
    let mut tampered = decision(POLICY);
    tampered["assessment"]["outcome"] = json!("approve");
    let replayed = run(&["replay", &file("tampered.jsonl", &tampered.to_string())]);
    assert_eq!(replayed.code, 1);
    assert!(replayed.stdout.contains("  /outcome: stored \"approve\", now \"block\"\n"), "{replayed}");
}

#[test]
fn the_policy_that_decided_is_asked_for_by_version_and_found_by_its_file() {
    let older = POLICY.replace("points = 50", "points = 51");
    let stored = decision(&older).to_string();
    let missing = run_with_input(&["replay", "-", "--json"], &stored);
    assert_eq!(missing.code, 1);
    let line = &missing.json_lines()[0];
    assert_eq!(line["result"], "missing");
    assert!(line["reason"].as_str().unwrap().contains("with the hash"), "{missing}");
    let named = run_with_input(&["replay", "-", "--json", "--policy", &file("older.toml", &older)], &stored);
    assert_eq!(named.json_lines()[0]["result"], "same", "{named}");
}

#[test]
fn what_is_no_decision_is_refused_with_its_line() {
    insta::assert_snapshot!(run_with_input(&["replay", "-"], "\n{\"transaction\":{}}\n"));
    insta::assert_snapshot!(run(&["replay", "no_such_file.jsonl"]));
}
