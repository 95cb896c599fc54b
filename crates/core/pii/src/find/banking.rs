//! Numbers of accounts: cards, IBANs, ABA routing numbers, bank accounts, crypto addresses.

use std::sync::LazyLock;

use regex::Regex;

use super::Proposal;
use super::identifiers::proposal;
use crate::checksum;
use crate::entity::Entity;

static CARD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\d(?:[ -]?\d){11,18}\b").expect("a constant"));
static CARD_ON_A_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|\d{4}[ -]\d{6}[ -]\d{5}|\d{12,19})\b")
        .expect("a constant")
});
static IBAN_START: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[A-Z]{2}\d{2}[ -]?[A-Z0-9]").expect("a constant"));
static ROUTING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:\d{9}|\d{4}-\d{4}-\d)\b").expect("a constant"));
/// The line at the foot of a cheque.
static MICR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[⑆|:]\s?(\d{9})\s?[⑆|:]\s?(\d{6,14})").expect("a constant"));
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[Xx*•#]{2,}[- ]?)+\d{3,6}\b|\b(?:[A-Z]{1,3}-?)?\d(?:[- ]?\d){3,16}\b")
        .expect("a constant")
});
static BITCOIN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b").expect("a constant"));
static BECH32: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:bc1[02-9ac-hj-np-z]{11,71}|BC1[02-9AC-HJ-NP-Z]{11,71})\b").expect("a constant")
});
static ETHEREUM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b0x[0-9a-fA-F]{40}\b").expect("a constant"));

/// `by_ocr`: digits may have been changed, so that a labelled value counts though its check digit fails.
pub(super) fn propose(text: &str, by_ocr: bool) -> Vec<Proposal> {
    let mut found = Vec::new();
    cards(text, by_ocr, &mut found);
    ibans(text, &mut found);
    for hit in ROUTING.find_iter(text) {
        let checks = checksum::routing_number(&checksum::digits(hit.as_str()));
        if checks {
            found.push(proposal(hit, Entity::RoutingNumber, 0.5, 0.98, "check digit of a routing number"));
        } else if by_ocr {
            found.push(proposal(hit, Entity::RoutingNumber, 0.0, 0.7, "nine digits, read by OCR"));
        }
    }
    for hit in MICR.captures_iter(text) {
        let (Some(routing), Some(account)) = (hit.get(1), hit.get(2)) else { continue };
        if checksum::routing_number(&checksum::digits(routing.as_str())) {
            found.push(proposal(account, Entity::BankAccount, 0.85, 0.95, "beside a routing number"));
        }
    }
    for hit in ACCOUNT.find_iter(text) {
        let hidden = hit.as_str().starts_with(['X', 'x', '*', '•', '#']);
        let digits = hit.as_str().chars().filter(char::is_ascii_digit).count();
        if hidden {
            found.push(proposal(hit, Entity::BankAccount, 0.45, 0.85, "last digits of a hidden number"));
        } else if digits >= 6 {
            found.push(proposal(hit, Entity::BankAccount, 0.0, 0.92, "form of an account number"));
        }
    }
    for hit in BITCOIN.find_iter(text).filter(|hit| checksum::base58_check(hit.as_str())) {
        found.push(proposal(hit, Entity::CryptoAddress, 0.95, 0.99, "checksum of a Bitcoin address"));
    }
    for hit in BECH32.find_iter(text).filter(|hit| checksum::bech32(hit.as_str())) {
        found.push(proposal(hit, Entity::CryptoAddress, 0.97, 0.99, "checksum of a Bitcoin address"));
    }
    for hit in ETHEREUM.find_iter(text) {
        found.push(proposal(hit, Entity::CryptoAddress, 0.8, 0.97, "form of an Ethereum address"));
    }
    found
}

fn cards(text: &str, by_ocr: bool, found: &mut Vec<Proposal>) {
    let mut add = |hit: regex::Match<'_>| {
        let digits = checksum::digits(hit.as_str());
        if digits.iter().all(|digit| *digit == digits[0]) {
            return;
        }
        let checks = checksum::luhn(&digits);
        if checks && is_issued(&digits) {
            let is_usual = digits.len() >= 15;
            let alone = if is_usual { 0.9 } else { 0.6 };
            found.push(proposal(hit, Entity::CardNumber, alone, 0.99, "issuer and check digit of a card"));
        } else if checks {
            found.push(proposal(hit, Entity::CardNumber, 0.0, 0.85, "check digit of a card"));
        } else if by_ocr && digits.len() >= 14 {
            found.push(proposal(hit, Entity::CardNumber, 0.0, 0.7, "form of a card number, read by OCR"));
        }
    };
    // Several cards on a line would run into one another, so the fixed groupings come first.
    let mut fixed = 0;
    for hit in CARD_ON_A_LINE.find_iter(text) {
        fixed += 1;
        add(hit);
    }
    if fixed == 0 {
        CARD.find_iter(text).for_each(add);
    }
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

/// An IBAN is as long as its country says, so what follows it is not swallowed.
fn ibans(text: &str, found: &mut Vec<Proposal>) {
    for start in IBAN_START.find_iter(text) {
        let Some(length) = checksum::iban_length(&start.as_str()[..2]) else { continue };
        let mut compact = String::with_capacity(length);
        let mut end = start.start();
        let mut gap = 0;
        for (offset, character) in text[start.start()..].char_indices() {
            match character {
                'A'..='Z' | '0'..='9' => {
                    compact.push(character);
                    gap = 0;
                }
                ' ' | '-' if gap == 0 => {
                    gap += 1;
                    continue;
                }
                _ => break,
            }
            end = start.start() + offset + 1;
            if compact.len() == length {
                break;
            }
        }
        let ends_there = text[end..].chars().next().is_none_or(|next| !next.is_alphanumeric());
        if compact.len() == length && ends_there && checksum::iban(&compact) {
            found.push(Proposal {
                span: start.start()..end,
                entity: Entity::Iban,
                alone: 0.97,
                labelled: 0.99,
                why: "length and check digits of an IBAN",
            });
        }
    }
}
