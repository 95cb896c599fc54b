//! A text as recognisers of numbers and labels read it: digits of all scripts, dashes, blanks, dots and slashes in one
//! spelling each, and a border wherever a letter or an underscore touches a digit. Spans lead back to the text itself.

use std::borrow::Cow;
use std::ops::Range;

/// Stands between a letter and a digit that touch; it is neither, so that both are whole.
pub(super) const BORDER: char = '\u{1f}';

/// A text in plain spelling, and where each of its bytes comes from.
pub(super) struct Plain<'t> {
    pub(super) text: Cow<'t, str>,
    /// For each byte of `text` the bytes of the original it stands for; empty where both are the same.
    origins: Vec<(usize, usize)>,
}

impl<'t> Plain<'t> {
    /// The text in plain spelling.
    pub(super) fn spelling(text: &'t str) -> Plain<'t> {
        if text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
            return Plain { text: Cow::Borrowed(text), origins: Vec::new() };
        }
        let mut plain = Plain { text: Cow::Owned(String::with_capacity(text.len())), origins: Vec::new() };
        for (at, character) in text.char_indices() {
            if let Some(spelt) = spelt(character) {
                plain.push(spelt, at..at + character.len_utf8());
            }
        }
        plain
    }

    /// The same text with borders between letters and digits that touch; nothing where none do.
    pub(super) fn bordered(&self) -> Option<Plain<'static>> {
        let touch = |(left, right): (char, char)| {
            (joins(left) && right.is_ascii_digit()) || (left.is_ascii_digit() && joins(right))
        };
        let pairs = || self.text.chars().zip(self.text.chars().skip(1));
        if !pairs().any(touch) {
            return None;
        }
        let mut plain =
            Plain { text: Cow::Owned(String::with_capacity(self.text.len() + 8)), origins: Vec::new() };
        let mut previous = None;
        for (at, character) in self.text.char_indices() {
            let origin = self.origin(at..at + character.len_utf8());
            if previous.is_some_and(|previous| touch((previous, character))) {
                plain.push(BORDER, origin.start..origin.start);
            }
            plain.push(character, origin);
            previous = Some(character);
        }
        Some(plain)
    }

    fn push(&mut self, character: char, origin: Range<usize>) {
        self.text.to_mut().push(character);
        self.origins.extend(std::iter::repeat_n((origin.start, origin.end), character.len_utf8()));
    }

    /// The bytes of the original that a part of the plain text stands for.
    pub(super) fn origin(&self, span: Range<usize>) -> Range<usize> {
        if self.origins.is_empty() || span.is_empty() {
            return span;
        }
        self.origins[span.start].0..self.origins[span.end - 1].1
    }
}

/// What joins a number to a word: "SSN536…", "…1874Date", "loan_536…".
fn joins(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

/// The plain spelling of a character; nothing for what is not seen.
fn spelt(character: char) -> Option<char> {
    if let Some(digit) = digit(character) {
        return char::from_digit(digit, 10);
    }
    Some(match character {
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
            return None;
        }
        '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' => return None,
        '\u{ad}' | '\u{58a}' | '\u{1806}' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' => '-',
        '\u{2e3a}' | '\u{2e3b}' | '\u{fe31}' | '\u{fe32}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{2044}' | '\u{2215}' | '\u{ff0f}' => '/',
        '\u{b7}' | '\u{2024}' | '\u{2219}' | '\u{22c5}' | '\u{30fb}' | '\u{3002}' | '\u{ff0e}' => '.',
        '\u{ff3f}' => '_',
        // The other forms of full width, in their order: brackets, colon, number sign, letters.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0)?,
        '\n' => '\n',
        _ if character.is_whitespace() || character.is_control() => ' ',
        other => other,
    })
}

/// The zeros of scripts whose nine other digits follow in order (Unicode, general category Nd).
const ZEROS: [u32; 41] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x1e950,
    0x1fbf0,
];
/// Digits in circles and brackets, and with a full stop, from one to nine (Unicode, Enclosed Alphanumerics, Dingbats).
const ENCLOSED_ONES: [u32; 8] = [0x2460, 0x2474, 0x2488, 0x24f5, 0x2776, 0x2780, 0x278a, 0x1f101 + 1];

/// The value of a digit of any script. Raised digits are footnotes and no part of a number.
fn digit(character: char) -> Option<u32> {
    if character.is_ascii_digit() {
        return character.to_digit(10);
    }
    let code = u32::from(character);
    if code < 0x660 {
        return None;
    }
    if (0x1d7ce..0x1d800).contains(&code) {
        return Some((code - 0x1d7ce) % 10);
    }
    if matches!(code, 0x24ea | 0x24ff | 0x1f101) {
        return Some(0);
    }
    let in_row = |zero: &u32| code.checked_sub(*zero).filter(|value| *value < 10);
    let enclosed = |one: &u32| code.checked_sub(*one).filter(|value| *value < 9).map(|value| value + 1);
    ZEROS.iter().find_map(in_row).or_else(|| ENCLOSED_ONES.iter().find_map(enclosed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let plain = Plain::spelling(text);
        assert_eq!(plain.bordered().map_or(plain.text.to_string(), |plain| plain.text.to_string()), expected);
    }

    #[test]
    fn digits_dashes_and_blanks_have_one_spelling() {
        check("536‑22–1874", "536-22-1874");
        check("536\u{2009}22\u{a0}1874", "536 22 1874");
        check("５３６－２２－１８７４", "536-22-1874");
        check("٥٣٦-۲۲-१८७४", "536-22-1874");
        check("⑤③⓪", "530");
        check("5\u{200b}36⁄22", "536/22");
    }

    #[test]
    fn letters_and_underscores_do_not_touch_digits() {
        check("SSN536-22-1874Date", "SSN\u{1f}536-22-1874\u{1f}Date");
        check("_536_", "_\u{1f}536\u{1f}_");
        check("no digits", "no digits");
    }

    #[test]
    fn spans_lead_back_to_the_text() {
        let text = "SSN５３６–22x";
        let plain = Plain::spelling(text).bordered().expect("a letter touches a digit");
        let at = plain.text.find("536-22").expect("it is there");
        assert_eq!(&text[plain.origin(at..at + 6)], "５３６–22");
    }
}
