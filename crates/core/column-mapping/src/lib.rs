//! Which column of somebody's data is which field of a transaction: of a file that the command line reads, and of the records of
//! a stream.

use std::collections::BTreeMap;

use fraud::Timestamp;
use serde::Deserialize;
use thiserror::Error;

/// A field that a column can fill.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// A field of the request, by its path: `amount`, `device.id`, `geo.country`.
    Field(&'static str),
    /// An attribute of the client's own.
    Attribute(String),
}

/// The fields of a row beyond attributes. `card` is a stand-in for a card, `card_number` a real number, which is replaced
/// by a token as it is read; `idempotency_key` is the client's own id of a payment that comes through a stream.
const FIELDS: [&str; 38] = [
    "key_id",
    "idempotency_key",
    "received_at",
    "label",
    "label_known_at",
    "pattern",
    "amount",
    "currency",
    "merchant",
    "card_number",
    "card",
    "event_time",
    "location",
    "customer_id",
    "customer_name",
    "beneficiary_name",
    "customer_birth_date",
    "customer_country",
    "customer_identifiers",
    "beneficiary_birth_date",
    "beneficiary_country",
    "beneficiary_identifiers",
    "email_address",
    "phone",
    "ip_address",
    "merchant_id",
    "merchant_category",
    "channel",
    "device.id",
    "device.type",
    "device.os_version",
    "device.app_version",
    "geo.country",
    "geo.region",
    "geo.city",
    "geo.latitude",
    "geo.longitude",
    "ignored",
];

/// Columns by the field they fill, and values for fields that no column has.
///
/// ```toml
/// [columns]
/// amount = "Amount (EUR)"
/// customer_id = "CLIENT"
/// "attributes.age" = "AGE"
/// [constants]
/// currency = "EUR"
/// merchant = "terminal"
/// ```
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    #[serde(default)]
    columns: BTreeMap<String, String>,
    #[serde(default)]
    constants: BTreeMap<String, String>,
}

/// Why a mapping is none, or does not fit a file.
#[derive(Debug, Error)]
pub enum MappingError {
    /// Not TOML, or not of a mapping's form.
    #[error("the mapping can't be read")]
    Syntax(#[from] toml::de::Error),
    /// A field that no transaction has.
    #[error("there is no field {field}; the fields are {}", FIELDS.join(", "))]
    UnknownField {
        /// The name.
        field: String,
    },
    /// The file has no such column.
    #[error("the file has no column {column}; it has {}", .found.join(", "))]
    MissingColumn {
        /// The column that the mapping names.
        column: String,
        /// Those that there are.
        found: Vec<String>,
    },
}

impl ColumnMapping {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.constants.is_empty()
    }

    /// Reads a mapping from TOML.
    pub fn parse(toml: &str) -> Result<ColumnMapping, MappingError> {
        let mapping: ColumnMapping = toml::from_str(toml)?;
        for field in mapping.columns.keys().chain(mapping.constants.keys()) {
            target(field)?;
        }
        Ok(mapping)
    }

    /// What each column of a file fills; a column that the mapping does not name fills the field of its own name.
    pub fn targets(&self, header: &[String]) -> Result<Vec<Option<Target>>, MappingError> {
        for column in self.columns.values() {
            if !header.contains(column) {
                return Err(MappingError::MissingColumn { column: column.clone(), found: header.to_vec() });
            }
        }
        Ok(header.iter().map(|column| self.target_of(column)).collect())
    }

    /// What a column fills, if anything.
    pub fn target_of(&self, column: &str) -> Option<Target> {
        let mapped = self.columns.iter().find(|(_, named)| *named == column);
        let field = match mapped {
            Some((field, _)) => field.as_str(),
            // Another column fills the field of this one's name.
            None if self.columns.contains_key(column) => return None,
            None => column,
        };
        target(field).ok()
    }

    /// The fields that every row has alike.
    pub fn constants(&self) -> impl Iterator<Item = (Target, &str)> {
        self.constants.iter().filter_map(|(field, value)| Some((target(field).ok()?, value.as_str())))
    }
}

/// The field of a name.
fn target(name: &str) -> Result<Target, MappingError> {
    if let Some(attribute) = name.strip_prefix("attributes.") {
        return Ok(Target::Attribute(attribute.to_owned()));
    }
    let known = FIELDS.iter().find(|known| **known == name);
    known
        .map(|known| Target::Field(known))
        .ok_or_else(|| MappingError::UnknownField { field: name.to_owned() })
}

/// The text is not a time.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("must be a date and time such as 2026-03-01T12:30:00Z, or seconds or milliseconds since 1970")]
pub struct NotATime;

/// RFC 3339; `2018-05-01 12:30:00` and `2018-05-01`, taken as UTC; or seconds or milliseconds since 1970.
pub fn time(value: &str) -> Result<Timestamp, NotATime> {
    if let Ok(number) = value.parse::<i64>() {
        // Ten digits of seconds last until the year 2286.
        let millis = if number.abs() < 100_000_000_000 { number.saturating_mul(1000) } else { number };
        return Ok(Timestamp::from_millis(millis));
    }
    if let Ok(time) = value.parse::<Timestamp>() {
        return Ok(time);
    }
    let spelled = match value.len() {
        10 => format!("{value}T00:00:00Z"),
        _ => format!("{}Z", value.replacen(' ', "T", 1)),
    };
    spelled.parse().map_err(|_| NotATime)
}
