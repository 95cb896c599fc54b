//! From bytes to a classification: read, find, name the type, decide.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::backends::{BackendUse, Backends};
use crate::decision::{Decision, QuarantineReason, decide};
use crate::document::{Document, Gap, Reading};
use crate::document_type::{self, DocumentType};
use crate::entity::{Entity, Finding};
use crate::find::Search;
use crate::matters;
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
    /// Who else read or searched it; empty where nobody did.
    pub backends: Vec<BackendUse>,
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
            backends: Vec::new(),
            versions: Versions::of(thresholds),
        }
    }
}

/// Classifies a document. A panic of the parser is the caller's to catch: see the crate's documentation.
pub fn classify(bytes: &[u8], thresholds: &Thresholds, backends: &Backends<'_>) -> Classification {
    match read::read(bytes, thresholds, backends.ocr) {
        Ok(document) => {
            let search = Search::of(&document, thresholds, backends.finders);
            classify_document(&document, &search, thresholds)
        }
        Err(unreadable) => Classification::quarantined(QuarantineReason::Unreadable(unreadable), thresholds),
    }
}

/// Classifies a document that was read and searched.
pub(crate) fn classify_document(
    document: &Document,
    search: &Search,
    thresholds: &Thresholds,
) -> Classification {
    let findings = search.findings();
    let gaps: Vec<Gap> = document.gaps.iter().chain(&search.gaps).cloned().collect();
    let typed = document_type::of(document, &findings, &thresholds.document_type);
    Classification {
        decision: decide(&findings, &gaps, &typed, matters::told(document, search), &thresholds.decision),
        document_type: typed.document_type,
        type_confidence: typed.confidence,
        pages: document.pages.len(),
        scanned_pages: document.pages.iter().filter(|page| page.reading == Reading::Ocr).count(),
        findings,
        gaps,
        backends: readers(document).into_iter().chain(search.uses.iter().cloned()).collect(),
        versions: Versions::of(thresholds),
    }
}

/// Who read pages of a document by optical character recognition, and which.
fn readers(document: &Document) -> Vec<BackendUse> {
    let mut pages: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for page in &document.pages {
        for &backend in &page.read_by {
            pages.entry(backend).or_default().push(page.number);
        }
    }
    let used = |(backend, pages)| BackendUse { backend, pages, findings: 0, failed: false };
    pages.into_iter().map(used).collect()
}
