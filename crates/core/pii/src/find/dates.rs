//! Dates in the ways they are written; one beside a birth date's label is a birth date.

use std::sync::LazyLock;

use regex::Regex;

use super::Proposal;
use crate::entity::Entity;

const MONTHS: &str = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?";

struct Form {
    regex: Regex,
    /// Confidence as a date without a label.
    alone: f32,
    /// Whether a birth date is written like this.
    names_a_day: bool,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let time = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?(?: ?[ap]\.?m\.?)?)?";
    let form = |pattern: String, alone: f32, names_a_day: bool| Form {
        regex: Regex::new(&format!(r"(?i)\b(?:{pattern})\b")).expect("a constant"),
        alone,
        names_a_day,
    };
    vec![
        form(
            format!(r"(?:19|20)\d{{2}}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01]){time}"),
            0.9,
            true,
        ),
        form(
            format!(
                r"(?:0?[1-9]|[12]\d|3[01])(?:[-/](?:0?[1-9]|[12]\d|3[01])[-/]|\.(?:0?[1-9]|[12]\d|3[01])\.)(?:(?:19|20)\d{{2}}|\d{{2}}){time}"
            ),
            0.85,
            true,
        ),
        form(format!(r"{MONTHS}\s(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?\s(?:19|20)\d{{2}}"), 0.9, true),
        form(
            format!(
                r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?:[-/]|,?\s(?:of\s)?){MONTHS}[-/,]?\s?(?:(?:19|20)\d{{2}}|\d{{2}})"
            ),
            0.9,
            true,
        ),
        form(
            format!(r"(?:0?[1-9]|[12]\d|3[01])[-/]{MONTHS}|{MONTHS}[-/](?:(?:19|20)\d{{2}}|\d{{1,2}})"),
            0.7,
            false,
        ),
        form(format!(r"{MONTHS}\s(?:(?:19|20)\d{{2}}|(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?)"), 0.6, false),
        form(r"(?:0[1-9]|1[0-2])/(?:19|20)\d{2}".to_owned(), 0.5, false),
        form(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day".to_owned(), 0.45, false),
        form(r"(?:19|20)\d{2}".to_owned(), 0.0, false),
    ]
});
static YEAR_IN_SENTENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:(?i:\b(?:in|since|of|from|until|year|is a|a))\s)((?:19|20)\d{2})(?:$|[\s.,;)!?])")
        .expect("a constant")
});
/// Written without separators, as forms ask for.
static EIGHT_DIGITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d{2}\b").expect("a constant")
});

pub(super) fn propose(text: &str) -> Vec<Proposal> {
    let mut found: Vec<Proposal> = Vec::new();
    if text.bytes().any(|byte| byte.is_ascii_digit()) || text.contains("day") {
        for form in FORMS.iter() {
            for hit in form.regex.find_iter(text) {
                if joins_a_number(text, hit.start(), hit.end()) {
                    continue;
                }
                let birth = if form.names_a_day { 0.96 } else { 0.6 };
                found.push(proposal(hit.range(), Entity::BirthDate, 0.0, birth, "a date"));
                found.push(proposal(hit.range(), Entity::Date, form.alone, 0.9, "a date"));
            }
        }
        for hit in YEAR_IN_SENTENCE.captures_iter(text).filter_map(|hit| hit.get(1)) {
            found.push(proposal(hit.range(), Entity::Date, 0.5, 0.8, "a year"));
        }
        for hit in EIGHT_DIGITS.find_iter(text) {
            found.push(proposal(hit.range(), Entity::BirthDate, 0.0, 0.9, "eight digits of a date"));
        }
    }
    found
}

fn proposal(
    span: std::ops::Range<usize>,
    entity: Entity,
    alone: f32,
    labelled: f32,
    why: &'static str,
) -> Proposal {
    Proposal { span, entity, alone, labelled, why }
}

/// Whether the hit is a part of a longer number: a card, an account, an amount.
fn joins_a_number(text: &str, start: usize, end: usize) -> bool {
    let mut before = text[..start].chars().rev();
    let mut after = text[end..].chars();
    let glued = |next: Option<char>, then: Option<char>| match next {
        Some('-' | '/' | '.') => then.is_some_and(|character| character.is_ascii_digit()),
        Some('$' | '#') => true,
        _ => false,
    };
    glued(before.next(), before.next()) || glued(after.next(), after.next())
}
