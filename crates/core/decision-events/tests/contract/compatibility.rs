//! Whether who reads by an earlier schema can read by a later one: everything that was promised is still there and means the
//! same. A later version may add members, and promise more of those that there are.

use serde_json::{Value, json};

/// What narrows a value: a reader may have built upon each.
const NARROWING: [&str; 6] = ["type", "enum", "pattern", "format", "minimum", "maximum"];

/// What a later schema breaks of an earlier one, each with its place.
pub(crate) fn broken(earlier: &Value, later: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(earlier, later, "", &mut found);
    found
}

fn compare(earlier: &Value, later: &Value, place: &str, found: &mut Vec<String>) {
    for keyword in NARROWING {
        if let Some(promised) = earlier.get(keyword)
            && later.get(keyword) != Some(promised)
        {
            found.push(format!("{place}: {keyword} was {promised}"));
        }
    }
    let names = |schema: &Value| schema["required"].as_array().cloned().unwrap_or_default();
    for name in names(earlier).iter().filter(|name| !names(later).contains(name)) {
        found.push(format!("{place}/{name}: it was always there"));
    }
    for (name, member) in earlier["properties"].as_object().into_iter().flatten() {
        match later["properties"].get(name) {
            Some(now) => compare(member, now, &format!("{place}/{name}"), found),
            None => found.push(format!("{place}/{name}: it is gone")),
        }
    }
    if let Some(items) = earlier.get("items") {
        compare(items, &later["items"], &format!("{place}/items"), found);
    }
}

#[test]
fn what_breaks_a_reader_is_found_and_what_does_not_is_let_through() {
    let earlier = json!({
        "type": "object", "required": ["a"],
        "properties": {
            "a": { "type": "string", "enum": ["x", "y"] },
            "list": { "type": "array", "items": { "type": "object", "required": ["n"],
                "properties": { "n": { "type": "integer" } } } },
        },
    });
    let check = |change: &dyn Fn(&mut Value), breaks: bool| {
        let mut later = earlier.clone();
        change(&mut later);
        assert_eq!(!broken(&earlier, &later).is_empty(), breaks, "{later}");
    };
    check(&|_| {}, false);
    check(&|later| later["properties"]["b"] = json!({ "type": "string" }), false);
    check(&|later| later["required"] = json!(["a", "list"]), false);
    check(&|later| later["properties"]["a"]["description"] = json!("now told"), false);
    check(&|later| later["properties"]["list"]["items"]["properties"]["m"] = json!({}), false);

    check(&|later| later["required"] = json!([]), true);
    check(&|later| later["properties"]["a"]["type"] = json!("integer"), true);
    // Who has a case for each value meets one that is in none of them.
    check(&|later| later["properties"]["a"]["enum"] = json!(["x", "y", "z"]), true);
    check(&|later| drop(later["properties"].as_object_mut().unwrap().remove("a")), true);
    check(&|later| later["properties"]["list"]["items"]["required"] = json!([]), true);
    check(&|later| later["properties"]["list"]["items"]["properties"]["n"]["type"] = json!("number"), true);
}
