//! What values a variable or a function can have at all, as far as that is known: a rule that waits for another one waits
//! forever.

use std::net::IpAddr;

use super::error::nearest;
use super::expression::Named;
use super::schema::{Field, NumberField, TextField};
use super::syntax::{Expression, Node};
use super::vocabulary::{Variable, Vocabulary};
use crate::history::{ENTRIES_MAX, Entity, EntityReach, HistoryStatus, Verdict};
use crate::signals::{self, FRAUD_DETECTOR, MODEL};
use crate::{Currency, Outcome};

/// The texts that a value can be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Texts {
    /// So many decimal digits.
    Digits(usize),
    /// One of these.
    OneOf(Vec<&'static str>),
    /// An ISO 3166-1 alpha-2 code in capitals.
    Country,
    /// An ISO 4217 code in capitals.
    Currency,
    /// 64 digits of a hexadecimal number in small letters.
    Token,
    /// An address as its canonical form is written.
    Address,
    /// A name, an `@` and a domain.
    Email,
    /// Digits and what stands between them in telephone numbers.
    Phone,
    /// Without capitals.
    Small,
    /// Without small letters.
    Capitals,
    /// Up to so many characters.
    Chars(usize),
}

/// Why a value is never a text, and what may have been meant.
pub(super) struct Never {
    pub(super) reason: String,
    pub(super) help: Option<String>,
}

/// How a text is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Is,
    StartsWith,
    EndsWith,
    Contains,
}

impl Relation {
    fn holds(self, text: &str, part: &str) -> bool {
        match self {
            Relation::Is => text == part,
            Relation::StartsWith => text.starts_with(part),
            Relation::EndsWith => text.ends_with(part),
            Relation::Contains => text.contains(part),
        }
    }
}

impl Texts {
    /// What an expression of texts can be.
    pub(super) fn of(expression: &Expression, vocabulary: &Vocabulary) -> Option<Texts> {
        match &expression.node {
            Node::Variable(path) => match vocabulary.variable(path)? {
                Variable::Field(Field::Text(field)) => Some(Texts::of_field(field)),
                Variable::Named(Named::Signal(name), _) => match name.as_ref() {
                    MODEL => Some(Texts::OneOf(vec!["scored", "unavailable"])),
                    FRAUD_DETECTOR => Some(Texts::OneOf(vec!["answered", "unavailable"])),
                    _ => None,
                },
                _ => None,
            },
            Node::Call { name, .. } => match name.as_str() {
                "lowercase" | "domain" | "mailbox" | "network" => Some(Texts::Small),
                "uppercase" => Some(Texts::Capitals),
                _ => None,
            },
            _ => None,
        }
    }

    fn of_field(field: TextField) -> Texts {
        match field {
            TextField::CardBin => Texts::Digits(6),
            TextField::CardBin8 => Texts::Digits(8),
            TextField::CardLastFour | TextField::MerchantCategory => Texts::Digits(4),
            TextField::CardToken => Texts::Token,
            TextField::Country | TextField::CustomerCountry | TextField::BeneficiaryCountry => Texts::Country,
            TextField::Currency => Texts::Currency,
            TextField::IpAddress => Texts::Address,
            TextField::EmailAddress => Texts::Email,
            TextField::Phone => Texts::Phone,
            TextField::Outcome => Texts::OneOf(Outcome::ALL.map(Outcome::as_str).to_vec()),
            TextField::Label => {
                Texts::OneOf([Verdict::Fraud, Verdict::Legitimate].map(Verdict::as_str).to_vec())
            }
            TextField::HistoryStatus => Texts::OneOf(HistoryStatus::ALL.map(HistoryStatus::as_str).to_vec()),
            TextField::HistoryOf(_) => Texts::OneOf(EntityReach::ALL.map(EntityReach::as_str).to_vec()),
            TextField::Merchant
            | TextField::Location
            | TextField::CustomerName
            | TextField::BeneficiaryName => Texts::Chars(200),
            TextField::MerchantId | TextField::CustomerId | TextField::DeviceId => Texts::Chars(128),
            TextField::Channel => Texts::Chars(32),
            TextField::DeviceType | TextField::OsVersion | TextField::AppVersion => Texts::Chars(64),
            TextField::Region | TextField::City => Texts::Chars(100),
        }
    }

    /// How many characters it has at least and at most.
    pub(super) fn chars(&self) -> (usize, usize) {
        match self {
            Texts::Digits(count) => (*count, *count),
            Texts::OneOf(values) => {
                let lengths = values.iter().map(|value| value.len());
                (lengths.clone().min().unwrap_or(0), lengths.max().unwrap_or(0))
            }
            Texts::Country => (2, 2),
            Texts::Currency => (3, 3),
            Texts::Token => (64, 64),
            Texts::Address => (2, 39),
            Texts::Email => (3, 254),
            Texts::Phone => (5, 32),
            Texts::Small | Texts::Capitals => (0, usize::MAX),
            Texts::Chars(max) => (1, *max),
        }
    }

    /// Why a value of these is never in such a relation to a text; nothing if it can be.
    pub(super) fn never(&self, relation: Relation, text: &str, of: &Expression) -> Option<Never> {
        let never = |reason: &str, help: Option<String>| Some(Never { reason: reason.to_owned(), help });
        let meant = |meant: &str| Some(format!("did you mean \"{meant}\"?"));
        let is_whole = relation == Relation::Is;
        match self {
            Texts::Digits(count) => {
                let fits = if is_whole { text.len() == *count } else { text.len() <= *count };
                if fits && text.bytes().all(|byte| byte.is_ascii_digit()) {
                    return None;
                }
                let is_longer_bin = of.to_string() == "$card.bin" && (7..=8).contains(&text.len());
                let help = is_longer_bin.then(|| "the first eight digits are `$card.bin8`".to_owned());
                never(&format!("it has {count} digits"), help)
            }
            Texts::OneOf(values) => {
                if values.iter().any(|value| relation.holds(value, text)) {
                    return None;
                }
                let help = nearest(&text.to_lowercase(), values.iter().copied()).and_then(meant);
                never(&format!("it is {}", listed(values)), help)
            }
            Texts::Country => {
                let countries = iso_country::data::all();
                let mut codes = countries.iter().map(|country| country.alpha2).chain([KOSOVO]);
                if codes.any(|code| relation.holds(code, text)) {
                    return None;
                }
                let known = countries.iter().find(|country| {
                    let is = |known: &str| known.eq_ignore_ascii_case(text);
                    is(country.alpha2) || is(country.alpha3) || is(country.name) || is(country.num)
                });
                let code = known.map(|country| country.alpha2).or_else(|| {
                    COUNTRY_HABITS
                        .iter()
                        .find(|(habit, _)| habit.eq_ignore_ascii_case(text))
                        .map(|(_, code)| *code)
                });
                never("it is a country code of two capitals (ISO 3166-1)", code.and_then(meant))
            }
            Texts::Currency => {
                let code = text.to_uppercase();
                let is_known = |code: &str| code.parse::<Currency>().is_ok();
                if is_known(text) || (!is_whole && text.len() < 3 && text == code) {
                    return None;
                }
                let symbol = CURRENCY_HABITS.iter().find(|(habit, _)| *habit == text).map(|(_, code)| *code);
                let help = if is_known(&code) { meant(&code) } else { symbol.and_then(meant) };
                never("it is a currency code of three capitals (ISO 4217)", help)
            }
            Texts::Token => {
                let is_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
                let fits = if is_whole { text.len() == 64 } else { text.len() <= 64 };
                if is_hex && fits {
                    None
                } else {
                    never("it is 64 hexadecimal digits in small letters", None)
                }
            }
            Texts::Address => address_never(relation, text),
            Texts::Email => {
                if is_whole && !text.contains('@') {
                    let help =
                        Some(format!("compare its domain: domain({of}) == \"{}\"", text.to_lowercase()));
                    return never("an e-mail address has an @", help);
                }
                if text.chars().any(char::is_whitespace) { never("it has no spaces", None) } else { None }
            }
            Texts::Phone => {
                let is_known =
                    |byte| matches!(byte, b'0'..=b'9' | b'+' | b' ' | b'-' | b'.' | b'/' | b'(' | b')');
                if text.bytes().all(is_known) { None } else { never("it has no letters", None) }
            }
            Texts::Small => {
                let small = text.to_lowercase();
                if small == text { None } else { never("it has small letters only", meant(&small)) }
            }
            Texts::Capitals => {
                let capitals = text.to_uppercase();
                if capitals == text { None } else { never("it has capitals only", meant(&capitals)) }
            }
            Texts::Chars(max) => {
                let is_too_long = text.chars().count() > *max;
                if is_too_long { never(&format!("it has {max} characters at most"), None) } else { None }
            }
        }
    }
}

/// Kosovo has a code of its users' own.
const KOSOVO: &str = "XK";
/// What people write for a country, and its code.
const COUNTRY_HABITS: [(&str, &str); 6] =
    [("UK", "GB"), ("England", "GB"), ("USA", "US"), ("America", "US"), ("Russia", "RU"), ("EL", "GR")];
/// What people write for a currency, and its code.
const CURRENCY_HABITS: [(&str, &str); 6] =
    [("$", "USD"), ("US$", "USD"), ("€", "EUR"), ("£", "GBP"), ("¥", "JPY"), ("RMB", "CNY")];

fn address_never(relation: Relation, text: &str) -> Option<Never> {
    let never = |reason: &str, help: Option<String>| Some(Never { reason: reason.to_owned(), help });
    let canonical = text.parse::<IpAddr>().map(|address| address.to_canonical().to_string());
    match (relation, canonical) {
        (Relation::Is, Ok(canonical)) if canonical == text => None,
        (Relation::Is, Ok(canonical)) => {
            never("an address has one spelling here", Some(format!("did you mean \"{canonical}\"?")))
        }
        (Relation::Is, Err(_)) => {
            let help = text
                .contains('/')
                .then(|| "compare the network: network($ip_address, 24, 64) == \"192.0.2.0/24\"".to_owned());
            never("it is one IP address", help)
        }
        _ => {
            let small = text.to_lowercase();
            if small != text {
                return never("it has small letters only", Some(format!("did you mean \"{small}\"?")));
            }
            let is_known = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'.' | b':');
            if text.bytes().all(is_known) { None } else { never("it is one IP address", None) }
        }
    }
}

fn listed(values: &[&str]) -> String {
    let quoted: Vec<_> = values.iter().map(|value| format!("\"{value}\"")).collect();
    quoted.join(" or ")
}

/// The least and the greatest that a number can be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Bounds {
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Bounds {
    /// What an expression of numbers can be.
    pub(super) fn of(expression: &Expression, vocabulary: &Vocabulary) -> Option<Bounds> {
        let bounds = |min: f64, max: f64| Some(Bounds { min, max });
        let entries = ENTRIES_MAX as f64 + 1.0;
        match &expression.node {
            Node::Variable(path) => match vocabulary.variable(path)? {
                Variable::Field(Field::Number(field)) => match field {
                    NumberField::Amount => bounds(0.0, f64::INFINITY),
                    NumberField::Latitude => bounds(-90.0, 90.0),
                    NumberField::Longitude => bounds(-180.0, 180.0),
                    NumberField::Hour => bounds(0.0, 23.0),
                    NumberField::Weekday => bounds(1.0, 7.0),
                },
                Variable::Named(Named::Signal(name), _) => match name.as_ref() {
                    signals::FRAUD_PROBABILITY | signals::ANOMALY_SCORE => bounds(0.0, 1.0),
                    signals::MODEL_POINTS => bounds(0.0, 100.0),
                    signals::FRAUD_DETECTOR_SCORE => bounds(0.0, 1000.0),
                    _ => None,
                },
                _ => None,
            },
            Node::Call { name, arguments, filter } => match name.as_str() {
                // This payment is among them, unless a filter leaves it out.
                "count" | "distinct" => bounds(if filter.is_some() { 0.0 } else { 1.0 }, entries),
                "usual_count" => bounds(1.0, entries),
                "sum" | "mean" | "max" | "min" | "spread" | "minutes_since_last" | "kmh_from_last"
                | "age_days" => bounds(0.0, f64::INFINITY),
                // Half the way around the Earth.
                "km_from_last" => bounds(0.0, 20_016.0),
                "abs" => bounds(0.0, f64::INFINITY),
                "length" => {
                    let (min, max) = Texts::of(arguments.first()?, vocabulary)?.chars();
                    bounds(min as f64, if max == usize::MAX { f64::INFINITY } else { max as f64 })
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// The entity that `$history.card` and the like are about.
pub(super) fn history_entity(path: &str, vocabulary: &Vocabulary) -> Option<Entity> {
    match vocabulary.variable(path)? {
        Variable::Field(Field::Text(TextField::HistoryOf(entity))) => Some(entity),
        _ => None,
    }
}
