//! What a change of a case or of a document tells: an event made of the item as it stands since, under an id that follows from the item.
//! However often a change is delivered, it is one event.

use casework::Case;
use casework::document_handling::{Destination, Handling};
use decision_events::{CaseFacts, DocumentClass, DocumentFacts, Event};
use fraud::made_up::MADE_UP_BIN;
use fraud::{KeyId, Timestamp};
use serde::Deserialize;
use serde_dynamo::{AttributeValue, Item};
use serde_json::Value;
use thiserror::Error;

use crate::case_table::CaseItem;
use crate::decision_archive::SMOKE_CUSTOMER;
use crate::stored_transaction::Status;

/// The item is not what its table holds. It says nothing of what it holds instead, which may be somebody's words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum UnreadableChange {
    /// In the table of cases.
    #[error("the item can't be read as a case")]
    Case,
    /// In the table of documents.
    #[error("the item can't be read as a document")]
    Document,
}

/// What an item of the table of cases tells since it was changed, at this time as far as its stream knows. Alerts and pointers beside the case tell
/// nothing; neither does a case of `tollgate smoke`.
///
/// # Errors
/// It is a case that can't be read.
pub fn event_of_case(
    image: Item,
    changed_at: Option<Timestamp>,
    source: &str,
) -> Result<Option<Event>, UnreadableChange> {
    if image.get("part") != Some(&AttributeValue::S(CaseItem::PART.to_owned())) {
        return Ok(None);
    }
    let item: CaseItem = serde_dynamo::from_item(image).map_err(|_| UnreadableChange::Case)?;
    let case = item.case().map_err(|_| UnreadableChange::Case)?;
    if is_smoke(&case) {
        return Ok(None);
    }
    let facts = CaseFacts { case: &case, changed_at: time_of(&case, changed_at) };
    Ok(Some(facts.event(source)))
}

/// When a case became what it is. A case itself knows when it was opened and closed, and when its last alert came.
fn time_of(case: &Case, changed_at: Option<Timestamp>) -> Timestamp {
    match &case.closure {
        Some(closure) => closure.at,
        None if case.version == 1 => case.opened_at,
        None => changed_at.unwrap_or(case.last_alert_at),
    }
}

fn is_smoke(case: &Case) -> bool {
    case.customer_id.as_deref() == Some(SMOKE_CUSTOMER) && case.card_masked.starts_with(MADE_UP_BIN)
}

/// A document as far as its event says something of it.
#[derive(Deserialize)]
struct DocumentItem {
    key_id: KeyId,
    status: Status,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    decided_at_ms: Option<Timestamp>,
    #[serde(default)]
    erased_at_ms: Option<Timestamp>,
    #[serde(default)]
    handling: Option<String>,
    /// How many decisions of people there were. It outlives the document.
    #[serde(default)]
    handling_version: Option<u64>,
}

/// What the classifier wrote down.
#[derive(Deserialize)]
struct Summary {
    classification: String,
    #[serde(default)]
    because: Value,
    #[serde(default)]
    pages: Option<u64>,
}

/// What an item of the table of documents tells. One that is being classified, moved or deleted tells nothing until that is done; one that was
/// deleted before it was classified tells nothing at all, because nobody was told of it.
///
/// # Errors
/// It is a document that can't be read.
pub fn event_of_document(image: Item, source: &str) -> Result<Option<Event>, UnreadableChange> {
    let item: DocumentItem = serde_dynamo::from_item(image).map_err(|_| UnreadableChange::Document)?;
    item.event(source).ok_or(UnreadableChange::Document)
}

impl DocumentItem {
    /// `None` if it lacks what it should have.
    fn event(&self, source: &str) -> Option<Option<Event>> {
        if self.status != Status::Done {
            return Some(None);
        }
        let key_id = self.key_id;
        if let Some(decided_at) = self.erased_at_ms {
            // Whoever was told where it lay is told that it is gone, after all else.
            let revision = self.handling_version.unwrap_or(0) + 1;
            let class = DocumentClass::Deleted;
            let facts = DocumentFacts { key_id, revision, class, reasons: &[], pages: None, decided_at };
            return Some(Some(facts.event(source)));
        }
        let summary: Summary = serde_json::from_str(self.summary.as_deref()?).ok()?;
        let handling = match &self.handling {
            Some(handling) => Some(serde_json::from_str::<Handling>(handling).ok()?),
            None => None,
        };
        let (revision, class, decided_at) = match handling {
            None => (0, class_of(&summary.classification)?, self.decided_at_ms?),
            Some(handling) if !handling.is_done => return Some(None),
            Some(handling) => (handling.version, place_of(handling.destination), handling.at),
        };
        let reasons: Vec<&str> = code_of(&summary.because).into_iter().collect();
        let facts =
            DocumentFacts { key_id, revision, class, reasons: &reasons, pages: summary.pages, decided_at };
        Some(Some(facts.event(source)))
    }
}

fn class_of(classification: &str) -> Option<DocumentClass> {
    match classification {
        "pii" => Some(DocumentClass::Pii),
        "non_pii" => Some(DocumentClass::NonPii),
        "quarantine" => Some(DocumentClass::Quarantine),
        _ => None,
    }
}

fn place_of(destination: Destination) -> DocumentClass {
    match destination {
        Destination::Pii => DocumentClass::Pii,
        Destination::NonPii => DocumentClass::NonPii,
        Destination::Deleted => DocumentClass::Deleted,
    }
}

/// The code of a reason, in each form in which reasons were ever stored. What has not the form of a code is not told.
fn code_of(because: &Value) -> Option<&str> {
    let code = match because {
        Value::String(code) => code,
        Value::Object(said) => match said.get("code") {
            Some(code) => code.as_str()?,
            None => said.keys().next()?,
        },
        _ => return None,
    };
    let is_code =
        (1..=64).contains(&code.len()) && code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_'));
    is_code.then_some(code)
}

#[cfg(test)]
mod tests {
    use fraud::Alert;
    use serde_json::json;

    use super::*;
    use crate::case_table::{AlertItem, PointerItem};

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
    const SOURCE: &str = "/tollgate/test";

    fn alert(customer: &str, card: &str) -> Alert {
        serde_json::from_value(json!({
            "key_id": KeyId::new(NOW, [1; 10]),
            "assessment": { "risk_score": 40.0, "outcome": "review", "policy_version": "1", "hits": [] },
            "money": { "amount_minor": 100, "currency": "EUR" }, "merchant": "Shop", "card_masked": card,
            "card_id": "c1", "customer_id": customer, "event_time": NOW,
        }))
        .unwrap()
    }

    fn image(item: &impl serde::Serialize) -> Item {
        serde_dynamo::to_item(item).unwrap()
    }

    #[test]
    fn a_case_tells_each_change_and_what_stands_beside_it_tells_nothing() {
        let alert = alert("C-1", "411111******1111");
        let opened = Case::open(&alert, NOW);
        let joined = opened.joined_by(&alert, NOW.plus_millis(5));
        let check = |case: &Case, seen_at: Option<i64>, expected: (&str, i64)| {
            let seen_at = seen_at.map(|millis| NOW.plus_millis(millis));
            let event = event_of_case(image(&CaseItem::new(case)), seen_at, SOURCE).unwrap().unwrap();
            let time = NOW.plus_millis(expected.1).to_string();
            assert_eq!((event.id.rsplit('_').next().unwrap(), event.time), (expected.0, time));
        };
        check(&opened, Some(900), ("1", 0));
        check(&joined, Some(900), ("2", 900));
        // As `tollgate dlq redrive` hands it over: nobody knows any more when the stream had it.
        check(&joined, None, ("2", 5));
        let mut closed = joined;
        closed.version = 3;
        closed.closure = serde_json::from_value(json!({ "reason": "fraud", "note": "n", "by": "b",
            "at": NOW.plus_millis(60) }))
        .unwrap();
        check(&closed, Some(900), ("3", 60));
        let nothing = [
            image(&AlertItem::new(&alert, opened.case_id, NOW)),
            image(&PointerItem::new("payments card c1", opened.case_id, NOW)),
            Item::default(),
        ];
        for item in nothing {
            assert_eq!(event_of_case(item, None, SOURCE), Ok(None));
        }
    }

    #[test]
    fn a_case_of_who_proves_a_deployment_is_nobodys() {
        let check = |customer: &str, card: &str, is_told: bool| {
            let case = Case::open(&alert(customer, card), NOW);
            let told = event_of_case(image(&CaseItem::new(&case)), None, SOURCE).unwrap();
            assert_eq!(told.is_some(), is_told, "{customer} {card}");
        };
        check(SMOKE_CUSTOMER, &format!("{MADE_UP_BIN}******0014"), false);
        check(SMOKE_CUSTOMER, "411111******1111", true);
        check("C-1", &format!("{MADE_UP_BIN}******0014"), true);
    }

    #[test]
    fn a_case_that_can_not_be_read_is_an_error_without_its_words() {
        let mut item = CaseItem::new(&Case::open(&alert("C-1", "411111******1111"), NOW));
        item.document = r#"{"note":"of Ada Muster"}"#.to_owned();
        let error = event_of_case(image(&item), None, SOURCE).unwrap_err();
        assert_eq!((error, error.to_string().contains("Ada")), (UnreadableChange::Case, false));
    }

    fn summary(classification: &str, because: &Value) -> Value {
        json!({ "classification": classification, "because": because, "document_type": "w2", "pages": 2,
            "findings": { "ssn": 3 }, "gaps": [] })
    }

    /// A document's item: a classified one, changed by these members. Null takes one away.
    fn document(members: &Value) -> Item {
        let because = json!({ "code": "strong_identifier", "detail": "ssn", "sentence": "It holds an SSN." });
        let mut item = json!({
            "key_id": KeyId::new(NOW, [3; 10]), "status": "Done", "created_at_ms": NOW.as_millis(), "expires_at": 1,
            "object_key": "uploads/x/Ada Muster.pdf", "object_version": "1", "decided_at_ms": NOW.as_millis(),
            "summary": summary("pii", &because).to_string(),
            "places": { "bucket": "pii", "document": "documents/x/Ada Muster.pdf", "findings": "findings/x.json" },
        });
        for (name, value) in members.as_object().unwrap() {
            match value {
                Value::Null => drop(item.as_object_mut().unwrap().remove(name)),
                value => item[name] = value.clone(),
            }
        }
        image(&item)
    }

    fn handling(destination: &str, is_done: bool, version: u64) -> Value {
        let handling = json!({ "destination": destination, "by": "cleo@example.com", "reason": "The passport of Ada.",
            "at": NOW.plus_millis(70), "is_done": is_done, "version": version });
        json!(handling.to_string())
    }

    #[test]
    fn a_document_tells_where_it_lies_once_it_lies_there() {
        let check = |members: Value, expected: Option<(u64, &str, i64)>| {
            let told = event_of_document(document(&members), SOURCE).unwrap();
            let found = told.as_ref().map(|event| {
                assert!(!event.to_json().contains("Ada") && !event.to_json().contains("ssn"), "{event:?}");
                assert!(!event.to_json().contains("cleo"), "{event:?}");
                let data = &event.data;
                (data["revision"].as_u64().unwrap(), data["class"].as_str().unwrap(), event.time.clone())
            });
            let expected = expected
                .map(|(revision, class, millis)| (revision, class, NOW.plus_millis(millis).to_string()));
            assert_eq!(found, expected, "{members}");
        };
        check(json!({}), Some((0, "pii", 0)));
        for class in ["non_pii", "quarantine"] {
            check(json!({ "summary": summary(class, &json!("timed_out")).to_string() }), Some((0, class, 0)));
        }
        check(json!({ "status": "Pending", "decided_at_ms": null, "places": null }), None);
        check(json!({ "handling": handling("non_pii", false, 1), "handling_version": 1 }), None);
        check(
            json!({ "handling": handling("non_pii", true, 1), "handling_version": 1 }),
            Some((1, "non_pii", 70)),
        );
        // What an erasure leaves.
        let gone = |version: Value, status: &str| {
            json!({ "object_key": null, "object_version": null, "summary": null, "places": null, "decided_at_ms": null,
                "handling": null, "handling_version": version, "status": status,
                "erased_at_ms": NOW.plus_millis(80).as_millis() })
        };
        check(gone(Value::Null, "Done"), Some((1, "deleted", 80)));
        check(gone(json!(2), "Done"), Some((3, "deleted", 80)));
        check(gone(Value::Null, "Pending"), None);
    }

    #[test]
    fn a_reason_is_a_code_in_every_form_and_nothing_else_is() {
        let check = |because: Value, expected: &[&str]| {
            let members = json!({ "summary": summary("quarantine", &because).to_string() });
            let event = event_of_document(document(&members), SOURCE).unwrap().unwrap();
            assert_eq!(event.data["reasons"], json!(expected), "{because}");
        };
        check(json!({ "code": "inconclusive", "detail": "ssn", "sentence": "s" }), &["inconclusive"]);
        check(json!("timed_out"), &["timed_out"]);
        check(json!({ "not_read_whole": "cut_off" }), &["not_read_whole"]);
        check(Value::Null, &[]);
        check(json!("Ada Muster, born 1970"), &[]);
        check(json!({ "code": "4111111111111111" }), &[]);
    }

    #[test]
    fn a_document_that_lacks_what_it_should_have_is_an_error() {
        for members in [
            json!({ "summary": null }),
            json!({ "summary": "{}" }),
            json!({ "summary": summary("secret", &json!("c")).to_string() }),
            json!({ "decided_at_ms": null }),
            json!({ "handling": "{" }),
            json!({ "key_id": null }),
            json!({ "key_id": "4111111111111111" }),
        ] {
            let told = event_of_document(document(&members), SOURCE);
            assert_eq!(told, Err(UnreadableChange::Document), "{members}");
        }
    }
}
