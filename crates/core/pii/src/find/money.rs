//! What a person earns, and where: amounts and texts beside their labels.

use std::sync::LazyLock;

use regex::Regex;

use super::labels::Label;
use super::persons::looks_like_prose;
use super::sheet::{Place, Sheet};
use super::{Found, Owner};
use crate::entity::Entity;
use crate::thresholds::Thresholds;

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    // "2.150,00" and "2 850,00" are how most of Europe writes them.
    Regex::new(r"\b\d{1,3}(?:[. \x{a0}\x{202f}’']\d{3})*,\d{2}\b|(?:USD ?|\$ ?)?\b\d{1,3}(?:,\d{3})+(?:\.\d{2})?\b|(?:USD ?|\$ ?)?\b\d{1,7}\.\d{2}\b|\$ ?\d{2,9}\b|\b\d{4,7}\b").expect("a constant")
});

/// What firms earn.
static MILLIONS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[.,\d]* ?(?i:million|billion|mn|bn)\b").expect("a constant"));

/// Incomes and employers of a page.
pub(super) fn find(sheet: &Sheet<'_>, thresholds: &Thresholds) -> Vec<Found> {
    let distance_max = thresholds.findings.label_distance_characters;
    let mut found = Vec::new();
    for index in 0..sheet.cells.len() {
        let text = &sheet.cells[index].text;
        for hit in AMOUNT.find_iter(text) {
            if let Some(owner) = sheet.owner(index, hit.start(), hit.end(), distance_max)
                && owner.label == Label::Of(Entity::Income)
                && is_amount(hit.as_str(), owner.place, &text[..hit.start()])
                && !MILLIONS.is_match(&text[hit.end()..])
            {
                found.push(labelled(sheet, index, hit.range(), Entity::Income, 0.85, &owner));
            }
        }
        if let Some(employer) = employer(sheet, index) {
            found.push(employer);
        }
    }
    found
}

/// A bare number is an amount in a place for values only: in a sentence it is a form's number or a year.
fn is_amount(text: &str, place: Place, before: &str) -> bool {
    let bare = text.chars().all(|character| character.is_ascii_digit());
    let is_year = text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
    let stands_alone = before.trim().is_empty() || before.trim_end().ends_with(':');
    !bare || (!is_year && stands_alone && place != Place::Header)
}

/// A cell that stands where an employer's name is asked for.
fn employer(sheet: &Sheet<'_>, index: usize) -> Option<Found> {
    let text = &sheet.cells[index].text;
    let own_label = sheet.labels[index].iter().rfind(|found| found.label == Label::Of(Entity::Employer));
    let start = match own_label {
        // The value follows the label in its own cell.
        Some(label) if text[label.span.end..].trim_start().starts_with(':') => {
            let rest = &text[label.span.end..];
            label.span.end + rest.len() - rest.trim_start_matches([':', ' ']).len()
        }
        Some(_) => return None,
        None => 0,
    };
    let value = &text[start..];
    let letters = value.chars().filter(|character| character.is_alphabetic()).count();
    if letters < 3 || value.len() > 60 || !value.starts_with(char::is_uppercase) || looks_like_prose(value) {
        return None;
    }
    let owner = sheet.owner(index, start, text.len(), 5)?;
    let near = matches!(owner.place, Place::Field | Place::SameLine | Place::Left | Place::Above);
    let is_label_itself = own_label.is_none() && !sheet.labels[index].is_empty();
    (near && owner.label == Label::Of(Entity::Employer) && !is_label_itself)
        .then(|| labelled(sheet, index, start..text.len(), Entity::Employer, 0.8, &owner))
}

fn labelled(
    sheet: &Sheet<'_>,
    cell: usize,
    span: std::ops::Range<usize>,
    entity: Entity,
    confidence: f32,
    owner: &Owner,
) -> Found {
    Found::new(sheet, entity, cell, span, confidence, true, format!("label \"{}\"", owner.text))
}
