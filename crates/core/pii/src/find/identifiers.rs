//! Numbers that states and agencies give: SSN, ITIN, EIN, driver's licence, passport, Medicare id, NPI, DEA number.

use std::sync::LazyLock;

use regex::Regex;

use super::Proposal;
use crate::checksum;
use crate::entity::Entity;

static THREE_PARTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(\d{3})([-. –]{1,3})(\d{2})([-. –]{1,3})(\d{4})\b").expect("a constant"));
static HIDDEN_SSN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[Xx*•#]{3}[- ]?[Xx*•#]{2}[- ]?|[Xx*•#]{5}[- ]?)\d{4}\b").expect("a constant")
});
static NINE_DIGITS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\d{9}\b").expect("a constant"));
static EIN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(\d{2})-(\d{7})\b").expect("a constant"));
static MEDICARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}\b",
    )
    .expect("a constant")
});
static TEN_DIGITS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:\d{10}|\d{4}-\d{3}-\d{3}|\d{4} \d{3} \d{3})\b").expect("a constant"));
static DEA: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[ABCDEFGHJKLMPRSTUX][A-Z9](\d{7})\b").expect("a constant"));
static LICENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:[A-Z]{1,3}[- ]?)?\d[0-9A-Z]{0,3}(?:[- ]?[0-9A-Z]{2,6}){1,4}\b").expect("a constant")
});
static PASSPORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:[A-Z]{1,2}\d{6,8}|\d{8,9}|[A-Z]\d{2}[A-Z0-9]{5,6})\b").expect("a constant")
});
static MACHINE_READABLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"P[A-Z<][A-Z]{3}[A-Z]+<[A-Z<]{10,}|\b[A-Z0-9<]{9}\d[A-Z]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{2,}")
        .expect("a constant")
});

/// Published numbers that belong to nobody.
const SAMPLE_SSNS: [&str; 6] = ["078051120", "219099999", "123456789", "457555462", "111111111", "333333333"];

pub(super) fn propose(text: &str) -> Vec<Proposal> {
    let mut found = Vec::new();
    taxpayer_numbers(text, &mut found);
    for hit in MEDICARE.find_iter(text) {
        let alone = if hit.as_str().contains('-') { 0.6 } else { 0.35 };
        found.push(proposal(hit, Entity::MedicareId, alone, 0.97, "letters and digits of a Medicare id"));
    }
    for hit in TEN_DIGITS.find_iter(text) {
        if checksum::npi(&checksum::digits(hit.as_str())) {
            found.push(proposal(hit, Entity::Npi, 0.5, 0.99, "check digit of an NPI"));
        }
    }
    for hit in DEA.captures_iter(text) {
        let (Some(whole), Some(number)) = (hit.get(0), hit.get(1)) else { continue };
        if checksum::dea_number(&checksum::digits(number.as_str())) {
            found.push(proposal(whole, Entity::MedicalLicence, 0.7, 0.97, "check digit of a DEA number"));
        }
    }
    for hit in LICENCE.find_iter(text) {
        let digits = hit.as_str().chars().filter(char::is_ascii_digit).count();
        let letters = hit.as_str().chars().filter(char::is_ascii_alphabetic).count();
        if digits >= 4 && letters <= digits && hit.as_str().len() <= 20 {
            found.push(proposal(hit, Entity::DriversLicence, 0.0, 0.9, "form of a licence number"));
        }
    }
    for hit in PASSPORT.find_iter(text) {
        found.push(proposal(hit, Entity::Passport, 0.0, 0.93, "form of a passport number"));
    }
    for hit in MACHINE_READABLE.find_iter(text) {
        found.push(proposal(hit, Entity::Passport, 0.95, 0.97, "machine-readable zone"));
    }
    found
}

fn taxpayer_numbers(text: &str, found: &mut Vec<Proposal>) {
    for hit in THREE_PARTS.captures_iter(text) {
        let part = |index: usize| hit.get(index).map_or("", |part| part.as_str());
        let Some(whole) = hit.get(0) else { continue };
        let separators = (part(2).trim(), part(4).trim());
        if separators.0 != separators.1 {
            continue;
        }
        let number = format!("{}{}{}", part(1), part(3), part(5));
        let alone = if separators.0.is_empty() { 0.6 } else { 0.85 };
        if let Some((entity, doubt)) = taxpayer_kind(&number) {
            found.push(proposal(whole, entity, alone - doubt, 0.99, "form and range of a taxpayer number"));
        }
    }
    for hit in NINE_DIGITS.find_iter(text) {
        let number = hit.as_str();
        if let Some((entity, doubt)) = taxpayer_kind(number) {
            found.push(proposal(hit, entity, 0.0, 0.93 - doubt, "nine digits in range"));
        }
        found.push(proposal(hit, Entity::Ein, 0.0, 0.88, "nine digits"));
    }
    for hit in HIDDEN_SSN.find_iter(text) {
        found.push(proposal(hit, Entity::Ssn, 0.55, 0.9, "last four of a hidden number"));
    }
    for hit in EIN.captures_iter(text) {
        let Some(whole) = hit.get(0) else { continue };
        let prefix = hit.get(1).and_then(|prefix| prefix.as_str().parse().ok()).unwrap_or(0);
        if is_ein_prefix(prefix) {
            found.push(proposal(whole, Entity::Ein, 0.6, 0.97, "form and prefix of an EIN"));
        }
    }
}

/// SSN or ITIN by their ranges, and how doubtful it is; samples and numbers never issued are neither.
fn taxpayer_kind(number: &str) -> Option<(Entity, f32)> {
    let (area, group, serial) =
        (number[..3].parse().unwrap_or(0), number[3..5].parse().unwrap_or(0), &number[5..]);
    if SAMPLE_SSNS.contains(&number) || area == 0 || area == 666 || group == 0 || serial == "0000" {
        return None;
    }
    if area < 900 {
        return Some((Entity::Ssn, 0.0));
    }
    let is_itin = matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99);
    is_itin.then_some((Entity::Itin, 0.03))
}

fn is_ein_prefix(prefix: u32) -> bool {
    !matches!(prefix, 0 | 7..=9 | 17..=19 | 28 | 29 | 49 | 69 | 70 | 78 | 79 | 89 | 96 | 97)
}

pub(super) fn proposal(
    hit: regex::Match<'_>,
    entity: Entity,
    alone: f32,
    labelled: f32,
    why: &'static str,
) -> Proposal {
    Proposal { span: hit.range(), entity, alone, labelled, why }
}
