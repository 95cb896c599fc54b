//! The history table in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use fraud::PastTransaction;
use serde_dynamo::{AttributeValue, Item};

use super::lock;
use crate::CallError;
use crate::payment_history::{
    EntryItem, HistoryError, IndexPage, Mark, MarkItem, NewEntry, PaymentHistory, PaymentIndex, Place, Slice,
    Span, merged, past_transaction,
};

/// The entries of all parties.
#[derive(Debug, Default)]
pub struct MemoryPaymentHistory(Mutex<BTreeMap<(String, String), Item>>);

impl MemoryPaymentHistory {
    /// Whether there is an entry at a place.
    pub fn has(&self, place: &Place) -> bool {
        lock(&self.0).get(&(place.party(), place.at())).is_some_and(|item| item.contains_key("a"))
    }

    /// All items.
    pub fn items(&self) -> Vec<Item> {
        lock(&self.0).values().cloned().collect()
    }
}

impl PaymentHistory for MemoryPaymentHistory {
    async fn enter(&self, entry: &NewEntry<'_>) -> Result<(), HistoryError> {
        let (party, at) = (entry.place.party(), entry.place.at());
        let mut items = lock(&self.0);
        let item = items.entry((party, at.clone())).or_default();
        if !item.contains_key("a") {
            item.insert("at".to_owned(), AttributeValue::S(at));
            item.extend(EntryItem::new(entry).to_item().into_inner());
        }
        Ok(())
    }

    async fn read(&self, span: &Span<'_>) -> Result<Vec<PastTransaction>, HistoryError> {
        let (oldest, newest) = span.range();
        let party = span.party();
        let items = lock(&self.0);
        let found = items.range((party.clone(), oldest)..=(party, newest)).rev().take(span.entries_max());
        Ok(merged(found.filter_map(|(_, item)| past_transaction(item.clone(), span))))
    }

    async fn mark(&self, place: &Place, mark: &Mark) -> Result<(), HistoryError> {
        let mut items = lock(&self.0);
        let item = items.entry((place.party(), place.at())).or_default();
        let marks = MarkItem::new(mark);
        let is_outranked = match (&marks.label_rank, item.get("lr")) {
            (Some(rank), Some(AttributeValue::S(known))) => known >= rank,
            _ => false,
        };
        if !is_outranked {
            item.extend(marks.to_item().into_inner());
        }
        Ok(())
    }
}

impl PaymentIndex for MemoryPaymentHistory {
    async fn page(&self, slice: &Slice) -> Result<IndexPage, CallError> {
        let (from, to) = slice.range();
        let to = slice.after.clone().unwrap_or(to);
        let party = slice.party();
        let items = lock(&self.0);
        let range = items.range((party.clone(), from)..(party, to)).rev();
        let found: Vec<Item> = range.take(slice.limit + 1).map(|(_, item)| item.clone()).collect();
        let shown = &found[..found.len().min(slice.limit)];
        let next = match (shown.last().and_then(|item| item.get("at")), found.len() > slice.limit) {
            (Some(AttributeValue::S(at)), true) => Some(at.clone()),
            _ => None,
        };
        Ok(IndexPage { payments: slice.payments(shown.to_vec()), next })
    }
}
