//! Words that tell two names apart, however alike the rest: numbers, written in digits or in letters, and directions. "Unit 61" is not "Unit 16", "Third Trust" not "Second Trust", "North Star" not "South Star".

use std::sync::LazyLock;

use super::business_words;
use super::letters::Word;

/// What a word tells apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Apart {
    /// A number in digits.
    Digits,
    /// A number in words, by the row of its meaning.
    Said(u8),
    /// A direction, one of four.
    Direction(u8),
}

impl Apart {
    /// What a romanised word tells apart by. Only names of organisations are told apart by words.
    pub(crate) fn of(word: &str) -> Option<Self> {
        if has_digits(word) {
            return Some(Self::Digits);
        }
        if !LETTERS.contains(&word.len()) {
            return None;
        }
        let at = WORDS.binary_search_by(|(known, _)| (*known).cmp(word)).ok()?;
        Some(WORDS[at].1)
    }

    /// Whether two words that are not the same tell their names apart.
    pub(crate) fn differs(self, other: Self) -> bool {
        match (self, other) {
            (Self::Direction(own), Self::Direction(other)) => own != other,
            (Self::Said(own), Self::Said(other)) => own != other,
            (Self::Direction(_), _) | (_, Self::Direction(_)) => false,
            _ => true,
        }
    }
}

pub(crate) fn has_digits(word: &str) -> bool {
    word.bytes().any(|letter| letter.is_ascii_digit())
}

/// The lengths of the words below.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=12;

static DIRECTIONS: [&str; 4] = [
    "north northern norte nord nordlich severnyy severnaya severnoye severo sever pivnichnyy kuzey",
    "south southern sur sud sudlich yuzhnyy yuzhnaya yuzhnoye yuzhno yug pivdennyy guney",
    "east eastern este ost ostlich vostochnyy vostochnaya vostochnoye vostochno vostok skhidnyy dogu",
    "west western oeste ouest westlich zapadnyy zapadnaya zapadnoye zapadno zapad zakhidnyy bati",
];

static WORDS: LazyLock<Vec<(&'static str, Apart)>> = LazyLock::new(|| {
    let said = business_words::numbers_said().map(|(word, row)| (word, Apart::Said(row)));
    let directions = DIRECTIONS.iter().enumerate().flat_map(|(direction, words)| {
        words.split(' ').map(move |word| (word, Apart::Direction(direction as u8)))
    });
    let mut words: Vec<_> = said.chain(directions).collect();
    words.sort_unstable_by_key(|(word, _)| *word);
    words
});

/// Numbers as they are compared: without leading zeros and the endings of ordinals ("03", "3rd", "46-й").
pub(super) fn plain_numbers(words: &mut Vec<Word>) {
    let mut follows_number = false;
    words.retain_mut(|word| {
        if follows_number && RUSSIAN_ENDINGS.contains(&word.text.as_str()) {
            follows_number = false;
            return false;
        }
        let number = in_digits(&word.text);
        follows_number = number.is_some();
        if let Some(number) = number {
            word.text = number;
        }
        true
    });
}

/// The endings of ordinals, as they are written behind a number.
const ORDINAL_ENDINGS: [&str; 22] = [
    "st", "nd", "rd", "th", "er", "ere", "e", "eme", "re", "nde", "o", "a", "ro", "ra", "to", "ta", "do",
    "da", "ter", "te", "ste", "os",
];
const RUSSIAN_ENDINGS: [&str; 12] = ["й", "я", "е", "го", "му", "ый", "ий", "ой", "ая", "ое", "ые", "ых"];

fn in_digits(word: &str) -> Option<String> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = digits > 0 && (digits == word.len() || ORDINAL_ENDINGS.contains(&&word[digits..]));
    let number = word[..digits].trim_start_matches('0');
    is_number.then(|| if number.is_empty() { "0".to_owned() } else { number.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::{Apart, WORDS, in_digits};

    #[test]
    fn numbers_are_read_however_they_are_written() {
        for (word, number) in [
            ("3rd", Some("3")),
            ("46th", Some("46")),
            ("007", Some("7")),
            ("0", Some("0")),
            ("2e", Some("2")),
            ("3m", None),
            ("b2", None),
            ("third", None),
        ] {
            assert_eq!(in_digits(word).as_deref(), number, "{word}");
        }
    }

    #[test]
    fn numbers_and_directions_tell_apart() {
        let differ = |a, b| Apart::of(a).zip(Apart::of(b)).is_some_and(|(a, b)| a.differs(b));
        for (a, b, expected) in [
            ("third", "second", true),
            ("third", "three", false),
            ("north", "south", true),
            ("north", "northern", false),
            ("3", "4", true),
            ("third", "4", true),
            ("ii", "iii", false),
            ("west", "second", false),
            ("star", "second", false),
        ] {
            assert_eq!((differ(a, b), differ(b, a)), (expected, expected), "{a} {b}");
        }
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0), "no word says two things");
    }
}
