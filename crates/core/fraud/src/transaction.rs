//! A transaction as it is stored and decided on: everything the request said, less the card number.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::papers::Papers;
use crate::{Card, Money, Timestamp};

/// A payment attempt.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Transaction {
    /// When it happened, as the client says; when it was received if the client does not say.
    pub event_time: Timestamp,
    /// Amount and currency.
    pub money: Money,
    /// Who is paid, as on the statement.
    pub merchant: String,
    /// What pays.
    pub card: Card,
    /// Where, in words: "New York, USA".
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub location: Option<String>,
    /// The client's id of who pays.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer_id: Option<String>,
    /// Who pays.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer_name: Option<String>,
    /// Who receives, where that is not the merchant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub beneficiary_name: Option<String>,
    /// A country of the payer's: nationality or residence. ISO 3166-1 alpha-2, in capitals.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer_country: Option<String>,
    /// A country of the beneficiary's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub beneficiary_country: Option<String>,
    /// Dates of birth and numbers of papers. Whatever keeps a transaction keeps it without them: they are there to be
    /// screened by, and are forgotten with the decision.
    #[serde(skip)]
    pub papers: Papers,
    /// The payer's e-mail address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email_address: Option<String>,
    /// The payer's telephone number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phone: Option<String>,
    /// The address the request came from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ip_address: Option<IpAddr>,
    /// The client's or acquirer's id of the merchant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub merchant_id: Option<String>,
    /// The merchant category code (ISO 18245), four digits.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub merchant_category: Option<String>,
    /// How it was made: "ecommerce", "pos", "atm".
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub channel: Option<String>,
    /// The payer's device.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<Device>,
    /// Where, as data.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub geo: Option<Geo>,
    /// What else the client knows, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub attributes: BTreeMap<String, Attribute>,
    /// Whether the deployment's own producer made it up, as its mark proved when the payment came in ([`crate::made_up`]). Such a payment
    /// is decided like others; nobody is told of it, nothing learns from it and no figure counts it.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub made_up: bool,
}

/// The device a payment was made with.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Device {
    /// The client's id of the device.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
    /// "phone", "desktop", "terminal".
    #[serde(rename = "type", skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<String>,
    /// The operating system's version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub os_version: Option<String>,
    /// The app's version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub app_version: Option<String>,
}

/// A place.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Geo {
    /// ISO 3166-1 alpha-2, in capitals.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<String>,
    /// State or province.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub region: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub city: Option<String>,
    /// Latitude and longitude, which come together.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub position: Option<Position>,
}

/// A point on Earth, in degrees.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Position {
    /// −90 to 90.
    pub latitude: f64,
    /// −180 to 180.
    pub longitude: f64,
}

impl Position {
    /// Whether it is a place. Where degrees are exactly none, on the open sea, nobody pays: it is what programs write that do not
    /// know the place.
    pub fn is_somewhere(self) -> bool {
        self.latitude != 0.0 || self.longitude != 0.0
    }
}

/// A value of the client's own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Attribute {
    /// Yes or no.
    Flag(bool),
    /// A finite number.
    Number(f64),
    /// A text.
    Text(String),
}
