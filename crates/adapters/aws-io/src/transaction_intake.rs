//! The way in: a transaction is stored once, under the id that it has however often it is sent.

use std::future::Future;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use fraud::request::Fingerprint;
use fraud::{KeyId, Timestamp};

use crate::CallError;
use crate::document::Document;
use crate::former_layout::FormerClaims;
use crate::stored_transaction::{NewTransaction, TransactionItem};

/// Stores new transactions.
pub trait TransactionIntake {
    /// Stores a transaction as Pending, or as Done if it is decided. If something is stored under its id already, that stands.
    fn accept(&self, new: &NewTransaction) -> impl Future<Output = Result<Acceptance, CallError>> + Send;
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

/// A caller's own key of a request. Requests under one key are one request, and have one id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallerKey {
    /// Who sends it.
    pub caller: String,
    /// Where to.
    pub route: String,
    /// The caller's text.
    pub key: String,
}

impl CallerKey {
    /// The id of what is sent under this key.
    pub fn key_id(&self) -> KeyId {
        KeyId::of_idempotency_key(&self.caller, &self.route, &self.key)
    }
}

/// What a transaction under a caller's key has beside its id.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The key.
    pub key: CallerKey,
    /// What it asks for: another request under the same key has another one.
    pub fingerprint: Fingerprint,
}

/// What is stored under the id already says of a transaction.
pub(crate) fn answer(new: &NewTransaction, stored: &TransactionItem) -> Acceptance {
    match &new.claim {
        // The id is fresh, so what is there is this very item: the answer to an earlier attempt was lost.
        None => Acceptance::Stored,
        Some(claim) if stored.request_fingerprint.as_deref() == Some(claim.fingerprint.as_str()) => {
            Acceptance::Repeated { key_id: stored.key_id, created_at: stored.created_at_ms }
        }
        Some(_) => Acceptance::Conflicting,
    }
}

/// The table in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoTransactionIntake {
    client: Client,
    table: String,
    former: Option<FormerClaims>,
}

impl DynamoTransactionIntake {
    /// The transactions table by its name. With `former`, claims that an earlier version wrote count as well, and items
    /// are found by the indexes of that version.
    pub fn new(client: Client, table: String, former: Option<FormerClaims>) -> Self {
        DynamoTransactionIntake { client, table, former }
    }

    async fn former_answer(&self, new: &NewTransaction) -> Result<Option<Acceptance>, CallError> {
        match (&self.former, &new.claim) {
            (Some(former), Some(claim)) => {
                former.answer(&claim.key, &claim.fingerprint, new.created_at).await
            }
            _ => Ok(None),
        }
    }
}

impl TransactionIntake for DynamoTransactionIntake {
    async fn accept(&self, new: &NewTransaction) -> Result<Acceptance, CallError> {
        if let Some(answer) = self.former_answer(new).await? {
            return Ok(answer);
        }
        let mut item = TransactionItem::from(new);
        if self.former.is_some() {
            item.add_index_keys(&new.transaction);
            // That version reads no other form.
            item.assessment = new.assessment.as_ref().map(Document::text);
        }
        let result = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item.to_item().into()))
            .condition_expression("attribute_not_exists(key_id)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = result else { return Ok(Acceptance::Stored) };
        let Some(PutItemError::ConditionalCheckFailedException(refusal)) = error.as_service_error() else {
            return Err(CallError::of("dynamodb:PutItem")(error));
        };
        match refusal.item().cloned().map(TransactionItem::from_item) {
            Some(Ok(stored)) => Ok(answer(new, &stored)),
            // Deleted meanwhile, or put past the API: nobody sent the like.
            _ => Ok(Acceptance::Conflicting),
        }
    }
}
