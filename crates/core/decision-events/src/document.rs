//! What an event tells of a document: where it lies and why, but nothing of what it says.

use fraud::{KeyId, Timestamp};
use serde::Serialize;

use crate::envelope::{Event, EventKind};

/// A document after it was classified, moved or deleted.
#[derive(Clone, Copy, Debug)]
pub struct DocumentFacts<'a> {
    /// Its id.
    pub key_id: KeyId,
    /// 0 for its classification, and one more each time that a person moved or deleted it.
    pub revision: u64,
    /// Where it lies.
    pub class: DocumentClass,
    /// The codes of the classifier's reasons; nothing once it is deleted.
    pub reasons: &'a [&'a str],
    /// How many pages it has, as far as that is known.
    pub pages: Option<u64>,
    /// When this was decided.
    pub decided_at: Timestamp,
}

/// Where a document lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentClass {
    /// It holds personal data.
    Pii,
    /// It holds none.
    NonPii,
    /// Neither can be said.
    Quarantine,
    /// Nowhere: a person or its customer deleted it.
    Deleted,
}

/// `tollgate.document.v1`. Its file name may be a person's, and the kinds of what was found say what is known of a person: both stay in the API.
#[derive(Serialize)]
struct DocumentData<'a> {
    key_id: KeyId,
    revision: u64,
    class: DocumentClass,
    reasons: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<u64>,
    decided_at: String,
}

impl DocumentFacts<'_> {
    /// What became of the document as an event. Its id follows from the document and its revision.
    pub fn event(&self, source: &str) -> Event {
        let data = DocumentData {
            key_id: self.key_id,
            revision: self.revision,
            class: self.class,
            reasons: self.reasons,
            pages: self.pages,
            decided_at: self.decided_at.to_string(),
        };
        let (key_id, id) = (self.key_id.to_string(), format!("document_{}_{}", self.key_id, self.revision));
        Event::new((EventKind::Document, id), source, (key_id.clone(), key_id), self.decided_at, &data)
    }
}
