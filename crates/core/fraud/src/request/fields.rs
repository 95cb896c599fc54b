//! Reading the fields of a JSON object one by one, so that all that is wrong with it is told at once.
//!
//! Numbers keep the text they were sent as. What is reported names the place and the expectation, never the
//! value: a value may be a card number in the wrong field.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{FieldError, RequestError};
use crate::card::{
    CARD_NUMBER_DIGITS, CardNumber, PHONE_DIGITS_MIN, card_number_in, digits_of, is_digit,
    looks_like_card_number, number_looks_like_card, written_out,
};
use crate::transaction::Attribute;

/// The longest name of a custom attribute.
const ATTRIBUTE_NAME_CHARS_MAX: usize = 64;
/// The longest text of a custom attribute.
pub(crate) const ATTRIBUTE_TEXT_CHARS_MAX: usize = 256;

/// Whose card number a text is searched for, beside this request's own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Search {
    /// Anybody's, of so many digits and more.
    Anybodys(usize),
    /// Nobody else's: what is kept is not the text but what was read of it.
    Own,
}

const ANYBODYS: Search = Search::Anybodys(*CARD_NUMBER_DIGITS.start());

/// The body as JSON text, whose syntax is now known to be right.
pub(super) fn document(body: &[u8]) -> Result<&RawValue, RequestError> {
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let place = format!(" at line {line} column {column}");
        let reason = error.to_string().replace(&place, "");
        // The parser counts columns from 0 where it has read nothing of a line.
        RequestError::Malformed { reason, line, column: column.max(1) }
    })
}

/// What was found wrong so far.
#[derive(Default)]
pub(super) struct Report {
    card_number: Option<CardNumber>,
    errors: Vec<FieldError>,
}

impl Report {
    pub(super) fn into_errors(self) -> Vec<FieldError> {
        self.errors
    }

    fn add(&mut self, pointer: String, detail: impl Display) {
        self.errors.push(FieldError { pointer, detail: detail.to_string() });
    }
}

/// The fields of one object that are not read yet.
pub(super) struct Fields<'json, 'report> {
    pointer: String,
    entries: BTreeMap<String, &'json RawValue>,
    report: &'report mut Report,
}

impl<'json, 'report> Fields<'json, 'report> {
    pub(super) fn of_document(document: &'json RawValue, report: &'report mut Report) -> Option<Self> {
        Fields::read("#".to_owned(), document, report)
    }

    fn read(pointer: String, value: &'json RawValue, report: &'report mut Report) -> Option<Self> {
        let Ok(Object(members)) = serde_json::from_str(value.get()) else {
            report.add(pointer, "must be a JSON object");
            return None;
        };
        let mut entries = BTreeMap::new();
        for (name, value) in members {
            match entries.entry(name) {
                Entry::Vacant(place) => drop(place.insert(value)),
                Entry::Occupied(place) => report.add(child(&pointer, place.key()), "is given more than once"),
            }
        }
        Some(Fields { pointer, entries, report })
    }

    /// Reports each of these that is missing or null.
    pub(super) fn require(&mut self, names: &[&str]) {
        for name in names {
            if self.entries.get(*name).is_none_or(|value| value.get() == "null") {
                self.refuse::<()>(name, "is required");
            }
        }
    }

    /// From now on a text or number with this card number in it is refused.
    pub(super) fn guard(&mut self, card_number: Option<CardNumber>) {
        self.report.card_number = card_number;
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.entries.keys().cloned().collect()
    }

    /// Reports a field; always `None`, to end a reader with.
    pub(super) fn refuse<T>(&mut self, name: &str, detail: impl Display) -> Option<T> {
        self.report.add(child(&self.pointer, name), detail);
        None
    }

    pub(super) fn refuse_object(&mut self, detail: impl Display) {
        self.report.add(self.pointer.clone(), detail);
        self.entries.clear();
    }

    pub(super) fn is_refused(&self, name: &str) -> bool {
        let pointer = child(&self.pointer, name);
        self.report.errors.iter().any(|error| error.pointer == pointer)
    }

    /// Reports all that nothing has read.
    pub(super) fn refuse_the_rest(&mut self) {
        for name in std::mem::take(&mut self.entries).into_keys() {
            self.refuse::<()>(&name, "is not a known field");
        }
    }

    /// What stands beside the fields of a request, as a text, if anything does.
    pub(super) fn beside(&mut self, name: &str) -> Option<String> {
        match self.take(name)?.get() {
            text if text.starts_with('"') => {
                serde_json::from_str(text).map_or_else(|_| self.refuse(name, "is not valid Unicode"), Some)
            }
            value if value.starts_with(['{', '[']) => {
                self.refuse(name, "must be a text, a number or a boolean")
            }
            value => Some(value.to_owned()),
        }
    }

    /// Whether the object has a member of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// The members of an object within this one, whose pointers begin with its name.
    pub(super) fn within(self, name: &str) -> Option<Fields<'json, 'report>> {
        let value = self.entries.get(name).copied()?;
        Fields::read(child(&self.pointer, name), value, self.report)
    }

    pub(super) fn text(&mut self, name: &str, chars_max: usize) -> Option<String> {
        let text = self.string(name)?;
        self.checked_text(name, text, chars_max, ANYBODYS)
    }

    /// A text of a form; `expected` completes "must be …".
    pub(super) fn text_like(
        &mut self,
        name: &str,
        chars_max: usize,
        expected: &str,
        is_like: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let text = self.text(name, chars_max)?;
        if is_like(&text) { Some(text) } else { self.refuse(name, format!("must be {expected}")) }
    }

    /// A telephone number.
    pub(super) fn phone(
        &mut self,
        name: &str,
        chars_max: usize,
        is_phone: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let text = self.string(name)?;
        let text = self.checked_text(name, text, chars_max, Search::Anybodys(PHONE_DIGITS_MIN))?;
        if is_phone(&text) {
            Some(text)
        } else {
            self.refuse(name, "must be a telephone number of 5 to 20 digits")
        }
    }

    pub(super) fn parsed<T: FromStr<Err: Display>>(&mut self, name: &str, chars_max: usize) -> Option<T> {
        let text = self.string(name)?;
        let text = self.checked_text(name, text, chars_max, Search::Own)?;
        text.parse().map_or_else(|error| self.refuse(name, error), Some)
    }

    /// A text of which nothing but `read`'s own answer may be known.
    pub(super) fn secret<T, E: Display>(
        &mut self,
        name: &str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = zeroize::Zeroizing::new(self.string(name)?);
        read(&text).map_or_else(|error| self.refuse(name, error), Some)
    }

    /// A number, given to `read` as it was written.
    pub(super) fn number<T, E: Display>(
        &mut self,
        name: &str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.take(name)?.get();
        if !is_number(text) {
            return self.refuse(name, "must be a number");
        }
        // Written out as well: 4.2e15 has more digits than it shows.
        let written_out = written_out(text);
        if self.holds_card_number(text)
            || written_out.is_some_and(|number| self.holds_card_number(&number))
            || number_looks_like_card(text)
        {
            return self.refuse(name, HOLDS_CARD_NUMBER);
        }
        read(text).map_or_else(|error| self.refuse(name, error), Some)
    }

    pub(super) fn object<T>(&mut self, name: &str, read: impl Fn(&mut Fields<'_, '_>) -> T) -> Option<T> {
        let value = self.take(name)?;
        let mut fields = Fields::read(child(&self.pointer, name), value, self.report)?;
        Some(read(&mut fields))
    }

    /// A list of ids.
    pub(super) fn identifiers(&mut self, name: &str, count_max: usize, chars_max: usize) -> Vec<String> {
        let Some(value) = self.take(name) else { return Vec::new() };
        let Ok(members) = serde_json::from_str::<Vec<&RawValue>>(value.get()) else {
            self.refuse::<()>(name, "must be a list of texts");
            return Vec::new();
        };
        if members.len() > count_max {
            self.refuse::<()>(name, format!("has {} members; the limit is {count_max}", members.len()));
            return Vec::new();
        }
        let pointer = child(&self.pointer, name);
        let places = || (0..members.len()).map(|place| place.to_string());
        let entries = places().zip(members.iter().copied()).collect();
        let mut fields = Fields { pointer, entries, report: self.report };
        places().filter_map(|place| fields.required_identifier(&place, chars_max)).collect()
    }

    fn required_identifier(&mut self, name: &str, chars_max: usize) -> Option<String> {
        self.require(&[name]);
        self.text(name, chars_max)
    }

    /// A named value of the client's own.
    pub(super) fn attribute(&mut self, name: &str) -> Option<Attribute> {
        if !is_attribute_name(name) {
            self.entries.remove(name);
            return self.refuse(
                name,
                "must be named by a letter or underscore, then letters, digits or underscores, 64 at most",
            );
        }
        if self.holds_card_number(name) || looks_like_card_number(name) {
            self.entries.remove(name);
            return self.refuse(name, HOLDS_CARD_NUMBER);
        }
        let value = self.entries.get(name)?.get();
        match value {
            "true" | "false" => self.take(name).map(|flag| Attribute::Flag(flag.get() == "true")),
            _ if value.starts_with('"') => self.text(name, ATTRIBUTE_TEXT_CHARS_MAX).map(Attribute::Text),
            _ if is_number(value) => self.number(name, finite).map(Attribute::Number),
            "null" => self.take(name).and(None),
            _ => {
                self.entries.remove(name);
                self.refuse(name, "must be a number, a text or a boolean")
            }
        }
    }

    /// The field's value, which counts as read from now on. Null is the same as absent.
    fn take(&mut self, name: &str) -> Option<&'json RawValue> {
        self.entries.remove(name).filter(|value| value.get() != "null")
    }

    fn string(&mut self, name: &str) -> Option<String> {
        let value = self.take(name)?.get();
        if !value.starts_with('"') {
            return self.refuse(name, "must be a string");
        }
        serde_json::from_str(value).map_or_else(|_| self.refuse(name, "is not valid Unicode"), Some)
    }

    fn checked_text(&mut self, name: &str, text: String, chars_max: usize, search: Search) -> Option<String> {
        if is_blank(&text) {
            return self.refuse(name, "must not be blank");
        }
        let chars = text.chars().count();
        if chars > chars_max {
            return self.refuse(name, format!("has {chars} characters; the limit is {chars_max}"));
        }
        if text.chars().any(is_unprintable) {
            return self.refuse(name, "must not contain control characters");
        }
        let is_anybodys = matches!(search, Search::Anybodys(digits_min) if card_number_in(&text, digits_min));
        if is_anybodys || self.holds_card_number(&text) {
            return self.refuse(name, HOLDS_CARD_NUMBER);
        }
        Some(text)
    }

    fn holds_card_number(&self, text: &str) -> bool {
        self.report.card_number.as_ref().is_some_and(|number| number.occurs_in(text))
    }
}

const HOLDS_CARD_NUMBER: &str = "holds a card number; card numbers belong in card_number alone";

/// Control characters, and the marks that reorder or break the lines of a text: an alert is read by people. And the two that
/// SQS takes in no message.
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{fffe}' | '\u{ffff}')
}

/// The longest name of a file, in characters.
pub const FILE_NAME_CHARS_MAX: usize = 200;

/// Whether a text can be the name of a file wherever files have names: it shows something, and holds no separator of folders.
pub fn is_file_name(name: &str) -> bool {
    let length = name.chars().count();
    let is_allowed = |character: char| !is_unprintable(character) && !matches!(character, '/' | '\\');
    (1..=FILE_NAME_CHARS_MAX).contains(&length) && !is_blank(name) && name.chars().all(is_allowed)
}

/// Whether a text shows nothing: it is empty, or all of it is white space and characters that print nothing.
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|character| character.is_whitespace() || is_unprintable(character) || is_invisible(character))
}

/// Characters that print nothing: Unicode's Default_Ignorable_Code_Point, annotation marks and the blank Braille pattern.
fn is_invisible(character: char) -> bool {
    matches!(
        u32::from(character),
        0xad | 0x34f
            | 0x115f..=0x1160
            | 0x17b4..=0x17b5
            | 0x180b..=0x180f
            | 0x200b..=0x200f
            | 0x2060..=0x206f
            | 0x2800
            | 0x3164
            | 0xfe00..=0xfe0f
            | 0xfeff
            | 0xffa0
            | 0xfff0..=0xfffb
            | 0x1bca0..=0x1bca3
            | 0x1d173..=0x1d17a
            | 0xe0000..=0xe0fff
    )
}

fn is_number(json: &str) -> bool {
    json.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

fn is_attribute_name(name: &str) -> bool {
    name.chars().count() <= ATTRIBUTE_NAME_CHARS_MAX
        && name.starts_with(|first: char| first == '_' || first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}

fn finite(text: &str) -> Result<f64, &'static str> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err("is too large for a 64-bit floating point number"),
    }
}

/// The pointer to a member of a body, as a URI fragment (RFC 6901, section 6), fit to be answered whatever its name is.
pub fn member_pointer(name: &str) -> String {
    child("#", name)
}

/// The pointer to a member of what another points to. A name is the client's text too: a long one is
/// cut, digits of a long number are starred.
fn child(parent: &str, name: &str) -> String {
    let is_numeric = digits_of(name).len() > 8;
    let mut shown = String::new();
    for character in name.chars().take(ATTRIBUTE_NAME_CHARS_MAX) {
        match character {
            '~' => shown.push_str("~0"),
            '/' => shown.push_str("~1"),
            digit if is_numeric && is_digit(digit) => shown.push('*'),
            _ if is_unprintable(character) => push_percent_encoded(&mut shown, '\u{fffd}'),
            _ if is_fragment_character(character) => shown.push(character),
            _ => push_percent_encoded(&mut shown, character),
        }
    }
    format!("{parent}/{shown}")
}

/// What may stand in a fragment as it is (RFC 3986, sections 2 and 3.5).
fn is_fragment_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@?".contains(character)
}

fn push_percent_encoded(text: &mut String, character: char) {
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        text.push_str(&format!("%{byte:02X}"));
    }
}

/// A JSON object as it was written: members in order, repeated names and all.
struct Object<'json>(Vec<(String, &'json RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}
