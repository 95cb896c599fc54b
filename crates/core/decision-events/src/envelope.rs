//! The envelope: the attributes of CloudEvents 1.0 in structured JSON, with the extension `partitionkey`.

use std::fmt;
use std::str::FromStr;

use fraud::{Outcome, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

/// What an event tells of. The number is the version: a change that a reader could stumble over is a new type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum EventKind {
    /// A payment was decided.
    #[serde(rename = "tollgate.decision.v1")]
    Decision,
    /// Somebody said of a decided payment whether it was fraud.
    #[serde(rename = "tollgate.label.v1")]
    Label,
    /// A case was opened, changed or closed.
    #[serde(rename = "tollgate.case.v1")]
    Case,
    /// A document was classified, moved by a person, or deleted.
    #[serde(rename = "tollgate.document.v1")]
    Document,
}

/// The text is not the type of an event.
#[derive(Debug, Error)]
#[error("must be tollgate.decision.v1, tollgate.label.v1, tollgate.case.v1 or tollgate.document.v1")]
pub struct UnknownKind;

impl EventKind {
    /// Every type.
    pub const ALL: [EventKind; 4] =
        [EventKind::Decision, EventKind::Label, EventKind::Case, EventKind::Document];

    /// The type as it stands in the envelope.
    pub fn as_str(self) -> &'static str {
        match self {
            EventKind::Decision => "tollgate.decision.v1",
            EventKind::Label => "tollgate.label.v1",
            EventKind::Case => "tollgate.case.v1",
            EventKind::Document => "tollgate.document.v1",
        }
    }

    /// Whether it tells of one payment. What has a row or a record for each payment takes nothing else.
    pub fn is_of_a_payment(self) -> bool {
        matches!(self, EventKind::Decision | EventKind::Label)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for EventKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<EventKind, UnknownKind> {
        EventKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}

/// An event.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Event {
    specversion: SpecVersion,
    /// The same for every delivery of one event, and another for every other event.
    pub id: String,
    /// The deployment that tells.
    pub source: String,
    /// What it tells of.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// The id of the payment, case or document.
    pub subject: String,
    /// When what it tells of happened, in RFC 3339.
    pub time: String,
    datacontenttype: ContentType,
    /// Events of one key are in order, wherever events have an order.
    #[serde(rename = "partitionkey")]
    pub partition_key: String,
    /// What is told.
    pub data: Value,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum SpecVersion {
    #[serde(rename = "1.0")]
    V1,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum ContentType {
    #[serde(rename = "application/json")]
    Json,
}

/// The text is not an event. It says nothing of what the text holds.
#[derive(Debug, Error)]
#[error("not an event: {category} at column {column}")]
pub struct NotAnEvent {
    category: &'static str,
    column: usize,
}

impl Event {
    pub(crate) fn new(
        (kind, id): (EventKind, String),
        source: &str,
        (subject, partition_key): (String, String),
        time: Timestamp,
        data: &impl Serialize,
    ) -> Event {
        Event {
            specversion: SpecVersion::V1,
            id,
            source: source.to_owned(),
            kind,
            subject,
            time: time.to_string(),
            datacontenttype: ContentType::Json,
            partition_key,
            data: serde_json::to_value(data).expect("plain data is JSON"),
        }
    }

    /// The event as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain data is JSON")
    }

    /// Reads an event.
    ///
    /// # Errors
    /// It is not JSON, lacks an attribute, or is of a type that is not known here.
    pub fn from_json(text: &[u8]) -> Result<Event, NotAnEvent> {
        serde_json::from_slice(text).map_err(|error| NotAnEvent {
            category: match error.classify() {
                serde_json::error::Category::Data => "an attribute is missing or unknown",
                _ => "it is not JSON",
            },
            column: error.column(),
        })
    }

    /// The outcome of the payment that it tells of, or the severest of a case. A document has none.
    pub fn outcome(&self) -> Option<Outcome> {
        self.data.get("outcome")?.as_str()?.parse().ok()
    }
}
