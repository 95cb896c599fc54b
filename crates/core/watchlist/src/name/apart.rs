//! Words that tell two names apart, however alike the rest: numbers, written in digits, in words or as Roman numerals, and
//! directions. "Unit 61" is not "Unit 16", "Third Trust" not "Second Trust", "Fund II" not "Fund III", "North Star" not
//! "South Star".

use std::sync::LazyLock;

use super::business_words;
use super::letters::Word;

/// What a word tells apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Apart {
    /// A number in digits.
    Digits,
    /// A number in words, or as a Roman numeral.
    Said(u16),
    /// A direction, one of four.
    Direction(u8),
}

impl Apart {
    /// What a word tells apart by; `latin` is its romanisation. Only names of organisations are told apart by words.
    pub(crate) fn of(word: &str, latin: &str) -> Option<Self> {
        if has_digits(latin) {
            return Some(Self::Digits);
        }
        // A syllable of another script that is romanised so ("西", xi) is no numeral.
        if let Some(number) = Some(word).filter(|word| word.is_ascii()).and_then(roman) {
            return Some(Self::Said(number));
        }
        Self::said(latin)
    }

    /// The number that a word says in digits or as a Roman numeral of several letters: a single one is an initial in a
    /// person's name.
    pub(crate) fn numeral(word: &str) -> Option<Self> {
        if has_digits(word) {
            return Some(Self::Digits);
        }
        let several = Some(word).filter(|word| word.is_ascii() && word.len() > 1);
        several.and_then(roman).map(Self::Said)
    }

    fn said(word: &str) -> Option<Self> {
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
    let said = business_words::numbers_said().map(|(word, number)| (word, Apart::Said(number)));
    let directions = DIRECTIONS.iter().enumerate().flat_map(|(direction, words)| {
        words.split(' ').map(move |word| (word, Apart::Direction(direction as u8)))
    });
    let mut words: Vec<_> = said.chain(directions).collect();
    words.sort_unstable_by_key(|(word, _)| *word);
    words
});

/// The number that a Roman numeral says, in the one way to write it. Of the letters beyond X only four and more together say
/// one: "mix", "civ" and "md" are words and titles.
fn roman(word: &str) -> Option<u16> {
    const LONG: usize = 4;
    const LETTERS_MAX: usize = 12;
    const SIGNS: [(&str, u16); 13] = [
        ("m", 1000),
        ("cm", 900),
        ("d", 500),
        ("cd", 400),
        ("c", 100),
        ("xc", 90),
        ("l", 50),
        ("xl", 40),
        ("x", 10),
        ("ix", 9),
        ("v", 5),
        ("iv", 4),
        ("i", 1),
    ];
    let is_sign = |letter: u8| match letter {
        b'i' | b'v' | b'x' => true,
        b'l' | b'c' | b'd' | b'm' => word.len() >= LONG,
        _ => false,
    };
    if !(1..=LETTERS_MAX).contains(&word.len()) || !word.bytes().all(is_sign) {
        return None;
    }
    let (mut number, mut rest) = (0, word);
    for (sign, value) in SIGNS {
        // No sign stands more than three times.
        for _ in 0..3 {
            if let Some(behind) = rest.strip_prefix(sign) {
                (number, rest) = (number + value, behind);
            }
        }
    }
    let (mut written, mut left) = (String::new(), number);
    for (sign, value) in SIGNS {
        written.push_str(&sign.repeat(usize::from(left / value)));
        left %= value;
    }
    (rest.is_empty() && written == word).then_some(number)
}

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
    /// Smaller ones have words of their own, which mean the same ("III", "third").
    const ROMAN_MIN: u16 = 21;
    if let Some(number) = roman(word).filter(|number| *number >= ROMAN_MIN) {
        return Some(number.to_string());
    }
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
            ("xxiii", Some("23")),
            ("mmxx", Some("2020")),
            ("xlii", Some("42")),
            ("xx", None),
            ("xxxx", None),
            ("mix", None),
            ("civic", None),
        ] {
            assert_eq!(in_digits(word).as_deref(), number, "{word}");
        }
    }

    #[test]
    fn numbers_and_directions_tell_apart() {
        let differ = |a, b| Apart::of(a, a).zip(Apart::of(b, b)).is_some_and(|(a, b)| a.differs(b));
        for (a, b, expected) in [
            ("third", "second", true),
            ("third", "three", false),
            ("north", "south", true),
            ("north", "northern", false),
            ("3", "4", true),
            ("third", "4", true),
            ("ii", "iii", true),
            ("vii", "viii", true),
            ("i", "ii", true),
            ("iii", "third", false),
            ("iiii", "iii", false),
            ("west", "second", false),
            ("star", "second", false),
        ] {
            assert_eq!((differ(a, b), differ(b, a)), (expected, expected), "{a} {b}");
        }
        assert_eq!(Apart::of("西", "xi"), None, "a syllable");
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0), "no word says two things");
    }
}
