//! What is written down of a document: the findings file, the summary in the table, the tags. None of them holds
//! a value that was found, only masked ones.

use std::collections::BTreeMap;

use aws_io::document_store::{Shelf, Upload};
use fraud::KeyId;
use pii::classify::Versions;
use pii::decision::Decision;
use pii::document::Gap;
use pii::{Classification, DocumentType, Entity};
use serde::{Deserialize, Serialize};

/// S3 takes tags of at most so many characters.
const TAG_CHARS_MAX: usize = 256;

/// The findings file.
#[derive(Serialize)]
struct Findings<'a> {
    key_id: KeyId,
    object_key: &'a str,
    object_version: &'a str,
    #[serde(flatten)]
    classification: &'a Classification,
    /// Why there is no redacted copy although one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    redaction_refused: Option<&'a str>,
}

/// What the table keeps and `GET /documents/{key_id}` answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Summary {
    #[serde(flatten)]
    pub(crate) decision: Decision,
    document_type: DocumentType,
    type_confidence: f32,
    pages: usize,
    scanned_pages: usize,
    /// How many findings there are of each kind.
    findings: BTreeMap<Entity, usize>,
    gaps: Vec<Gap>,
    versions: Versions,
}

impl Summary {
    pub(crate) fn of(classification: &Classification) -> Summary {
        Summary {
            decision: classification.decision.clone(),
            document_type: classification.document_type,
            type_confidence: classification.type_confidence,
            pages: classification.pages,
            scanned_pages: classification.scanned_pages,
            findings: classification.counts(),
            gaps: classification.gaps.clone(),
            versions: classification.versions.clone(),
        }
    }

    pub(crate) fn shelf(&self) -> Shelf {
        match self.decision {
            Decision::Pii(_) => Shelf::Pii,
            Decision::NonPii(_) => Shelf::NonPii,
            Decision::Quarantine(_) => Shelf::Quarantine,
        }
    }

    /// The tags of the copy.
    pub(crate) fn tags(&self, key_id: KeyId) -> Vec<(&'static str, String)> {
        let classification = match self.shelf() {
            Shelf::Pii => "pii",
            Shelf::NonPii => "non-pii",
            Shelf::Quarantine => "quarantine",
        };
        let mut entities = String::new();
        for name in self.findings.keys().map(|entity| entity.name()) {
            if entities.len() + name.len() < TAG_CHARS_MAX {
                entities.push_str(if entities.is_empty() { "" } else { " " });
                entities.push_str(name);
            }
        }
        vec![
            ("key-id", key_id.to_string()),
            ("classification", classification.to_owned()),
            ("document-type", self.document_type.name().to_owned()),
            ("entities", entities),
            ("reader-version", self.versions.reader.clone()),
            ("thresholds-version", self.versions.thresholds.clone()),
        ]
    }
}

/// The findings file of a document.
pub(crate) fn file(
    key_id: KeyId,
    upload: &Upload,
    classification: &Classification,
    redaction_refused: Option<&str>,
) -> Vec<u8> {
    let findings = Findings {
        key_id,
        object_key: &upload.key,
        object_version: &upload.version,
        classification,
        redaction_refused,
    };
    serde_json::to_vec_pretty(&findings).expect("findings are plain data")
}
