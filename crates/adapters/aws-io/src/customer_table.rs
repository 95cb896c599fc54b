//! The table of customers: whose a document is, how many one may have, and who has left.
//!
//! A customer's items lie under the user pool's id of them: one for the account, one for each document, one for each day on
//! which documents were begun. What is kept of an account that was erased lies apart, and names nobody.

mod dynamo;

use std::future::Future;

use fraud::{KeyId, Timestamp};

use crate::CallError;

pub use dynamo::DynamoCustomers;

/// A document of a customer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnedDocument {
    /// Its id.
    pub key_id: KeyId,
    /// What the customer calls it. It stands nowhere else.
    pub file_name: String,
    /// When the upload was permitted.
    pub created_at: Timestamp,
    /// When the customer deleted it; it is there until nothing of it is left.
    pub deleted_at: Option<Timestamp>,
}

/// All that a customer has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Holdings {
    /// The documents, the newest first.
    pub documents: Vec<OwnedDocument>,
    /// Whether the account is to be erased, or is.
    pub is_closed: bool,
}

/// How many documents a customer may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Allowance {
    /// At a time.
    pub documents_max: u32,
    /// Begun on one day.
    pub documents_a_day_max: u32,
}

/// Whether one more document is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Admission {
    /// It is the customer's now.
    Admitted,
    /// The account is to be erased.
    Closed,
    /// The customer has as many as one may have.
    TooMany,
    /// The customer began as many today as one may.
    TooManyToday,
}

/// What is kept of an account that was erased.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErasedAccount {
    /// Id of the erasure.
    pub erasure_id: KeyId,
    /// How many documents went with it.
    pub documents: usize,
    /// When the customer asked for it.
    pub asked_at: Timestamp,
    /// When nothing was left.
    pub erased_at: Timestamp,
}

/// What customers have.
pub trait CustomerHoldings {
    /// All that a customer has.
    fn holdings(&self, customer: &str) -> impl Future<Output = Result<Holdings, CallError>> + Send;
}

/// What customers do.
pub trait CustomerDesk: CustomerHoldings {
    /// Makes a document the customer's, unless that is one too many.
    fn admit(
        &self,
        customer: &str,
        document: &OwnedDocument,
        allowance: Allowance,
    ) -> impl Future<Output = Result<Admission, CallError>> + Send;

    /// Notes that the customer deleted a document; whether it is theirs at all.
    fn mark_deleted(
        &self,
        customer: &str,
        key_id: KeyId,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;

    /// Closes the account: nothing is taken any more. The answer is the id of the erasure, that of the first time.
    fn close(
        &self,
        customer: &str,
        erasure_id: KeyId,
        now: Timestamp,
    ) -> impl Future<Output = Result<KeyId, CallError>> + Send;
}

/// What is left of customers.
pub trait CustomerErasure: CustomerHoldings {
    /// Forgets that a document was the customer's, and gives its place back.
    fn forget_document(
        &self,
        customer: &str,
        key_id: KeyId,
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Keeps that an account was erased. The first record stands.
    fn record_erasure(&self, erased: &ErasedAccount) -> impl Future<Output = Result<(), CallError>> + Send;
}
