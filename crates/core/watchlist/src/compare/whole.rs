//! Whole names written as one word: what is left to compare when a slip falls between the parts, or when the parts
//! are too short to be known by themselves ("EP-MNM", "Ri Chun Hwan").

use super::edits::EditMasks;
use super::part::{EQUAL, Likeness, digits_of};
use super::spelling::spelling_likeness;
use crate::name::Reading;

/// The shortest and longest whole names that are compared so, in letters.
pub(crate) const LETTERS: std::ops::RangeInclusive<usize> = 4..=60;
/// Edits that are forgiven in any whole name.
pub(crate) const EDITS_MAX: usize = 2;

/// The most edits (a transposition counts as two) between two whole names, by the length of the shorter.
pub(crate) fn edits_max(shorter: usize) -> usize {
    match shorter {
        0..=7 => 1,
        _ => EDITS_MAX,
    }
}

/// A whole name made ready to be compared with many.
#[derive(Debug, Clone)]
pub(crate) struct WholeMatcher {
    text: String,
    reading: Reading,
    masks: EditMasks,
}

impl WholeMatcher {
    pub(crate) fn new(text: String, reading: Reading) -> Self {
        Self { masks: EditMasks::new(&text), text, reading }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// How alike another whole name is; `None` when it is further away than slips go.
    pub(crate) fn likeness(&self, other: &str) -> Option<Likeness> {
        // Shorter and longer ones are not indexed as a whole; their parts are compared.
        if self.text == other {
            return LETTERS.contains(&other.len()).then_some(EQUAL);
        }
        // Numbers tell two names apart: "Fund 2019" is not "Fund 2020".
        if !digits_of(&self.text).eq(digits_of(other)) {
            return None;
        }
        let shorter = self.text.len().min(other.len());
        let longer = self.text.len().max(other.len());
        if !LETTERS.contains(&shorter) || longer > *LETTERS.end() || longer - shorter > EDITS_MAX {
            return None;
        }
        let edits = self.masks.plain_edits(other);
        if edits > edits_max(shorter) {
            return None;
        }
        let likeness = spelling_likeness(&self.text, other);
        let unsure = edits > SURE_EDITS && shorter < long_letters(self.reading);
        Some(if unsure { (u32::from(likeness) * UNSURE_PERCENT / 100) as Likeness } else { likeness })
    }
}

/// Short names are close together: beyond so many edits they count less.
const SURE_EDITS: usize = 1;
const UNSURE_PERCENT: u32 = 92;

/// From how many letters a name is long. People's names are closer together than others.
fn long_letters(reading: Reading) -> usize {
    match reading {
        Reading::Person => 16,
        Reading::Organization => 11,
    }
}

/// Where a text of this length is cut so that one piece at least stays whole when it is edited.
pub(crate) fn pieces(length: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let count = edits_max(length) + 1;
    (0..count).map(move |piece| piece * length / count..(piece + 1) * length / count)
}

#[cfg(test)]
mod tests {
    use super::{WholeMatcher, pieces};
    use crate::name::Reading;

    #[test]
    fn slips_between_parts_are_forgiven() {
        let like = |a: &str, b| WholeMatcher::new(a.to_owned(), Reading::Organization).likeness(b);
        assert!(like("epmnm", "epnm").is_some_and(|likeness| likeness >= 750));
        assert!(like("velamarine", "velqamrien").is_none(), "an edit and two transpositions");
        assert_eq!(like("abc", "abd"), None);
        assert_eq!(like("ab", "ab"), None, "an index knows no whole name as short as this");
    }

    #[test]
    fn pieces_cover_the_text() {
        for length in 4..40 {
            let ends: Vec<_> = pieces(length).collect();
            assert_eq!(ends.first().map(|piece| piece.start), Some(0));
            assert_eq!(ends.last().map(|piece| piece.end), Some(length));
            assert!(ends.windows(2).all(|pair| pair[0].end == pair[1].start));
        }
    }
}
