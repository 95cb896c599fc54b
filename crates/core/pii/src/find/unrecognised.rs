//! What stands where an identifier is asked for, and no recogniser claims: nobody can say that it is none.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Found;
use super::labels::Label;
use super::plain::Plain;
use super::sheet::{Owner, Place, Sheet};
use crate::entity::Entity;

/// A code of the form that such numbers have in many states and countries: as sure as an identifier with its label.
const LIKELY: f32 = 0.7;
/// Anything else: too little to name it, too much to pass.
const UNKNOWN: f32 = 0.55;
/// Nine digits under a taxpayer's label are what somebody filled in, whatever range they are in.
const NINE_DIGITS: f32 = 0.9;

/// A member's number has no form; its label makes it one.
const MEMBER_NUMBER: f32 = 0.8;

/// Further from its label than on its line, a number with fewer digits is that of another form or line.
const APART_DIGITS_MIN: usize = 5;

/// Identifiers of other countries have as many digits or more, and apart from their labels as many letters and digits.
const NATIONAL_DIGITS_MIN: usize = 4;
const NATIONAL_CHARACTERS_MIN: usize = 7;
/// An account's number has letters in it where it is no longer than this: "PC-0014B".
const ACCOUNT_CHARACTERS_MIN: usize = 6;

/// The last words of labels that ask for a number, in English and as accounts have them elsewhere.
const NUMBERS: [&str; 21] = [
    "number", "no", "nbr", "num", "#", "id", "ssn", "itin", "iban", "tin", "mbi", "mrn", "nummer", "nr",
    "compte", "conto", "cuenta", "conta", "rachunku", "clabe", "cbu",
];

/// What stands between a label and its value.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i:[\s:#.()=*_\-]|\b(?:number|no|nbr|num|id|is|was|are|ending|in)\b)*")
        .expect("a constant")
});
/// A word with a digit, and what joins it to the next.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[A-Za-z0-9*•#]+(?:[^\sA-Za-z0-9*•#,;:]{1,2}[A-Za-z0-9*•#]+)*(?:[ ,;:]{1,3}[-./_]?[ ]?(?:[A-Za-z]{0,4}[0-9][A-Za-z0-9*]*|[A-Z]\b)(?:[-./_][A-Za-z0-9*]+)*)*")
        .expect("a constant")
});
/// Amounts, years, and numbers of paragraphs.
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9][0-9])?|[0-9]+\.[0-9][0-9]|(?:19|20)[0-9][0-9]|[0-9]+(?i:st|nd|rd|th)|[0-9]+%)$")
        .expect("a constant")
});

/// The values that stand at identifiers' labels and that nobody found.
pub(super) fn find(sheet: &Sheet<'_>, found: &[Found]) -> Vec<Found> {
    let mut further = Vec::new();
    for index in 0..sheet.cells.len() {
        let text = sheet.cells[index].text.as_str();
        if !Plain::spelling(text).text.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let after_labels = sheet.labels[index].iter().map(|label| label.span.end);
        for start in [0].into_iter().chain(after_labels) {
            let Some(span) = code_at(text, start) else { continue };
            let is_claimed = found.iter().chain(&further).any(|known| {
                let claims = known.labelled || known.confidence >= 0.6 || known.entity.identifies();
                known.cell == index && claims && known.span.start < span.end && span.start < known.span.end
            });
            let holds_label = sheet.labels[index]
                .iter()
                .any(|label| label.span.start < span.end && span.start < label.span.end);
            if is_claimed || holds_label {
                continue;
            }
            let owner = sheet.owner_for(Entity::UnrecognisedIdentifier, index, span.start, span.end);
            let Some(owner) = owner.filter(|owner| asks(owner, sheet, index, start)) else { continue };
            let count =
                |is: fn(char) -> bool| text[span.clone()].chars().filter(|character| is(*character)).count();
            // Those of other countries have letters as well, and so have some accounts.
            let (digits, characters) = (count(char::is_numeric), count(char::is_alphanumeric));
            let characters_min = match owner.label {
                Label::Of(Entity::NationalId) => NATIONAL_CHARACTERS_MIN,
                Label::Of(Entity::BankAccount) if characters > digits => ACCOUNT_CHARACTERS_MIN,
                _ => usize::MAX,
            };
            let is_short =
                digits < APART_DIGITS_MIN && characters < characters_min && !asks_for_the_end(&owner);
            if is_short && !matches!(owner.place, Place::Field | Place::SameLine) {
                continue;
            }
            let (entity, confidence) = judged(&owner, &text[span.clone()]);
            let why = format!("nobody knows its form, label \"{}\"", owner.text);
            further.push(Found::new(sheet, entity, index, span, confidence, true, why));
        }
    }
    further
}

/// The code that a text goes on with, if it does.
fn code_at(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text[start..];
    let lead = if start == 0 { 0 } else { LEAD.find(rest).map_or(0, |lead| lead.end()) };
    let plain = Plain::spelling(&rest[lead..]);
    let hit = CODE.find(&plain.text)?;
    let code = hit.as_str();
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let letters = code.bytes().filter(u8::is_ascii_alphabetic).count();
    let is_long = digits >= 4 || (digits >= 2 && digits + letters >= 6);
    let first = code.split(' ').next().unwrap_or_default();
    let begins = first.bytes().any(|byte| byte.is_ascii_digit())
        || (first.len() <= 4 && first.bytes().all(|byte| !byte.is_ascii_lowercase()));
    let is_before_amount = rest[..lead].ends_with('$');
    if !is_long || !begins || FIGURE.is_match(code) || is_before_amount || code.len() > 48 {
        return None;
    }
    let span = plain.origin(0..hit.end());
    Some(start + lead + span.start..start + lead + span.end)
}

/// Whether the label asks for an identifier in words that leave no doubt: by number, by a colon, or alone in its place.
fn asks(owner: &Owner, sheet: &Sheet<'_>, index: usize, start: usize) -> bool {
    let identifies = match owner.label {
        Label::Of(entity) => entity.identifies() || entity == Entity::MemberNumber,
        Label::TaxpayerNumber => true,
        Label::Other => false,
    };
    let words = owner.text.to_lowercase();
    // The labels of other countries' identifiers are all names of numbers.
    let names_number = owner.label == Label::Of(Entity::NationalId)
        || asks_for_the_end(owner)
        || NUMBERS.iter().any(|word| words.trim_end_matches(['.', ':']).ends_with(word));
    let text = &sheet.cells[index].text;
    let parts = text[start..].trim_start().starts_with([':', '#']);
    identifies
        && match owner.place {
            Place::Field => true,
            Place::SameLine => start > 0 && (names_number || parts),
            Place::Left | Place::Above | Place::Below => start == 0 && names_number,
            Place::Header | Place::After => false,
        }
}

/// Whether the label is that of the last four digits, which are all that is told of such a number.
fn asks_for_the_end(owner: &Owner) -> bool {
    owner.label == Label::Of(Entity::Ssn)
        && ["last 4", "last four", "final 4", "final four"]
            .iter()
            .any(|words| owner.text.to_lowercase().contains(words))
}

/// What the value is to be called, and how sure that is.
fn judged(owner: &Owner, code: &str) -> (Entity, f32) {
    let plain = Plain::spelling(code);
    let digits = plain.text.bytes().filter(u8::is_ascii_digit).count();
    let characters = plain.text.bytes().filter(u8::is_ascii_alphanumeric).count();
    let only_digits = digits == characters;
    let small = plain.text.bytes().any(|byte| byte.is_ascii_lowercase());
    match owner.label {
        Label::Of(Entity::Ssn | Entity::Itin) | Label::TaxpayerNumber if only_digits && digits == 9 => {
            (Entity::UnrecognisedIdentifier, NINE_DIGITS)
        }
        Label::Of(Entity::MemberNumber) => (Entity::MemberNumber, MEMBER_NUMBER),
        Label::Of(Entity::Ssn) if asks_for_the_end(owner) && only_digits => {
            (Entity::UnrecognisedIdentifier, LIKELY)
        }
        Label::Of(Entity::NationalId) if (NATIONAL_DIGITS_MIN..=20).contains(&digits) => {
            (Entity::UnrecognisedIdentifier, LIKELY)
        }
        Label::Of(Entity::CardNumber) if only_digits && (13..=19).contains(&digits) => {
            (Entity::UnrecognisedIdentifier, LIKELY)
        }
        // As long as an account may be that has its bank in it.
        Label::Of(Entity::BankAccount) if only_digits && (6..=28).contains(&digits) => {
            (Entity::BankAccount, LIKELY)
        }
        Label::Of(entity @ (Entity::DriversLicence | Entity::Passport | Entity::BankAccount))
            if !small && digits >= 2 && (6..=20).contains(&characters) =>
        {
            (entity, LIKELY)
        }
        _ => (Entity::UnrecognisedIdentifier, UNKNOWN),
    }
}
