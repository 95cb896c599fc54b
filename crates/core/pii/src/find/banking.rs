//! Numbers of accounts: cards, IBANs, ABA routing numbers, bank accounts, crypto addresses.

use std::sync::LazyLock;

use regex::Regex;

use super::Proposal;
use super::numbers::{Join, Number, Row};
use crate::checksum;
use crate::entity::Entity;

static IBAN_START: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b[A-Z]{2}[-. /]{0,3}[0-9][-. /]{0,3}[0-9]").expect("a constant"));
/// The line at the foot of a cheque.
static MICR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[⑆|:]\s?([0-9]{9})\s?[⑆|:]\s?([0-9]{6,14})").expect("a constant"));
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[Xx*•#]{2,}[- ]?)+[0-9]{3,6}\b|\b(?:[A-Z]{1,3}-?)?[0-9](?:[- ]?[0-9]){3,16}\b")
        .expect("a constant")
});
static BITCOIN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b").expect("a constant"));
static BECH32: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:bc1[02-9ac-hj-np-z]{11,71}|BC1[02-9AC-HJ-NP-Z]{11,71})\b").expect("a constant")
});
static ETHEREUM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b0x[0-9a-fA-F]{40}\b").expect("a constant"));

/// Numbers of digits only. `by_ocr`: digits may have been changed, so that a labelled value counts though its check
/// digit fails.
pub(super) fn of_digits(rows: &[Row], by_ocr: bool, found: &mut Vec<Proposal>) {
    for row in rows {
        cards(row, by_ocr, found);
        for number in row.numbers(9, 9) {
            routing(number, by_ocr, found);
        }
    }
}

fn routing(number: Number, by_ocr: bool, found: &mut Vec<Proposal>) {
    let whole = number.has_groups(&[9]);
    let fraction = number.has_groups(&[4, 4, 1]) && number.join == Some(Join::Mark('-'));
    if checksum::routing_number(&number.values()) {
        let alone = if whole || fraction { 0.5 } else { 0.0 };
        let why = "check digit of a routing number";
        found.push(Proposal::new(number.span, Entity::RoutingNumber, alone, 0.98, why));
    } else if by_ocr && (whole || fraction) {
        let why = "nine digits, read by OCR";
        found.push(Proposal::new(number.span, Entity::RoutingNumber, 0.0, 0.7, why));
    }
}

/// Numbers beside other signs: hidden ones, accounts with letters, the line of a cheque, crypto addresses, IBANs.
pub(super) fn of_letters(text: &str, found: &mut Vec<Proposal>) {
    ibans(text, found);
    for hit in MICR.captures_iter(text) {
        let (Some(routing), Some(account)) = (hit.get(1), hit.get(2)) else { continue };
        if checksum::routing_number(&checksum::digits(routing.as_str())) {
            found.push(Proposal::of(account, Entity::BankAccount, 0.85, 0.95, "beside a routing number"));
        }
    }
    for hit in ACCOUNT.find_iter(text) {
        let hidden = hit.as_str().starts_with(['X', 'x', '*', '•', '#']);
        let digits = hit.as_str().chars().filter(char::is_ascii_digit).count();
        if hidden {
            found.push(Proposal::of(hit, Entity::BankAccount, 0.45, 0.85, HIDDEN));
        } else if digits >= 6 {
            found.push(Proposal::of(hit, Entity::BankAccount, 0.0, 0.92, "form of an account number"));
        }
    }
    for hit in BITCOIN.find_iter(text).filter(|hit| checksum::base58_check(hit.as_str())) {
        found.push(Proposal::of(hit, Entity::CryptoAddress, 0.95, 0.99, "checksum of a Bitcoin address"));
    }
    for hit in BECH32.find_iter(text).filter(|hit| checksum::bech32(hit.as_str())) {
        found.push(Proposal::of(hit, Entity::CryptoAddress, 0.97, 0.99, "checksum of a Bitcoin address"));
    }
    for hit in ETHEREUM.find_iter(text) {
        found.push(Proposal::of(hit, Entity::CryptoAddress, 0.8, 0.97, "form of an Ethereum address"));
    }
}

/// Cards are 12 to 19 digits. Several on a line would run into one another, so the groupings that are printed on cards
/// come first; others count by themselves only where nothing else stands in the row.
fn cards(row: &Row, by_ocr: bool, found: &mut Vec<Proposal>) {
    let numbers = row.numbers(12, 19);
    let is_printed = |number: &Number| {
        let lengths = number.lengths.as_slice();
        number.is_even() && matches!(lengths, [4, 4, 4, 4] | [4, 6, 5] | [12..=19])
    };
    let printed: Vec<usize> =
        numbers.iter().enumerate().filter(|(_, number)| is_printed(number)).map(|(at, _)| at).collect();
    for (at, number) in numbers.into_iter().enumerate() {
        let values = number.values();
        if values.iter().all(|digit| *digit == values[0]) {
            continue;
        }
        let is_usual_form = printed.contains(&at)
            || (printed.is_empty() && number.is_even() && !number.is_part && is_close(&number));
        let checks = checksum::luhn(&values);
        let issued = is_issued(&values);
        let length = values.len();
        let (alone, labelled, why) = match (checks, is_usual_form) {
            (true, true) if issued && length >= 15 => (PROVEN_CARD, 0.99, "issuer and check digit of a card"),
            (true, true) if issued => (0.6, 0.99, "issuer and check digit of a card"),
            (true, false) if issued => (0.0, 0.97, "issuer and check digit of a card"),
            (true, true) => (0.0, 0.85, "check digit of a card"),
            (false, true) if by_ocr && length >= 14 => (0.0, 0.7, "form of a card number, read by OCR"),
            _ => continue,
        };
        found.push(Proposal::new(number.span, Entity::CardNumber, alone, labelled, why));
    }
}

/// What speaks for an account of which only the end is shown.
pub(super) const HIDDEN: &str = "last digits of a hidden number";

/// From here on no label but that of another identifier speaks against a card.
pub(super) const PROVEN_CARD: f32 = 0.9;

/// Whether the groups are parted by one sign each, or are single digits in boxes.
fn is_close(number: &Number) -> bool {
    let between = number.span.len() - number.digits.len();
    between < number.lengths.len() || number.lengths.iter().all(|length| *length == 1)
}

/// Whether an issuer's range holds the number, and the number has its length.
fn is_issued(digits: &[u32]) -> bool {
    let prefix = |count: usize| digits[..count].iter().fold(0, |number, digit| number * 10 + digit);
    match digits.len() {
        12 | 13 => matches!(prefix(2), 50 | 56..=58) || matches!(prefix(1), 4 | 6),
        14 => matches!(prefix(3), 300..=305 | 309 | 360..=369 | 380..=399),
        15 => {
            matches!(prefix(2), 34 | 37)
                || prefix(1) == 1
                || matches!(prefix(4), 1800 | 2100 | 2131 | 2014 | 2149)
        }
        16 => {
            matches!(prefix(1), 4 | 6)
                || matches!(prefix(2), 50..=58)
                || matches!(prefix(4), 2221..=2720 | 3528..=3589 | 2200..=2204 | 3000..=3059 | 3088..=3112)
        }
        17..=19 => matches!(prefix(1), 4 | 6) || matches!(prefix(2), 50 | 56..=58),
        _ => false,
    }
}

/// At most so many signs stand between two characters of an IBAN.
const IBAN_GAP_MAX: usize = 3;

/// An IBAN is as long as its country says, so what follows it is not swallowed. Letters may be small, and any signs may
/// stand between its characters.
fn ibans(text: &str, found: &mut Vec<Proposal>) {
    for start in IBAN_START.find_iter(text) {
        let country = start.as_str()[..2].to_ascii_uppercase();
        let Some(length) = checksum::iban_length(&country) else { continue };
        let mut compact = String::with_capacity(length);
        let mut end = start.start();
        let mut gap = 0;
        for (offset, character) in text[start.start()..].char_indices() {
            if character.is_ascii_alphanumeric() {
                compact.push(character.to_ascii_uppercase());
                end = start.start() + offset + 1;
                gap = 0;
                if compact.len() == length {
                    break;
                }
            } else {
                gap += 1;
                if gap > IBAN_GAP_MAX || character.is_alphanumeric() || character == '\n' {
                    break;
                }
            }
        }
        if compact.len() == length && checksum::iban(&compact) {
            let ends_there = text[end..].chars().next().is_none_or(|next| !next.is_ascii_digit());
            let alone = if ends_there { 0.97 } else { 0.0 };
            let why = "length and check digits of an IBAN";
            found.push(Proposal::new(start.start()..end, Entity::Iban, alone, 0.99, why));
        }
    }
}
