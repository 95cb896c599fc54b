//! What a till prints: it hides the number of the card that somebody paid with, and tells nobody's name.

use super::sheet::Sheet;
use super::{Found, banking};

/// Words of a till's receipt. As many of them make one.
const WORDS: [&str; 14] = [
    "subtotal",
    "sub-total",
    "total",
    "change",
    "cash",
    "tender",
    "tend",
    "auth",
    "approved",
    "tip",
    "tax",
    "debit",
    "cashier",
    "receipt",
];
const WORDS_MIN: usize = 3;
/// A page has more words, and its columns may have any title.
const PAGE_WORDS_MAX: usize = 150;
/// The end of a hidden number is too little on a receipt to hold it.
const ENDS_ONLY: f32 = 0.45;

/// Lowers the ends of hidden numbers on a receipt that has no name.
pub(super) fn mark(sheet: &Sheet<'_>, found: &mut [Found]) {
    if found.iter().any(|one| one.entity == crate::Entity::PersonName) || !is_receipt(sheet) {
        return;
    }
    for hidden in found.iter_mut().filter(|one| one.why.starts_with(banking::HIDDEN)) {
        hidden.confidence = hidden.confidence.min(ENDS_ONLY);
    }
}

fn is_receipt(sheet: &Sheet<'_>) -> bool {
    let words: Vec<String> = sheet
        .cells
        .iter()
        .flat_map(|cell| cell.text.split([' ', ':']))
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty())
        .collect();
    words.len() <= PAGE_WORDS_MAX
        && WORDS.iter().filter(|known| words.iter().any(|word| word == *known)).count() >= WORDS_MIN
}
