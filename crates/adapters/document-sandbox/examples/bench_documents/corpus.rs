//! Decisions, types and entities on documents made from a seed.

use std::collections::BTreeMap;

use loan_corpus::Sample;
use pii::entity::masked;
use pii::ocr::Ocr;
use pii::{Backends, Decision, DocumentType, Entity, Thresholds, classify};

use crate::texts::Counts;

/// What came out for a set of documents.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) documents: usize,
    pub(crate) decisions: Counts,
    pub(crate) quarantined: usize,
    /// Personal ones that were called Non-PII.
    pub(crate) missed: usize,
    pub(crate) types: BTreeMap<DocumentType, Counts>,
    pub(crate) facts: BTreeMap<Entity, (usize, usize)>,
    pub(crate) pages: usize,
    pub(crate) processor_seconds: f64,
    pub(crate) wrong: Vec<String>,
}

impl Outcome {
    pub(crate) fn recall(&self) -> f64 {
        self.decisions.hits / (self.decisions.hits + self.decisions.misses).max(1.0)
    }

    pub(crate) fn precision(&self) -> f64 {
        self.decisions.hits / (self.decisions.hits + self.decisions.false_alarms).max(1.0)
    }

    pub(crate) fn type_macro_f1(&self) -> f64 {
        self.types.values().map(|counts| counts.f(1.0)).sum::<f64>() / self.types.len().max(1) as f64
    }

    pub(crate) fn fact_recall(&self) -> f64 {
        let (found, all) = self.facts.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
        found as f64 / f64::from(u32::try_from(all.max(1)).unwrap_or(u32::MAX))
    }

    pub(crate) fn milliseconds_a_page(&self) -> f64 {
        self.processor_seconds * 1000.0 / self.pages.max(1) as f64
    }
}

/// Classifies all documents.
pub(crate) fn run<'s>(
    samples: impl IntoIterator<Item = &'s Sample>,
    thresholds: &Thresholds,
    ocr: Option<&dyn Ocr>,
) -> Outcome {
    let mut outcome = Outcome::default();
    let started = processor_seconds();
    for sample in samples {
        let classification = classify(&sample.pdf, thresholds, &Backends::reading(ocr));
        outcome.pages += classification.pages;
        outcome.documents += 1;
        let is_pii = matches!(classification.decision, Decision::Pii(_));
        match (sample.is_personal, is_pii) {
            (true, true) => outcome.decisions.hits += 1.0,
            (true, false) => outcome.decisions.misses += 1.0,
            (false, true) => outcome.decisions.false_alarms += 1.0,
            (false, false) => {}
        }
        outcome.quarantined += usize::from(matches!(classification.decision, Decision::Quarantine(_)));
        let is_clean = matches!(classification.decision, Decision::NonPii(_));
        outcome.missed += usize::from(sample.is_personal && is_clean);
        if sample.is_personal != is_pii || matches!(classification.decision, Decision::Quarantine(_)) {
            outcome.wrong.push(format!("{}: {:?}", sample.name, classification.decision));
        }
        if classification.document_type == sample.kind {
            outcome.types.entry(sample.kind).or_default().hits += 1.0;
        } else {
            outcome.types.entry(sample.kind).or_default().misses += 1.0;
            outcome.types.entry(classification.document_type).or_default().false_alarms += 1.0;
            outcome.wrong.push(format!("{}: type {:?}", sample.name, classification.document_type));
        }
        for fact in &sample.facts {
            let hidden = letters(&masked(fact.entity, &fact.value));
            let found = classification.findings.iter().any(|finding| {
                finding.entity == fact.entity && {
                    let own = letters(&finding.masked);
                    own == hidden || (fact.entity == Entity::StreetAddress && !own.is_empty())
                }
            });
            let count = outcome.facts.entry(fact.entity).or_default();
            count.0 += usize::from(found);
            count.1 += 1;
            if !found {
                outcome.wrong.push(format!("{}: missed {} {}", sample.name, fact.entity, fact.value));
            }
        }
    }
    outcome.processor_seconds = processor_seconds() - started;
    outcome
}

/// Processor time of this process and of the children it waited for. The kernel counts in hundredths of a second.
pub(crate) fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program stands in parentheses and may hold anything.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks: f64 =
        fields.split_whitespace().skip(11).take(4).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / 100.0
}

fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric() || *character == '*').collect()
}
