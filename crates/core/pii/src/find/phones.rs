//! Telephone numbers, of North America by their plan, of others by prefix or label.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Proposal;
use crate::checksum;
use crate::entity::Entity;

static NORTH_AMERICAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:\+?1[-. ]{0,2})?(?:\(\s?[2-9][0-9]{2}\s?\)\s?[-.]?\s?|\b[2-9][0-9]{2}[-./ ]{1,3})[2-9][0-9]{2}[-. ]{1,3}[0-9]{4}(?:\s?(?:x|ext\.?)\s?[0-9]{1,6})?\b",
    )
    .expect("a constant")
});
static INTERNATIONAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\+|\b00)[1-9][0-9]{0,2}(?:[-. ]{0,2}\(?[0-9]{1,5}\)?){2,6}\b").expect("a constant")
});
static GROUPED: LazyLock<Regex> = LazyLock::new(|| {
    // Also a trunk prefix with its area before all of a subscriber's number: 09-7625400.
    Regex::new(r"\(?\b0[0-9]{1,3}\)?[-/. ]{1,2}[0-9]{6,8}\b|\(?\b[0-9]{2,5}\)?(?:[-./ ]{1,2}[0-9]{2,5}){1,4}\b|\b[0-9]{7,12}\b")
        .expect("a constant")
});

pub(super) fn propose(text: &str, found: &mut Vec<Proposal>) {
    for hit in NORTH_AMERICAN.find_iter(text) {
        if !follows_digit(text, hit.start()) {
            found.push(Proposal::of(hit, Entity::Phone, 0.75, 0.95, "North American number"));
        }
    }
    for hit in INTERNATIONAL.find_iter(text) {
        if (8..=15).contains(&digits(hit.as_str())) && !follows_digit(text, hit.start()) {
            found.push(Proposal::of(hit, Entity::Phone, 0.7, 0.93, "international number"));
        }
    }
    for hit in GROUPED.find_iter(text) {
        let count = digits(hit.as_str());
        let is_routing_number = count == 9 && checksum::routing_number(&checksum::digits(hit.as_str()));
        if (7..=12).contains(&count)
            && !is_routing_number
            && !looks_like_date(hit.as_str())
            && !follows_digit(text, hit.start())
        {
            let alone = if is_grouped_in_pairs(hit.as_str()) || leads_with_zero(hit.as_str(), count) {
                0.45
            } else {
                0.0
            };
            found.push(Proposal::of(hit, Entity::Phone, alone, 0.85, "form of a telephone number"));
        }
    }
}

/// "My number is …" promises a telephone where nothing else is named.
pub(super) fn after_the_word_number(text: &str, span: &Range<usize>, entity: Entity) -> Option<f32> {
    let before = text[..span.start].to_ascii_lowercase();
    let said = ["number is ", "number: ", "call ", "at ", "on "].iter().any(|cue| before.ends_with(cue));
    (entity == Entity::Phone && said && !before.contains("card")).then_some(0.5)
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

fn follows_digit(text: &str, start: usize) -> bool {
    text[..start]
        .chars()
        .next_back()
        .is_some_and(|before| before.is_alphanumeric() || matches!(before, '-' | '.' | '$' | ','))
}

fn looks_like_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '.', '/', ' ']).filter(|part| !part.is_empty()).collect();
    let year = |part: &&str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    parts.len() == 3
        && ((parts[2].len() <= 4 && parts[0].len() <= 2 && parts[1].len() <= 2) || year(&parts[0]))
}

/// 03.93.92.16.85
fn is_grouped_in_pairs(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '.', '/', ' ']).collect();
    parts.len() >= 4 && parts[1..].iter().all(|part| part.len() == 2)
}

/// A trunk prefix: 0494 92 82 32
fn leads_with_zero(text: &str, count: usize) -> bool {
    text.trim_start_matches('(').starts_with('0') && count >= 9 && text.contains([' ', '-', '/', '.'])
}
