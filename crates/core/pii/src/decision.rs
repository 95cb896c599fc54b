//! The decision: personal, not personal, or neither can be said and the document goes to quarantine.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::document::{Gap, GapReason};
use crate::entity::{Entity, Finding};
use crate::read::Unreadable;
use crate::thresholds::DecisionNumbers;

/// Where a document belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "classification", content = "because", rename_all = "snake_case")]
pub enum Decision {
    /// It holds personal data.
    Pii(Ground),
    /// Every page was read whole, and there is none.
    NonPii,
    /// Neither can be said.
    Quarantine(QuarantineReason),
}

/// What made a document personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// An identifier that proves itself.
    StrongIdentifier(Entity),
    /// An identifier with its label.
    LabelledIdentifier(Entity),
    /// A name, together with this.
    NameWith(Entity),
}

/// Why a document is in quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuarantineReason {
    /// It could not be opened.
    Unreadable(Unreadable),
    /// A part of it was not read.
    NotReadWhole(GapReason),
    /// Something personal was found that is too little for PII: a lone name, a number that is almost an SSN.
    Inconclusive(Entity),
    /// Reading it took longer than the limit.
    TimedOut,
    /// Reading it took more processor time than a document of its size may cost.
    TooCostly,
    /// Reading it took more memory than the limit, or was ended by the system.
    OutOfMemory,
    /// The reader ended abnormally.
    ReaderFailed,
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ground::StrongIdentifier(entity) => write!(f, "it holds {entity}, which proves itself"),
            Ground::LabelledIdentifier(entity) => write!(f, "it holds {entity} with its label"),
            Ground::NameWith(entity) => write!(f, "it holds a name with {entity}"),
        }
    }
}

impl fmt::Display for QuarantineReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QuarantineReason::Unreadable(unreadable) => write!(f, "{unreadable}"),
            QuarantineReason::NotReadWhole(gap) => write!(f, "it was not read whole: {gap}"),
            QuarantineReason::Inconclusive(entity) => {
                write!(f, "it holds {entity}, which alone is too little for PII and too much for Non-PII")
            }
            QuarantineReason::TimedOut => f.write_str("reading it took too long"),
            QuarantineReason::TooCostly => {
                f.write_str("reading it took more processor time than a document of its size may cost")
            }
            QuarantineReason::OutOfMemory => f.write_str("reading it took too much memory"),
            QuarantineReason::ReaderFailed => f.write_str("the reader failed on it"),
        }
    }
}

/// Decides by what was found and what was not read.
pub fn decide(findings: &[Finding], gaps: &[Gap], numbers: &DecisionNumbers) -> Decision {
    if let Some(ground) = ground(findings, numbers) {
        return Decision::Pii(ground);
    }
    if let Some(gap) = gaps.first() {
        return Decision::Quarantine(QuarantineReason::NotReadWhole(gap.reason));
    }
    match findings.iter().find(|finding| is_inconclusive(finding, numbers)) {
        Some(finding) => Decision::Quarantine(QuarantineReason::Inconclusive(finding.entity)),
        None => Decision::NonPii,
    }
}

fn ground(findings: &[Finding], numbers: &DecisionNumbers) -> Option<Ground> {
    let identifiers = || findings.iter().filter(|finding| finding.entity.identifies());
    if let Some(strong) = identifiers().find(|finding| finding.confidence >= numbers.strong_min) {
        return Some(if strong.labelled {
            Ground::LabelledIdentifier(strong.entity)
        } else {
            Ground::StrongIdentifier(strong.entity)
        });
    }
    if let Some(labelled) =
        identifiers().find(|finding| finding.labelled && finding.confidence >= numbers.labelled_min)
    {
        return Some(Ground::LabelledIdentifier(labelled.entity));
    }
    name_with_companion(findings, numbers)
}

/// A name counts with its label or over its address; what stands beside it counts with its label or under the name.
fn name_with_companion(findings: &[Finding], numbers: &DecisionNumbers) -> Option<Ground> {
    let names = findings
        .iter()
        .filter(|finding| finding.entity == Entity::PersonName && finding.confidence >= numbers.name_min);
    let companions: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.entity.accompanies_name() && finding.confidence >= numbers.companion_min)
        .collect();
    for name in names {
        for companion in &companions {
            let labelled = name.labelled && companion.labelled;
            let address_block = companion.entity == Entity::StreetAddress && name.heads_address;
            if labelled || address_block {
                return Some(Ground::NameWith(companion.entity));
            }
        }
    }
    None
}

fn is_inconclusive(finding: &Finding, numbers: &DecisionNumbers) -> bool {
    match finding.entity {
        Entity::PersonName => finding.labelled && finding.confidence >= numbers.lone_name_min,
        Entity::BirthDate => finding.labelled,
        entity => entity.identifies() && finding.confidence >= 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backends::Backend;
    use crate::thresholds::Thresholds;

    fn finding(entity: Entity, confidence: f32, labelled: bool) -> Finding {
        Finding {
            entity,
            page: Some(1),
            rect: None,
            masked: String::new(),
            confidence,
            labelled,
            heads_address: false,
            found_by: vec![Backend::Tollgate],
            why: String::new(),
        }
    }

    #[track_caller]
    fn check(findings: &[Finding], gaps: &[Gap], expected: &Decision) {
        assert_eq!(decide(findings, gaps, &Thresholds::standard().decision), *expected);
    }

    #[test]
    fn an_identifier_or_a_labelled_name_with_more_makes_a_document_personal() {
        let gap = [Gap { page: Some(1), reason: GapReason::ScanWithoutOcr }];
        let ssn = finding(Entity::Ssn, 0.85, false);
        check(&[ssn], &gap, &Decision::Pii(Ground::StrongIdentifier(Entity::Ssn)));
        let account = finding(Entity::BankAccount, 0.7, true);
        check(&[account], &[], &Decision::Pii(Ground::LabelledIdentifier(Entity::BankAccount)));
        let name = finding(Entity::PersonName, 0.9, true);
        let born = finding(Entity::BirthDate, 0.9, true);
        check(&[name, born], &[], &Decision::Pii(Ground::NameWith(Entity::BirthDate)));
    }

    #[test]
    fn a_document_that_was_not_read_whole_is_never_clean() {
        let gap = [Gap { page: Some(1), reason: GapReason::ScanWithoutOcr }];
        let unread = QuarantineReason::NotReadWhole(GapReason::ScanWithoutOcr);
        check(&[], &gap, &Decision::Quarantine(unread));
        check(&[], &[], &Decision::NonPii);
    }

    #[test]
    fn a_lone_labelled_name_is_inconclusive_and_an_agency_s_phone_is_nothing() {
        let name = finding(Entity::PersonName, 0.9, true);
        let lone = QuarantineReason::Inconclusive(Entity::PersonName);
        check(&[name], &[], &Decision::Quarantine(lone));
        check(
            &[finding(Entity::Phone, 0.95, true), finding(Entity::Date, 0.9, true)],
            &[],
            &Decision::NonPii,
        );
    }
}
