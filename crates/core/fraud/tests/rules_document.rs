//! `docs/RULES.md` teaches the language by examples; here each of them is executed.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use fraud::{
    CardKey, Case, Entity, History, KeyId, Label, PastTransaction, Policy, Timestamp, Transaction, Verdict,
    request,
};
use serde_json::Value;

const DOCUMENT: &str = include_str!("../../../../docs/RULES.md");

/// The blocks of a kind, without their fences.
fn blocks(kind: &str) -> Vec<&'static str> {
    let fence = format!("```{kind}\n");
    let blocks = DOCUMENT.split(&fence as &str).skip(1);
    blocks.map(|block| block.split("\n```").next().unwrap()).collect()
}

fn transaction(body: &Value) -> Transaction {
    let key = CardKey::new([7; 32]).unwrap();
    let now = body["event_time"].as_str().unwrap().parse().unwrap();
    request::parse(body.to_string().as_bytes(), &key, now)
        .unwrap_or_else(|error| panic!("{error:?}: {body}"))
        .transaction
}

fn payment() -> Transaction {
    transaction(&serde_json::from_str(blocks("json payment")[0]).unwrap())
}

fn history(now: Timestamp) -> History {
    let present: Value = serde_json::from_str(blocks("json payment")[0]).unwrap();
    let lines = blocks("json history")[0].lines();
    let entries: Vec<_> = lines
        .enumerate()
        .map(|(number, line)| {
            let mut body: Value = serde_json::from_str(line).unwrap();
            let members = body.as_object_mut().unwrap();
            for name in ["card_number", "customer_id", "email_address", "ip_address"] {
                members.insert(name.to_owned(), present[name].clone());
            }
            let outcome = members.remove("outcome");
            let label = members.remove("label");
            let transaction = transaction(&body);
            let verdict = label.map(|label| serde_json::from_value::<Verdict>(label).unwrap());
            PastTransaction {
                key_id: KeyId::new(transaction.event_time, [number as u8; 10]),
                received_at: transaction.event_time,
                outcome: outcome.map(|outcome| serde_json::from_value(outcome).unwrap()),
                label: verdict.map(|verdict| Label { verdict, known_at: now }),
                transaction,
            }
        })
        .collect();
    Entity::ALL.into_iter().fold(History::new(), |history, entity| {
        let payment = payment();
        let key = entity.key_of(&payment);
        let of_it = entries.iter().filter(|past| entity.key_of(&past.transaction) == key);
        history.with(entity, of_it.cloned().collect())
    })
}

/// The document's policy with one rule, whose reason is what is asked for.
fn policy_with(reason: &str) -> Policy {
    let head = blocks("toml policy")[0].split("[[rules]]").next().unwrap();
    let rule = format!("[[rules]]\ncode = \"R\"\nwhen = \"true\"\npoints = 1\nreason = '''{reason}'''\n");
    Policy::parse(&format!("{head}{rule}")).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_example_comes_to_what_the_document_says() {
    let payment = payment();
    let now = payment.event_time;
    let (mut examples, mut wrong) = (0, Vec::new());
    for line in blocks("rules").iter().flat_map(|block| block.lines()) {
        let (expression, expected) = line.split_once(" => ").unwrap_or_else(|| panic!("{line}"));
        let case = Case { history: history(now), ..Case::new(&payment, now) };
        let assessment = policy_with(&format!("{{{expression}}}")).assess(&case);
        let found = &assessment.hits[0].text;
        if found != expected {
            wrong.push(format!("{expression} => {found}, not {expected}"));
        }
        examples += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(examples > 60, "{examples}");
}

#[test]
fn the_policy_of_the_document_is_good_and_its_rule_hits() {
    let policy = Policy::parse(blocks("toml policy")[0]).unwrap_or_else(|error| panic!("{error}"));
    let payment = payment();
    let now = payment.event_time;
    let case = Case { history: history(now), ..Case::new(&payment, now) };
    let assessment = policy.assess(&case);
    assert_eq!(assessment.hits[0].text, "3 payments in an hour on this card; usually 1.");
    assert_eq!(assessment.shadow_hits[0].text, "180.00 EUR at a new merchant.");
}

#[test]
fn every_error_reads_as_the_document_says() {
    for block in blocks("error") {
        let (condition, expected) = block.split_once("\n---\n").unwrap();
        let head = blocks("toml policy")[0].split("[[rules]]").next().unwrap();
        // A text with an escape in the file is shown by itself.
        let escaped = condition.replacen('$', "\\u0024", 1).replacen('(', "\\u0028", 1);
        let rule = format!("[[rules]]\ncode = \"R\"\nwhen = \"{escaped}\"\npoints = 1\nreason = \"r\"\n");
        let error = Policy::parse(&format!("{head}{rule}")).unwrap_err();
        assert_eq!(error.problems()[0].rendered, expected, "{condition}");
    }
}
