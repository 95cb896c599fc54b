//! Payment cards. A card number (PAN) lives only while a request is read; what is kept of it is a keyed
//! token, the BIN and the last four digits.

mod digits;
mod escapes;
mod search;

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use digits::passes_luhn;
pub use digits::{digits_of, is_digit, written_out};
pub use search::{PHONE_DIGITS_MIN, card_number_in, looks_like_card_number, number_looks_like_card};

/// The shortest and longest card number, in digits (ISO/IEC 7812-1 allows 8 to 19; no scheme issues fewer than 13).
pub const CARD_NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;

/// The shortest number of which eight digits and the last four may be kept (PCI DSS, requirement 3.4.1 and the table of
/// acceptable truncation of PCI SSC's FAQ 1091).
const BIN8_DIGITS_MIN: usize = 16;

/// The longest text in which a card number is looked for: 19 digits with a separator between any two.
const CARD_NUMBER_TEXT_MAX: usize = 37;

/// A card number. It can't be printed or serialized, and its memory is wiped when it is dropped.
pub struct CardNumber(Zeroizing<String>);

/// The text is not a card number. It carries nothing of the text.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("must be a card number of 13 to 19 digits, with single spaces or hyphens between them at most")]
pub struct NotACardNumber;

impl CardNumber {
    /// Reads 13 to 19 digits, which may have single spaces or hyphens between them.
    ///
    /// A wrong check digit is a signal for the rules and no error: see [`CardNumber::passes_luhn`].
    pub fn parse(text: &str) -> Result<CardNumber, NotACardNumber> {
        let mut digits = Zeroizing::new(String::with_capacity(CARD_NUMBER_TEXT_MAX));
        let mut separated = true;
        for character in text.chars() {
            match character {
                '0'..='9' if digits.len() < *CARD_NUMBER_DIGITS.end() => digits.push(character),
                ' ' | '-' if !separated => {}
                _ => return Err(NotACardNumber),
            }
            separated = !character.is_ascii_digit();
        }
        let whole = !separated && CARD_NUMBER_DIGITS.contains(&digits.len());
        // No card's number begins with a zero: a field of fixed length was filled up.
        let zeros = digits.len() - digits.trim_start_matches('0').len();
        if CARD_NUMBER_DIGITS.contains(&(digits.len() - zeros)) {
            digits = Zeroizing::new(digits[zeros..].to_owned());
        }
        whole.then_some(CardNumber(digits)).ok_or(NotACardNumber)
    }

    /// Whether the check digit is right (ISO/IEC 7812-1, annex B).
    pub fn passes_luhn(&self) -> bool {
        passes_luhn(&self.0)
    }

    /// What may be kept of this card number.
    pub fn to_card(&self, key: &CardKey) -> Card {
        Card {
            token: key.token(self),
            bin: self.0[..6].to_owned(),
            bin8: (self.0.len() >= BIN8_DIGITS_MIN).then(|| self.0[..8].to_owned()),
            last_four: self.0[self.0.len() - 4..].to_owned(),
            luhn_valid: self.passes_luhn(),
        }
    }

    /// Whether `text`, a field that somebody wrote, holds this card number, in digits of any script, whatever stands
    /// between them, alone or inside a longer run of digits, escaped for a URL or a page or not.
    pub fn occurs_in(&self, text: &str) -> bool {
        let is_in = |text: &str| digits_of(text).contains(self.0.as_str());
        is_in(text) || escapes::unescaped(text).is_some_and(|text| is_in(&text))
    }

    /// Whether `text`, many fields after one another, holds any of these card numbers: the same, with no more than separators
    /// between its groups. A BIN beside last four digits beside somebody's id is not a card number.
    pub fn any_stands_in(numbers: &[CardNumber], text: &str) -> bool {
        let runs = search::digit_runs(text);
        numbers.iter().any(|number| runs.contains(number.0.as_str()))
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("CardNumber(…)")
    }
}

/// What is kept of a card.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Card {
    /// The same card has the same token; without the key nobody gets from one to the other.
    pub token: CardToken,
    /// The first six digits, which name the issuer.
    pub bin: String,
    /// The first eight digits, where the number is long enough to keep them and the last four.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bin8: Option<String>,
    /// The last four digits, by which a customer knows the card.
    pub last_four: String,
    /// Whether the number's check digit was right.
    pub luhn_valid: bool,
}

impl Card {
    /// A card of which only a stand-in is known, such as the number of a card in a file made for testing rules. It
    /// must be no card number; what is unknown of the card is taken to be in order.
    pub fn known_as(stand_in: &str) -> Card {
        Card {
            token: CardToken(stand_in.to_owned()),
            bin: NO_BIN.to_owned(),
            bin8: None,
            last_four: "0000".to_owned(),
            luhn_valid: true,
        }
    }

    /// Whether only a stand-in is known of it.
    pub fn is_stand_in(&self) -> bool {
        self.bin == NO_BIN
    }

    /// The card with a token that may be kept: one under `key` in the place of a stand-in, which may be anything. A card
    /// whose number was read has one.
    #[must_use]
    pub fn kept_under(self, key: &CardKey) -> Card {
        if self.is_stand_in() { Card { token: key.token_of(&self.token.0), ..self } } else { self }
    }

    /// `123456******3456`
    pub fn masked(&self) -> String {
        format!("{}******{}", self.bin, self.last_four)
    }
}

/// The first digits of a card of which only a stand-in is known. No issuer has them.
const NO_BIN: &str = "000000";

/// HMAC-SHA256 of a card number under the deployment's [`CardKey`], in lower-case hex.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CardToken(String);

impl CardToken {
    /// The token as 64 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The secret under which card numbers become tokens.
#[derive(Clone)]
pub struct CardKey(Zeroizing<Vec<u8>>);

/// The secret is too short to be a key.
#[derive(Debug, Error)]
#[error("the card key has {bytes} bytes; it needs at least {min}", min = CardKey::BYTES_MIN)]
pub struct CardKeyTooShort {
    bytes: usize,
}

impl CardKey {
    /// HMAC-SHA256 wants a key of at least its output's length (RFC 2104, section 3).
    pub const BYTES_MIN: usize = 32;

    /// A key from the secret's bytes.
    pub fn new(secret: impl Into<Vec<u8>>) -> Result<CardKey, CardKeyTooShort> {
        let secret = Zeroizing::new(secret.into());
        if secret.len() < CardKey::BYTES_MIN {
            return Err(CardKeyTooShort { bytes: secret.len() });
        }
        Ok(CardKey(secret))
    }

    /// HMAC-SHA256 of what may hold a card number, in lower-case hex: equal for equal bytes, and no way to find out by trying.
    /// Never the token of a card.
    pub fn hash(&self, bytes: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(b"record:");
        mac.update(bytes);
        hex::encode(mac.finalize().into_bytes())
    }

    /// HMAC-SHA256 of what names a made-up payment. Neither the token of a card, which is of digits alone, nor a [`CardKey::hash`].
    pub(crate) fn made_up(&self, named: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(b"made up:");
        mac.update(named.as_bytes());
        mac
    }

    fn token(&self, number: &CardNumber) -> CardToken {
        self.token_of(&number.0)
    }

    fn token_of(&self, text: &str) -> CardToken {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        CardToken(hex::encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for CardKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("CardKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> CardKey {
        CardKey::new([7; 32]).unwrap()
    }

    #[test]
    fn card_numbers_are_read_in_any_usual_spacing() {
        let plain = CardNumber::parse("4111111111111111").unwrap().to_card(&key());
        for text in ["4111 1111 1111 1111", "4111-1111-1111-1111", "41 11-1111111111 11"] {
            assert_eq!(CardNumber::parse(text).unwrap().to_card(&key()), plain, "{text}");
        }
        // A field of 19 places, filled up.
        for text in ["0004111111111111111", "000 4111 1111 1111 1111", "04111111111111111"] {
            assert_eq!(CardNumber::parse(text).unwrap().to_card(&key()), plain, "{text}");
        }
        assert_eq!(CardNumber::parse("0000000000000000").unwrap().to_card(&key()).bin, "000000");
        assert_eq!(plain.masked(), "411111******1111");
        assert_eq!(plain.bin8.as_deref(), Some("41111111"));
        for (short, bin8) in [("378282246310005", None), ("6217007301945862737", Some("62170073"))] {
            assert_eq!(CardNumber::parse(short).unwrap().to_card(&key()).bin8.as_deref(), bin8, "{short}");
        }
        assert!(plain.luhn_valid);
    }

    #[test]
    fn what_is_no_card_number_is_refused() {
        for text in [
            "",
            "4111",
            "411111111111",
            "41111111111111111111",
            "4111  1111 1111 1111",
            "4111111111111111 ",
            " 4111111111111111",
            "4111x11111111111",
            "４１１１１１１１１１１１１１１１",
        ] {
            assert_eq!(CardNumber::parse(text).unwrap_err(), NotACardNumber, "{text}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_a_signal_and_no_error() {
        assert!(!CardNumber::parse("1234567890123456").unwrap().passes_luhn());
        assert!(CardNumber::parse("378282246310005").unwrap().passes_luhn());
    }

    #[test]
    fn tokens_need_the_key() {
        let number = CardNumber::parse("4111111111111111").unwrap();
        let other = CardKey::new([8; 32]).unwrap();
        assert_ne!(number.to_card(&key()).token, number.to_card(&other).token);
        // Computed with Python's hmac module.
        assert_eq!(
            number.to_card(&key()).token.as_str(),
            "33ecfa1b0ba87f45471dd64ba36a9bde71e092d5eb4aa6aceb5c3710f027c28e"
        );
        assert!(CardKey::new([7; 31]).is_err());
    }

    #[test]
    fn a_hash_of_a_number_is_not_its_token() {
        let number = CardNumber::parse("4111111111111111").unwrap().to_card(&key());
        let hash = key().hash(b"4111111111111111");
        assert_ne!(hash, number.token.as_str());
        assert_eq!((hash.len(), &hash), (64, &key().hash(b"4111111111111111")));
        assert_ne!(hash, CardKey::new([8; 32]).unwrap().hash(b"4111111111111111"));
    }

    #[test]
    fn a_stand_in_is_kept_as_a_token_and_a_token_as_it_is() {
        let stand_in = Card::known_as("596").kept_under(&key());
        assert_eq!((stand_in.token.as_str().len(), stand_in.is_stand_in()), (64, true));
        assert_eq!(stand_in, Card::known_as("596").kept_under(&key()));
        assert_ne!(stand_in, Card::known_as("597").kept_under(&key()));
        let read = CardNumber::parse("4111111111111111").unwrap().to_card(&key());
        assert_eq!(read.clone().kept_under(&CardKey::new([8; 32]).unwrap()), read);
    }

    #[test]
    fn debug_output_shows_nothing() {
        let shown = format!("{:?} {:?}", CardNumber::parse("4111111111111111").unwrap(), key());
        assert_eq!(shown, "CardNumber(…) CardKey(…)");
    }

    #[test]
    fn ones_own_number_is_found_however_it_is_written() {
        let number = CardNumber::parse("1234567890123456").unwrap();
        for text in [
            "card 1234.5678 9012/3456, paid",
            "x99123456789012345699x",
            "１２３４５６７８９０１２３４５６",
            "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦",
            "𝟏𝟐𝟑𝟒𝟱𝟲𝟳𝟴𝟗𝟎𝟏𝟐𝟛𝟜𝟝𝟞",
            "①②③④⑤⑥⑦⑧⑨⓪①②③④⑤⑥",
            "1234 and 5678 and 9012 and 3456",
        ] {
            assert!(number.occurs_in(text), "{text}");
        }
        assert!(!number.occurs_in("1234567890123457"));
    }

    #[test]
    fn ones_own_number_is_found_among_other_fields_and_not_made_of_them() {
        let numbers =
            ["5555555555554444", "4111111111111111"].map(|number| CardNumber::parse(number).unwrap());
        for text in [
            r#"{"note":"4111.1111 1111-1111"}"#,
            "x994111111111111111",
            "４１１１ １１１１ １１１１ １１１１",
        ] {
            assert!(CardNumber::any_stands_in(&numbers, text), "{text}");
        }
        let fields = r#"{"bin":"411111","bin8":"41111111","last_four":"1111","customer_id":"CUST-1111"}"#;
        assert!(numbers[1].occurs_in(fields) && !CardNumber::any_stands_in(&numbers, fields));
        assert!(!CardNumber::any_stands_in(&[], "4111111111111111"));
    }
}
