//! Many transactions at once, for people who look through them.

use std::collections::HashMap;
use std::future::Future;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use fraud::KeyId;
use serde_dynamo::Item;

use crate::CallError;
use crate::batch_get::batch_get;
use crate::stored_transaction::{StoredTransaction, TransactionItem};

/// So many are asked for in one call (DynamoDB, BatchGetItem).
pub const BATCH_MAX: usize = 100;

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
        let keys = key_ids.iter().map(key).collect();
        // Not consistent: a person does not mind a second, and it is half the price.
        let items = batch_get(&self.client, &self.table, keys, |asked| asked.consistent_read(false)).await?;
        Ok(items.into_iter().filter_map(readable).collect())
    }
}

/// One unreadable item among many is not a reason to show none.
pub(crate) fn readable(item: impl Into<Item>) -> Option<StoredTransaction> {
    TransactionItem::from_item(item).ok().and_then(|item| StoredTransaction::try_from(item).ok())
}
