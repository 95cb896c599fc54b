//! What a list says about one party.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::birth_date::BirthDate;
use crate::codes::code;
use crate::country::Country;
use crate::name::{Name, NameError, Reading};

/// What sort of party an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A human being.
    Person,
    /// A firm, bank, government body, group.
    Organization,
    /// A ship.
    Vessel,
    /// An aeroplane or helicopter.
    Aircraft,
    /// A person or an organisation: the list does not say which.
    LegalEntity,
}

/// A text that is not a kind of entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a kind of party (person, organization, vessel, aircraft or legal_entity)")]
pub struct EntryKindError(String);

impl EntryKind {
    /// Every kind, in the order of its number in an index.
    pub const ALL: [EntryKind; 5] = [
        EntryKind::Person,
        EntryKind::Organization,
        EntryKind::Vessel,
        EntryKind::Aircraft,
        EntryKind::LegalEntity,
    ];

    /// Its name, as it is written in files and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            EntryKind::Person => "person",
            EntryKind::Organization => "organization",
            EntryKind::Vessel => "vessel",
            EntryKind::Aircraft => "aircraft",
            EntryKind::LegalEntity => "legal_entity",
        }
    }

    /// Whether a party asked for as `self` may be a listed one of the other kind.
    pub fn may_be(self, listed: EntryKind) -> bool {
        let either =
            |a, b| a == EntryKind::LegalEntity && matches!(b, EntryKind::Person | EntryKind::Organization);
        self == listed || either(self, listed) || either(listed, self)
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EntryKind {
    type Err = EntryKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        known.ok_or_else(|| EntryKindError(text.chars().take(40).collect()))
    }
}

/// How a listed name stands to its party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameSort {
    /// The name it is listed under.
    Primary,
    /// Also known as, now known as.
    Alias,
    /// Formerly known as.
    Former,
    /// An alias that the list itself calls weak: a nickname, a nom de guerre.
    Weak,
}

impl NameSort {
    pub(crate) const ALL: [NameSort; 4] =
        [NameSort::Primary, NameSort::Alias, NameSort::Former, NameSort::Weak];
}

/// A name of a listed party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedName {
    /// As the list has it.
    pub text: String,
    /// How it stands to the party.
    pub sort: NameSort,
}

/// A passport, tax number, IMO number and the like.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identifier {
    /// What it is, in the list's words; empty when the list does not say.
    pub sort: String,
    /// As the list has it.
    pub number: String,
    /// Who issued it.
    pub country: Option<Country>,
}

/// A number too short or without digits tells nothing: it would fit by chance.
const TELLING_CHARACTERS_MIN: usize = 5;
const TELLING_DIGITS_MIN: usize = 3;
/// The most letters of a series: "AB 1234567".
const SERIES_LETTERS_MAX: usize = 3;

/// What stands before a number and is not part of it, where it is as short as a series. Longer words never are one.
const LABELS: [&str; 45] = [
    "BCH", "BTC", "ETH", "LTC", "LEI", "TRX", "XBT", "XMR", "BVN", "CC", "CIN", "CNP", "CPF", "CUI", "DNI",
    "DOC", "DUI", "EIN", "ID", "IDN", "IIN", "IMO", "INN", "DOB", "KPP", "NIC", "NIE", "NIF", "NIN", "NIP",
    "NIT", "NO", "NR", "NUM", "NUI", "OIB", "PAN", "PP", "PPT", "REG", "RFC", "RIF", "RUC", "SSN", "TIN",
];

/// What stands between the series of a number and the rest of it.
const NUMBER_WORDS: [&str; 8] = ["no", "nr", "num", "number", "numero", "numéro", "nº", "номер"];

impl Identifier {
    /// The numbers as they are compared, mostly one: capital letters and digits without labels ("Passport", "INN", "IMO") and
    /// leading zeros, a series of up to three letters before it. One that is too short to tell anything is none of them, and
    /// a day is no number of a paper.
    pub fn telling_numbers(&self) -> Vec<String> {
        if let Some(code) = code(&self.sort, &self.number) {
            return vec![code];
        }
        let mut read = NumberReader::default();
        for token in self.number.split_inclusive(|letter: char| !letter.is_alphanumeric()) {
            let word = token.trim_end_matches(|letter: char| !letter.is_alphanumeric());
            read.push(word);
            if token[word.len()..].contains([';', '|']) {
                read.close();
            }
        }
        read.close();
        read.found
    }
}

/// Reads the numbers of a text, token by token.
#[derive(Default)]
struct NumberReader {
    found: Vec<String>,
    /// Groups of the number at hand, without the letters before it.
    number: String,
    groups: Vec<usize>,
    series: String,
}

impl NumberReader {
    fn push(&mut self, token: &str) {
        if token.is_empty() {
            return;
        }
        // "Series 4509 No 123456" is one number.
        let is_part = !self.number.is_empty() && self.number.len() < TELLING_CHARACTERS_MIN;
        if is_part && NUMBER_WORDS.contains(&token.to_lowercase().as_str()) {
            return;
        }
        let plain: String = latin_twins(token).chars().flat_map(crate::name::plain_character).collect();
        if token.contains(char::is_numeric) {
            self.number.push_str(&std::mem::take(&mut self.series));
            self.number.push_str(&plain);
            self.groups.push(plain.len());
            return;
        }
        // Letters are a series where they stand right before the number; other words end the one at hand.
        let fits = latin_twins(token).is_ascii() && self.series.len() + plain.len() <= SERIES_LETTERS_MAX;
        if !fits && token.chars().count() > SERIES_LETTERS_MAX {
            self.close();
        }
        self.series = if fits { std::mem::take(&mut self.series) + &plain } else { String::new() };
    }

    fn close(&mut self) {
        let (mut number, groups) = (std::mem::take(&mut self.number), std::mem::take(&mut self.groups));
        self.series.clear();
        number.make_ascii_uppercase();
        let (letters, rest) = number.split_at(series_letters(&number));
        let is_day =
            matches!(groups[..], [4, 2, 2] | [2, 2, 4]) && rest.bytes().all(|byte| byte.is_ascii_digit());
        let letters =
            if letters.len() > SERIES_LETTERS_MAX || LABELS.contains(&letters) { "" } else { letters };
        let whole = letters.len() + rest.len();
        let digits = rest.bytes().filter(u8::is_ascii_digit).count();
        let rest = rest.trim_start_matches('0');
        let is_telling = whole >= TELLING_CHARACTERS_MIN
            && digits >= TELLING_DIGITS_MIN
            && rest.len() >= TELLING_DIGITS_MIN;
        if is_telling && !is_day {
            self.found.push(format!("{letters}{rest}"));
        }
    }
}

/// Cyrillic capitals of a series as the Latin ones that they look like: Ukrainian passports have "АВ" in either.
fn latin_twins(token: &str) -> String {
    const TWINS: [(char, char); 12] = [
        ('А', 'A'),
        ('В', 'B'),
        ('Е', 'E'),
        ('К', 'K'),
        ('М', 'M'),
        ('Н', 'H'),
        ('О', 'O'),
        ('Р', 'P'),
        ('С', 'C'),
        ('Т', 'T'),
        ('Х', 'X'),
        ('І', 'I'),
    ];
    let twin = |letter: char| {
        TWINS.iter().find(|(cyrillic, _)| *cyrillic == letter).map_or(letter, |(_, latin)| *latin)
    };
    let twins: String = token.chars().map(twin).collect();
    // A word with another Cyrillic letter is a word: "Паспорт".
    if twins.bytes().all(|letter| letter.is_ascii_alphanumeric()) { twins } else { token.to_owned() }
}

fn series_letters(number: &str) -> usize {
    number.bytes().take_while(u8::is_ascii_alphabetic).count()
}

/// A telling number without its series, under which it is looked up.
pub(crate) fn number_without_series(number: &str) -> &str {
    &number[series_letters(number)..]
}

/// Whether two telling numbers are one: a series that only one of them has is not a difference.
pub(crate) fn is_same_number(a: &str, b: &str) -> bool {
    let (of_a, of_b) = (&a[..series_letters(a)], &b[..series_letters(b)]);
    number_without_series(a) == number_without_series(b)
        && (of_a == of_b || of_a.is_empty() || of_b.is_empty())
}

/// What a list says about one party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The list's own id of it.
    pub id: String,
    /// What sort of party.
    pub kind: EntryKind,
    /// Its names, the primary one first.
    pub names: Vec<ListedName>,
    /// Dates of birth.
    pub birth_dates: Vec<BirthDate>,
    /// Nationality, citizenship, flag, address.
    pub countries: Vec<Country>,
    /// Papers and registrations.
    pub identifiers: Vec<Identifier>,
    /// Sanctions programmes.
    pub programs: Vec<String>,
    /// What else the list says, in its own words.
    pub remarks: String,
}

impl Entry {
    /// An entry with a name and nothing else.
    pub fn new(id: impl Into<String>, kind: EntryKind, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            names: vec![ListedName { text: name.into(), sort: NameSort::Primary }],
            birth_dates: Vec::new(),
            countries: Vec::new(),
            identifiers: Vec::new(),
            programs: Vec::new(),
            remarks: String::new(),
        }
    }

    /// The name it is listed under.
    pub fn primary_name(&self) -> &str {
        self.names.first().map_or("", |name| &name.text)
    }

    /// Sorts and removes repeats, so that the order of a file's rows makes no difference.
    pub(crate) fn tidy(&mut self) {
        let mut seen = std::collections::HashSet::new();
        self.names.sort_by_key(|name| name.sort != NameSort::Primary);
        self.names.retain(|name| seen.insert(name.text.clone()));
        self.birth_dates.sort_unstable();
        self.birth_dates.dedup();
        self.countries.sort_unstable();
        self.countries.dedup();
        self.identifiers.sort_unstable();
        self.identifiers.dedup();
        self.programs.sort_unstable();
        self.programs.dedup();
    }

    /// Changes whenever anything the list says of the party changes: a clearance holds for one fingerprint.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut digest = Sha256::new();
        let mut add = |field: &[u8]| {
            digest.update((field.len() as u64).to_le_bytes());
            digest.update(field);
        };
        add(self.kind.as_str().as_bytes());
        let mut names: Vec<_> = self.names.iter().map(|name| (name.sort, name.text.as_str())).collect();
        names.sort_unstable();
        names.iter().for_each(|(sort, text)| {
            add(&[*sort as u8]);
            add(text.as_bytes());
        });
        self.birth_dates.iter().for_each(|date| add(date.to_string().as_bytes()));
        self.countries.iter().for_each(|country| add(&country.code()));
        self.identifiers.iter().for_each(|identifier| {
            add(identifier.sort.as_bytes());
            add(identifier.number.as_bytes());
        });
        self.programs.iter().for_each(|program| add(program.as_bytes()));
        add(self.remarks.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&digest.finalize()[..8]);
        Fingerprint(u64::from_be_bytes(first))
    }

    /// How a name of this entry is to be read.
    pub(crate) fn reading_of(&self, name: &str) -> Reading {
        reading(self.kind, name)
    }
}

/// How a name of a party of this kind is read. One that may be either is an organisation if it says so.
pub(crate) fn reading(kind: EntryKind, name: &str) -> Reading {
    match kind {
        EntryKind::Person => Reading::Person,
        EntryKind::Organization | EntryKind::Vessel | EntryKind::Aircraft => Reading::Organization,
        EntryKind::LegalEntity => {
            let has_form = Name::parse(name, Reading::Organization).is_ok_and(|name| !name.forms.is_empty());
            if has_form { Reading::Organization } else { Reading::Person }
        }
    }
}

/// Checks that a name can be matched at all.
pub(crate) fn check_name(kind: EntryKind, name: &str) -> Result<(), NameError> {
    Name::parse(name, reading(kind, name)).map(|_| ())
}

/// The content of an entry in 64 bits, written as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Fingerprint(pub(crate) u64);

/// A text that is not a fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is 16 hexadecimal digits")]
pub struct FingerprintError;

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hex = text.len() == 16 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = is_hex.then(|| u64::from_str_radix(text, 16).ok()).flatten();
        number.map(Self).ok_or(FingerprintError)
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_string()
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = FingerprintError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// The path of an entry: which list, and which of its entries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryId {
    /// The list's name, `ofac-sdn`.
    pub list: String,
    /// The list's own id of the entry.
    pub id: String,
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.list, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, EntryKind, Identifier};

    #[test]
    fn the_fingerprint_follows_the_content() {
        let entry = Entry::new("1", EntryKind::Person, "PUTIN, Vladimir");
        let mut changed = entry.clone();
        changed.programs.push("RUSSIA-EO14024".to_owned());
        assert_eq!(entry.fingerprint(), Entry::new("1", EntryKind::Person, "PUTIN, Vladimir").fingerprint());
        assert_ne!(entry.fingerprint(), changed.fingerprint());
        assert_eq!(entry.fingerprint().to_string().parse(), Ok(entry.fingerprint()));
    }

    #[test]
    fn only_telling_numbers_are_compared() {
        let number = |number: &str| {
            let identifier = Identifier { sort: String::new(), number: number.to_owned(), country: None };
            (!identifier.telling_numbers().is_empty()).then(|| identifier.telling_numbers().join(" "))
        };
        for (written, expected) in [
            ("IMO 9187629", Some("9187629")),
            ("IMO9187629", Some("9187629")),
            ("H-130865", Some("H130865")),
            ("Cedula No.: 5892467", Some("5892467")),
            ("005892467", Some("5892467")),
            ("ИНН 7707083893", Some("7707083893")),
            ("Tax ID No. 7707083893", Some("7707083893")),
            ("Passport AB1234567", Some("AB1234567")),
            ("AB 1234567 (Iran)", Some("AB1234567")),
            ("AB 0001234", Some("AB1234")),
            ("C.C. 79.123.456", Some("79123456")),
            ("رقم ١٢٣٤٥٦٧", Some("1234567")),
            ("123-45-6789", Some("123456789")),
            ("X1234567L", Some("X1234567L")),
            ("Паспорт АВ1234567", Some("AB1234567")),
            ("АВ 1234567", Some("AB1234567")),
            ("Passport AB1234567 expires 2025", Some("AB1234567")),
            ("AB1234567; CD7654321", Some("AB1234567 CD7654321")),
            ("Passport 1234567, Cedula 7654321", Some("1234567 7654321")),
            ("1234567 (Iran) issued 2019", Some("1234567")),
            ("V-5892467", Some("V5892467")),
            ("4509 123456", Some("4509123456")),
            ("DOB 1970-02-11", None),
            ("11.02.1970", None),
            ("AB-12", None),
            ("00012", None),
            ("PASSPORT", None),
        ] {
            assert_eq!(number(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn a_series_that_only_one_side_has_is_no_difference() {
        for (a, b, same) in [
            ("AB1234567", "1234567", true),
            ("AB1234567", "AB1234567", true),
            ("AB1234567", "CD1234567", false),
            ("1234567", "1234568", false),
            ("1234567A", "1234567", false),
        ] {
            assert_eq!(super::is_same_number(a, b), same, "{a} {b}");
        }
    }
}
