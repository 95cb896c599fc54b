//! From the body of a request to a [`Transaction`]: every field is checked, every wrong one is named at once,
//! and the card number goes no further than this module.

mod fields;
mod row;

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Serialize;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::card::CardNumber;
use crate::papers::{IDENTIFIER_CHARS_MAX, IDENTIFIERS_MAX, Papers, PartyPapers, is_birth_date};
use crate::transaction::{Attribute, Device, Geo, Position};
use crate::{Card, CardKey, Currency, Money, Timestamp, Transaction};
pub(crate) use fields::ATTRIBUTE_TEXT_CHARS_MAX;
pub use fields::{FILE_NAME_CHARS_MAX, is_blank, is_file_name, is_unprintable, member_pointer};
use fields::{Fields, Report};
pub use row::{RowOfFile, parse_row};

/// The largest body, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// How far an event may lie ahead of the receiver's clock: what clocks of two machines may differ by.
pub const FUTURE_MILLIS_MAX: i64 = 5 * 60 * 1000;
/// How far an event may lie back: 366 days.
pub const AGE_MILLIS_MAX: i64 = 366 * 24 * 60 * 60 * 1000;
/// The most custom attributes.
pub const ATTRIBUTES_MAX: usize = 64;

/// A request that was read: what it asks for and what it is recognised by.
#[derive(Debug)]
pub struct Intake {
    /// The transaction, with the card number already replaced.
    pub transaction: Transaction,
    /// Equal for two bodies that ask for the same thing, however they are spaced or ordered.
    pub fingerprint: Fingerprint,
}

/// SHA-256 over what a request asks for, in lower-case hex. It covers the card by its token only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fingerprint(String);

impl Fingerprint {
    pub(crate) fn of(digest: &[u8]) -> Fingerprint {
        Fingerprint(hex::encode(digest))
    }

    /// The fingerprint as 64 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One field that is wrong. It never repeats the field's value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FieldError {
    /// Where, as a JSON Pointer in a URI fragment (RFC 6901, section 6): `#/device/id`.
    pub pointer: String,
    /// What is wrong with it, or what it must be.
    pub detail: String,
}

/// Why a body is not a request.
#[derive(Debug, Error)]
pub enum RequestError {
    /// Larger than [`BODY_BYTES_MAX`].
    #[error("the body has {bytes} bytes; the limit is {BODY_BYTES_MAX}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Not JSON.
    #[error("the body is not valid JSON: {reason} at line {line}, column {column}")]
    Malformed {
        /// What the parser met.
        reason: String,
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
    },
    /// JSON, but not of a transaction.
    #[error("{} of the request's fields can't be accepted", .0.len())]
    Invalid(Vec<FieldError>),
}

/// Reads the body of a POST at the time `now`. The card number in it becomes a token under `key`.
pub fn parse(body: &[u8], key: &CardKey, now: Timestamp) -> Result<Intake, RequestError> {
    if body.len() > BODY_BYTES_MAX {
        return Err(RequestError::TooLarge { bytes: body.len() });
    }
    let document = fields::document(body)?;
    let mut report = Report::default();
    let requested = Fields::of_document(document, &mut report)
        .and_then(|mut fields| read_transaction(&mut fields, key, Clock::Receipt(now), None));
    let errors = report.into_errors();
    match requested {
        Some((mut transaction, event_time)) if errors.is_empty() => {
            // A request without a time asks for the same thing whenever it is repeated.
            transaction.event_time = event_time.unwrap_or_default();
            let fingerprint = fingerprint(&transaction);
            transaction.event_time = event_time.unwrap_or(now);
            Ok(Intake { transaction, fingerprint })
        }
        _ => Err(RequestError::Invalid(errors)),
    }
}

fn fingerprint(transaction: &Transaction) -> Fingerprint {
    let mut canonical = serde_json::to_vec(transaction).expect("a transaction is plain data");
    if !transaction.papers.is_empty() {
        canonical.extend(serde_json::to_vec(&transaction.papers).expect("papers are plain data"));
    }
    Fingerprint::of(&Sha256::digest(canonical))
}

/// What the times of a request are held against.
#[derive(Clone, Copy)]
enum Clock {
    /// The time of receipt, which a payment lies about.
    Receipt(Timestamp),
    /// Nothing: a payment of a file may be of any time. It is at this one if it names none.
    OfFile(Timestamp),
}

/// The transaction and the time it named; `None` only if something was reported. A payment whose card is known otherwise needs
/// no number.
fn read_transaction(
    fields: &mut Fields<'_, '_>,
    key: &CardKey,
    clock: Clock,
    stand_in: Option<Card>,
) -> Option<(Transaction, Option<Timestamp>)> {
    fields.require(&["amount", "merchant"]);
    if stand_in.is_none() {
        fields.require(&["card_number"]);
    }
    // First of all, so that no other field can carry the number in.
    let card_number = fields.secret("card_number", CardNumber::parse);
    let card = card_number.as_ref().map(|number| number.to_card(key)).or(stand_in);
    fields.guard(card_number);

    let currency = fields.parsed("currency", 3).unwrap_or(Currency::USD);
    let money = if fields.is_refused("currency") {
        // How many decimals it may have is not known then.
        fields.number("amount", |text| Money::parse(text, Currency::FINEST))
    } else {
        fields.number("amount", |text| Money::parse(text, currency))
    };
    let merchant = fields.text("merchant", 200);
    let event_time = fields.parsed::<Timestamp>("event_time", 64);
    let now = match clock {
        Clock::Receipt(now) => {
            if let Some(problem) = event_time.and_then(|time| event_time_problem(time, now)) {
                fields.refuse::<()>("event_time", problem);
            }
            now
        }
        Clock::OfFile(now) => event_time.unwrap_or(now),
    };
    let location = fields.text("location", 200);
    let customer_id = fields.text("customer_id", 128);
    let customer_name = fields.text("customer_name", 200);
    let beneficiary_name = fields.text("beneficiary_name", 200);
    let customer_country = read_country(fields, "customer_country");
    let beneficiary_country = read_country(fields, "beneficiary_country");
    let papers = Papers {
        customer: read_papers(fields, ["customer_birth_date", "customer_identifiers"], now),
        beneficiary: read_papers(fields, ["beneficiary_birth_date", "beneficiary_identifiers"], now),
    };
    let email_address = fields.text_like("email_address", 254, "an e-mail address", is_email_address);
    let phone = fields.phone("phone", 32, is_phone);
    let ip_address = fields.parsed::<IpAddr>("ip_address", 45).map(|address| address.to_canonical());
    let merchant_id = fields.text("merchant_id", 128);
    let merchant_category =
        fields.text_like("merchant_category", 4, "a merchant category code of four digits", is_mcc);
    let channel = fields.text("channel", 32);
    let device = fields.object("device", read_device);
    let geo = fields.object("geo", read_geo);
    let attributes = fields.object("attributes", read_attributes).unwrap_or_default();
    fields.refuse_the_rest();

    let transaction = Transaction {
        event_time: now,
        money: money?,
        merchant: merchant?,
        card: card?,
        location,
        customer_id,
        customer_name,
        beneficiary_name,
        customer_country,
        beneficiary_country,
        papers,
        email_address,
        phone,
        ip_address,
        merchant_id,
        merchant_category,
        channel,
        device,
        geo,
        attributes,
        made_up: false,
    };
    Some((transaction, event_time))
}

fn read_device(fields: &mut Fields<'_, '_>) -> Device {
    let device = Device {
        id: fields.text("id", 128),
        kind: fields.text("type", 64),
        os_version: fields.text("os_version", 64),
        app_version: fields.text("app_version", 64),
    };
    fields.refuse_the_rest();
    device
}

fn read_geo(fields: &mut Fields<'_, '_>) -> Geo {
    let country = read_country(fields, "country");
    let region = fields.text("region", 100);
    let city = fields.text("city", 100);
    let latitude = fields.number("latitude", |text| degrees(text, 90.0));
    let longitude = fields.number("longitude", |text| degrees(text, 180.0));
    let position = match (latitude, longitude) {
        (Some(latitude), Some(longitude)) => Some(Position { latitude, longitude }),
        (Some(_), None) if !fields.is_refused("longitude") => {
            fields.refuse("longitude", "is required with latitude")
        }
        (None, Some(_)) if !fields.is_refused("latitude") => {
            fields.refuse("latitude", "is required with longitude")
        }
        _ => None,
    };
    fields.refuse_the_rest();
    Geo { country, region, city, position }
}

fn read_country(fields: &mut Fields<'_, '_>, name: &str) -> Option<String> {
    let country =
        fields.text_like(name, 2, "an ISO 3166-1 country code of two letters, such as US", |text| {
            text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
        });
    country.map(|code| country_code(&code))
}

/// A country's code in capitals. Two countries are known by a second code, which is reserved for them by ISO 3166 or by the European
/// Union, and which rules would not know.
pub fn country_code(code: &str) -> String {
    match code.to_ascii_uppercase().as_str() {
        "UK" => "GB".to_owned(),
        "EL" => "GR".to_owned(),
        code => code.to_owned(),
    }
}

fn read_papers(fields: &mut Fields<'_, '_>, names: [&str; 2], now: Timestamp) -> PartyPapers {
    let today = now.to_string();
    let expected = "a date of birth, not in the future: 1961-08-04, 1961-08 or 1961";
    PartyPapers {
        birth_date: fields.text_like(names[0], 10, expected, |text| is_birth_date(text, &today)),
        identifiers: fields.identifiers(names[1], IDENTIFIERS_MAX, IDENTIFIER_CHARS_MAX),
    }
}

fn read_attributes(fields: &mut Fields<'_, '_>) -> BTreeMap<String, Attribute> {
    let names = fields.names();
    if names.len() > ATTRIBUTES_MAX {
        fields.refuse_object(format!("has {} attributes; the limit is {ATTRIBUTES_MAX}", names.len()));
        return BTreeMap::new();
    }
    names
        .into_iter()
        .filter_map(|name| {
            let value = fields.attribute(&name)?;
            Some((name, value))
        })
        .collect()
}

fn event_time_problem(time: Timestamp, now: Timestamp) -> Option<&'static str> {
    match now.millis_since(time) {
        age if age < -FUTURE_MILLIS_MAX => Some("lies more than 5 minutes in the future"),
        age if age > AGE_MILLIS_MAX => Some("lies more than 366 days in the past"),
        _ => None,
    }
}

fn degrees(text: &str, limit: f64) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(degrees) if degrees.abs() <= limit => Ok(degrees),
        _ => Err(format!("must be between -{limit} and {limit} degrees")),
    }
}

/// A local part and a domain, in the loosest sense: whether mail arrives there only sending it can tell.
fn is_email_address(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    // What stands between the brackets of "Zoe<zoe@example.org>" is an address, and a list of addresses is none.
    parts.is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains(['<', '>', ',', ';'])
    }) && !text.chars().any(char::is_whitespace)
}

fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (5..=20).contains(&digits)
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b' ' | b'-' | b'.' | b'/' | b'(' | b')'))
}

fn is_mcc(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
