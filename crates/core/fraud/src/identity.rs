//! What a party is known by, however it was written.
//!
//! A transaction keeps every text as it was sent, for people to read. Where texts are compared as identities, by the history, the
//! counts of merchants and lists, it is by the forms that this module makes, one function for each kind of identity: of texts
//! whose case, width, spacing and composition make no difference, of ids ([`id`]), of names ([`name`]), of
//! merchants ([`merchant`]), of e-mail addresses ([`email`]) and of internet addresses ([`address`]). Different words stay different.

mod address;
mod email;
mod name;
mod punycode;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::Transaction;
use crate::request::is_blank;
pub(crate) use address::{NETWORK_BITS, address, network, network_address};
pub use email::domain_of;
pub(crate) use email::{domain, email, mailbox, with_email};
pub use name::name;
pub(crate) use name::{unaccented, with_name};

/// Whether capitals and small letters are the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Case {
    /// They are: names, places, e-mail addresses.
    Folded,
    /// They are not: ids.
    Kept,
}

/// The one form of a text: compatibility forms composed (NFKC), no invisible characters, single spaces, no space at the ends.
pub(crate) fn normal(text: &str, case: Case) -> Cow<'_, str> {
    match plain(text.as_bytes(), case, &mut [0; SHORT_BYTES_MAX]) {
        Some(form) if form == text.as_bytes() => return Cow::Borrowed(text),
        Some(form) => return Cow::Owned(String::from_utf8_lossy(form).into_owned()),
        None => {}
    }
    let seen: String = text.chars().filter(|character| !is_ignorable(*character)).nfkc().collect();
    let folded = match case {
        Case::Folded => fold(&seen),
        Case::Kept => seen,
    };
    let mut normal = String::with_capacity(folded.len());
    for word in folded.split(|character: char| character.is_whitespace() || character.is_control()) {
        if !word.is_empty() {
            if !normal.is_empty() {
                normal.push(' ');
            }
            normal.push_str(word);
        }
    }
    Cow::Owned(normal)
}

/// The form of a word of a client's own list: a channel, a kind of device.
pub fn word(text: &str) -> Cow<'_, str> {
    normal(text, Case::Folded)
}

/// The form of an id. Systems give ids that differ by case alone, so case is kept, but for a UUID: it is the same in capitals
/// (RFC 9562, section 4), which Apple's devices write and others don't.
pub(crate) fn id(text: &str) -> Cow<'_, str> {
    let form = normal(text, Case::Kept);
    if is_uuid(form.as_bytes()) && form.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Owned(form.to_ascii_lowercase());
    }
    form
}

/// The bytes of that form, quickly.
pub(crate) fn with_id<T>(text: &str, then: impl FnOnce(&[u8]) -> T) -> T {
    with_normal(
        text,
        Case::Kept,
        |form| {
            if is_uuid(form) { then(&form.to_ascii_lowercase()) } else { then(form) }
        },
    )
}

/// 36 characters: digits to the base of 16 in five groups.
fn is_uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// What a merchant is known by: its id names it better than what is printed on the statement.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Merchant<'a> {
    /// By the client's or acquirer's id.
    Id(Cow<'a, str>),
    /// By its name, for want of an id.
    Name(Cow<'a, str>),
}

/// What the merchant of a transaction is known by.
pub fn merchant(transaction: &Transaction) -> Merchant<'_> {
    merchant_of(transaction.merchant_id.as_deref(), &transaction.merchant)
}

/// The same, of a merchant's id and name.
pub fn merchant_of<'a>(merchant_id: Option<&'a str>, merchant: &'a str) -> Merchant<'a> {
    match self::merchant_id(merchant_id) {
        Some(given) => Merchant::Id(id(given)),
        None => Merchant::Name(name(merchant)),
    }
}

/// A merchant's id, if it is one: one that shows nothing is none.
pub(crate) fn merchant_id(given: Option<&str>) -> Option<&str> {
    given.filter(|id| !is_blank(id))
}

/// Texts of up to so many bytes are normalised without taking memory. Nearly all names and ids are shorter.
const SHORT_BYTES_MAX: usize = 64;

/// The bytes of the form that [`normal`] makes, quickly: a decision compares the texts of hundreds of past transactions.
pub(crate) fn with_normal<T>(text: &str, case: Case, then: impl FnOnce(&[u8]) -> T) -> T {
    let mut form = [0; SHORT_BYTES_MAX];
    match plain(text.as_bytes(), case, &mut form) {
        Some(form) => then(form),
        None => then(normal(text, case).as_bytes()),
    }
}

/// The form of a short text of printable ASCII whose spaces are single ones and stand between words.
fn plain<'form>(text: &[u8], case: Case, form: &'form mut [u8; SHORT_BYTES_MAX]) -> Option<&'form [u8]> {
    if text.len() > SHORT_BYTES_MAX || matches!(text.last(), None | Some(b' ')) {
        return None;
    }
    let (whole, rest) = text.as_chunks();
    let mut end = [b'.'; 8];
    for (place, byte) in end.iter_mut().zip(rest) {
        *place = *byte;
    }
    let (places, _) = form.as_chunks_mut();
    let mut after_space = true;
    for (place, word) in places.iter_mut().zip(whole.iter().chain((!rest.is_empty()).then_some(&end))) {
        *place = plain_word(u64::from_le_bytes(*word), case, &mut after_space)?.to_le_bytes();
    }
    Some(&form[..text.len()])
}

/// Eight bytes of a plain text at once, the first of them lowest. Each byte is looked at by arithmetic that carries nothing into
/// the next one, as none is above 127.
fn plain_word(word: u64, case: Case, after_space: &mut bool) -> Option<u64> {
    /// The highest bit of each byte.
    const HIGH: u64 = each(0x80);
    /// By its highest bit, which bytes are `least` or above.
    const fn from(word: u64, least: u8) -> u64 {
        (word + each(0x80 - least)) & HIGH
    }
    if word & HIGH != 0 || from(word, b' ') != HIGH || from(word, 0x7f) != 0 {
        return None;
    }
    let spaces = from(word, b' ') & !from(word, b' ' + 1);
    if spaces & (spaces << 8 | u64::from(*after_space) << 7) != 0 {
        return None;
    }
    *after_space = spaces >> 63 == 1;
    let capitals = from(word, b'A') & !from(word, b'Z' + 1);
    // A small letter is its capital and 32.
    Some(if case == Case::Folded { word | capitals >> 2 } else { word })
}

/// A byte, eight times.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Small letters by way of capitals, so that ß is ss, every sigma is one, and a dotless i is an i.
fn fold(text: &str) -> String {
    let small = text.to_uppercase().to_lowercase();
    // A capital ẞ is a capital already, and of a capital İ a dot is left.
    let small = small.replace('ß', "ss").replace("i\u{307}", "i");
    small.replace('ς', "σ").nfkc().collect()
}

/// Default_Ignorable_Code_Point of Unicode: what shows nothing, whatever stands beside it.
fn is_ignorable(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_name_has_one_form_however_it_is_written() {
        for (spellings, form) in [
            (
                &[
                    "Harbour Goods",
                    "HARBOUR GOODS",
                    "harbour  goods",
                    " Harbour\tGoods ",
                    "Harbour\u{a0}Goods",
                    "Ｈａｒｂｏｕｒ　Ｇｏｏｄｓ",
                    "Har\u{200b}bour Goo\u{ad}ds",
                    "\u{feff}harbour \u{2060} goods",
                    "𝐇𝐚𝐫𝐛𝐨𝐮𝐫 𝖦𝗈𝗈𝖽𝗌",
                    "Harbour\u{3000}\u{2009}Goods\u{fe0f}",
                ][..],
                "harbour goods",
            ),
            (&["Café", "CAFÉ", "Cafe\u{301}", "CAFE\u{301}", "ｃａｆé"], "café"),
            (&["Straße", "STRASSE", "strasse", "STRAẞE"], "strasse"),
            (&["İstanbul", "ISTANBUL", "istanbul", "ıstanbul", "i\u{307}stanbul"], "istanbul"),
            (&["ΟΔΟΣ", "οδος", "Οδοσ"], "οδοσ"),
            (&["ﬁsh", "FISH", "ＦＩＳＨ"], "fish"),
        ] {
            for spelling in spellings {
                assert_eq!(normal(spelling, Case::Folded), form, "{spelling:?}");
            }
        }
    }

    #[test]
    fn ids_keep_their_case_and_different_words_stay_different() {
        for (id, form) in
            [("C1", "C1"), (" c1 ", "c1"), ("Ｃ１", "C1"), ("C\u{200b}1", "C1"), ("a  b", "a b"), ("", "")]
        {
            assert_eq!(normal(id, Case::Kept), form, "{id:?}");
        }
        for (one, other) in
            [("Cafe", "Café"), ("Harbour Goods", "HarbourGoods"), ("Shop 1", "Shop 2"), ("a", "\u{430}")]
        {
            assert_ne!(normal(one, Case::Folded), normal(other, Case::Folded));
        }
        assert!(matches!(normal("harbour goods", Case::Folded), Cow::Borrowed(_)));
        assert!(matches!(normal("C1", Case::Kept), Cow::Borrowed(_)));
    }

    #[test]
    fn a_merchant_is_known_by_its_id_or_by_its_name() {
        for (merchant_id, merchant, expected) in [
            (Some("M-7"), "Café Zoë", Merchant::Id("M-7".into())),
            (Some(" M-7\u{200b}"), "Another name", Merchant::Id("M-7".into())),
            (Some("m-7"), "Café Zoë", Merchant::Id("m-7".into())),
            (None, "CAFE ZOE.", Merchant::Name("cafe zoe".into())),
            // An id that shows nothing is none.
            (Some("\u{200b}"), "Café Zoë", Merchant::Name("cafe zoe".into())),
            (Some(""), "M-7", Merchant::Name("m 7".into())),
        ] {
            assert_eq!(merchant_of(merchant_id, merchant), expected, "{merchant_id:?} {merchant}");
        }
    }

    #[test]
    fn a_uuid_is_one_in_capitals_and_other_ids_are_not() {
        for (text, form) in [
            ("F47AC10B-58CC-4372-A567-0E02B2C3D479", "f47ac10b-58cc-4372-a567-0e02b2c3d479"),
            ("f47ac10b-58cc-4372-a567-0e02b2c3d479", "f47ac10b-58cc-4372-a567-0e02b2c3d479"),
            (" F47ac10b-58cc-4372-a567-0e02b2c3d479 ", "f47ac10b-58cc-4372-a567-0e02b2c3d479"),
            ("Ｆ47AC10B-58CC-4372-A567-0E02B2C3D479", "f47ac10b-58cc-4372-a567-0e02b2c3d479"),
            // A digit more or less, another letter, no groups: nobody says that these are numbers.
            ("F47AC10B-58CC-4372-A567-0E02B2C3D47", "F47AC10B-58CC-4372-A567-0E02B2C3D47"),
            ("G47AC10B-58CC-4372-A567-0E02B2C3D479", "G47AC10B-58CC-4372-A567-0E02B2C3D479"),
            ("F47AC10B58CC4372A5670E02B2C3D479", "F47AC10B58CC4372A5670E02B2C3D479"),
            ("9774D56D682E549C", "9774D56D682E549C"),
        ] {
            assert_eq!(id(text), form, "{text}");
            assert_eq!(with_id(text, <[u8]>::to_vec), form.as_bytes(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_normal_stays_so(text in any::<String>(), folds in any::<bool>()) {
            let case = if folds { Case::Folded } else { Case::Kept };
            let once = normal(&text, case).into_owned();
            prop_assert_eq!(normal(&once, case), once.as_str());
        }

        #[test]
        fn short_ways_lead_to_the_same_form(text in "[ -~\\t\\n\u{7f}]{0,120}|\\PC{0,20}", folds in any::<bool>()) {
            let case = if folds { Case::Folded } else { Case::Kept };
            // What is not ASCII goes the long way round.
            let long = normal(&format!("{text} \u{e9}"), case).into_owned();
            let expected = long.strip_suffix('\u{e9}').unwrap().trim_end();
            prop_assert_eq!(normal(&text, case), expected);
            prop_assert_eq!(with_normal(&text, case, <[u8]>::to_vec), expected.as_bytes());
        }

        #[test]
        fn case_and_spaces_make_no_difference(words in prop::collection::vec("[a-zà-ž]{1,8}", 1..4), spaces in "[ \u{a0}\u{3000}\t]{1,3}") {
            let plain = words.join(" ");
            for other in [plain.to_uppercase(), words.join(&spaces)] {
                prop_assert_eq!(normal(&other, Case::Folded), normal(&plain, Case::Folded));
            }
        }
    }
}
