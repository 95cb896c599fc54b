//! Dates in the ways they are written; one beside a birth date's label is a birth date.

use std::sync::LazyLock;

use regex::Regex;

use super::Proposal;
use super::numbers::{Number, Row};
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
    let time = r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?(?: ?[ap]\.?m\.?)?)?";
    let form = |pattern: String, alone: f32, names_a_day: bool| Form {
        regex: Regex::new(&format!(r"(?i)\b(?:{pattern})\b")).expect("a constant"),
        alone,
        names_a_day,
    };
    vec![
        form(
            format!(
                r"(?:19|20)[0-9]{{2}} ?[-/.] ?(?:0?[1-9]|1[0-2]) ?[-/.] ?(?:0?[1-9]|[12][0-9]|3[01]){time}"
            ),
            0.9,
            true,
        ),
        form(
            format!(
                r"(?:0?[1-9]|[12][0-9]|3[01])(?:[-/](?:0?[1-9]|[12][0-9]|3[01])[-/]|\.(?:0?[1-9]|[12][0-9]|3[01])\.)(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}}){time}"
            ),
            0.85,
            true,
        ),
        form(
            r"(?:0?[1-9]|[12][0-9]|3[01]) ?[-/] ?(?:0?[1-9]|[12][0-9]|3[01]) ?[-/] ?(?:19|20)[0-9]{2}"
                .to_owned(),
            0.8,
            true,
        ),
        form(
            format!(r"{MONTHS}\s(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?,?\s(?:19|20)[0-9]{{2}}"),
            0.9,
            true,
        ),
        form(
            format!(
                r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?(?:[-/]|,?\s(?:of\s)?){MONTHS}[-/,]?\s?(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})"
            ),
            0.9,
            true,
        ),
        form(
            format!(
                r"(?:0?[1-9]|[12][0-9]|3[01])[-/]{MONTHS}|{MONTHS}[-/](?:(?:19|20)[0-9]{{2}}|[0-9]{{1,2}})"
            ),
            0.7,
            false,
        ),
        form(
            format!(r"{MONTHS}\s(?:(?:19|20)[0-9]{{2}}|(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?)"),
            0.6,
            false,
        ),
        form(r"(?:0[1-9]|1[0-2])/(?:19|20)[0-9]{2}".to_owned(), 0.5, false),
        form(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day".to_owned(), 0.45, false),
        form(r"(?:19|20)[0-9]{2}".to_owned(), 0.0, false),
    ]
});
static YEAR_IN_SENTENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:(?i:\b(?:in|since|of|from|until|year|is a|a))\s)((?:19|20)[0-9]{2})(?:$|[\s.,;)!?])")
        .expect("a constant")
});
pub(super) fn propose(text: &str, found: &mut Vec<Proposal>) {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) && !text.contains("day") {
        return;
    }
    for form in FORMS.iter() {
        for hit in form.regex.find_iter(text) {
            if joins_a_number(text, hit.start(), hit.end()) {
                continue;
            }
            let birth = if form.names_a_day { 0.96 } else { 0.6 };
            found.push(Proposal::new(hit.range(), Entity::BirthDate, 0.0, birth, "a date"));
            found.push(Proposal::new(hit.range(), Entity::Date, form.alone, 0.9, "a date"));
        }
    }
    for hit in YEAR_IN_SENTENCE.captures_iter(text).filter_map(|hit| hit.get(1)) {
        found.push(Proposal::new(hit.range(), Entity::Date, 0.5, 0.8, "a year"));
    }
}

/// Birth dates set digit by digit, without separators, or with odd ones: any digits of a day, where a day is asked for.
pub(super) fn of_digits(rows: &[Row], found: &mut Vec<Proposal>) {
    for number in rows.iter().flat_map(|row| row.numbers(6, 8)) {
        if is_day(&number) {
            found.push(Proposal::new(number.span, Entity::BirthDate, 0.0, 0.9, "digits of a date"));
        }
    }
}

fn is_day(number: &Number) -> bool {
    let part = |range: std::ops::Range<usize>| number.digits[range].parse::<u32>().unwrap_or(0);
    let is_year = |year: u32| (1900..2100).contains(&year);
    let in_days = |a: u32, b: u32| (1..=31).contains(&a) && (1..=31).contains(&b) && a.min(b) <= 12;
    let length = number.digits.len();
    let boxes = number.lengths.iter().all(|length| *length == 1);
    match number.lengths.as_slice() {
        [first @ 1..=2, second @ 1..=2, 4] => {
            in_days(part(0..*first), part(*first..first + second)) && is_year(part(length - 4..length))
        }
        [2, 2, 2] => in_days(part(0..2), part(2..4)),
        [4, 2, 2] => is_year(part(0..4)) && in_days(part(4..6), part(6..8)),
        [8] | [4, 4] => {
            in_days(part(0..2), part(2..4)) && is_year(part(4..8))
                || is_year(part(0..4)) && in_days(part(4..6), part(6..8))
        }
        _ if boxes && length == 8 => in_days(part(0..2), part(2..4)) && is_year(part(4..8)),
        _ => false,
    }
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
