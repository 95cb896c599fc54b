//! A transaction as the table holds it, and the table's items, streamed or read.

use std::borrow::Cow;

use fraud::history::moment;
use fraud::{Assessment, Entity, KeyId, Outcome, Timestamp, Transaction};
use serde::{Deserialize, Serialize};
use serde_dynamo::Item;
use thiserror::Error;

use crate::document::Document;
use crate::label_record::{self, LabelRecord};
use crate::transaction_intake::Claim;

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
    /// The decision, if it was made at once: then it is Done from the start.
    pub assessment: Option<Assessment>,
    /// The caller's own key, if it came under one: then its id follows from it.
    pub claim: Option<Claim>,
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
    /// What people found out about it afterwards; the first one counts.
    pub labels: Vec<LabelRecord>,
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

/// The item is not a transaction of ours.
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

/// The item. `transaction` is written once; an assessment or a label only adds to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TransactionItem {
    pub(crate) key_id: KeyId,
    pub(crate) status: Status,
    pub(crate) created_at_ms: Timestamp,
    /// What a request under a caller's key asked for, to tell a repeat from another request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) request_fingerprint: Option<String>,
    #[serde(flatten, skip_deserializing)]
    pub(crate) index_keys: IndexKeys,
    pub(crate) transaction: String,
    /// Dates of birth and numbers of papers, until the transaction is decided: the scorer screens by them. They stand apart,
    /// so that they can be taken away again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) papers: Option<String>,
    /// DynamoDB's time to live, in seconds.
    pub(crate) expires_at: i64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) assessment: Option<Document>,
    /// The assessment's outcome once more: histories read it without the rest.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) outcome: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) decided_at_ms: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) failure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) failed_at_ms: Option<Timestamp>,
    #[serde(skip_serializing_if = "Vec::is_empty", with = "serde_dynamo::string_set", default)]
    pub(crate) labels: Vec<String>,
}

/// By what the indexes of an earlier version find an item. Only a deployment that comes from there still writes them.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct IndexKeys {
    /// When it counts as having happened: not later than it was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    event_time_ms: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mailbox: Option<String>,
}

impl TransactionItem {
    /// Has the indexes of an earlier version find the item.
    pub(crate) fn add_index_keys(&mut self, transaction: &Transaction) {
        let key_of = |entity: Entity| entity.key_of(transaction).map(Cow::into_owned);
        self.index_keys = IndexKeys {
            event_time_ms: Some(moment(transaction, self.created_at_ms)),
            card_token: key_of(Entity::Card),
            customer_id: key_of(Entity::Customer),
            device_id: key_of(Entity::Device),
            ip_address: key_of(Entity::Ip),
            email_address: key_of(Entity::Email),
            network: key_of(Entity::Network),
            mailbox: key_of(Entity::Mailbox),
        };
    }

    pub(crate) fn from_item(item: impl Into<Item>) -> Result<TransactionItem, ItemError> {
        Ok(serde_dynamo::from_item(item.into())?)
    }

    /// Makes it Done.
    pub(crate) fn complete(&mut self, assessment: &Assessment, decided_at: Timestamp) {
        self.status = Status::Done;
        self.assessment = Some(Document::compressed(assessment));
        self.outcome = Some(assessment.outcome);
        self.decided_at_ms = Some(decided_at);
        (self.failure, self.failed_at_ms, self.papers) = (None, None, None);
    }

    pub(crate) fn to_item(&self) -> Item {
        serde_dynamo::to_item(self).expect("texts and numbers are attributes")
    }
}

/// A document as an attribute: JSON text, which keeps numbers exact and costs one attribute.
pub(crate) fn to_document(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data is JSON")
}

pub(crate) fn from_document<T: for<'de> Deserialize<'de>>(
    attribute: &'static str,
    text: &str,
) -> Result<T, ItemError> {
    serde_json::from_str(text).map_err(|source| ItemError::Document { attribute, source })
}

/// The labels, the one that counts first.
pub(crate) fn labels(texts: &[String]) -> Result<Vec<LabelRecord>, ItemError> {
    let read = |text: &String| {
        let error = |source| ItemError::Document { attribute: "labels", source };
        LabelRecord::from_text(text).map_err(error)
    };
    let mut labels = texts.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    label_record::sort(&mut labels);
    Ok(labels)
}

impl From<&NewTransaction> for TransactionItem {
    fn from(new: &NewTransaction) -> TransactionItem {
        let mut item = TransactionItem {
            key_id: new.key_id,
            status: Status::Pending,
            created_at_ms: new.created_at,
            request_fingerprint: new.claim.as_ref().map(|claim| claim.fingerprint.as_str().to_owned()),
            index_keys: IndexKeys::default(),
            transaction: to_document(&new.transaction),
            papers: (!new.transaction.papers.is_empty()).then(|| to_document(&new.transaction.papers)),
            expires_at: new.expires_at.as_seconds(),
            assessment: None,
            outcome: None,
            decided_at_ms: None,
            failure: None,
            failed_at_ms: None,
            labels: Vec::new(),
        };
        if let Some(assessment) = &new.assessment {
            item.complete(assessment, new.created_at);
        }
        item
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
                assessment: item.assessment.ok_or_else(needs("assessment"))?.read("assessment")?,
                decided_at: item.decided_at_ms.ok_or_else(needs("decided_at_ms"))?,
            },
            Status::Failed => Decision::Failed {
                reason: item.failure.ok_or_else(needs("failure"))?,
                failed_at: item.failed_at_ms.ok_or_else(needs("failed_at_ms"))?,
            },
        };
        let mut transaction: Transaction = from_document("transaction", &item.transaction)?;
        if let Some(papers) = &item.papers {
            transaction.papers = from_document("papers", papers)?;
        }
        Ok(StoredTransaction {
            key_id: item.key_id,
            created_at: item.created_at_ms,
            transaction,
            decision,
            labels: labels(&item.labels)?,
        })
    }
}
