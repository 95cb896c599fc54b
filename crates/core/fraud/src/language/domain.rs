//! What values a variable or a function can have at all, as far as that is known: a rule that waits for another one waits
//! forever.

use std::fmt;
use std::net::IpAddr;

use regex::Regex;

use super::contradiction::literal;
use super::error::nearest;
use super::expression::Named;
use super::functions::{fits_beginnings, whole_text_pattern};
use super::schema::{Field, NumberField, TextField};
use super::syntax::{Expression, Node, Operator};
use super::vocabulary::{Variable, Vocabulary};
use crate::features::measure::HABIT_MILLIS;
use crate::history::{ENTRIES_MAX, Entity, EntityReach, HistoryStatus, Verdict};
use crate::identity;
use crate::money::AMOUNT_MINOR_MAX;
use crate::request::{ATTRIBUTE_TEXT_CHARS_MAX, is_blank};
use crate::signals::{self, FRAUD_DETECTOR, MODEL};
use crate::{Currency, Day, Outcome};

/// The greatest amount, of a currency without decimals.
const AMOUNT_MAX: f64 = AMOUNT_MINOR_MAX as f64;
const MINUTE_MILLIS: f64 = 60_000.0;

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
    /// What follows the `@` of an e-mail address, without capitals.
    Domain,
    /// An e-mail address without what its provider ignores.
    Mailbox,
    /// An address and so many leading bits of it, of IPv4 and of IPv6.
    Network(u8, u8),
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
                Variable::Named(Named::Attribute(_), _) => Some(Texts::Chars(ATTRIBUTE_TEXT_CHARS_MAX)),
                _ => None,
            },
            Node::Call { name, arguments, .. } => match name.as_str() {
                "lowercase" => Some(Texts::Small),
                "domain" => Some(Texts::Domain),
                "mailbox" => Some(Texts::Mailbox),
                "network" => match arguments.as_slice() {
                    [_, v4, v6] => Some(Texts::Network(literal(v4)? as u8, literal(v6)? as u8)),
                    _ => None,
                },
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
            Texts::Domain => (1, 252),
            Texts::Mailbox => (3, 254),
            Texts::Network(..) => (4, 43),
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
            Texts::Small => small_never(text),
            Texts::Domain if text.contains('@') => {
                let domain = identity::domain(text.rsplit('@').next().unwrap_or_default());
                never("it is what follows the @", meant(&domain).filter(|_| !domain.is_empty()))
            }
            Texts::Domain => small_never(text).or_else(|| domain_never(is_whole, text)),
            Texts::Mailbox => match identity::mailbox(text) {
                _ if !is_whole => small_never(text),
                Some(mailbox) if mailbox == text => None,
                Some(mailbox) => never("it is without what its provider ignores", meant(&mailbox)),
                None => never("an e-mail address has an @", None),
            },
            Texts::Network(..) if !is_whole => small_never(text),
            Texts::Network(v4, v6) => {
                let address = text.split('/').next().and_then(|address| address.parse().ok());
                let network = address.map(|address: IpAddr| identity::network(address, (*v4, *v6)));
                match network {
                    Some(network) if network == text => None,
                    Some(network) => {
                        never("it is the first address of a network, and its bits", meant(&network))
                    }
                    None => never("it is the first address of a network, and its bits", None),
                }
            }
            Texts::Capitals => {
                let capitals = text.to_uppercase();
                if capitals == text { None } else { never("it has capitals only", meant(&capitals)) }
            }
            Texts::Chars(_) if is_whole && is_blank(text) => never("it is never blank", None),
            Texts::Chars(max) => {
                let is_too_long = text.chars().count() > *max;
                if is_too_long { never(&format!("it has {max} characters at most"), None) } else { None }
            }
        }
    }
}

impl Texts {
    /// Why no value of these fits a pattern as a whole; nothing if one may.
    pub(super) fn never_fit(&self, pattern: &str) -> Option<String> {
        let regex = whole_text_pattern(pattern).ok()?;
        let fits = |text: &str| regex.is_match(text);
        let (can_fit, what) = match self {
            Texts::OneOf(values) => (values.iter().any(|value| fits(value)), listed(values)),
            Texts::Country => {
                let countries = iso_country::data::all();
                let mut codes = countries.iter().map(|country| country.alpha2).chain([KOSOVO]);
                (codes.any(fits), "a country code of two capitals (ISO 3166-1)".to_owned())
            }
            Texts::Currency => (
                currency_codes().any(|code| fits(&code)),
                "a currency code of three capitals (ISO 4217)".to_owned(),
            ),
            Texts::Digits(count) => (fits_digits(pattern, &regex, *count), format!("{count} digits")),
            _ => return None,
        };
        (!can_fit).then(|| format!("no text that it can be fits the pattern: it is {what}"))
    }
}

/// Whether a pattern may fit so many digits. Of six and eight digits there are too many to try: then its length decides.
fn fits_digits(pattern: &str, regex: &Regex, count: usize) -> bool {
    if count <= 4 {
        let numbers = 10_usize.pow(count as u32);
        return (0..numbers).any(|number| regex.is_match(&format!("{number:0count$}")));
    }
    let Ok(syntax) = regex_syntax::parse(pattern) else { return true };
    let (min, max) = (syntax.properties().minimum_len(), syntax.properties().maximum_len());
    let is_prefix = fits_beginnings(pattern);
    min.is_none_or(|min| min <= count) && (is_prefix || max.is_none_or(|max| max >= count))
}

/// The codes of all currencies.
fn currency_codes() -> impl Iterator<Item = String> {
    let letters = || 'A'..='Z';
    letters()
        .flat_map(move |first| letters().map(move |second| (first, second)))
        .flat_map(move |(first, second)| {
            letters().map(move |third| String::from_iter([first, second, third]))
        })
        .filter(|code| code.parse::<Currency>().is_ok())
}

fn small_never(text: &str) -> Option<Never> {
    let small = text.to_lowercase();
    (small != text).then(|| Never {
        reason: "it has small letters only".to_owned(),
        help: Some(format!("did you mean \"{small}\"?")),
    })
}

/// A domain is compared as people read it: `bücher.example`, not as the domain name system writes it, and without a dot at its end.
fn domain_never(is_whole: bool, text: &str) -> Option<Never> {
    let (start, rest) = text.split_at(text.len() - text.trim_start_matches('.').len());
    let domain = identity::domain(rest);
    let is_read_so = domain == rest || (!is_whole && !rest.contains("xn--"));
    (!is_read_so && !domain.is_empty()).then(|| Never {
        reason: "it is a domain as people read it, without a dot at the end".to_owned(),
        help: Some(format!("did you mean \"{start}{domain}\"?")),
    })
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
    let canonical = text.parse::<IpAddr>().map(|address| identity::address(address).to_string());
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

/// What a number can be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Bounds {
    min: f64,
    max: f64,
    /// Whether it can be the least and the greatest themselves.
    holds_ends: (bool, bool),
    /// Whether it is a whole number.
    is_whole: bool,
}

impl Bounds {
    pub(super) const fn exactly(number: f64) -> Bounds {
        Bounds::between(number, number)
    }

    const fn between(min: f64, max: f64) -> Bounds {
        Bounds { min, max, holds_ends: (true, true), is_whole: false }
    }

    const fn whole(min: f64, max: f64) -> Bounds {
        Bounds { is_whole: true, ..Bounds::between(min, max) }
    }

    const fn above(min: f64, max: f64) -> Bounds {
        Bounds { holds_ends: (false, true), ..Bounds::between(min, max) }
    }

    /// Whether a number of these can compare so with another one.
    pub(super) fn can_be(self, operator: Operator, number: f64) -> bool {
        let Bounds { min, max, holds_ends, is_whole } = self;
        let is_above_min = number > min || (number == min && holds_ends.0);
        let is_below_max = number < max || (number == max && holds_ends.1);
        match operator {
            Operator::Equal => is_above_min && is_below_max && !(is_whole && number.fract() != 0.0),
            Operator::NotEqual => !(min == max && min == number),
            Operator::Less => min < number,
            Operator::LessOrEqual => is_above_min,
            Operator::Greater => max > number,
            Operator::GreaterOrEqual => is_below_max,
            _ => true,
        }
    }

    /// What an expression of numbers can be.
    pub(super) fn of(expression: &Expression, vocabulary: &Vocabulary) -> Option<Bounds> {
        match &expression.node {
            Node::Variable(path) => match vocabulary.variable(path)? {
                Variable::Field(Field::Number(field)) => Some(match field {
                    // Whole yen, the most of them that a payment may be.
                    NumberField::Amount => Bounds::above(0.0, AMOUNT_MAX),
                    NumberField::Latitude => Bounds::between(-90.0, 90.0),
                    NumberField::Longitude => Bounds::between(-180.0, 180.0),
                    NumberField::Hour => Bounds::whole(0.0, 23.0),
                    NumberField::Weekday => Bounds::whole(1.0, 7.0),
                }),
                Variable::Named(Named::Signal(name), _) => match name.as_ref() {
                    signals::FRAUD_PROBABILITY | signals::ANOMALY_SCORE => Some(Bounds::between(0.0, 1.0)),
                    signals::MODEL_POINTS => Some(Bounds::between(0.0, 100.0)),
                    signals::FRAUD_DETECTOR_SCORE => Some(Bounds::between(0.0, 1000.0)),
                    _ => None,
                },
                _ => None,
            },
            // What is left of something that is not negative.
            Node::Binary(Operator::Remainder, value, divisor) => {
                let divisor = literal(divisor).filter(|divisor| *divisor > 0.0)?;
                let is_positive = Bounds::of(value, vocabulary)?.min >= 0.0;
                is_positive.then_some(Bounds { holds_ends: (true, false), ..Bounds::between(0.0, divisor) })
            }
            Node::Call { name, arguments, filter } => {
                Bounds::of_call(name, arguments, filter.is_some(), vocabulary)
            }
            _ => None,
        }
    }

    fn of_call(
        name: &str,
        arguments: &[Expression],
        is_filtered: bool,
        vocabulary: &Vocabulary,
    ) -> Option<Bounds> {
        let entries = ENTRIES_MAX as f64 + 1.0;
        let window_millis = || match arguments.last()?.node {
            Node::Duration(window) => Some(window.as_millis() as f64),
            _ => Some(HABIT_MILLIS as f64),
        };
        Some(match name {
            // A card has one card, and an address lies in one network.
            "distinct" if !is_filtered && is_one_of_its_kind(arguments) => Bounds::exactly(1.0),
            // This payment is among them, unless a filter leaves it out.
            "count" | "distinct" => Bounds::whole(if is_filtered { 0.0 } else { 1.0 }, entries),
            "usual_count" => Bounds::between(1.0, entries),
            "sum" if is_filtered => Bounds::between(0.0, f64::INFINITY),
            // Of amounts, none of which is nothing.
            "sum" | "mean" | "max" | "min" => Bounds::above(0.0, f64::INFINITY),
            "spread" | "kmh_from_last" => Bounds::between(0.0, f64::INFINITY),
            "minutes_since_last" => Bounds::between(0.0, window_millis()? / MINUTE_MILLIS),
            "age_days" => Bounds::between(0.0, window_millis()? / Day::MILLIS as f64),
            // Half the way around the Earth.
            "km_from_last" => Bounds::between(0.0, 20_016.0),
            "abs" => Bounds::between(0.0, f64::INFINITY),
            "length" => {
                let (min, max) = Texts::of(arguments.first()?, vocabulary)?.chars();
                Bounds::whole(min as f64, if max == usize::MAX { f64::INFINITY } else { max as f64 })
            }
            _ => return None,
        })
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Bounds { min, max, holds_ends, is_whole } = *self;
        let kind = if is_whole { "a whole number, " } else { "" };
        match holds_ends {
            (true, _) if min == max => write!(out, "it is {min}"),
            (false, _) if max >= AMOUNT_MAX => write!(out, "it is above {min}"),
            (true, _) if max == f64::INFINITY => write!(out, "it is {kind}{min} at least"),
            (_, false) => write!(out, "it is {min} at least and below {max}"),
            _ => write!(out, "it is {kind}{min} to {max}"),
        }
    }
}

/// Whether `distinct` counts what an entity has one of.
fn is_one_of_its_kind(arguments: &[Expression]) -> bool {
    let word = |argument: &Expression| match &argument.node {
        Node::Word(word) => Some(word.clone()),
        _ => None,
    };
    let [counted, entity, ..] = arguments else { return false };
    let Some((counted, entity)) = word(counted).zip(word(entity)) else { return false };
    counted == entity
        || matches!((counted.as_str(), entity.as_str()), ("network", "ip") | ("mailbox", "email"))
}

/// The entity that `$history.card` and the like are about.
pub(super) fn history_entity(path: &str, vocabulary: &Vocabulary) -> Option<Entity> {
    match vocabulary.variable(path)? {
        Variable::Field(Field::Text(TextField::HistoryOf(entity))) => Some(entity),
        _ => None,
    }
}
