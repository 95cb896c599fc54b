//! What cells say, to look phrases up in: word for word where the file spells it, and by the shapes of its letters where a
//! picture was read.

use crate::document::{Cell, Source};

/// A phrase with fewer letters is looked up as it is: in few letters one that is wrong makes another word.
const FUZZY_LETTERS_MIN: usize = 10;
/// One letter in so many may be wrong, missing or too many.
const LETTERS_AN_ERROR: usize = 9;

/// The words of cells.
#[derive(Debug, Default)]
pub(super) struct Wording {
    /// In small letters, a cell a line.
    spelled: String,
    /// Letters and digits that were read from pictures, each as the one that it looks like. Readers lose blanks.
    seen: Vec<u8>,
}

impl Wording {
    /// Adds what a cell says.
    pub(super) fn add(&mut self, cell: &Cell) {
        let lower = cell.text.to_lowercase().replace('’', "'");
        if cell.source == Source::Ocr {
            self.seen.extend(shapes(&lower));
        }
        self.spelled.push_str(&lower);
        self.spelled.push('\n');
    }

    /// Whether a phrase is there.
    pub(super) fn says(&self, phrase: &str) -> bool {
        self.spelled.contains(phrase) || {
            let shapes: Vec<u8> = shapes(phrase).collect();
            shapes.len() >= FUZZY_LETTERS_MIN && holds(&self.seen, &shapes, shapes.len() / LETTERS_AN_ERROR)
        }
    }
}

/// Letters and digits, with those as one that readers of pictures take for each other.
fn shapes(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| match byte {
        b'i' | b'1' | b'j' => b'l',
        b'o' | b'q' => b'0',
        b's' => b'5',
        b'b' => b'8',
        b'g' => b'9',
        b'z' => b'2',
        other => other,
    })
}

/// Whether a pattern occurs in a text with at most so many letters wrong, missing or too many (Sellers, 1980).
fn holds(text: &[u8], pattern: &[u8], errors_max: usize) -> bool {
    let mut costs: Vec<usize> = (0..=pattern.len()).collect();
    for &byte in text {
        // A match may begin anywhere.
        let mut diagonal = 0;
        for (place, &wanted) in pattern.iter().enumerate() {
            let aligned = diagonal + usize::from(byte != wanted);
            diagonal = costs[place + 1];
            costs[place + 1] = aligned.min(diagonal + 1).min(costs[place] + 1);
        }
        if costs[pattern.len()] <= errors_max {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Rect;

    #[track_caller]
    fn check(text: &str, source: Source, phrase: &str, expected: bool) {
        let rect = Rect { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };
        let mut wording = Wording::default();
        wording.add(&Cell { text: text.to_owned(), words: Vec::new(), rect, frame: rect, source });
        assert_eq!(wording.says(phrase), expected, "{text}");
    }

    #[test]
    fn a_picture_says_a_phrase_with_letters_mistaken_and_blanks_lost() {
        check("Unigue ldentificati0n Authority", Source::Ocr, "unique identification authority", true);
        check("SOClALSECURITYADMINISTRATION", Source::Ocr, "social security administration", true);
        check("Socia Security Adminlstration", Source::Ocr, "social security administration", true);
        check("SECURITY OF ADMINISTRATION", Source::Ocr, "social security administration", false);
        check("statement of accounts", Source::Ocr, "statement of earnings", false);
        // In few letters nothing is forgiven.
        check("tax-1088", Source::Ocr, "1099-", false);
        check("vlsa", Source::Ocr, "visa", false);
    }

    #[test]
    fn what_a_file_spells_is_taken_at_its_word() {
        check("Social Security Administration", Source::Content, "social security administration", true);
        check("Driver’s License", Source::Content, "driver's license", true);
        check("SocialSecurityAdministration", Source::Content, "social security administration", false);
    }
}
