//! From bytes to a classification: read, find, name the type, decide.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::decision::{Decision, QuarantineReason, decide};
use crate::document::{Document, Gap, Reading};
use crate::document_type::{self, DocumentType};
use crate::entity::{Entity, Finding};
use crate::find;
use crate::ocr::Ocr;
use crate::read;
use crate::thresholds::Thresholds;

/// What is said of one document. It holds masked values only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Classification {
    /// Where it belongs, and why.
    #[serde(flatten)]
    pub decision: Decision,
    /// What kind of document it is.
    pub document_type: DocumentType,
    /// How sure the kind is, from 0 to 1.
    pub type_confidence: f32,
    /// How many pages there are.
    pub pages: usize,
    /// How many of them were read by OCR.
    pub scanned_pages: usize,
    /// The personal data.
    pub findings: Vec<Finding>,
    /// What was not read.
    pub gaps: Vec<Gap>,
    /// What made this classification.
    pub versions: Versions,
}

/// What made a classification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The version of this crate.
    pub reader: String,
    /// The version of the thresholds.
    pub thresholds: String,
}

impl Versions {
    fn of(thresholds: &Thresholds) -> Versions {
        Versions { reader: env!("CARGO_PKG_VERSION").to_owned(), thresholds: thresholds.version.clone() }
    }
}

impl Classification {
    /// How many findings there are of each kind.
    pub fn counts(&self) -> BTreeMap<Entity, usize> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(finding.entity).or_default() += 1;
        }
        counts
    }

    /// A document that nothing was learnt of.
    pub fn quarantined(reason: QuarantineReason, thresholds: &Thresholds) -> Classification {
        Classification {
            decision: Decision::Quarantine(reason),
            document_type: DocumentType::Other,
            type_confidence: 0.0,
            pages: 0,
            scanned_pages: 0,
            findings: Vec::new(),
            gaps: Vec::new(),
            versions: Versions::of(thresholds),
        }
    }
}

/// Classifies a document. A panic of the parser is the caller's to catch: see the crate's documentation.
pub fn classify(bytes: &[u8], thresholds: &Thresholds, ocr: Option<&dyn Ocr>) -> Classification {
    match read::read(bytes, thresholds, ocr) {
        Ok(document) => classify_document(&document, thresholds),
        Err(unreadable) => Classification::quarantined(QuarantineReason::Unreadable(unreadable), thresholds),
    }
}

/// Classifies a document that was read.
pub fn classify_document(document: &Document, thresholds: &Thresholds) -> Classification {
    let findings = find::in_document(document, thresholds);
    let (document_type, type_confidence) = document_type::of(document, &findings, &thresholds.document_type);
    Classification {
        decision: decide(&findings, &document.gaps, &thresholds.decision),
        document_type,
        type_confidence,
        pages: document.pages.len(),
        scanned_pages: document.pages.iter().filter(|page| page.reading == Reading::Ocr).count(),
        findings,
        gaps: document.gaps.clone(),
        versions: Versions::of(thresholds),
    }
}
