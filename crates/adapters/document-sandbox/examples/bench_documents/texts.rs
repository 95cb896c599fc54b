//! The finder on labelled texts: Presidio's recogniser cases, and sentences with entity spans.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use anyhow::Context;
use pii::find::in_text;
use pii::{Entity, Thresholds};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    entity: String,
    text: String,
    expected: Vec<Span>,
    tag: String,
}

#[derive(Deserialize)]
struct Labelled {
    text: String,
    template_id: u32,
    expected: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    #[serde(default)]
    entity: String,
    start: usize,
    end: usize,
}

/// An entity and the bytes of the text it stands in.
#[derive(Debug, Clone)]
pub(crate) struct Spotted {
    pub(crate) entity: Entity,
    pub(crate) span: Range<usize>,
}

/// The texts of a file of cases or of labelled texts, in their order.
pub(crate) fn texts(file: &Path) -> anyhow::Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Text {
        text: String,
    }
    let lines = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    lines.lines().map(|line| Ok(serde_json::from_str::<Text>(line)?.text)).collect()
}

/// What our finder finds in each text.
pub(crate) fn ours(texts: &[String], thresholds: &Thresholds) -> Vec<Vec<Spotted>> {
    let spotted = |text: &String| {
        let found = in_text(text, thresholds).into_iter();
        found.map(|found| Spotted { entity: found.entity, span: found.span }).collect()
    };
    texts.iter().map(spotted).collect()
}

/// What hits, misses and false alarms come to.
#[derive(Default, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) hits: f64,
    pub(crate) misses: f64,
    pub(crate) false_alarms: f64,
}

impl Counts {
    pub(crate) fn f(self, beta: f64) -> f64 {
        let weight = beta * beta;
        let total = (1.0 + weight) * self.hits + weight * self.misses + self.false_alarms;
        if total == 0.0 { 1.0 } else { (1.0 + weight) * self.hits / total }
    }
}

/// Our name for theirs, where we look for it.
pub(crate) fn entity(name: &str) -> Option<Entity> {
    Some(match name {
        "ABA_ROUTING_NUMBER" => Entity::RoutingNumber,
        "CREDIT_CARD" => Entity::CardNumber,
        "CRYPTO" => Entity::CryptoAddress,
        "DATE_TIME" => Entity::Date,
        "EMAIL_ADDRESS" => Entity::Email,
        "IBAN_CODE" => Entity::Iban,
        "IP_ADDRESS" => Entity::IpAddress,
        "MAC_ADDRESS" => Entity::MacAddress,
        "MEDICAL_LICENSE" => Entity::MedicalLicence,
        "PHONE_NUMBER" => Entity::Phone,
        "URL" | "DOMAIN_NAME" => Entity::Url,
        "US_ITIN" => Entity::Itin,
        "US_MBI" => Entity::MedicareId,
        "US_NPI" => Entity::Npi,
        "US_SSN" => Entity::Ssn,
        "PERSON" => Entity::PersonName,
        "STREET_ADDRESS" | "ZIP_CODE" => Entity::StreetAddress,
        "US_DRIVER_LICENSE" => Entity::DriversLicence,
        "US_PASSPORT" => Entity::Passport,
        "US_BANK_NUMBER" => Entity::BankAccount,
        _ => return None,
    })
}

/// Their spans count characters, ours bytes.
pub(crate) fn bytes(text: &str, characters: Range<usize>) -> Range<usize> {
    let at = |character: usize| text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte);
    at(characters.start)..at(characters.end)
}

/// A birth date is a date, too.
fn same(expected: Entity, found: Entity) -> bool {
    expected == found || (expected == Entity::Date && found == Entity::BirthDate)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> f64 {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start)) as f64;
    shared / ((a.end.max(b.end) - a.start.min(b.start)) as f64)
}

/// The average over entities of the share of cases that came out right, and the macro-F1 over spans.
pub(crate) struct CaseResult {
    pub(crate) average: f64,
    pub(crate) macro_f1: f64,
    by_entity: BTreeMap<String, (usize, usize)>,
    pub(crate) wrong: Vec<String>,
}

impl CaseResult {
    pub(crate) fn by_entity(&self) -> String {
        let each = self.by_entity.iter().map(|(name, (right, all))| format!("{name} {right}/{all}"));
        each.collect::<Vec<String>>().join(", ")
    }
}

/// Runs the recogniser cases: each asks for one entity only.
pub(crate) fn recognizer_cases(file: &Path, spotted: &[Vec<Spotted>]) -> anyhow::Result<CaseResult> {
    let mut by_entity: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut spans: BTreeMap<String, Counts> = BTreeMap::new();
    let mut wrong = Vec::new();
    let lines = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    for (line, spotted) in lines.lines().zip(spotted) {
        let case: Case = serde_json::from_str(line)?;
        let Some(wanted) = entity(&case.entity) else { continue };
        if !matches!(case.tag.as_str(), "strong" | "negative") {
            continue;
        }
        let found: Vec<Range<usize>> = spotted
            .iter()
            .filter(|found| same(wanted, found.entity))
            .map(|found| found.span.clone())
            .collect();
        let expected: Vec<Range<usize>> =
            case.expected.iter().map(|span| bytes(&case.text, span.start..span.end)).collect();
        let hits =
            expected.iter().filter(|span| found.iter().any(|other| overlap(span, other) > 0.8)).count();
        let counts = spans.entry(case.entity.clone()).or_default();
        counts.hits += hits as f64;
        counts.misses += (expected.len() - hits) as f64;
        counts.false_alarms += found.len().saturating_sub(hits) as f64;
        let right = hits == expected.len() && found.len() == hits;
        let entry = by_entity.entry(case.entity.clone()).or_default();
        entry.0 += usize::from(right);
        entry.1 += 1;
        if !right {
            wrong.push(format!("{} {:?} found {:?}", case.entity, case.text, found));
        }
    }
    let count = by_entity.len().max(1) as f64;
    let average = by_entity.values().map(|(right, all)| *right as f64 / *all as f64).sum::<f64>() / count;
    let macro_f1 = spans.values().map(|counts| counts.f(1.0)).sum::<f64>() / count;
    Ok(CaseResult { average, macro_f1, by_entity, wrong })
}

/// F2 over the words of labelled texts.
pub(crate) struct TextResult {
    pub(crate) all: Counts,
    pub(crate) held_out: Counts,
    by_entity: BTreeMap<Entity, Counts>,
    pub(crate) wrong: Vec<String>,
}

impl TextResult {
    pub(crate) fn by_entity(&self) -> String {
        let each = self.by_entity.iter().map(|(entity, counts)| format!("{entity} {:.3}", counts.f(2.0)));
        each.collect::<Vec<String>>().join(", ")
    }

    /// What needs no knowledge of names and places.
    pub(crate) fn of_patterns(&self) -> Counts {
        let named = [Entity::PersonName, Entity::StreetAddress, Entity::Date, Entity::BirthDate];
        let mut all = Counts::default();
        for (_, counts) in self.by_entity.iter().filter(|(entity, _)| !named.contains(entity)) {
            all.hits += counts.hits;
            all.misses += counts.misses;
            all.false_alarms += counts.false_alarms;
        }
        all
    }
}

/// Templates whose number leaves this rest by five were not looked at while the finder was written.
const HELD_OUT_REST: u32 = 2;

/// Runs the labelled texts. A word counts for each entity that we look for; words labelled with what we do not
/// look for (a country, an organisation, an age) are left out where an address covers them, as it rightly may.
pub(crate) fn labelled_texts(file: &Path, spotted: &[Vec<Spotted>]) -> anyhow::Result<TextResult> {
    let mut result = TextResult {
        all: Counts::default(),
        held_out: Counts::default(),
        by_entity: BTreeMap::new(),
        wrong: Vec::new(),
    };
    let lines = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    for (line, found) in lines.lines().zip(spotted) {
        let text: Labelled = serde_json::from_str(line)?;
        let held_out = text.template_id % 5 == HELD_OUT_REST;
        let mut wrong = Vec::new();
        for word in words(&text.text) {
            count_word(&text, &word, found, held_out, &mut result, &mut wrong);
        }
        if !wrong.is_empty() && !held_out {
            result.wrong.push(format!("{} {:?}: {}", text.template_id, text.text, wrong.join("; ")));
        }
    }
    Ok(result)
}

fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (character.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(begin)) => {
                words.push(begin..at);
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn count_word(
    text: &Labelled,
    word: &Range<usize>,
    found: &[Spotted],
    held_out: bool,
    result: &mut TextResult,
    wrong: &mut Vec<String>,
) {
    let covers = |span: &Range<usize>| span.start <= word.start && word.end <= span.end;
    let label = text.expected.iter().find(|span| covers(&bytes(&text.text, span.start..span.end)));
    let expected = label.and_then(|span| entity(&span.entity));
    let looked_for = |entity: Entity| {
        !matches!(
            entity,
            Entity::Employer | Entity::Income | Entity::Npi | Entity::Ein | Entity::RoutingNumber
        )
    };
    let predicted = found.iter().find(|finding| covers(&finding.span) && looked_for(finding.entity));
    let mut add = |entity: Entity, hits: f64, misses: f64, false_alarms: f64| {
        let mut targets = vec![result.by_entity.entry(entity).or_default(), &mut result.all];
        if held_out {
            targets.push(&mut result.held_out);
        }
        for counts in targets {
            counts.hits += hits;
            counts.misses += misses;
            counts.false_alarms += false_alarms;
        }
    };
    let word_text = &text.text[word.clone()];
    match (expected, predicted) {
        (Some(wanted), Some(finding)) if same(wanted, finding.entity) => add(wanted, 1.0, 0.0, 0.0),
        (Some(wanted), other) => {
            add(wanted, 0.0, 1.0, 0.0);
            if let Some(finding) = other {
                add(finding.entity, 0.0, 0.0, 1.0);
            }
            wrong.push(format!("-{wanted} {word_text}"));
        }
        (None, Some(finding)) if label.is_some() && finding.entity == Entity::StreetAddress => {}
        (None, Some(finding)) => {
            add(finding.entity, 0.0, 0.0, 1.0);
            wrong.push(format!("+{} {word_text}", finding.entity));
        }
        (None, None) => {}
    }
}
