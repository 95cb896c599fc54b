//! The variables that a condition may name: every field of a transaction, what follows from its time, the
//! client's own attributes, and signals that others computed.

use std::borrow::Cow;

use crate::history::{Entity, EntityReach, Reach, Verdict};
use crate::identity;
use crate::transaction::Geo;
use crate::{Outcome, Transaction};

/// What kind of value a variable or expression has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Type {
    /// A number.
    Number,
    /// A number that is an amount in the transaction's currency, and shown as one.
    Amount,
    /// A text.
    Text,
    /// True or false.
    Boolean,
}

impl Type {
    /// The name that messages use, with its article.
    pub fn describe(self) -> &'static str {
        match self {
            Type::Number => "a number",
            Type::Amount => "an amount",
            Type::Text => "a text",
            Type::Boolean => "a condition",
        }
    }

    pub(crate) fn is_numeric(self) -> bool {
        matches!(self, Type::Number | Type::Amount)
    }
}

/// A field of the schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Field {
    Number(NumberField),
    Text(TextField),
    Flag(FlagField),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NumberField {
    Amount,
    Latitude,
    Longitude,
    Hour,
    Weekday,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FlagField {
    LuhnValid,
    IsNight,
    IsWeekend,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TextField {
    Merchant,
    MerchantId,
    MerchantCategory,
    Currency,
    Location,
    CustomerId,
    CustomerName,
    BeneficiaryName,
    CustomerCountry,
    BeneficiaryCountry,
    EmailAddress,
    Phone,
    IpAddress,
    Channel,
    CardToken,
    CardBin,
    CardBin8,
    CardLastFour,
    DeviceId,
    DeviceType,
    OsVersion,
    AppVersion,
    Country,
    Region,
    City,
    Outcome,
    Label,
    HistoryStatus,
    HistoryOf(Entity),
}

/// Every field by its name.
pub(crate) const FIELDS: [(&str, Field); 43] = [
    ("amount", Field::Number(NumberField::Amount)),
    ("currency", Field::Text(TextField::Currency)),
    ("merchant", Field::Text(TextField::Merchant)),
    ("merchant_id", Field::Text(TextField::MerchantId)),
    ("merchant_category", Field::Text(TextField::MerchantCategory)),
    ("location", Field::Text(TextField::Location)),
    ("customer_id", Field::Text(TextField::CustomerId)),
    ("customer_name", Field::Text(TextField::CustomerName)),
    ("beneficiary_name", Field::Text(TextField::BeneficiaryName)),
    ("customer_country", Field::Text(TextField::CustomerCountry)),
    ("beneficiary_country", Field::Text(TextField::BeneficiaryCountry)),
    ("email_address", Field::Text(TextField::EmailAddress)),
    ("phone", Field::Text(TextField::Phone)),
    ("ip_address", Field::Text(TextField::IpAddress)),
    ("channel", Field::Text(TextField::Channel)),
    ("card.token", Field::Text(TextField::CardToken)),
    ("card.bin", Field::Text(TextField::CardBin)),
    ("card.bin8", Field::Text(TextField::CardBin8)),
    ("card.last_four", Field::Text(TextField::CardLastFour)),
    ("card.luhn_valid", Field::Flag(FlagField::LuhnValid)),
    ("device.id", Field::Text(TextField::DeviceId)),
    ("device.type", Field::Text(TextField::DeviceType)),
    ("device.os_version", Field::Text(TextField::OsVersion)),
    ("device.app_version", Field::Text(TextField::AppVersion)),
    ("geo.country", Field::Text(TextField::Country)),
    ("geo.region", Field::Text(TextField::Region)),
    ("geo.city", Field::Text(TextField::City)),
    ("geo.latitude", Field::Number(NumberField::Latitude)),
    ("geo.longitude", Field::Number(NumberField::Longitude)),
    ("local.hour", Field::Number(NumberField::Hour)),
    ("local.weekday", Field::Number(NumberField::Weekday)),
    ("local.is_night", Field::Flag(FlagField::IsNight)),
    ("local.is_weekend", Field::Flag(FlagField::IsWeekend)),
    ("outcome", Field::Text(TextField::Outcome)),
    ("label", Field::Text(TextField::Label)),
    ("history.status", Field::Text(TextField::HistoryStatus)),
    ("history.card", Field::Text(TextField::HistoryOf(Entity::Card))),
    ("history.customer", Field::Text(TextField::HistoryOf(Entity::Customer))),
    ("history.device", Field::Text(TextField::HistoryOf(Entity::Device))),
    ("history.ip", Field::Text(TextField::HistoryOf(Entity::Ip))),
    ("history.email", Field::Text(TextField::HistoryOf(Entity::Email))),
    ("history.network", Field::Text(TextField::HistoryOf(Entity::Network))),
    ("history.mailbox", Field::Text(TextField::HistoryOf(Entity::Mailbox))),
];

pub(crate) fn field(name: &str) -> Option<Field> {
    FIELDS.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
}

/// The fields of a family: `country`, `region` and so on for `geo`.
pub(crate) fn members(family: &str) -> impl Iterator<Item = &'static str> {
    FIELDS.iter().filter_map(move |(name, _)| name.strip_prefix(family)?.strip_prefix('.'))
}

impl Field {
    pub(crate) fn value_type(self) -> Type {
        match self {
            Field::Number(NumberField::Amount) => Type::Amount,
            Field::Number(_) => Type::Number,
            Field::Text(_) => Type::Text,
            Field::Flag(_) => Type::Boolean,
        }
    }

    pub(crate) fn is_of_past_only(self) -> bool {
        matches!(self, Field::Text(TextField::Outcome | TextField::Label))
    }

    /// Known of every transaction.
    pub(crate) fn is_always_there(self) -> bool {
        match self {
            Field::Number(field) => !matches!(field, NumberField::Latitude | NumberField::Longitude),
            Field::Flag(_) => true,
            Field::Text(field) => matches!(
                field,
                TextField::Merchant
                    | TextField::Currency
                    | TextField::CardToken
                    | TextField::CardBin
                    | TextField::CardLastFour
                    | TextField::HistoryStatus
            ),
        }
    }

    /// Looked at by history functions themselves: where nothing else is looked at, nothing else has to be kept.
    pub(crate) fn is_measured(self) -> bool {
        match self {
            Field::Number(field) => {
                matches!(field, NumberField::Amount | NumberField::Latitude | NumberField::Longitude)
            }
            Field::Flag(_) => false,
            Field::Text(field) => matches!(
                field,
                TextField::Merchant
                    | TextField::MerchantId
                    | TextField::MerchantCategory
                    | TextField::Currency
                    | TextField::BeneficiaryName
                    | TextField::Channel
                    | TextField::CustomerId
                    | TextField::DeviceId
                    | TextField::EmailAddress
                    | TextField::IpAddress
                    | TextField::CardToken
                    | TextField::Country
                    | TextField::City
            ),
        }
    }

    /// Known of the transaction that is decided, and of no past one.
    pub(crate) fn is_of_present_only(self) -> bool {
        matches!(self, Field::Text(TextField::HistoryStatus | TextField::HistoryOf(_)))
    }
}

/// What is known of the transaction that a condition is evaluated for.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) transaction: &'a Transaction,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) verdict: Option<Verdict>,
    /// How much of its history is there, if it is the transaction that is decided.
    pub(crate) reach: Option<Reach>,
}

impl<'a> Subject<'a> {
    /// A transaction of which nothing else is known.
    pub(crate) fn of(transaction: &'a Transaction) -> Subject<'a> {
        Subject { transaction, outcome: None, verdict: None, reach: None }
    }
}

impl TextField {
    pub(crate) fn value<'a>(self, subject: &Subject<'a>) -> Option<Cow<'a, str>> {
        let transaction = subject.transaction;
        let device = transaction.device.as_ref();
        let geo = transaction.geo.as_ref();
        let text = match self {
            TextField::Merchant => Some(transaction.merchant.as_str()),
            TextField::MerchantId => transaction.merchant_id.as_deref(),
            TextField::MerchantCategory => transaction.merchant_category.as_deref(),
            TextField::Currency => Some(transaction.money.currency().code()),
            TextField::Location => transaction.location.as_deref(),
            TextField::CustomerId => transaction.customer_id.as_deref(),
            TextField::CustomerName => transaction.customer_name.as_deref(),
            TextField::BeneficiaryName => transaction.beneficiary_name.as_deref(),
            TextField::CustomerCountry => transaction.customer_country.as_deref(),
            TextField::BeneficiaryCountry => transaction.beneficiary_country.as_deref(),
            TextField::EmailAddress => transaction.email_address.as_deref(),
            TextField::Phone => transaction.phone.as_deref(),
            TextField::IpAddress => {
                return transaction
                    .ip_address
                    .map(|address| Cow::Owned(identity::address(address).to_string()));
            }
            TextField::Channel => transaction.channel.as_deref(),
            TextField::CardToken => Some(transaction.card.token.as_str()),
            TextField::CardBin => Some(transaction.card.bin.as_str()),
            TextField::CardBin8 => transaction.card.bin8.as_deref(),
            TextField::CardLastFour => Some(transaction.card.last_four.as_str()),
            TextField::DeviceId => device.and_then(|device| device.id.as_deref()),
            TextField::DeviceType => device.and_then(|device| device.kind.as_deref()),
            TextField::OsVersion => device.and_then(|device| device.os_version.as_deref()),
            TextField::AppVersion => device.and_then(|device| device.app_version.as_deref()),
            TextField::Country => geo.and_then(|geo| geo.country.as_deref()),
            TextField::Region => geo.and_then(|geo| geo.region.as_deref()),
            TextField::City => geo.and_then(|geo| geo.city.as_deref()),
            TextField::Outcome => subject.outcome.map(Outcome::as_str),
            TextField::Label => subject.verdict.map(Verdict::as_str),
            TextField::HistoryStatus => subject.reach.map(|reach| reach.status().as_str()),
            TextField::HistoryOf(entity) => {
                subject.reach.and_then(|reach| reach.of(entity)).map(EntityReach::as_str)
            }
        };
        text.map(Cow::Borrowed)
    }
}

impl NumberField {
    pub(crate) fn value(self, transaction: &Transaction, clock: &LocalClock) -> Option<f64> {
        let position = transaction.geo.as_ref().and_then(|geo: &Geo| geo.position);
        match self {
            NumberField::Amount => Some(transaction.money.as_major_f64()),
            NumberField::Latitude => position.map(|position| position.latitude),
            NumberField::Longitude => position.map(|position| position.longitude),
            NumberField::Hour => Some(clock.hour(transaction) as f64),
            NumberField::Weekday => Some(clock.weekday(transaction) as f64),
        }
    }
}

impl FlagField {
    pub(crate) fn value(self, transaction: &Transaction, clock: &LocalClock) -> bool {
        match self {
            FlagField::LuhnValid => transaction.card.luhn_valid,
            FlagField::IsNight => clock.hour(transaction) < 6,
            FlagField::IsWeekend => clock.weekday(transaction) > 5,
        }
    }
}

/// What time it is where the payment is made. A transaction says when it happened, not by which clock: where its
/// longitude is known, the hour is that of the sun there (15 degrees an hour, rounded), and elsewhere that of
/// the policy's own offset from UTC. Night is from midnight to six.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct LocalClock {
    pub(crate) utc_offset_minutes: i64,
}

impl LocalClock {
    fn local_hours(self, transaction: &Transaction) -> i64 {
        let position = transaction.geo.as_ref().and_then(|geo| geo.position);
        let offset_minutes = match position {
            Some(position) => (position.longitude / 15.0).round() as i64 * 60,
            None => self.utc_offset_minutes,
        };
        (transaction.event_time.as_millis().div_euclid(60_000) + offset_minutes).div_euclid(60)
    }

    fn hour(self, transaction: &Transaction) -> i64 {
        self.local_hours(transaction).rem_euclid(24)
    }

    /// 1 for Monday to 7 for Sunday, as ISO 8601 has it.
    fn weekday(self, transaction: &Transaction) -> i64 {
        // 1970-01-01 was a Thursday.
        (self.local_hours(transaction).div_euclid(24) + 3).rem_euclid(7) + 1
    }
}
