//! From the texts of a row to a transaction.

use column_mapping::{Target, time};
use fraud::card::CardNumber;
use fraud::money::AmountError;
use fraud::papers::Papers;
use fraud::request;
use fraud::transaction::{Attribute, Device, Geo, Position};
use fraud::{Card, CardKey, Currency, KeyId, Money, Timestamp, Transaction, Verdict};

use crate::record::{Record, key_id_of_row};

/// A row that is being read: its fields one by one, in any order.
#[derive(Default)]
pub(crate) struct Row {
    key_id: Option<KeyId>,
    received_at: Option<Timestamp>,
    verdict: Option<Verdict>,
    known_at: Option<Timestamp>,
    pattern: Option<String>,
    amount: Option<String>,
    currency: Option<Currency>,
    merchant: Option<String>,
    card: Option<Card>,
    event_time: Option<Timestamp>,
    location: Option<String>,
    customer_id: Option<String>,
    customer_name: Option<String>,
    beneficiary_name: Option<String>,
    customer_country: Option<String>,
    beneficiary_country: Option<String>,
    papers: Papers,
    email_address: Option<String>,
    phone: Option<String>,
    ip_address: Option<std::net::IpAddr>,
    merchant_id: Option<String>,
    merchant_category: Option<String>,
    channel: Option<String>,
    device: Device,
    geo: Geo,
    latitude: Option<f64>,
    longitude: Option<f64>,
    attributes: Vec<(String, Attribute)>,
}

impl Row {
    /// A row that happens at this time unless it names another.
    pub(crate) fn new(event_time: Option<Timestamp>) -> Row {
        Row { event_time, ..Row::default() }
    }

    /// Fills a field. A blank text is a field that is not there.
    pub(crate) fn set(&mut self, target: &Target, value: &str, key: &CardKey) -> Result<(), String> {
        if value.is_empty() {
            return Ok(());
        }
        let name = match target {
            Target::Attribute(name) => {
                self.attributes.push((name.clone(), attribute(value)));
                return Ok(());
            }
            Target::Field(name) => *name,
        };
        self.set_field(name, value, key).map_err(|problem| format!("{name}: {problem}"))
    }

    /// Fills an attribute with a text, whatever it looks like.
    pub(crate) fn set_text(&mut self, name: String, text: &str) {
        if !text.is_empty() {
            self.attributes.push((name, Attribute::Text(text.to_owned())));
        }
    }

    /// A transaction with what this row says beside it. `row` is the row's place in the file.
    pub(crate) fn beside(self, transaction: Transaction, row: u64) -> Record {
        let received_at = self.received_at.unwrap_or(transaction.event_time);
        Record {
            has_own_id: self.key_id.is_some(),
            key_id: self.key_id.unwrap_or_else(|| key_id_of_row(received_at, row)),
            received_at,
            transaction,
            verdict: self.verdict,
            known_at: self.known_at,
            pattern: self.pattern,
        }
    }

    fn set_field(&mut self, name: &str, value: &str, key: &CardKey) -> Result<(), String> {
        let text = || Some(value.to_owned());
        match name {
            "amount" => self.amount = text(),
            "currency" => self.currency = Some(parsed(value)?),
            "merchant" => self.merchant = text(),
            "card" => self.card = Some(stand_in(value, key)),
            "card_number" => self.card = Some(CardNumber::parse(value).map_err(text_of)?.to_card(key)),
            "event_time" => self.event_time = Some(time(value).map_err(text_of)?),
            "location" => self.location = text(),
            "customer_id" => self.customer_id = text(),
            "customer_name" => self.customer_name = text(),
            "beneficiary_name" => self.beneficiary_name = text(),
            "customer_country" => self.customer_country = Some(request::country_code(value)),
            "beneficiary_country" => self.beneficiary_country = Some(request::country_code(value)),
            "customer_birth_date" => self.papers.customer.birth_date = text(),
            "beneficiary_birth_date" => self.papers.beneficiary.birth_date = text(),
            "customer_identifiers" => self.papers.customer.identifiers = several(value),
            "beneficiary_identifiers" => self.papers.beneficiary.identifiers = several(value),
            "email_address" => self.email_address = text(),
            "phone" => self.phone = text(),
            "ip_address" => {
                self.ip_address = Some(parsed::<std::net::IpAddr>(value)?.to_canonical());
            }
            "merchant_id" => self.merchant_id = text(),
            "merchant_category" => self.merchant_category = text(),
            "channel" => self.channel = text(),
            "device.id" => self.device.id = text(),
            "device.type" => self.device.kind = text(),
            "device.os_version" => self.device.os_version = text(),
            "device.app_version" => self.device.app_version = text(),
            "geo.country" => self.geo.country = Some(request::country_code(value)),
            "geo.region" => self.geo.region = text(),
            "geo.city" => self.geo.city = text(),
            "geo.latitude" => self.latitude = Some(degrees(value, 90.0)?),
            "geo.longitude" => self.longitude = Some(degrees(value, 180.0)?),
            "key_id" => self.key_id = value.parse().ok(),
            "received_at" => self.received_at = Some(time(value).map_err(text_of)?),
            "label" => self.verdict = verdict(value)?,
            "label_known_at" => self.known_at = Some(time(value).map_err(text_of)?),
            "pattern" => self.pattern = text(),
            _ => {}
        }
        Ok(())
    }

    /// The record, once all fields are there. `row` is the row's place in the file.
    pub(crate) fn finish(self, row: u64) -> Result<Record, String> {
        let missing = |name: &str| format!("{name}: is required");
        let event_time = self.event_time.ok_or_else(|| missing("event_time"))?;
        let amount = self.amount.ok_or_else(|| missing("amount"))?;
        let currency = self.currency.unwrap_or(Currency::USD);
        let money = money(&amount, currency).map_err(|error| format!("amount: {error}"))?;
        let mut geo = self.geo;
        if let (Some(latitude), Some(longitude)) = (self.latitude, self.longitude) {
            geo.position = Some(Position { latitude, longitude });
        }
        // Without a card the customer's payments are taken to be of one card.
        let card = self.card.or_else(|| self.customer_id.as_deref().map(Card::known_as));
        let transaction = Transaction {
            event_time,
            money,
            merchant: self
                .merchant
                .or_else(|| self.merchant_id.clone())
                .ok_or_else(|| missing("merchant"))?,
            card: card.ok_or_else(|| missing("card"))?,
            location: self.location,
            customer_id: self.customer_id,
            customer_name: self.customer_name,
            beneficiary_name: self.beneficiary_name,
            customer_country: self.customer_country,
            beneficiary_country: self.beneficiary_country,
            papers: self.papers,
            email_address: self.email_address,
            phone: self.phone,
            ip_address: self.ip_address,
            merchant_id: self.merchant_id,
            merchant_category: self.merchant_category,
            channel: self.channel,
            device: (self.device != Device::default()).then_some(self.device),
            geo: (geo != Geo::default()).then_some(geo),
            attributes: self.attributes.into_iter().collect(),
            made_up: false,
        };
        let beside = Row {
            key_id: self.key_id,
            received_at: self.received_at,
            verdict: self.verdict,
            known_at: self.known_at,
            pattern: self.pattern,
            ..Row::default()
        };
        Ok(beside.beside(transaction, row))
    }
}

/// An amount. Programs that compute in binary fractions write 444.79999999999995 where they mean 444.80.
fn money(text: &str, currency: Currency) -> Result<Money, AmountError> {
    const NOISE: f64 = 1e-9;
    let refused = match Money::parse(text, currency) {
        Err(refused @ AmountError::TooManyDecimals { decimals, .. }) => (refused, decimals as usize),
        parsed => return parsed,
    };
    let rounded = text.parse::<f64>().map(|number| (number, format!("{number:.*}", refused.1)));
    match rounded {
        Ok((number, rounded))
            if (rounded.parse::<f64>().unwrap_or(0.0) - number).abs() < NOISE * number.abs() =>
        {
            Money::parse(&rounded, currency)
        }
        _ => Err(refused.0),
    }
}

fn text_of(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(value: &str) -> Result<T, String> {
    value.parse().map_err(text_of)
}

/// A stand-in that may be a card number after all is not kept.
pub(crate) fn stand_in(value: &str, key: &CardKey) -> Card {
    match CardNumber::parse(value) {
        Ok(number) => number.to_card(key),
        Err(_) => Card::known_as(value),
    }
}

fn attribute(value: &str) -> Attribute {
    match value {
        "true" => Attribute::Flag(true),
        "false" => Attribute::Flag(false),
        _ => match value.parse::<f64>() {
            Ok(number) if number.is_finite() => Attribute::Number(number),
            _ => Attribute::Text(value.to_owned()),
        },
    }
}

/// Several values of one cell, which semicolons part.
fn several(value: &str) -> Vec<String> {
    value.split(';').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

fn degrees(value: &str, limit: f64) -> Result<f64, String> {
    let degrees = value.parse::<f64>().ok().filter(|degrees| degrees.abs() <= limit);
    degrees.ok_or_else(|| format!("must be between -{limit} and {limit} degrees"))
}

fn verdict(value: &str) -> Result<Option<Verdict>, String> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "fraud" => Ok(Some(Verdict::Fraud)),
        "0" | "false" | "no" | "legitimate" | "legit" | "genuine" => Ok(Some(Verdict::Legitimate)),
        "unknown" => Ok(None),
        _ => Err("must be fraud or legitimate, 1 or 0".to_owned()),
    }
}
