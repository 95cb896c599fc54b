//! The same entries as an index for people: which payments a card, a customer, a device, an address or an e-mail made.
//!
//! It has the parties that the policy or a model asks for, as far back as their windows reach.

use std::collections::HashMap;
use std::future::Future;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use fraud::history::Depth;
use fraud::{Entity, KeyId, PastTransaction, Timestamp};
use serde_dynamo::Item;

use super::entry::{AT, BEHIND, Keys, PARTY, party, read_entry, time};
use crate::CallError;

/// Outcomes and labels are read, whatever a policy asks for.
pub(crate) const FOR_PEOPLE: Depth = Depth {
    window_millis: i64::MAX,
    entries_max: usize::MAX,
    needs_outcomes: true,
    needs_labels: true,
    needs_every_field: false,
};

/// A part of what a party paid.
#[derive(Clone, Debug)]
pub struct Slice {
    /// The kind of party.
    pub entity: Entity,
    /// What it is known by, as [`Entity::key_of_text`] writes it.
    pub key: String,
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// Behind which payment: the place of one that was found before.
    pub after: Option<String>,
    /// So many at most.
    pub limit: usize,
}

/// A payment and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct IndexedPayment {
    /// For [`Slice::after`].
    pub place: String,
    /// What is known of it.
    pub past: PastTransaction,
}

/// Some payments of a party, the newest first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct IndexPage {
    /// The payments.
    pub payments: Vec<IndexedPayment>,
    /// Where the next ones begin, if there may be more.
    pub next: Option<String>,
}

/// Looks through what parties paid.
pub trait PaymentIndex {
    /// Some payments of a party, the newest first. A payment may have two entries.
    fn page(&self, slice: &Slice) -> impl Future<Output = Result<IndexPage, CallError>> + Send;
}

/// Whether a text is the place of a payment.
pub fn is_place(text: &str) -> bool {
    text.split_once('#').is_some_and(|(time, key_id)| {
        time.len() == 13 && time.bytes().all(|byte| byte.is_ascii_digit()) && key_id.parse::<KeyId>().is_ok()
    })
}

impl Slice {
    pub(crate) fn party(&self) -> String {
        party(self.entity, &self.key)
    }

    /// The sort keys between which it lies.
    pub(crate) fn range(&self) -> (String, String) {
        (time(self.from), format!("{}{BEHIND}", time(self.to)))
    }

    /// The payments among some items, which stand in their order.
    pub(crate) fn payments(&self, items: impl IntoIterator<Item = Item>) -> Vec<IndexedPayment> {
        let read = |item: Item| {
            let Keys { at: place } = serde_dynamo::from_item(item.clone()).ok()?;
            let past = read_entry(item, self.entity, &self.key, &FOR_PEOPLE)?;
            Some(IndexedPayment { place, past })
        };
        items.into_iter().filter_map(read).collect()
    }
}

/// The history table in DynamoDB, for people.
#[derive(Clone, Debug)]
pub struct DynamoPaymentIndex {
    client: Client,
    table: String,
}

impl DynamoPaymentIndex {
    /// The table by its name.
    pub fn new(client: Client, table: String) -> Self {
        DynamoPaymentIndex { client, table }
    }
}

impl PaymentIndex for DynamoPaymentIndex {
    async fn page(&self, slice: &Slice) -> Result<IndexPage, CallError> {
        let (from, to) = slice.range();
        let start = slice.after.as_ref().map(|place| {
            HashMap::from([
                (PARTY.to_owned(), AttributeValue::S(slice.party())),
                (AT.to_owned(), AttributeValue::S(place.clone())),
            ])
        });
        // Not consistent: a person does not mind a second, and it is half the price.
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("#party = :party AND #at BETWEEN :from AND :to")
            .expression_attribute_names("#party", PARTY)
            .expression_attribute_names("#at", AT)
            .expression_attribute_values(":party", AttributeValue::S(slice.party()))
            .expression_attribute_values(":from", AttributeValue::S(from))
            .expression_attribute_values(":to", AttributeValue::S(to))
            .scan_index_forward(false)
            .limit(i32::try_from(slice.limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(CallError::of("dynamodb:Query"))?;
        let next = answer.last_evaluated_key.and_then(|key| key.get(AT)?.as_s().ok().cloned());
        let items = answer.items.unwrap_or_default().into_iter().map(Item::from);
        Ok(IndexPage { payments: slice.payments(items), next })
    }
}
