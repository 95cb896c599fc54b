//! The history indexes in memory: the table's items, looked through.

use fraud::{PastTransaction, Requirements, Transaction};
use serde_dynamo::AttributeValue;

use super::{MemoryTransactionTable, lock};
use crate::transaction_history::{
    Aftermath, Gathered, TransactionHistory, index_of, items_max, oldest, past_transaction, wanted,
};

impl TransactionHistory for MemoryTransactionTable {
    async fn gather(&self, transaction: &Transaction, requirements: &Requirements) -> Gathered {
        let items = lock(&self.items);
        let moment = transaction.event_time;
        Gathered::new(wanted(transaction, requirements).map(|(entity, key, depth)| {
            let (_, attribute) = index_of(entity);
            let key = AttributeValue::S(key);
            let in_index = items.values().filter(|item| item.get(attribute) == Some(&key));
            let mut past: Vec<PastTransaction> = in_index
                .filter_map(|item| {
                    let mut past = past_transaction(item.clone())?;
                    if let Some((_, aftermath)) = Aftermath::from_item(item.clone()) {
                        aftermath.tell(&mut past, depth);
                    }
                    Some(past)
                })
                .filter(|past| (oldest(moment, depth)..=moment).contains(&past.moment()))
                .collect();
            past.sort_by_key(|past| std::cmp::Reverse(past.moment()));
            past.truncate(items_max(depth));
            (entity, Ok(past))
        }))
    }
}
