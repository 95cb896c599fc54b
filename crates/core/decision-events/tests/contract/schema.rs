//! Whether a value is what a JSON Schema describes, for the keywords that our schemas use. Stricter than the specification in
//! two ways: a keyword that is unknown here is an error, and so is a member that the schema does not name, for both would mean
//! that something is not checked.

use fraud::Timestamp;
use regex::Regex;
use serde_json::{Map, Value};

/// Keywords that say nothing about a value.
const ANNOTATIONS: [&str; 3] = ["$schema", "title", "description"];

/// What is wrong with a value, each with its place.
pub(crate) fn problems(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, value, "", &mut found);
    found
}

fn check(schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    for (keyword, said) in schema.as_object().unwrap() {
        let holds = match keyword.as_str() {
            annotation if ANNOTATIONS.contains(&annotation) => true,
            "type" => is_of_type(said.as_str().unwrap(), value),
            "enum" => said.as_array().unwrap().contains(value),
            "pattern" => {
                value.as_str().is_some_and(|text| Regex::new(said.as_str().unwrap()).unwrap().is_match(text))
            }
            "format" => {
                assert_eq!(said, "date-time", "{place}");
                value.as_str().is_some_and(|text| text.parse::<Timestamp>().is_ok())
            }
            "minimum" => value.as_f64() >= said.as_f64(),
            "maximum" => value.as_f64() <= said.as_f64(),
            "required" => {
                said.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            "properties" => check_members(said.as_object().unwrap(), value, place, found),
            "items" => {
                for (number, item) in value.as_array().unwrap().iter().enumerate() {
                    check(said, item, &format!("{place}/{number}"), found);
                }
                true
            }
            unknown => panic!("{place}: the check does not know {unknown}"),
        };
        if !holds {
            found.push(format!("{place}: {keyword} {said} of {value}"));
        }
    }
}

fn check_members(
    properties: &Map<String, Value>,
    value: &Value,
    place: &str,
    found: &mut Vec<String>,
) -> bool {
    for (name, member) in value.as_object().unwrap() {
        let place = format!("{place}/{name}");
        match properties.get(name) {
            Some(schema) => check(schema, member, &place, found),
            None => found.push(format!("{place}: the schema does not know it")),
        }
    }
    true
}

fn is_of_type(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        unknown => panic!("the check does not know the type {unknown}"),
    }
}

#[test]
fn what_is_wrong_is_found() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"],
        "properties": {
            "a": { "type": "string", "pattern": "^x" },
            "b": { "type": "array", "items": { "type": "number", "maximum": 1 } },
            "c": { "type": "string", "format": "date-time" },
        },
    });
    let check = |value: Value, wrong: usize| assert_eq!(problems(&schema, &value).len(), wrong, "{value}");
    check(serde_json::json!({ "a": "x", "b": [0.5], "c": "2026-03-01T12:30:00Z" }), 0);
    check(serde_json::json!({ "b": [] }), 1);
    check(serde_json::json!({ "a": "y" }), 1);
    check(serde_json::json!({ "a": "x", "b": [2, "3"] }), 2);
    check(serde_json::json!({ "a": "x", "c": "yesterday", "d": 1 }), 2);
}
