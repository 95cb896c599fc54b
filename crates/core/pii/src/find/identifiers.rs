//! Numbers that states and agencies give: SSN, ITIN, EIN, driver's licence, passport, Medicare id, NPI, DEA number.

use std::sync::LazyLock;

use regex::Regex;

use super::Proposal;
use super::numbers::{Join, Number, Row};
use crate::checksum;
use crate::entity::Entity;

static HIDDEN_SSN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[Xx*•#]{3}[- ]{0,3}[Xx*•#]{2}[- ]{0,3}|[Xx*•#]{5}[- ]{0,3})[0-9]{4}\b")
        .expect("a constant")
});
static MEDICARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][-. /]{0,3}[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][-. /]{0,3}[AC-HJKMNP-RT-Y]{2}[0-9]{2}\b",
    )
    .expect("a constant")
});
static DEA: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b[ABCDEFGHJKLMPRSTUX][A-Z9][- ]?([0-9]{7})\b").expect("a constant"));
static LICENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:[A-Z]{1,3}[- ]?)?[0-9][0-9A-Z]{0,3}(?:[- ]?[0-9A-Z]{2,6}){1,4}\b")
        .expect("a constant")
});
static PASSPORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:[A-Z]{1,2}[- ]?[0-9]{6,8}|[0-9]{8,9}|[A-Z][0-9]{2}[A-Z0-9]{5,6})\b")
        .expect("a constant")
});
static MACHINE_READABLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"P[A-Z<«][A-Z]{3}[A-Z]+[<«][A-Z<«]{10,}|\b[ACIPV][A-Z<«][A-Z<«]{3}[A-Z0-9<«]{4,22}[<«]{2}[A-Z0-9<«]{4,}|\b[A-Z]{2,}[<«]{2}[A-Z]{2,}(?:[<«][A-Z]+)*[<«]{3,}|\b[A-Z0-9<]{9}[0-9][A-Z]{3}[0-9]{7}[MFX<][0-9]{7}[A-Z0-9<]{2,}",
    )
    .expect("a constant")
});

/// Numbers that belong to nobody: those that the Social Security Administration publishes as misused on cards in
/// wallets and in advertisements (POMS RM 10201), those of known advertisements, and those that people make up.
const SAMPLE_SSNS: [&str; 29] = [
    "022281852",
    "042103580",
    "062360749",
    "078051120",
    "095073645",
    "128036045",
    "135016629",
    "141186941",
    "165167999",
    "165187999",
    "165207999",
    "165227999",
    "165247999",
    "189092294",
    "212097694",
    "212099999",
    "219099999",
    "306302348",
    "308125070",
    "457555462",
    "468288779",
    "549241889",
    "111111111",
    "222222222",
    "333333333",
    "444444444",
    "555555555",
    "123456789",
    "123121234",
];

/// Confidence of a taxpayer's number without its label.
pub(super) const THREE_PARTS: f32 = 0.85;
const THREE_PARTS_LOOSE: f32 = 0.6;

/// Identifiers of digits only.
pub(super) fn of_digits(rows: &[Row], found: &mut Vec<Proposal>) {
    for row in rows {
        for number in row.numbers(9, 9) {
            taxpayer_number(&number, found);
        }
        for number in row.numbers(10, 10) {
            let form = number.has_groups(&[10]) || number.has_groups(&[4, 3, 3]);
            if form && checksum::npi(&number.values()) {
                found.push(Proposal::new(number.span, Entity::Npi, 0.5, 0.99, "check digit of an NPI"));
            }
        }
    }
}

/// Any nine digits are a taxpayer's number where one is asked for; three, two and four of them are one by themselves.
fn taxpayer_number(number: &Number, found: &mut Vec<Proposal>) {
    let span = || number.span.clone();
    let alone = match number.join {
        Some(Join::Mark('-' | '.' | '/')) if number.has_groups(&[3, 2, 4]) => THREE_PARTS,
        Some(Join::Blank) if number.has_groups(&[3, 2, 4]) => THREE_PARTS_LOOSE,
        _ => 0.0,
    };
    let whole = number.lengths.len() == 1;
    let labelled = if alone > 0.0 { 0.99 } else { 0.93 };
    let why = if alone > 0.0 { "form and range of a taxpayer number" } else { "nine digits in range" };
    match taxpayer_kind(&number.digits) {
        Kind::Issued(entity, doubt) => {
            found.push(Proposal::new(span(), entity, (alone - doubt).max(0.0), labelled - doubt, why));
        }
        Kind::Sample => {
            found.push(Proposal::new(span(), Entity::Ssn, 0.0, 0.9, "a number that is published"));
        }
        Kind::NeverIssued => {}
    }
    if whole {
        found.push(Proposal::new(span(), Entity::Ein, 0.0, 0.88, "nine digits"));
    }
    if number.has_groups(&[2, 7]) && number.is_even() {
        let prefix = number.digits[..2].parse().unwrap_or(0);
        let alone = if number.join == Some(Join::Mark('-')) { 0.6 } else { 0.0 };
        if is_ein_prefix(prefix) {
            found.push(Proposal::new(span(), Entity::Ein, alone, 0.97, "form and prefix of an EIN"));
        }
    }
}

/// Identifiers with letters, and hidden ones. Small letters need a label.
pub(super) fn of_letters(text: &str, found: &mut Vec<Proposal>) {
    let small = |hit: &str| hit.contains(|character: char| character.is_ascii_lowercase());
    for hit in MEDICARE.find_iter(text) {
        let alone = match hit.as_str() {
            lower if small(lower) => 0.0,
            grouped if grouped.contains('-') => 0.6,
            _ => 0.35,
        };
        found.push(Proposal::of(hit, Entity::MedicareId, alone, 0.97, "letters and digits of a Medicare id"));
    }
    for hit in DEA.captures_iter(text) {
        let (Some(whole), Some(number)) = (hit.get(0), hit.get(1)) else { continue };
        if checksum::dea_number(&checksum::digits(number.as_str())) {
            let alone = if small(whole.as_str()) || whole.len() > 9 { 0.0 } else { 0.7 };
            let why = "check digit of a DEA number";
            found.push(Proposal::of(whole, Entity::MedicalLicence, alone, 0.97, why));
        }
    }
    for hit in LICENCE.find_iter(text) {
        let digits = hit.as_str().chars().filter(char::is_ascii_digit).count();
        let letters = hit.as_str().chars().filter(char::is_ascii_alphabetic).count();
        if digits >= 4 && letters <= digits && hit.as_str().len() <= 20 {
            found.push(Proposal::of(hit, Entity::DriversLicence, 0.0, 0.9, "form of a licence number"));
        }
    }
    for hit in PASSPORT.find_iter(text) {
        found.push(Proposal::of(hit, Entity::Passport, 0.0, 0.93, "form of a passport number"));
    }
    for hit in MACHINE_READABLE.find_iter(text) {
        found.push(Proposal::of(hit, Entity::Passport, 0.95, 0.97, "machine-readable zone"));
    }
    for hit in HIDDEN_SSN.find_iter(text) {
        found.push(Proposal::of(hit, Entity::Ssn, 0.55, 0.9, "last four of a hidden number"));
    }
}

/// What nine digits are among taxpayers' numbers.
enum Kind {
    /// In a range that is given out, with a doubt.
    Issued(Entity, f32),
    /// Published, and nobody's.
    Sample,
    /// In no range.
    NeverIssued,
}

fn taxpayer_kind(number: &str) -> Kind {
    let (area, group, serial) =
        (number[..3].parse().unwrap_or(0), number[3..5].parse().unwrap_or(0), &number[5..]);
    if SAMPLE_SSNS.contains(&number) {
        return Kind::Sample;
    }
    if area == 0 || area == 666 || group == 0 || serial == "0000" {
        return Kind::NeverIssued;
    }
    if area < 900 {
        return Kind::Issued(Entity::Ssn, 0.0);
    }
    let is_itin = matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99);
    // 987-65-4320 to 4329 are kept for advertisements.
    if is_itin && !number.starts_with("98765432") {
        Kind::Issued(Entity::Itin, 0.03)
    } else {
        Kind::NeverIssued
    }
}

fn is_ein_prefix(prefix: u32) -> bool {
    !matches!(prefix, 0 | 7..=9 | 17..=19 | 28 | 29 | 49 | 69 | 70 | 78 | 79 | 89 | 96 | 97)
}
