//! The way in: a transaction is stored once, together with the idempotency key it came under.

use std::future::Future;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use fraud::request::Fingerprint;
use fraud::{KeyId, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::CallError;
use crate::stored_transaction::{NewTransaction, TransactionItem};

/// Stores new transactions.
pub trait TransactionIntake {
    /// Stores a transaction as Pending. Under a claim, only if nobody made that claim before: then the first
    /// one's answer stands.
    fn accept(
        &self,
        new: &NewTransaction,
        claim: Option<&IdempotencyClaim>,
    ) -> impl Future<Output = Result<Acceptance, CallError>> + Send;
}

/// What became of a transaction on its way in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Acceptance {
    /// It is stored.
    Stored,
    /// The same request was stored before; nothing was stored now.
    Repeated {
        /// The first one's id.
        key_id: KeyId,
        /// When the first one was received.
        created_at: Timestamp,
    },
    /// Another request was stored under the same idempotency key; nothing was stored now.
    Conflicting,
}

/// A client's claim that requests under one key are one request.
#[derive(Clone, Debug)]
pub struct IdempotencyClaim {
    id: String,
    fingerprint: Fingerprint,
    expires_at: Timestamp,
}

impl IdempotencyClaim {
    /// The claim of `client` on one of its keys, for what `fingerprint` stands for, until `expires_at`.
    ///
    /// Clients can't get into each other's way, nor can the routes of one client. The key is kept as a hash:
    /// it is the client's text and may hold anything.
    pub fn new(
        client: &str,
        route: &str,
        key: &str,
        fingerprint: Fingerprint,
        expires_at: Timestamp,
    ) -> IdempotencyClaim {
        // Lengths first, so that no two triples run together.
        let parts = format!("{}:{client}{}:{route}{key}", client.len(), route.len());
        IdempotencyClaim { id: hex::encode(Sha256::digest(parts)), fingerprint, expires_at }
    }
}

/// The item of the idempotency table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ClaimItem {
    pub(crate) idempotency_id: String,
    fingerprint: String,
    key_id: KeyId,
    created_at_ms: Timestamp,
    /// DynamoDB's time to live, in seconds.
    expires_at: i64,
}

impl ClaimItem {
    pub(crate) fn new(claim: &IdempotencyClaim, new: &NewTransaction) -> ClaimItem {
        ClaimItem {
            idempotency_id: claim.id.clone(),
            fingerprint: claim.fingerprint.as_str().to_owned(),
            key_id: new.key_id,
            created_at_ms: new.created_at,
            expires_at: claim.expires_at.as_seconds(),
        }
    }

    #[cfg(feature = "memory")]
    /// DynamoDB deletes an expired item some time later; until then it counts as gone.
    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at < now.as_seconds()
    }

    /// What a later claim meets.
    pub(crate) fn answer(&self, claim: &IdempotencyClaim) -> Acceptance {
        if self.fingerprint == claim.fingerprint.as_str() {
            Acceptance::Repeated { key_id: self.key_id, created_at: self.created_at_ms }
        } else {
            Acceptance::Conflicting
        }
    }
}

/// The tables in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoTransactionIntake {
    client: Client,
    transactions_table: String,
    idempotency_table: String,
}

impl DynamoTransactionIntake {
    /// The tables by their names.
    pub fn new(client: Client, transactions_table: String, idempotency_table: String) -> Self {
        DynamoTransactionIntake { client, transactions_table, idempotency_table }
    }

    async fn put(&self, item: TransactionItem) -> Result<Acceptance, CallError> {
        let result = self
            .client
            .put_item()
            .table_name(&self.transactions_table)
            .set_item(Some(item.to_item().into()))
            .condition_expression("attribute_not_exists(key_id)")
            .send()
            .await;
        match result {
            Ok(_) => Ok(Acceptance::Stored),
            // The id is fresh, so what is there is this very item: the answer to an earlier attempt was lost.
            // Writing it again could undo a decision made meanwhile.
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(Acceptance::Stored)
            }
            Err(error) => Err(CallError::new("dynamodb:PutItem", error)),
        }
    }

    async fn put_with_claim(
        &self,
        item: TransactionItem,
        claim: &IdempotencyClaim,
        claim_item: ClaimItem,
    ) -> Result<Acceptance, CallError> {
        let now = AttributeValue::N(item.created_at_ms.as_seconds().to_string());
        let claim_put = Put::builder()
            .table_name(&self.idempotency_table)
            .set_item(Some(serde_dynamo::to_item(&claim_item).expect("texts and numbers are attributes")))
            .condition_expression("attribute_not_exists(idempotency_id) OR expires_at < :now")
            .expression_attribute_values(":now", now)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        let transaction_put = Put::builder()
            .table_name(&self.transactions_table)
            .set_item(Some(item.to_item().into()))
            .condition_expression("attribute_not_exists(key_id)")
            .build();
        let puts = [claim_put, transaction_put].map(|put| put.expect("table and item are set"));
        let writes = puts.map(|put| TransactWriteItem::builder().put(put).build());
        let result = self.client.transact_write_items().set_transact_items(Some(writes.into())).send().await;
        match result {
            Ok(_) => Ok(Acceptance::Stored),
            Err(error) => match error.as_service_error().and_then(earlier_claim) {
                Some(earlier) => Ok(earlier.answer(claim)),
                None => Err(CallError::new("dynamodb:TransactWriteItems", error)),
            },
        }
    }
}

impl TransactionIntake for DynamoTransactionIntake {
    async fn accept(
        &self,
        new: &NewTransaction,
        claim: Option<&IdempotencyClaim>,
    ) -> Result<Acceptance, CallError> {
        let item = TransactionItem::from(new);
        match claim {
            None => self.put(item).await,
            Some(claim) => self.put_with_claim(item, claim, ClaimItem::new(claim, new)).await,
        }
    }
}

/// The claim that was there first, if that is why the write was cancelled.
fn earlier_claim(error: &TransactWriteItemsError) -> Option<ClaimItem> {
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = error else { return None };
    let reason = cancelled.cancellation_reasons().first()?;
    if reason.code() != Some("ConditionalCheckFailed") {
        return None;
    }
    serde_dynamo::from_item(reason.item()?.clone()).ok()
}
