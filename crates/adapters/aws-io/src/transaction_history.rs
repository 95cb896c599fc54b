//! What came before a transaction, from the indexes of the transactions table: one bounded Query per entity,
//! newest first, and the outcomes and labels of what it finds only where a policy looks at them.

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use fraud::history::Depth;
use fraud::request::FUTURE_MILLIS_MAX;
use fraud::{Entity, History, KeyId, Outcome, PastTransaction, Requirements, Timestamp, Transaction};
use futures::future::join_all;
use serde::Deserialize;
use serde_dynamo::Item;
use thiserror::Error;
use tokio::time::{Instant, timeout_at};

use crate::CallError;
use crate::stored_transaction::{from_document, labels};

/// Gathers histories.
pub trait TransactionHistory {
    /// Gathers what is required of a transaction's history, of all entities side by side.
    fn gather(
        &self,
        transaction: &Transaction,
        requirements: &Requirements,
    ) -> impl Future<Output = Gathered> + Send;
}

/// What was gathered, and what was not.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The history of the entities that could be read.
    pub history: History,
    /// The entities that could not.
    pub missing: Vec<(Entity, HistoryError)>,
}

/// Why an entity's history is missing.
#[derive(Debug, Error)]
pub enum HistoryError {
    /// It was not there in time.
    #[error("the history was not there in time")]
    TooSlow,
    /// It could not be read.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Gathered {
    /// From what was read of each entity.
    pub fn new(
        read: impl IntoIterator<Item = (Entity, Result<Vec<PastTransaction>, HistoryError>)>,
    ) -> Gathered {
        let mut gathered = Gathered::default();
        for (entity, result) in read {
            match result {
                Ok(entries) => gathered.history = gathered.history.with(entity, entries),
                Err(error) => gathered.missing.push((entity, error)),
            }
        }
        gathered
    }
}

/// The entities that a policy asks for and the transaction names, with how much of each.
pub(crate) fn wanted<'a>(
    transaction: &'a Transaction,
    requirements: &'a Requirements,
) -> impl Iterator<Item = (Entity, String, &'a Depth)> {
    requirements.iter().filter_map(|(entity, depth)| {
        let key = entity.key_of(transaction)?;
        Some((entity, key.into_owned(), depth))
    })
}

/// Index and key attribute of an entity.
pub(crate) fn index_of(entity: Entity) -> (&'static str, &'static str) {
    match entity {
        Entity::Card => ("by_card", "card_token"),
        Entity::Customer => ("by_customer", "customer_id"),
        Entity::Device => ("by_device", "device_id"),
        Entity::Ip => ("by_ip", "ip_address"),
        Entity::Email => ("by_email", "email_address"),
        Entity::Network => ("by_network", "network"),
        Entity::Mailbox => ("by_mailbox", "mailbox"),
    }
}

/// The oldest time that is looked up for a transaction of this time. One that is dated ahead happens when it is decided:
/// its window begins that much earlier.
pub(crate) fn oldest(moment: Timestamp, depth: &Depth) -> Timestamp {
    moment.plus_millis(-depth.window_millis - FUTURE_MILLIS_MAX)
}

/// How many items of an index are read at most: the transaction itself may be among them.
pub(crate) fn items_max(depth: &Depth) -> usize {
    depth.entries_max + 1
}

/// The attributes that the indexes hold.
#[derive(Deserialize)]
struct IndexItem {
    key_id: KeyId,
    created_at_ms: Timestamp,
    transaction: String,
}

/// Reads an item of an index. What is not a transaction is nobody's past: it is quarantined on its own account.
pub(crate) fn past_transaction(item: impl Into<Item>) -> Option<PastTransaction> {
    let item: IndexItem = serde_dynamo::from_item(item.into()).ok()?;
    let transaction = from_document("transaction", &item.transaction).ok()?;
    let (outcome, label) = (None, None);
    Some(PastTransaction {
        key_id: item.key_id,
        received_at: item.created_at_ms,
        transaction,
        outcome,
        label,
    })
}

/// What became of a past transaction.
#[derive(Deserialize)]
pub(crate) struct Aftermath {
    key_id: KeyId,
    outcome: Option<Outcome>,
    #[serde(with = "serde_dynamo::string_set", default)]
    labels: Vec<String>,
}

impl Aftermath {
    /// Reads an item of the table.
    pub(crate) fn from_item(item: impl Into<Item>) -> Option<(KeyId, Aftermath)> {
        let aftermath: Aftermath = serde_dynamo::from_item(item.into()).ok()?;
        Some((aftermath.key_id, aftermath))
    }

    /// Tells a past transaction as much of it as the policy looks at.
    pub(crate) fn tell(&self, past: &mut PastTransaction, depth: &Depth) {
        if depth.needs_outcomes {
            past.outcome = self.outcome;
        }
        if depth.needs_labels {
            let labels = labels(&self.labels).unwrap_or_default();
            past.label = labels.first().map(|record| record.label());
        }
    }
}

/// How many keys a BatchGetItem takes.
const BATCH_KEYS_MAX: usize = 100;
/// How often what a BatchGetItem left over is asked for.
const BATCH_ROUNDS_MAX: usize = 4;

/// The indexes in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoTransactionHistory {
    client: Client,
    table: String,
    budget: Option<Duration>,
}

impl DynamoTransactionHistory {
    /// The history in a table by its name. Under a budget, what is not there by then is missing.
    pub fn new(client: Client, table: String, budget: Option<Duration>) -> Self {
        DynamoTransactionHistory { client, table, budget }
    }

    async fn past(
        &self,
        entity: Entity,
        key: String,
        depth: &Depth,
        moment: Timestamp,
    ) -> Result<Vec<PastTransaction>, CallError> {
        let mut past = self.query(entity, key, depth, moment).await?;
        if depth.needs_outcomes || depth.needs_labels {
            let aftermaths = self.aftermaths(&past).await?;
            for past in &mut past {
                if let Some(aftermath) = aftermaths.get(&past.key_id) {
                    aftermath.tell(past, depth);
                }
            }
        }
        Ok(past)
    }

    async fn query(
        &self,
        entity: Entity,
        key: String,
        depth: &Depth,
        moment: Timestamp,
    ) -> Result<Vec<PastTransaction>, CallError> {
        let (index, attribute) = index_of(entity);
        let number = |time: Timestamp| AttributeValue::N(time.as_millis().to_string());
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(index)
            .key_condition_expression("#key = :key AND event_time_ms BETWEEN :oldest AND :newest")
            .expression_attribute_names("#key", attribute)
            .expression_attribute_values(":key", AttributeValue::S(key))
            .expression_attribute_values(":oldest", number(oldest(moment, depth)))
            .expression_attribute_values(":newest", number(moment))
            .scan_index_forward(false);
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let left = items_max(depth) - items.len();
            let page = query
                .clone()
                .limit(i32::try_from(left).unwrap_or(i32::MAX))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(CallError::of("dynamodb:Query"))?;
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            // Large items make a page end before its limit.
            if start.is_none() || items.len() >= items_max(depth) {
                return Ok(items.into_iter().filter_map(past_transaction).collect());
            }
        }
    }

    async fn aftermaths(&self, past: &[PastTransaction]) -> Result<HashMap<KeyId, Aftermath>, CallError> {
        let batches = past.chunks(BATCH_KEYS_MAX).map(|batch| self.aftermaths_of_batch(batch));
        let mut aftermaths = HashMap::new();
        for batch in join_all(batches).await {
            aftermaths.extend(batch?);
        }
        Ok(aftermaths)
    }

    async fn aftermaths_of_batch(
        &self,
        batch: &[PastTransaction],
    ) -> Result<Vec<(KeyId, Aftermath)>, CallError> {
        let key = |past: &PastTransaction| {
            HashMap::from([("key_id".to_owned(), AttributeValue::S(past.key_id.to_string()))])
        };
        let request = KeysAndAttributes::builder()
            .set_keys(Some(batch.iter().map(key).collect()))
            .projection_expression("key_id, outcome, labels")
            .build()
            .expect("the keys are set");
        let mut asked = HashMap::from([(self.table.clone(), request)]);
        let mut found = Vec::new();
        for _ in 0..BATCH_ROUNDS_MAX {
            let answer = self
                .client
                .batch_get_item()
                .set_request_items(Some(asked))
                .send()
                .await
                .map_err(CallError::of("dynamodb:BatchGetItem"))?;
            let items = answer.responses.unwrap_or_default().into_values().flatten();
            found.extend(items.filter_map(Aftermath::from_item));
            asked = answer.unprocessed_keys.unwrap_or_default();
            if asked.is_empty() {
                return Ok(found);
            }
        }
        Err(CallError::new("dynamodb:BatchGetItem", "some keys were left over each time"))
    }
}

impl TransactionHistory for DynamoTransactionHistory {
    async fn gather(&self, transaction: &Transaction, requirements: &Requirements) -> Gathered {
        let deadline = self.budget.map(|budget| Instant::now() + budget);
        let reads = wanted(transaction, requirements).map(async |(entity, key, depth)| {
            let read = self.past(entity, key, depth, transaction.event_time);
            let past = match deadline {
                None => read.await.map_err(HistoryError::Call),
                Some(deadline) => match timeout_at(deadline, read).await {
                    Ok(past) => past.map_err(HistoryError::Call),
                    Err(_) => Err(HistoryError::TooSlow),
                },
            };
            (entity, past)
        });
        Gathered::new(join_all(reads).await)
    }
}

#[cfg(test)]
mod tests;
