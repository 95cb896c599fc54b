//! Events are what the contract says, and the contract keeps what it has once promised.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

#[path = "contract/cases_and_documents.rs"]
mod cases_and_documents;
#[path = "contract/compatibility.rs"]
mod compatibility;
#[path = "contract/events.rs"]
mod events;
#[path = "contract/schema.rs"]
mod schema;

use decision_events::EventKind;
use serde_json::Value;

const ASYNCAPI: &str = include_str!("../../../../docs/asyncapi.yaml");

/// The schema of a type as it stands in the documents.
fn schema_of(kind: EventKind) -> Value {
    let text = match kind {
        EventKind::Decision => include_str!("../../../../docs/schemas/tollgate.decision.v1.json"),
        EventKind::Label => include_str!("../../../../docs/schemas/tollgate.label.v1.json"),
        EventKind::Case => include_str!("../../../../docs/schemas/tollgate.case.v1.json"),
        EventKind::Document => include_str!("../../../../docs/schemas/tollgate.document.v1.json"),
    };
    serde_json::from_str(text).unwrap()
}

/// The schema as it was when it was published first. Nobody changes this file but to add what is published with a release.
fn published(kind: EventKind) -> Value {
    let text = match kind {
        EventKind::Decision => include_str!("published/tollgate.decision.v1.json"),
        EventKind::Label => include_str!("published/tollgate.label.v1.json"),
        EventKind::Case => include_str!("published/tollgate.case.v1.json"),
        EventKind::Document => include_str!("published/tollgate.document.v1.json"),
    };
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_contract_names_every_type_and_where_its_schema_is() {
    for kind in EventKind::ALL {
        assert!(ASYNCAPI.contains(&format!("name: {kind}\n")), "{kind}");
        assert!(ASYNCAPI.contains(&format!("$ref: './schemas/{kind}.json'\n")), "{kind}");
        assert_eq!(schema_of(kind)["title"], kind.as_str());
    }
    assert_eq!(ASYNCAPI.matches("./schemas/").count(), EventKind::ALL.len());
}

#[test]
fn what_was_published_still_holds() {
    for kind in EventKind::ALL {
        let broken = compatibility::broken(&published(kind), &schema_of(kind));
        assert!(broken.is_empty(), "{kind}, which needs a new type: {broken:#?}");
    }
}
