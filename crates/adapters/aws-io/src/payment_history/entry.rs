//! The items of the history table. Their attributes have short names: DynamoDB counts a name in each item.

use fraud::history::Depth;
use fraud::transaction::{Device, Geo, Position};
use fraud::{
    Card, Currency, Entity, KeyId, Label, Money, Outcome, PastTransaction, Timestamp, Transaction, Verdict,
};
use serde::{Deserialize, Serialize};
use serde_dynamo::Item;

use super::{Mark, NewEntry, Place, Span};
use crate::stored_transaction::{from_document, to_document};

/// The partition key.
pub(crate) const PARTY: &str = "party";
/// The sort key.
pub(crate) const AT: &str = "at";
/// What an entry has and marks alone have not.
pub(crate) const AMOUNT: &str = "a";

/// What parts time and id in the sort key, and a character that sorts behind it.
const BETWEEN: char = '#';
pub(super) const BEHIND: char = '~';

/// Whose entries these are: `card#33ec…`.
pub(super) fn party(entity: Entity, key: &str) -> String {
    format!("{entity}#{key}")
}

pub(super) fn time(moment: Timestamp) -> String {
    // Thirteen digits last until the year 2286. Nothing is dated before 1970.
    format!("{:013}", moment.as_millis().max(0))
}

impl Place {
    pub(crate) fn party(&self) -> String {
        party(self.entity, &self.key)
    }

    /// When and which: entries of a party sort by time.
    pub(crate) fn at(&self) -> String {
        format!("{}{BETWEEN}{}", time(self.moment), self.key_id)
    }
}

impl Span<'_> {
    pub(crate) fn party(&self) -> String {
        party(self.entity, self.key)
    }

    /// The sort keys between which it lies.
    pub(crate) fn range(&self) -> (String, String) {
        (time(self.oldest()), format!("{}{BEHIND}", time(self.newest())))
    }
}

/// The attributes of an entry beside its keys and marks.
#[derive(Serialize, Deserialize)]
pub(crate) struct EntryItem {
    /// The amount in minor units.
    #[serde(rename = "a")]
    amount_minor: i64,
    #[serde(rename = "c")]
    currency: Currency,
    /// Where it is not the time in the sort key.
    #[serde(rename = "r", skip_serializing_if = "Option::is_none", default)]
    received_at_ms: Option<Timestamp>,
    /// The whole transaction; then nothing of what follows.
    #[serde(rename = "w", skip_serializing_if = "Option::is_none", default)]
    whole: Option<String>,
    #[serde(rename = "m", skip_serializing_if = "Option::is_none", default)]
    merchant: Option<String>,
    #[serde(rename = "mi", skip_serializing_if = "Option::is_none", default)]
    merchant_id: Option<String>,
    #[serde(rename = "mc", skip_serializing_if = "Option::is_none", default)]
    merchant_category: Option<String>,
    #[serde(rename = "b", skip_serializing_if = "Option::is_none", default)]
    beneficiary_name: Option<String>,
    #[serde(rename = "ch", skip_serializing_if = "Option::is_none", default)]
    channel: Option<String>,
    #[serde(rename = "co", skip_serializing_if = "Option::is_none", default)]
    country: Option<String>,
    #[serde(rename = "ci", skip_serializing_if = "Option::is_none", default)]
    city: Option<String>,
    #[serde(rename = "la", skip_serializing_if = "Option::is_none", default)]
    latitude: Option<f64>,
    #[serde(rename = "lo", skip_serializing_if = "Option::is_none", default)]
    longitude: Option<f64>,
    /// The card's token, but among the card's own entries.
    #[serde(rename = "k", skip_serializing_if = "Option::is_none", default)]
    card_token: Option<String>,
    #[serde(rename = "cu", skip_serializing_if = "Option::is_none", default)]
    customer_id: Option<String>,
    #[serde(rename = "d", skip_serializing_if = "Option::is_none", default)]
    device_id: Option<String>,
    #[serde(rename = "ip", skip_serializing_if = "Option::is_none", default)]
    ip_address: Option<String>,
    #[serde(rename = "e", skip_serializing_if = "Option::is_none", default)]
    email_address: Option<String>,
    /// DynamoDB's time to live, in seconds.
    expires_at: i64,
}

impl EntryItem {
    pub(crate) fn new(entry: &NewEntry<'_>) -> EntryItem {
        let NewEntry { place, payment, is_whole, expires_at } = entry;
        let transaction = payment.transaction;
        let received_at_ms = Some(payment.received_at).filter(|received_at| *received_at != place.moment);
        let bare = EntryItem {
            amount_minor: transaction.money.amount_minor(),
            currency: transaction.money.currency(),
            received_at_ms,
            whole: None,
            merchant: None,
            merchant_id: None,
            merchant_category: None,
            beneficiary_name: None,
            channel: None,
            country: None,
            city: None,
            latitude: None,
            longitude: None,
            card_token: None,
            customer_id: None,
            device_id: None,
            ip_address: None,
            email_address: None,
            expires_at: expires_at.as_seconds(),
        };
        if *is_whole {
            return EntryItem { whole: Some(to_document(transaction)), ..bare };
        }
        let geo = transaction.geo.as_ref();
        let position = geo.and_then(|geo| geo.position);
        // What the key says already need not be said again.
        let beside_key = |entity: Entity, value: Option<String>| {
            value.filter(|value| place.entity != entity || *value != place.key)
        };
        let device_id = transaction.device.as_ref().and_then(|device| device.id.clone());
        let ip_address = transaction.ip_address.map(|address| address.to_canonical().to_string());
        EntryItem {
            merchant: Some(transaction.merchant.clone()),
            merchant_id: transaction.merchant_id.clone(),
            merchant_category: transaction.merchant_category.clone(),
            beneficiary_name: transaction.beneficiary_name.clone(),
            channel: transaction.channel.clone(),
            country: geo.and_then(|geo| geo.country.clone()),
            city: geo.and_then(|geo| geo.city.clone()),
            latitude: position.map(|position| position.latitude),
            longitude: position.map(|position| position.longitude),
            card_token: beside_key(Entity::Card, Some(transaction.card.token.as_str().to_owned())),
            customer_id: beside_key(Entity::Customer, transaction.customer_id.clone()),
            device_id: beside_key(Entity::Device, device_id),
            ip_address: beside_key(Entity::Ip, ip_address),
            email_address: beside_key(Entity::Email, transaction.email_address.clone()),
            ..bare
        }
    }

    pub(crate) fn to_item(&self) -> Item {
        serde_dynamo::to_item(self).expect("texts and numbers are attributes")
    }

    fn into_transaction(self, entity: Entity, key: &str, moment: Timestamp) -> Option<Transaction> {
        if let Some(whole) = &self.whole {
            return from_document("w", whole).ok();
        }
        let of_key = |of: Entity| (of == entity).then(|| key.to_owned());
        let position = self.latitude.zip(self.longitude);
        let position = position.map(|(latitude, longitude)| Position { latitude, longitude });
        let device_id = self.device_id.or_else(|| of_key(Entity::Device));
        Some(Transaction {
            event_time: moment,
            money: Money::of_minor(self.amount_minor, self.currency)?,
            merchant: self.merchant?,
            card: Card::known_as(&self.card_token.or_else(|| of_key(Entity::Card))?),
            location: None,
            customer_id: self.customer_id.or_else(|| of_key(Entity::Customer)),
            customer_name: None,
            beneficiary_name: self.beneficiary_name,
            customer_country: None,
            beneficiary_country: None,
            papers: fraud::papers::Papers::default(),
            email_address: self.email_address.or_else(|| of_key(Entity::Email)),
            phone: None,
            ip_address: self.ip_address.or_else(|| of_key(Entity::Ip)).and_then(|text| text.parse().ok()),
            merchant_id: self.merchant_id,
            merchant_category: self.merchant_category,
            channel: self.channel,
            device: device_id.map(|id| Device { id: Some(id), ..Device::default() }),
            geo: (self.country.is_some() || self.city.is_some() || position.is_some()).then_some(Geo {
                country: self.country,
                region: None,
                city: self.city,
                position,
            }),
            attributes: std::collections::BTreeMap::new(),
            made_up: false,
        })
    }
}

/// What is noted on an entry.
#[derive(Serialize, Deserialize, Default)]
pub(crate) struct MarkItem {
    #[serde(rename = "o", skip_serializing_if = "Option::is_none", default)]
    pub(crate) outcome: Option<Outcome>,
    #[serde(rename = "l", skip_serializing_if = "Option::is_none", default)]
    pub(crate) verdict: Option<Verdict>,
    /// Since when the label is known.
    #[serde(rename = "lk", skip_serializing_if = "Option::is_none", default)]
    pub(crate) label_known_at: Option<Timestamp>,
    /// By which labels sort: the greatest one counts.
    #[serde(rename = "lr", skip_serializing_if = "Option::is_none", default)]
    pub(crate) label_rank: Option<String>,
}

impl MarkItem {
    pub(crate) fn new(mark: &Mark) -> MarkItem {
        match mark {
            Mark::Outcome(outcome) => MarkItem { outcome: Some(*outcome), ..MarkItem::default() },
            Mark::Label(record) => {
                let label = record.label();
                // As `label_record::sort` ranks them.
                let is_fraud = u8::from(label.verdict == Verdict::Fraud);
                let rank = format!("{}{is_fraud}{}", time(record.time), time(record.received_at));
                MarkItem {
                    outcome: None,
                    verdict: Some(label.verdict),
                    label_known_at: Some(label.known_at),
                    label_rank: Some(rank),
                }
            }
        }
    }

    pub(crate) fn to_item(&self) -> Item {
        serde_dynamo::to_item(self).expect("texts and numbers are attributes")
    }
}

/// The keys of an item.
#[derive(Deserialize)]
pub(super) struct Keys {
    pub(super) at: String,
}

/// Reads an item of a party's history. Marks without an entry are none, and neither is the payment's own entry.
pub(crate) fn past_transaction(item: impl Into<Item>, span: &Span<'_>) -> Option<PastTransaction> {
    let past = read_entry(item, span.entity, span.key, &span.depth)?;
    (past.key_id != span.key_id).then_some(past)
}

/// Reads an item of a party's history, whosever payment it is. Marks without an entry are none.
pub(crate) fn read_entry(
    item: impl Into<Item>,
    entity: Entity,
    key: &str,
    depth: &Depth,
) -> Option<PastTransaction> {
    let item: Item = item.into();
    let Keys { at } = serde_dynamo::from_item(item.clone()).ok()?;
    let marks: MarkItem = serde_dynamo::from_item(item.clone()).ok()?;
    let entry: EntryItem = serde_dynamo::from_item(item).ok()?;
    let (time, key_id) = at.split_once(BETWEEN)?;
    let moment = Timestamp::from_millis(time.parse().ok()?);
    let key_id: KeyId = key_id.parse().ok()?;
    let received_at = entry.received_at_ms.unwrap_or(moment);
    let transaction = entry.into_transaction(entity, key, moment)?;
    Some(PastTransaction {
        key_id,
        received_at,
        transaction,
        outcome: known_outcome(&marks, depth),
        label: known_label(&marks, depth),
    })
}

/// What is not marked was approved, or is not decided yet.
fn known_outcome(marks: &MarkItem, depth: &Depth) -> Option<Outcome> {
    depth.needs_outcomes.then(|| marks.outcome.unwrap_or(Outcome::Approve))
}

fn known_label(marks: &MarkItem, depth: &Depth) -> Option<Label> {
    let label = marks.verdict.zip(marks.label_known_at).filter(|_| depth.needs_labels)?;
    Some(Label { verdict: label.0, known_at: label.1 })
}
