//! `tollgate evidence`.

use serde_json::{Value, json};

use crate::tollgate::{Run, run_with_input};

fn evidence(answer: &Value, arguments: &[&str]) -> Run {
    run_with_input(&[&["evidence", "-"], arguments].concat(), &answer.to_string())
}

fn comparison() -> Value {
    json!({
        "score": 73.7, "forms_differ": false, "only_in_query": [], "only_in_listed": ["bertram"],
        "pairs": [
            { "query": "adam", "listed": "adam", "likeness": 100.0, "why": "equal" },
            { "query": "quil", "listed": "quill", "likeness": 90.0, "why": "spelling" },
        ],
    })
}

fn born() -> Value {
    json!({
        "what": "birth_date", "query": "1961-08-04", "listed": "1961-08-04", "verdict": "for",
        "before": 73.7, "after": 86.85,
    })
}

fn search() -> Value {
    json!({
        "searched_at": "2026-03-01T12:30:00Z",
        "watchlist_version": "c23f2c73fe13c65e",
        "lists": [{ "name": "house", "version": "7", "published": "2026-02-20" }],
        "name": "Adam Quil", "party": "customer:C1", "min_score": 82.5, "limit": 10,
        "particulars": { "birth_date": "1961-08-04", "country": "GB" },
        "matches": [{
            "entry": "house/1", "fingerprint": "8dfabcc74e1407bf", "type": "person",
            "listed_name": "Quill, Adam Bertram", "matched_name": "Quill, Adam", "score": 86.85,
            "parity_score": 98.0, "comparison": comparison(), "particulars": [born()],
            "not_compared": ["country"], "programs": [],
            "lapsed": {
                "standing": "name_changed", "cleared_name": "Adam Quill", "note": "another century",
                "cleared_by": "Ada", "cleared_at": "2026-02-01T00:00:00Z", "expires_at": "2027-02-01T00:00:00Z",
            },
        }],
        "cleared": [],
    })
}

/// As GET /transactions/{key_id} answers it.
fn decision() -> Value {
    json!({
        "key_id": "019ca960-8140-7101-8101-010101010101", "decided_at": "2026-03-01T12:30:00.08Z",
        "assessment": {
            "outcome": "review", "forced_by": "WATCHLIST_UNREADABLE_NAME",
            "versions": { "policy": "2026-11-29" },
            "watchlist": {
                "status": "incomplete", "version": "c23f2c73fe13c65e",
                "lists": [{ "name": "house", "version": "7" }], "review_from": 82.5, "block_from": 97.0,
                "parties": [
                    { "party": "customer_name", "name": "Adam Quil", "known": ["birth_date", "identifier"] },
                    { "party": "merchant", "name": "Corner Coffee" },
                ],
                "unreadable": [{ "party": "beneficiary_name", "reason": "the name has no letters or digits" }],
                "matches": [],
                "cleared": [{
                    "party": "customer_name", "party_key": "customer:C1", "name": "Adam Quil", "entry": "house/1",
                    "listed_name": "Quill, Adam Bertram", "score": 86.85, "fingerprint": "8dfabcc74e1407bf",
                    "matched_name": "Quill, Adam Bertram", "parity_score": 98.0, "comparison": comparison(),
                    "particulars": [born()], "cleared_by": "Ada", "note": "another century",
                    "cleared_at": "2026-02-01T00:00:00Z", "expires_at": "2027-02-01T00:00:00Z",
                }],
            },
        },
    })
}

#[test]
fn a_search_is_told_in_words() {
    let told = evidence(&search(), &[]).succeeded();
    for line in [
        "Evidence of a search",
        "  at       2026-03-01T12:30:00Z",
        "Compared with watchlist c23f2c73fe13c65e",
        "  house: version 7, of 2026-02-20",
        "  a match counts from 82.50 of 100 points",
        "name \"Adam Quil\": may be on a list",
        "   86.85  house/1 Quill, Adam Bertram",
        "          by the name \"Quill, Adam\"",
        "          parity with OFAC's search: 98.00",
        "          the names alone: 73.70",
        "          adam = adam: the same (100.00)",
        "          quil = quill: alike in spelling (90.00)",
        "          only listed: bertram",
        "          date of birth 1961-08-04 and 1961-08-04: speaks for it (73.70 to 86.85)",
        "          country given, and not on the list",
        "          a clearance does not hold (name_changed): cleared by Ada at 2026-02-01T00:00:00Z until \
         2027-02-01T00:00:00Z for the name Adam Quill: another century",
    ] {
        assert!(told.lines().any(|told| told == line), "{line:?} is not in:\n{told}");
    }
}

#[test]
fn a_decision_is_told_in_words() {
    let told = evidence(&decision(), &[]).succeeded();
    for line in [
        "Evidence of a decision",
        "  key_id   019ca960-8140-7101-8101-010101010101",
        "  outcome  review, by WATCHLIST_UNREADABLE_NAME",
        "  policy   2026-11-29",
        "  house: version 7, of unknown",
        "  and stops a payment from 97.00",
        "customer_name \"Adam Quil\": cleared",
        "   86.85  cleared: house/1 Quill, Adam Bertram",
        "          number given, and not on the list",
        "          cleared by Ada at 2026-02-01T00:00:00Z until 2027-02-01T00:00:00Z: another century",
        "merchant \"Corner Coffee\": on no list",
        "beneficiary_name: NOT SCREENED: the name has no letters or digits",
    ] {
        assert!(told.lines().any(|told| told == line), "{line:?} is not in:\n{told}");
    }
}

#[test]
fn evidence_is_data_too() {
    let lines = evidence(&decision(), &["--json"]).succeeded();
    let told: Value = serde_json::from_str(&lines).unwrap();
    assert_eq!((&told["evidence_of"], &told["watchlist"]["block_from"]), (&json!("decision"), &json!(97.0)));
    let results: Vec<&Value> =
        told["parties"].as_array().unwrap().iter().map(|party| &party["result"]).collect();
    assert_eq!(results, ["cleared", "no_match", "unreadable"]);
    let cleared = &told["parties"][0]["cleared"][0];
    assert_eq!((&cleared["cleared_by"], &cleared["not_compared"]), (&json!("Ada"), &json!(["identifier"])));
    assert_eq!(cleared["comparison"], comparison());
    // An answer of /predict is the decision itself.
    let mut predicted = decision()["assessment"].clone();
    predicted["key_id"] = json!("019ca960-8140-7101-8101-010101010101");
    let of_prediction: Value = serde_json::from_str(&evidence(&predicted, &["--json"]).succeeded()).unwrap();
    let of_status: Value = serde_json::from_str(&lines).unwrap();
    assert_eq!(of_prediction["parties"], of_status["parties"]);
}

#[test]
fn a_decision_of_before_says_what_it_can() {
    let before = json!({
        "outcome": "review", "forced_by": "WATCHLIST_MATCH", "versions": { "policy": "p" },
        "watchlist": {
            "status": "screened", "version": "c23f2c73fe13c65e", "cleared": [],
            "matches": [{
                "party": "beneficiary_name", "party_key": "name:adam quill", "entry": "house/1",
                "listed_name": "Quill, Adam Bertram", "score": 90.25,
            }],
        },
    });
    let told = evidence(&before, &[]).succeeded();
    assert!(told.contains("beneficiary_name") && told.contains("90.25  house/1"), "{told}");
    let not_screened = json!({ "outcome": "approve", "watchlist": { "status": "not_screened" } });
    assert!(evidence(&not_screened, &[]).succeeded().contains("Nobody was screened."));
}

#[test]
fn what_is_no_answer_is_refused() {
    for (answer, reason) in [
        (json!({ "status": 404, "title": "Unknown entry" }), "it is neither a search nor a decision"),
        (json!({ "outcome": "review", "watchlist": { "version": "v", "matches": 7 } }), "can't be read"),
        (json!([]), "it is neither a search nor a decision"),
    ] {
        let refused = evidence(&answer, &[]);
        assert_eq!(refused.code, 1, "{refused}");
        assert!(refused.stderr.contains(reason), "{refused}");
    }
    assert!(run_with_input(&["evidence", "-"], "{").stderr.contains("is not JSON"));
}
