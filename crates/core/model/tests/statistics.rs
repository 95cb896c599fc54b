//! The drift statistics are Evidently's: its answers are kept in a golden file, see `test_data/evidently_answers.py`.

use std::collections::BTreeMap;

use model::drift::{Binned, wasserstein_normed};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    /// Null is a missing value.
    reference: Vec<Option<Value>>,
    current: Vec<Option<Value>>,
    /// None for texts.
    wasserstein: Option<f64>,
    psi: f64,
    jensen_shannon: f64,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Value {
    Number(f64),
    Text(String),
}

fn numbers(values: &[Option<Value>]) -> Vec<f64> {
    let number = |value: &Value| match value {
        Value::Number(number) => Some(*number),
        Value::Text(_) => None,
    };
    values.iter().flatten().filter_map(number).collect()
}

fn shares(values: &[Option<Value>]) -> BTreeMap<&str, f64> {
    let known: Vec<_> = values
        .iter()
        .flatten()
        .filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            Value::Number(_) => None,
        })
        .collect();
    let mut shares = BTreeMap::new();
    for text in &known {
        *shares.entry(*text).or_insert(0.0) += 1.0 / known.len() as f64;
    }
    shares
}

#[test]
fn drift_statistics_are_those_of_evidently() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../test_data/evidently_answers.json")).unwrap();
    assert!(cases.len() >= 12);
    for case in &cases {
        let binned = match case.wasserstein {
            Some(expected) => {
                let (reference, current) = (numbers(&case.reference), numbers(&case.current));
                close(&case.name, wasserstein_normed(&reference, &current), expected);
                Binned::of_numbers(&reference, &current)
            }
            None => Binned::of_texts(&shares(&case.reference), &shares(&case.current)),
        };
        close(&case.name, binned.psi(), case.psi);
        close(&case.name, binned.jensen_shannon(), case.jensen_shannon);
    }
}

#[track_caller]
fn close(name: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6, "{name}: {found}, not {expected}");
}
