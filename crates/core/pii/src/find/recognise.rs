//! All recognisers on one text. Those of numbers see it in plain spelling and with their own borders.

use std::ops::Range;

use super::plain::Plain;
use super::{Proposal, banking, dates, identifiers, network, numbers, phones};

/// A number that touches a word is as sure as this share of one that stands by itself.
const TOUCHING: f32 = 0.8;

/// What a text holds, as far as the text itself can tell.
pub(super) fn recognise(text: &str, by_ocr: bool) -> Vec<Proposal> {
    let mut found = network::propose(text);
    let plain = Plain::spelling(text);
    let mut proposals = Vec::new();
    let has_digit = plain.text.bytes().any(|byte| byte.is_ascii_digit());
    if has_digit {
        let rows = numbers::rows(&plain.text);
        identifiers::of_digits(&rows, &mut proposals);
        banking::of_digits(&rows, by_ocr, &mut proposals);
        dates::of_digits(&rows, &mut proposals);
    }
    of_signs(&plain.text, has_digit, &mut proposals);
    found.extend(proposals.drain(..).map(|proposal| in_original(proposal, &plain, text)));
    if let Some(bordered) = plain.bordered() {
        of_signs(&bordered.text, has_digit, &mut proposals);
        found.extend(proposals.into_iter().map(|proposal| in_original(proposal, &bordered, text)));
    }
    found
}

fn of_signs(text: &str, has_digit: bool, found: &mut Vec<Proposal>) {
    if has_digit {
        identifiers::of_letters(text, found);
        banking::of_letters(text, found);
        phones::propose(text, found);
    }
    dates::propose(text, found);
}

fn in_original(mut proposal: Proposal, plain: &Plain<'_>, text: &str) -> Proposal {
    proposal.span = plain.origin(proposal.span);
    if touches(text, &proposal.span) {
        proposal.alone *= TOUCHING;
    }
    proposal
}

/// Whether a letter or an underscore stands right before or behind.
fn touches(text: &str, span: &Range<usize>) -> bool {
    let joins = |character: char| character.is_alphabetic() || character == '_';
    text[..span.start].chars().next_back().is_some_and(joins)
        || text[span.end..].chars().next().is_some_and(joins)
}
