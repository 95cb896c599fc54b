//! Many transactions at once, for people who look through them.

use std::collections::HashMap;
use std::future::Future;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use fraud::KeyId;
use serde_dynamo::Item;

use crate::CallError;
use crate::stored_transaction::{StoredTransaction, TransactionItem};

/// So many are asked for in one call (DynamoDB, BatchGetItem).
pub const BATCH_MAX: usize = 100;
/// How often what DynamoDB had no capacity for is asked for again.
const ATTEMPTS_MAX: usize = 6;
const OPERATION: &str = "dynamodb:BatchGetItem";

/// Finds many transactions at once.
pub trait TransactionBatch {
    /// The transactions of at most [`BATCH_MAX`] ids, in any order; what is not there (any more), or can't be read, is left
    /// out.
    fn find_all(
        &self,
        key_ids: &[KeyId],
    ) -> impl Future<Output = Result<Vec<StoredTransaction>, CallError>> + Send;
}

/// The table in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoTransactionBatch {
    client: Client,
    table: String,
}

impl DynamoTransactionBatch {
    /// The table by its name.
    pub fn new(client: Client, table: String) -> Self {
        DynamoTransactionBatch { client, table }
    }
}

impl TransactionBatch for DynamoTransactionBatch {
    async fn find_all(&self, key_ids: &[KeyId]) -> Result<Vec<StoredTransaction>, CallError> {
        let key =
            |key_id: &KeyId| HashMap::from([("key_id".to_owned(), AttributeValue::S(key_id.to_string()))]);
        let mut wanted: Vec<_> = key_ids.iter().map(key).collect();
        let mut found = Vec::new();
        for _ in 0..ATTEMPTS_MAX {
            if wanted.is_empty() {
                return Ok(found);
            }
            // Not consistent: a person does not mind a second, and it is half the price.
            let asked = KeysAndAttributes::builder().set_keys(Some(wanted)).build();
            let asked = asked.map_err(|error| CallError::new(OPERATION, error))?;
            let answer = self.client.batch_get_item().request_items(&self.table, asked).send().await;
            let answer = answer.map_err(CallError::of(OPERATION))?;
            let items = answer.responses.unwrap_or_default().remove(&self.table).unwrap_or_default();
            found.extend(items.into_iter().filter_map(readable));
            let left = answer.unprocessed_keys.unwrap_or_default().remove(&self.table);
            wanted = left.map(|left| left.keys).unwrap_or_default();
        }
        Err(CallError::new(OPERATION, "some items were not answered"))
    }
}

/// One unreadable item among many is not a reason to show none.
pub(crate) fn readable(item: impl Into<Item>) -> Option<StoredTransaction> {
    TransactionItem::from_item(item).ok().and_then(|item| StoredTransaction::try_from(item).ok())
}
