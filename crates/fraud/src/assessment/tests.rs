//! What the default policy makes of transactions, and what holds for every policy.

use proptest::prelude::*;

use super::*;
use crate::{CardKey, Timestamp, request};

const DEFAULT_POLICY: &str = include_str!("../../../../policies/default.toml");

fn transaction(body: &str) -> Transaction {
    let key = CardKey::new([7; 32]).unwrap();
    request::parse(body.as_bytes(), &key, Timestamp::from_millis(1_772_368_200_000)).unwrap().transaction
}

/// A payment that no rule objects to, with these members added or replaced.
fn payment(members: &[(&str, &str)]) -> Transaction {
    let mut fields = std::collections::BTreeMap::from([
        ("amount", "125.50"),
        ("merchant", r#""Store Name""#),
        ("card_number", r#""4111111111111111""#),
    ]);
    fields.extend(members.iter().copied());
    let members: Vec<_> = fields.iter().map(|(name, value)| format!(r#""{name}":{value}"#)).collect();
    transaction(&format!("{{{}}}", members.join(",")))
}

#[track_caller]
fn check(members: &[(&str, &str)], expected: &[&str]) {
    let assessment = assess(&payment(members), &Policy::parse(DEFAULT_POLICY).unwrap());
    let codes: Vec<_> = assessment.hits.iter().map(|hit| hit.code.as_str()).collect();
    assert_eq!(codes, expected, "{members:?}");
}

#[test]
fn the_first_example_is_approved_and_the_second_is_blocked() {
    let policy = Policy::parse(DEFAULT_POLICY).unwrap();
    let first = r#"{"amount":125.50,"merchant":"Store Name","card_number":"1234567890123456","location":"New York, USA","customer_id":"CUST12345"}"#;
    let second = r#"{"amount":15000.00,"merchant":"Unknown Store","card_number":"1234567890123456","location":"Nigeria"}"#;
    assert_eq!(assess(&transaction(first), &policy).outcome, Outcome::Approve);
    insta::assert_json_snapshot!(assess(&transaction(second), &policy));
}

#[test]
fn each_rule_sees_what_it_is_for_and_nothing_else() {
    check(&[], &[]);
    check(&[("amount", "10000")], &[]);
    check(&[("amount", "10000.01")], &["LARGE_AMOUNT"]);
    check(&[("amount", "200000"), ("currency", r#""JPY""#)], &[]);
    check(&[("amount", "49")], &["SMALL_ROUND_AMOUNT"]);
    check(&[("amount", "49.01")], &[]);
    check(&[("amount", "50")], &[]);
    check(&[("merchant", r#""unknown  STORE!""#)], &["LISTED_MERCHANT"]);
    check(&[("merchant", r#""Unknown Storefront""#)], &[]);
    check(&[("location", r#""Lagos, nigeria""#)], &["HIGH_RISK_LOCATION"]);
    check(&[("location", r#""Nigerian Street, London""#)], &[]);
    check(&[("geo", r#"{"country":"ng"}"#)], &["HIGH_RISK_LOCATION"]);
    check(&[("card_number", r#""4111111111111112""#)], &["LUHN_FAILURE"]);
}

fn policy_of(points: &[f64]) -> Policy {
    let rules: String = points
        .iter()
        .enumerate()
        .map(|(index, points)| {
            format!("[[rules]]\ncode = \"R{index}\"\npoints = {points:?}\nwhen = {{ luhn_failure = {{}} }}\n")
        })
        .collect();
    Policy::parse(&format!("version = \"t\"\nthresholds = {{ review = 50, block = 80 }}\n{rules}")).unwrap()
}

fn score(points: &[f64]) -> f64 {
    let assessment = assess(&payment(&[("card_number", r#""4111111111111112""#)]), &policy_of(points));
    let shares: f64 = assessment.hits.iter().map(|hit| hit.contribution).sum();
    assert!((shares - assessment.risk_score.as_f64()).abs() < 1e-9);
    assessment.risk_score.as_f64()
}

proptest! {
    #[test]
    fn more_evidence_raises_the_score(points in prop::collection::vec(0.1..90.0_f64, 0..8), more in 0.1..90.0_f64) {
        let stronger = [points.as_slice(), &[more]].concat();
        prop_assert!(score(&stronger) > score(&points));
        prop_assert!(score(&stronger) < 100.0);
    }

    #[test]
    fn the_order_of_the_rules_does_not_matter(points in prop::collection::vec(0.1..99.9_f64, 0..8)) {
        let mut reversed = points.clone();
        reversed.reverse();
        prop_assert_eq!(score(&points).to_bits(), score(&reversed).to_bits());
    }

    #[test]
    fn the_score_is_the_noisy_or_of_the_points(points in prop::collection::vec(0.1..99.9_f64, 0..8)) {
        let clean: f64 = points.iter().map(|points| 1.0 - points / 100.0).product();
        prop_assert!((score(&points) - 100.0 * (1.0 - clean)).abs() < 1e-9);
    }
}
