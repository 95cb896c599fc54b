//! A transaction as the table holds it, and the table's items, streamed or read.

use fraud::{Assessment, KeyId, Timestamp, Transaction};
use serde::{Deserialize, Serialize};
use serde_dynamo::Item;
use thiserror::Error;

/// A transaction to be stored.
#[derive(Clone, Debug)]
pub struct NewTransaction {
    /// Its id.
    pub key_id: KeyId,
    /// When it was received.
    pub created_at: Timestamp,
    /// When the table may forget it.
    pub expires_at: Timestamp,
    /// What it is.
    pub transaction: Transaction,
}

/// A transaction with what became of it.
#[derive(Clone, PartialEq, Debug)]
pub struct StoredTransaction {
    /// Its id.
    pub key_id: KeyId,
    /// When it was received.
    pub created_at: Timestamp,
    /// What it is.
    pub transaction: Transaction,
    /// What became of it.
    pub decision: Decision,
}

/// What became of a transaction.
#[derive(Clone, PartialEq, Debug)]
pub enum Decision {
    /// Not yet assessed.
    Pending,
    /// Assessed.
    Done {
        /// The decision with its reasons.
        assessment: Assessment,
        /// When it was made.
        decided_at: Timestamp,
    },
    /// It could not be assessed; somebody has to look at it.
    Failed {
        /// Why, for people.
        reason: String,
        /// When that was found out.
        failed_at: Timestamp,
    },
}

/// The item is no transaction of ours.
#[derive(Debug, Error)]
pub enum ItemError {
    /// An attribute is missing or of the wrong type.
    #[error("the item lacks an attribute or has one of the wrong type")]
    Attributes(#[from] serde_dynamo::Error),
    /// A document within the item can't be read.
    #[error("the item's {attribute} can't be read")]
    Document {
        /// The attribute that holds the document.
        attribute: &'static str,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The attributes contradict each other.
    #[error("the item is {status:?} but has no {attribute}")]
    Incomplete {
        /// What the item claims to be.
        status: Status,
        /// What it would need for that.
        attribute: &'static str,
    },
}

/// The status as it is stored and answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Status {
    /// Not yet assessed.
    Pending,
    /// Assessed.
    Done,
    /// It could not be assessed.
    Failed,
}

impl Decision {
    /// The status in one word.
    pub fn status(&self) -> Status {
        match self {
            Decision::Pending => Status::Pending,
            Decision::Done { .. } => Status::Done,
            Decision::Failed { .. } => Status::Failed,
        }
    }
}

impl StoredTransaction {
    /// Reads the image of a stream record.
    pub fn from_image(image: Item) -> Result<StoredTransaction, ItemError> {
        TransactionItem::from_item(image)?.try_into()
    }
}

/// The item. The attributes of the history indexes and `transaction` are written once; an assessment only
/// adds to them, so that it costs no write to an index.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TransactionItem {
    pub(crate) key_id: KeyId,
    pub(crate) status: Status,
    pub(crate) created_at_ms: Timestamp,
    pub(crate) event_time_ms: Timestamp,
    pub(crate) card_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customer_id: Option<String>,
    pub(crate) transaction: String,
    /// DynamoDB's time to live, in seconds.
    pub(crate) expires_at: i64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) assessment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) decided_at_ms: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) failure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) failed_at_ms: Option<Timestamp>,
}

impl TransactionItem {
    pub(crate) fn from_item(item: impl Into<Item>) -> Result<TransactionItem, ItemError> {
        Ok(serde_dynamo::from_item(item.into())?)
    }

    pub(crate) fn to_item(&self) -> Item {
        serde_dynamo::to_item(self).expect("texts and numbers are attributes")
    }
}

/// A document as an attribute: JSON text, which keeps numbers exact and costs one attribute.
pub(crate) fn to_document(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data is JSON")
}

fn from_document<T: for<'de> Deserialize<'de>>(attribute: &'static str, text: &str) -> Result<T, ItemError> {
    serde_json::from_str(text).map_err(|source| ItemError::Document { attribute, source })
}

impl From<&NewTransaction> for TransactionItem {
    fn from(new: &NewTransaction) -> TransactionItem {
        TransactionItem {
            key_id: new.key_id,
            status: Status::Pending,
            created_at_ms: new.created_at,
            event_time_ms: new.transaction.event_time,
            card_token: new.transaction.card.token.as_str().to_owned(),
            customer_id: new.transaction.customer_id.clone(),
            transaction: to_document(&new.transaction),
            expires_at: new.expires_at.as_seconds(),
            assessment: None,
            decided_at_ms: None,
            failure: None,
            failed_at_ms: None,
        }
    }
}

impl TryFrom<TransactionItem> for StoredTransaction {
    type Error = ItemError;

    fn try_from(item: TransactionItem) -> Result<StoredTransaction, ItemError> {
        let status = item.status;
        let needs = |attribute| move || ItemError::Incomplete { status, attribute };
        let decision = match status {
            Status::Pending => Decision::Pending,
            Status::Done => Decision::Done {
                assessment: from_document("assessment", &item.assessment.ok_or_else(needs("assessment"))?)?,
                decided_at: item.decided_at_ms.ok_or_else(needs("decided_at_ms"))?,
            },
            Status::Failed => Decision::Failed {
                reason: item.failure.ok_or_else(needs("failure"))?,
                failed_at: item.failed_at_ms.ok_or_else(needs("failed_at_ms"))?,
            },
        };
        Ok(StoredTransaction {
            key_id: item.key_id,
            created_at: item.created_at_ms,
            transaction: from_document("transaction", &item.transaction)?,
            decision,
        })
    }
}
