//! The decision: personal, not personal, or neither can be said and the document goes to quarantine.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::{self, MapDeserializer};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Serialize};

use crate::document::{Gap, GapReason};
use crate::document_type::{DocumentType, Typed};
use crate::entity::{Entity, Finding};
use crate::matters::{Matter, Told};
use crate::read::Unreadable;
use crate::thresholds::DecisionNumbers;

/// Where a document belongs.
///
/// Written down it has one shape: `classification`, and `because` with a `code`, what the code is about (`detail`, where
/// there is such a thing) and a `sentence` for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Written")]
pub enum Decision {
    /// It holds personal data.
    Pii(Ground),
    /// Every page was read whole, and there is none.
    NonPii(Clearance),
    /// Neither can be said.
    Quarantine(QuarantineReason),
}

impl Decision {
    /// Why, as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Decision::Pii(ground) => ground.to_string(),
            Decision::NonPii(clearance) => clearance.to_string(),
            Decision::Quarantine(reason) => reason.to_string(),
        }
    }
}

/// A decision as it is written down.
#[derive(Serialize)]
#[serde(tag = "classification", content = "because", rename_all = "snake_case")]
enum Written {
    Pii(Because<Ground>),
    NonPii(Because<Clearance>),
    Quarantine(Because<QuarantineReason>),
}

/// A decision as it is read: until 2026-11-28 a reason was its code alone or a map from the code to the detail, and
/// Non-PII had none.
#[derive(Deserialize)]
#[serde(tag = "classification", content = "because", rename_all = "snake_case")]
enum Stored {
    Pii(Said),
    NonPii(Option<Said>),
    Quarantine(Said),
}

/// A reason's code, what it is about, and its sentence.
#[derive(Serialize)]
struct Because<R> {
    #[serde(flatten)]
    reason: R,
    sentence: String,
}

/// A reason in any shape in which it was ever stored.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Now { code: String, detail: Option<String> },
    Alone(String),
    About(BTreeMap<String, String>),
}

impl Said {
    /// The reason of these words.
    fn reason<R: DeserializeOwned>(self) -> Result<R, value::Error> {
        let (code, detail) = match self {
            Said::Now { code, detail } => (code, detail),
            Said::Alone(code) => (code, None),
            Said::About(map) => match map.into_iter().next() {
                Some((code, detail)) => (code, Some(detail)),
                None => return Err(value::Error::missing_field("code")),
            },
        };
        let detail = detail.map(|detail| ("detail", detail));
        R::deserialize(MapDeserializer::new([("code", code)].into_iter().chain(detail)))
    }
}

impl<R: fmt::Display> Because<R> {
    fn of(reason: R) -> Because<R> {
        let sentence = reason.to_string();
        Because { reason, sentence }
    }
}

impl From<Decision> for Written {
    fn from(decision: Decision) -> Written {
        match decision {
            Decision::Pii(ground) => Written::Pii(Because::of(ground)),
            Decision::NonPii(clearance) => Written::NonPii(Because::of(clearance)),
            Decision::Quarantine(reason) => Written::Quarantine(Because::of(reason)),
        }
    }
}

impl TryFrom<Stored> for Decision {
    type Error = value::Error;

    fn try_from(stored: Stored) -> Result<Decision, value::Error> {
        Ok(match stored {
            Stored::Pii(said) => Decision::Pii(said.reason()?),
            Stored::NonPii(Some(said)) => Decision::NonPii(said.reason()?),
            Stored::NonPii(None) => Decision::NonPii(Clearance::NotTold),
            Stored::Quarantine(said) => Decision::Quarantine(said.reason()?),
        })
    }
}

/// Why a document is not personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", content = "detail", rename_all = "snake_case")]
pub enum Clearance {
    /// Nothing that is looked for is in it.
    NothingFound,
    /// What was found tells nothing of a person: a firm's telephone, a date, a link.
    NothingPersonal,
    /// It is a form that nobody has filled in.
    Blank,
    /// Records of before 2026-11-29 do not tell.
    NotTold,
}

/// What made a document personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", content = "detail", rename_all = "snake_case")]
pub enum Ground {
    /// An identifier that proves itself.
    StrongIdentifier(Entity),
    /// An identifier with its label.
    LabelledIdentifier(Entity),
    /// A name, together with this.
    NameWith(Entity),
    /// A name, on a page that is about this matter of theirs.
    NameIn(Matter),
    /// It is a document of a kind that is about a person, and somebody filled it in.
    Kind(DocumentType),
}

/// Why a document is in quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", content = "detail", rename_all = "snake_case")]
pub enum QuarantineReason {
    /// It could not be opened.
    Unreadable(Unreadable),
    /// A part of it was not read.
    NotReadWhole(GapReason),
    /// Something personal was found that is too little for PII: a lone name, a number that is almost an SSN.
    Inconclusive(Entity),
    /// It is of a kind that is about a person; nothing personal was found, and it is not shown to be blank.
    NotShownBlank(DocumentType),
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
            Ground::NameIn(matter) => write!(f, "it names a person and is about {matter}"),
            Ground::Kind(kind) => write!(f, "it is {}, and filled in", kind.in_words()),
        }
    }
}

impl fmt::Display for Clearance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Clearance::Blank => "every page was read whole, and nobody has filled it in",
            Clearance::NothingFound => "every page was read whole, and nothing was found",
            Clearance::NothingPersonal => {
                "every page was read whole, and what was found tells nothing of a person"
            }
            Clearance::NotTold => "every page was read whole, and nothing personal was found",
        })
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
            QuarantineReason::NotShownBlank(kind) => {
                write!(f, "it looks like {}, and nothing shows that it is blank", kind.in_words())
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

/// Two words as likely as this are a name on a card or form that was read from a picture: letters are mistaken there, and a
/// decision must not hang on how the picture was compressed.
const PICTURED_NAME: f32 = 0.5;

/// Decides by what was found, what was not read, and what kind of document it is.
pub(crate) fn decide(
    findings: &[Finding],
    gaps: &[Gap],
    typed: &Typed,
    told: Option<Told>,
    numbers: &DecisionNumbers,
) -> Decision {
    if let Some(ground) = ground(findings, numbers) {
        return Decision::Pii(ground);
    }
    if let Some(kind) =
        typed.about_a_person.filter(|_| tells_of_somebody(findings, typed.is_picture, numbers))
    {
        return Decision::Pii(Ground::Kind(kind));
    }
    // What else stands on a blank form is the form itself.
    let told = told.filter(|_| typed.document_type != DocumentType::BlankForm);
    if let Some(Told::Of(matter)) = told {
        return Decision::Pii(Ground::NameIn(matter));
    }
    if let Some(gap) = gaps.first() {
        return Decision::Quarantine(QuarantineReason::NotReadWhole(gap.reason));
    }
    if let Some(finding) = findings.iter().find(|finding| is_inconclusive(finding, numbers)) {
        return Decision::Quarantine(QuarantineReason::Inconclusive(finding.entity));
    }
    if told.is_some() {
        return Decision::Quarantine(QuarantineReason::Inconclusive(Entity::PersonName));
    }
    if let Some(kind) = typed.about_a_person {
        return Decision::Quarantine(QuarantineReason::NotShownBlank(kind));
    }
    Decision::NonPii(match typed.document_type {
        DocumentType::BlankForm => Clearance::Blank,
        _ if findings.is_empty() => Clearance::NothingFound,
        _ => Clearance::NothingPersonal,
    })
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

/// Whether a document of a kind that is about a person names somebody, or says something of them.
fn tells_of_somebody(findings: &[Finding], is_picture: bool, numbers: &DecisionNumbers) -> bool {
    let is_pictured = |finding: &Finding| {
        is_picture && finding.confidence >= PICTURED_NAME && finding.masked.trim().contains(' ')
    };
    findings.iter().any(|finding| match finding.entity {
        Entity::PersonName => {
            finding.labelled || finding.confidence >= numbers.near_name_min || is_pictured(finding)
        }
        entity => {
            finding.labelled && entity.accompanies_name() && finding.confidence >= numbers.companion_min
        }
    })
}

/// A name counts with its label, over its address, or in one sentence with what it says of the person; what stands
/// beside it counts with its label, under the name, or near it.
fn name_with_companion(findings: &[Finding], numbers: &DecisionNumbers) -> Option<Ground> {
    let names = findings
        .iter()
        .filter(|finding| finding.entity == Entity::PersonName && finding.confidence >= numbers.name_min);
    let companions: Vec<&Finding> = findings
        .iter()
        .filter(|finding| {
            // An e-mail address that spells a name is its bearer's.
            let is_theirs = finding.entity == Entity::Email && finding.near_name;
            (finding.entity.accompanies_name() || is_theirs) && finding.confidence >= numbers.companion_min
        })
        .collect();
    for name in names {
        for companion in &companions {
            let labelled = name.labelled && companion.labelled;
            let address_block = companion.entity == Entity::StreetAddress && name.heads_address;
            if labelled || address_block || companion.near_name {
                return Some(Ground::NameWith(companion.entity));
            }
        }
    }
    None
}

fn is_inconclusive(finding: &Finding, numbers: &DecisionNumbers) -> bool {
    match finding.entity {
        Entity::PersonName => finding.labelled && finding.confidence >= numbers.lone_name_min,
        Entity::BirthDate => finding.labelled && finding.confidence >= numbers.lone_name_min,
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
            near_name: false,
            found_by: vec![Backend::Tollgate],
            why: String::new(),
        }
    }

    #[track_caller]
    fn check(findings: &[Finding], gaps: &[Gap], expected: &Decision) {
        check_kind(findings, gaps, None, expected);
    }

    #[track_caller]
    fn check_kind(findings: &[Finding], gaps: &[Gap], kind: Option<DocumentType>, expected: &Decision) {
        let document_type = kind.unwrap_or(DocumentType::Other);
        let typed = Typed { document_type, confidence: 0.9, about_a_person: kind, is_picture: false };
        assert_eq!(decide(findings, gaps, &typed, None, &Thresholds::standard().decision), *expected);
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
        check(&[], &[], &Decision::NonPii(Clearance::NothingFound));
    }

    #[test]
    fn a_lone_labelled_name_is_inconclusive_and_an_agency_s_phone_is_nothing() {
        let name = finding(Entity::PersonName, 0.9, true);
        let lone = QuarantineReason::Inconclusive(Entity::PersonName);
        check(&[name], &[], &Decision::Quarantine(lone));
        check(
            &[finding(Entity::Phone, 0.95, true), finding(Entity::Date, 0.9, true)],
            &[],
            &Decision::NonPii(Clearance::NothingPersonal),
        );
    }

    #[test]
    fn a_name_on_a_paper_of_a_matter_is_personal_and_one_without_is_held() {
        let document_type = DocumentType::Other;
        let typed = Typed { document_type, confidence: 0.9, about_a_person: None, is_picture: false };
        let decided = |told| decide(&[], &[], &typed, told, &Thresholds::standard().decision);
        let blank = Typed { document_type: DocumentType::BlankForm, ..typed };
        let told = Some(Told::Of(Matter::Tax));
        let on_a_form = decide(&[], &[], &blank, told, &Thresholds::standard().decision);
        assert_eq!(on_a_form, Decision::NonPii(Clearance::Blank));
        let stay = Decision::Pii(Ground::NameIn(Matter::Stay));
        assert_eq!(decided(Some(Told::Of(Matter::Stay))), stay);
        let held = QuarantineReason::Inconclusive(Entity::PersonName);
        assert_eq!(decided(Some(Told::Perhaps)), Decision::Quarantine(held));
        assert_eq!(decided(None), Decision::NonPii(Clearance::NothingFound));
        let written = serde_json::to_value(&stay).expect("it is written");
        assert_eq!(written["because"]["code"], "name_in");
        assert_eq!(written["because"]["detail"], "stay");
        assert_eq!(serde_json::from_value::<Decision>(written).expect("it is read"), stay);
    }

    #[test]
    fn a_doubtful_name_of_two_words_fills_a_card_that_is_a_picture() {
        let kind = DocumentType::IdentityDocument;
        let decided = |masked: &str, is_picture| {
            let name = finding(Entity::PersonName, 0.55, false);
            let name = Finding { masked: masked.to_owned(), ..name };
            let typed =
                Typed { document_type: kind, confidence: 0.9, about_a_person: Some(kind), is_picture };
            decide(&[name], &[], &typed, None, &Thresholds::standard().decision)
        };
        let held = Decision::Quarantine(QuarantineReason::NotShownBlank(kind));
        assert_eq!(decided("***** *****", true), Decision::Pii(Ground::Kind(kind)));
        assert_eq!(decided("***** *****", false), held);
        assert_eq!(decided("*****", true), held);
    }

    #[test]
    fn a_document_about_a_person_needs_a_reason_not_to_be_personal() {
        let kind = DocumentType::InsuranceCard;
        let name = finding(Entity::PersonName, 0.8, false);
        check(std::slice::from_ref(&name), &[], &Decision::NonPii(Clearance::NothingPersonal));
        check_kind(&[name], &[], Some(kind), &Decision::Pii(Ground::Kind(kind)));
        let unknown = Decision::Quarantine(QuarantineReason::NotShownBlank(kind));
        check_kind(&[], &[], Some(kind), &unknown);
        check_kind(&[finding(Entity::Phone, 0.9, true)], &[], Some(kind), &unknown);
    }

    #[test]
    fn a_name_with_anything_near_it_about_the_person_is_personal() {
        let name = || finding(Entity::PersonName, 0.8, false);
        let mut address = finding(Entity::StreetAddress, 0.85, false);
        check(&[name(), address.clone()], &[], &Decision::NonPii(Clearance::NothingPersonal));
        address.near_name = true;
        check(&[name(), address], &[], &Decision::Pii(Ground::NameWith(Entity::StreetAddress)));
    }

    #[test]
    fn a_written_decision_has_one_shape_and_is_read_back() {
        let decisions = [
            Decision::Pii(Ground::LabelledIdentifier(Entity::Ssn)),
            Decision::NonPii(Clearance::NothingFound),
            Decision::Quarantine(QuarantineReason::Unreadable(Unreadable::Encrypted)),
            Decision::Quarantine(QuarantineReason::NotReadWhole(GapReason::ScanWithoutOcr)),
            Decision::Quarantine(QuarantineReason::TimedOut),
        ];
        for decision in decisions {
            let written = serde_json::to_value(&decision).expect("it can be written");
            let because = &written["because"];
            assert!(because["code"].is_string(), "{written}");
            assert_eq!(because["sentence"], decision.sentence());
            assert!(because["detail"].is_string() || because["detail"].is_null(), "{written}");
            assert_eq!(serde_json::from_value::<Decision>(written).expect("it can be read"), decision);
        }
    }

    #[test]
    fn decisions_of_older_records_are_read() {
        #[track_caller]
        fn check(stored: &str, expected: &Decision) {
            assert_eq!(serde_json::from_str::<Decision>(stored).expect("it can be read"), *expected);
        }
        use QuarantineReason as Q;
        let ssn = Decision::Pii(Ground::LabelledIdentifier(Entity::Ssn));
        check(r#"{"classification":"pii","because":{"labelled_identifier":"ssn"}}"#, &ssn);
        check(r#"{"classification":"pii","because":{"code":"labelled_identifier","detail":"ssn"}}"#, &ssn);
        let name = Decision::Pii(Ground::NameWith(Entity::StreetAddress));
        check(r#"{"classification":"pii","because":{"name_with":"street_address"}}"#, &name);
        check(r#"{"classification":"non_pii"}"#, &Decision::NonPii(Clearance::NotTold));
        let locked = Decision::Quarantine(Q::Unreadable(Unreadable::Encrypted));
        check(r#"{"because":{"unreadable":"encrypted"},"classification":"quarantine"}"#, &locked);
        let scan = Decision::Quarantine(Q::NotReadWhole(GapReason::ScanWithoutOcr));
        check(r#"{"classification":"quarantine","because":{"not_read_whole":"scan_without_ocr"}}"#, &scan);
        check(r#"{"classification":"quarantine","because":"timed_out"}"#, &Decision::Quarantine(Q::TimedOut));
        for invalid in [
            r#"{"classification":"pii"}"#,
            r#"{"classification":"quarantine","because":{}}"#,
            r#"{"classification":"quarantine","because":"inconclusive"}"#,
            r#"{"classification":"quarantine","because":{"inconclusive":"nonsense"}}"#,
            r#"{"classification":"pii","because":"timed_out"}"#,
        ] {
            assert!(serde_json::from_str::<Decision>(invalid).is_err(), "{invalid}");
        }
    }
}
