//! What versions before the history table wrote: past transactions in indexes of the transactions table, and the claims on
//! idempotency keys in a table of their own. A deployment that comes from such a version reads them until nothing looks
//! that far back any more (CHANGELOG.md says how).

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use fraud::history::Depth;
use fraud::request::Fingerprint;
use fraud::{Entity, KeyId, Outcome, PastTransaction, Timestamp};
use futures::future::join_all;
use serde::Deserialize;
use serde_dynamo::Item;
use sha2::{Digest, Sha256};

use crate::CallError;
use crate::newest_items::newest_items;
use crate::payment_history::Span;
use crate::stored_transaction::{from_document, labels};
use crate::transaction_intake::{Acceptance, CallerKey};

/// Index and key attribute of an entity.
fn index_of(entity: Entity) -> (&'static str, &'static str) {
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

/// The attributes that the indexes hold.
#[derive(Deserialize)]
struct IndexItem {
    key_id: KeyId,
    created_at_ms: Timestamp,
    transaction: String,
}

/// Reads an item of an index. What is not a transaction is nobody's past: it is quarantined on its own account.
fn past_transaction(item: impl Into<Item>) -> Option<PastTransaction> {
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
struct Aftermath {
    key_id: KeyId,
    outcome: Option<Outcome>,
    #[serde(with = "serde_dynamo::string_set", default)]
    labels: Vec<String>,
}

impl Aftermath {
    /// Reads an item of the table.
    fn from_item(item: impl Into<Item>) -> Option<(KeyId, Aftermath)> {
        let aftermath: Aftermath = serde_dynamo::from_item(item.into()).ok()?;
        Some((aftermath.key_id, aftermath))
    }

    /// Tells a past transaction as much of it as the policy looks at.
    fn tell(&self, past: &mut PastTransaction, depth: &Depth) {
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

/// The indexes of the transactions table.
#[derive(Clone, Debug)]
pub struct FormerHistory {
    client: Client,
    table: String,
}

impl FormerHistory {
    /// The indexes of a table by its name.
    pub fn new(client: Client, table: String) -> FormerHistory {
        FormerHistory { client, table }
    }

    /// The newest past transactions of a party.
    pub(crate) async fn read(&self, span: &Span<'_>) -> Result<Vec<PastTransaction>, CallError> {
        let depth = &span.depth;
        let mut past = self.query(span).await?;
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

    async fn query(&self, span: &Span<'_>) -> Result<Vec<PastTransaction>, CallError> {
        let (index, attribute) = index_of(span.entity);
        let number = |time: Timestamp| AttributeValue::N(time.as_millis().to_string());
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(index)
            .key_condition_expression("#key = :key AND event_time_ms BETWEEN :oldest AND :newest")
            .expression_attribute_names("#key", attribute)
            .expression_attribute_values(":key", AttributeValue::S(span.key.to_owned()))
            .expression_attribute_values(":oldest", number(span.oldest()))
            .expression_attribute_values(":newest", number(span.newest()));
        let items = newest_items(query, span.entries_max()).await.map_err(CallError::of("dynamodb:Query"))?;
        Ok(items.into_iter().filter_map(past_transaction).collect())
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

/// The table of claims on idempotency keys.
#[derive(Clone, Debug)]
pub struct FormerClaims {
    client: Client,
    table: String,
}

/// An item of it.
#[derive(Deserialize)]
struct ClaimItem {
    fingerprint: String,
    key_id: KeyId,
    created_at_ms: Timestamp,
    /// DynamoDB's time to live, in seconds.
    expires_at: i64,
}

impl FormerClaims {
    /// The table by its name.
    pub fn new(client: Client, table: String) -> FormerClaims {
        FormerClaims { client, table }
    }

    /// What a claim on this key says of a request at `now`, if there is one.
    pub(crate) async fn answer(
        &self,
        key: &CallerKey,
        fingerprint: &Fingerprint,
        now: Timestamp,
    ) -> Result<Option<Acceptance>, CallError> {
        let CallerKey { caller, route, key } = key;
        let id = Sha256::digest(format!("{}:{caller}{}:{route}{key}", caller.len(), route.len()));
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("idempotency_id", AttributeValue::S(hex::encode(id)))
            .consistent_read(true)
            .send()
            .await
            .map_err(CallError::of("dynamodb:GetItem"))?;
        let claim = answer.item.and_then(|item| serde_dynamo::from_item::<_, ClaimItem>(item).ok());
        // DynamoDB deletes an expired item some time later; until then it counts as gone.
        let claim = claim.filter(|claim| claim.expires_at >= now.as_seconds());
        Ok(claim.map(|claim| match claim.fingerprint == fingerprint.as_str() {
            true => Acceptance::Repeated { key_id: claim.key_id, created_at: claim.created_at_ms },
            false => Acceptance::Conflicting,
        }))
    }
}
