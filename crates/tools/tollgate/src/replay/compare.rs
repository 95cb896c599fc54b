//! Where two decisions differ.

use std::collections::BTreeSet;
use std::fmt;

use fraud::Assessment;
use serde::Serialize;
use serde_json::Value;

/// A member of the assessment that is not the same.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(super) struct Difference {
    /// Where, as a JSON Pointer (RFC 6901).
    pub(super) pointer: String,
    /// What is stored there; null if nothing is.
    pub(super) stored: Value,
    /// What comes out now; null if nothing does.
    pub(super) now: Value,
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: stored {}, now {}", self.pointer, self.stored, self.now)
    }
}

pub(super) fn differences(stored: &Assessment, now: &Assessment) -> Vec<Difference> {
    let value = |assessment| serde_json::to_value(assessment).expect("an assessment is plain data");
    let mut found = Vec::new();
    compare(String::new(), &value(stored), &value(now), &mut found);
    found
}

fn compare(pointer: String, stored: &Value, now: &Value, found: &mut Vec<Difference>) {
    match (stored, now) {
        (Value::Object(left), Value::Object(right)) => {
            let names: BTreeSet<_> = left.keys().chain(right.keys()).collect();
            for name in names {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                let member = |object: &'_ serde_json::Map<String, Value>| {
                    object.get(name).cloned().unwrap_or_default()
                };
                compare(format!("{pointer}/{escaped}"), &member(left), &member(right), found);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                compare(format!("{pointer}/{index}"), left, right, found);
            }
        }
        _ => {
            // As texts: two zeros of different sign are equal, and not the same.
            let [stored_text, text_now] = [stored, now].map(Value::to_string);
            if stored_text != text_now {
                found.push(Difference { pointer, stored: stored.clone(), now: now.clone() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_named() {
        let mut found = Vec::new();
        let stored = json!({ "a": 1, "b": { "c/d": [1, 2] }, "e": [1], "g": 0.0 });
        let now = json!({ "a": 1, "b": { "c/d": [1, 3] }, "e": [], "f": true, "g": -0.0 });
        compare(String::new(), &stored, &now, &mut found);
        let shown: Vec<_> = found.iter().map(ToString::to_string).collect();
        let expected = [
            "/b/c~1d/1: stored 2, now 3",
            "/e: stored [1], now []",
            "/f: stored null, now true",
            "/g: stored 0.0, now -0.0",
        ];
        assert_eq!(shown, expected);
    }
}
