//! Names of merchants, places and people who are paid, as they come to one through several systems.
//!
//! Card networks, acquirers and banks print names in letters of ASCII, in capitals, and with whatever punctuation there is room for, so
//! what tells two spellings of one name apart are accents and punctuation as much as case and width.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::{Case, SHORT_BYTES_MAX, normal, plain};

/// The form of a name: small letters without accents, words with single spaces between them and no punctuation. Letters
/// of other alphabets stay what they are, and so do signs that are a part of names (`&`, `+`, `$`). A name of nothing else is
/// known by its signs.
pub fn name(text: &str) -> Cow<'_, str> {
    let folded = normal(text, Case::Folded);
    if is_simple(folded.as_bytes()) {
        return folded;
    }
    let words = words(&folded);
    if words.is_empty() { folded } else { Cow::Owned(words) }
}

/// The bytes of that form, quickly: a decision compares the merchants of hundreds of past transactions.
pub(crate) fn with_name<T>(text: &str, then: impl FnOnce(&[u8]) -> T) -> T {
    match plain(text.as_bytes(), Case::Folded, &mut [0; SHORT_BYTES_MAX]) {
        Some(form) if is_simple(form) => then(form),
        _ => then(name(text).as_bytes()),
    }
}

/// Whether a folded name has only letters and digits of ASCII, and spaces.
fn is_simple(folded: &[u8]) -> bool {
    folded.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b' ')
}

fn words(folded: &str) -> String {
    let mut plain = String::with_capacity(folded.len());
    for character in unaccented(folded).chars() {
        match character {
            _ if is_apostrophe(character) => {}
            // "H&M" and "H & M" are one, and "H M" is another.
            '&' => plain.push_str(" & "),
            _ if is_punctuation(character) => plain.push(' '),
            _ => plain.push(character),
        }
    }
    let words: Vec<_> = plain.split_whitespace().collect();
    words.join(" ").nfkc().collect()
}

/// A folded text without its accents, and in letters of ASCII what systems that have only these write so.
pub(crate) fn unaccented(folded: &str) -> Cow<'_, str> {
    if folded.is_ascii() {
        return Cow::Borrowed(folded);
    }
    let mut plain = String::with_capacity(folded.len());
    // The letter that an accent stands over, whatever apostrophe stands between them.
    let mut letter = ' ';
    for character in folded.nfd() {
        if matches!(character, '\u{300}'..='\u{36f}') {
            if !loses_accents(letter, character) {
                plain.push(character);
            }
            continue;
        }
        if !is_apostrophe(character) {
            letter = character;
        }
        match in_ascii(character) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(character),
        }
    }
    Cow::Owned(plain.nfkc().collect())
}

/// "McDonald's" and "McDonalds" are one.
fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\'' | '`' | '´' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bb}'..='\u{2bd}' | '\u{2032}'
    )
}

/// Whether an accent makes no other letter: in Latin and Greek none does, and in Cyrillic ё is е, while й is not и.
fn loses_accents(letter: char, accent: char) -> bool {
    match letter {
        'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{3ff}' => true,
        'е' => accent == '\u{308}',
        _ => false,
    }
}

/// Latin letters that are no other letter with an accent, as systems that have only ASCII write them.
fn in_ascii(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => return None,
    })
}

/// What stands between words and says nothing of them.
fn is_punctuation(character: char) -> bool {
    matches!(character,
        '!' | '"' | '#' | '(' | ')' | '*' | ',' | '-' | '.' | '/' | ':' | ';' | '?' | '[' | '\\' | ']' | '_' | '{' | '|' | '}' | '~'
        | '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{ae}' | '\u{a9}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}' | '\u{2010}'..='\u{2017}'
        | '\u{201a}' | '\u{201c}'..='\u{201f}' | '\u{2020}'..='\u{2027}' | '\u{2030}' | '\u{2031}' | '\u{2039}' | '\u{203a}' | '\u{2212}'
        | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_merchant_has_one_name_however_it_is_printed() {
        for (spellings, form) in [
            (
                &[
                    "Café Zoë",
                    "CAFE ZOE",
                    "cafe  zoe",
                    "Cafe\u{301} Zoe\u{308}",
                    "Café Zoë.",
                    "CAFÉ ZOË!",
                    "Café-Zoë",
                    "Café, Zoë…",
                    "*CAFE ZOE*",
                    "Ｃａｆé　Ｚｏë",
                    "“Café Zoë”",
                    "Cafe\u{200b} Zoe\u{ad}",
                    "CAFE_ZOE",
                    "Cafe/Zoe",
                ][..],
                "cafe zoe",
            ),
            (&["McDonald's", "McDonald’s", "MCDONALDS", "McDonald`s", "Mc\u{2060}Donalds."], "mcdonalds"),
            (&["H&M", "H & M", "h ＆ m", "H&M."], "h & m"),
            (&["7-Eleven", "7 ELEVEN", "7–Eleven", "7‐eleven"], "7 eleven"),
            (&["Søstrene Grene", "SOSTRENE GRENE", "søstrene-grene"], "sostrene grene"),
            (&["Żabka Łódź", "ZABKA LODZ", "żabka łódź"], "zabka lodz"),
            (&["Straßencafé", "STRASSENCAFE"], "strassencafe"),
            (&["Œuf & Cœur", "OEUF & COEUR"], "oeuf & coeur"),
            (&["Þór", "THOR"], "thor"),
            (&["amazon.de", "AMAZON DE", "Amazon.de*"], "amazon de"),
            (&["Νίκος Ταβέρνα", "ΝΙΚΟΣ ΤΑΒΕΡΝΑ"], "νικοσ ταβερνα"),
            (&["Пятёрочка", "ПЯТЕРОЧКА"], "пятерочка"),
            (&["スターバックス・コーヒー", "ｽﾀｰﾊﾞｯｸｽ ｺｰﾋｰ"], "スターバックス コーヒー"),
            (&["Phở Hà Nội", "PHO HA NOI"], "pho ha noi"),
            (&["한국 마트", "한국  마트"], "한국 마트"),
            // Nothing but signs, which are its name then.
            (&["***"], "***"),
            (&["!"], "!"),
        ] {
            for spelling in spellings {
                assert_eq!(name(spelling), form, "{spelling:?}");
                assert_eq!(with_name(spelling, <[u8]>::to_vec), form.as_bytes(), "{spelling:?}");
            }
        }
    }

    #[test]
    fn different_names_stay_different() {
        for (one, other) in [
            ("Shop 1", "Shop 2"),
            ("Shop 12", "Shop 1 2"),
            ("Shop 1.5", "Shop 15"),
            ("Harbour Goods", "HarbourGoods"),
            ("C++ School", "C School"),
            ("H&M", "HM"),
            ("H&M", "H M"),
            ("Müller", "Mueller"),
            ("Bäcker", "Backer's"),
            ("a", "\u{430}"),
            ("Майка", "Маика"),
            ("がき", "かき"),
            ("***", "!"),
            ("$1 Store", "1 Store"),
            ("амazon", "amazon"),
        ] {
            assert_ne!(name(one), name(other));
        }
    }

    proptest! {
        #[test]
        fn the_form_of_a_name_is_its_own(text in "\\PC{0,40}|[a-zA-Z0-9 'éßœΣς&.,*-]{0,80}|[\u{300}-\u{36f}a-z'ά-ώа-ё가-힣が]{0,20}") {
            let once = name(&text).into_owned();
            prop_assert_eq!(name(&once), once.as_str());
            prop_assert_eq!(with_name(&text, <[u8]>::to_vec), once.as_bytes());
        }

        #[test]
        fn what_systems_do_to_names_makes_no_difference(words in prop::collection::vec("[a-zà-öø-ž]{1,8}", 1..4), between in "[ .,*/_\u{a0}-]{1,3}", end in "[ .!*-]{0,3}") {
            let form = name(&words.join(" ")).into_owned();
            for other in [words.join(&between), format!("{}{end}", words.join(" ")), words.join(" ").to_uppercase(), form.to_uppercase()] {
                prop_assert_eq!(name(&other), form.as_str());
            }
        }

        #[test]
        fn words_in_ascii_stay_as_they_are(words in prop::collection::vec("[a-z0-9]{1,8}", 1..4)) {
            let text = words.join(" ");
            prop_assert!(matches!(name(&text), Cow::Borrowed(form) if form == text));
        }
    }
}
