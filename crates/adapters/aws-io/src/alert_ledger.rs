//! The ledger of alerts: which one was mailed, and which one somebody is about to mail.
//!
//! SQS delivers at least once, sometimes twice at a time, and SNS can't be asked what it sent. So a sender
//! first takes a lease on the alert, then mails, then notes that it did. What that leaves open is a sender
//! that dies between mailing and noting: the next one can't know. It mails, and says that it may be a repeat,
//! because an alert that nobody reads is worse than one read twice.

use std::future::Future;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use fraud::{KeyId, Timestamp};

use crate::CallError;

/// How long a sender of alerts may take. Longer than its function's timeout (60 s), so that it is dead when the lease ends,
/// and shorter than the queue's visibility timeout (360 s), so that the message comes again only after that.
pub const LEASE_MILLIS: i64 = 120_000;
/// The same of a sender that reads a document first (420 s and 840 s).
pub const DOCUMENT_LEASE_MILLIS: i64 = 450_000;
/// How long the ledger remembers: longer than any queue keeps a message (14 days).
pub const MEMORY_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Keeps each alert from being mailed more than once.
pub trait AlertLedger {
    /// Takes the lease on an alert at the time `now`.
    fn claim(&self, key_id: KeyId, now: Timestamp) -> impl Future<Output = Result<Claim, CallError>> + Send;

    /// Notes that the alert was mailed.
    fn mark_sent(&self, key_id: KeyId) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Gives the lease that was taken at `claimed_at` back: under it the alert was certainly not mailed. If the
    /// alert has another lease by now, or was mailed, that stays: the call may be late, or be made twice.
    fn release(
        &self,
        key_id: KeyId,
        claimed_at: Timestamp,
    ) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// Whether an alert may be mailed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// Mail it.
    Granted,
    /// Mail it, and say that it may be a repeat: an earlier sender took the lease and was not heard of again.
    GrantedAfterInterruption,
    /// Somebody else is at it; come back later.
    InProgress,
    /// It was mailed.
    AlreadySent,
}

/// An alert's place in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Entry {
    Leased { until: Timestamp },
    Released,
    Sent,
}

impl Entry {
    /// What a claim at `now` meets.
    pub(crate) fn claim(entry: Option<Entry>, now: Timestamp) -> Claim {
        match entry {
            None | Some(Entry::Released) => Claim::Granted,
            Some(Entry::Sent) => Claim::AlreadySent,
            Some(Entry::Leased { until }) if until < now => Claim::GrantedAfterInterruption,
            Some(Entry::Leased { .. }) => Claim::InProgress,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Entry::Leased { .. } => "leased",
            Entry::Released => "released",
            Entry::Sent => "sent",
        }
    }

    fn from_item(item: &std::collections::HashMap<String, AttributeValue>) -> Option<Entry> {
        match item.get("entry")?.as_s().ok()?.as_str() {
            "released" => Some(Entry::Released),
            "sent" => Some(Entry::Sent),
            _ => {
                let until = item.get("lease_until_ms")?.as_n().ok()?.parse().ok()?;
                Some(Entry::Leased { until: Timestamp::from_millis(until) })
            }
        }
    }
}

/// The ledger in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoAlertLedger {
    client: Client,
    table: String,
    lease_millis: i64,
}

impl DynamoAlertLedger {
    /// The ledger by its table's name, with leases of this length.
    pub fn new(client: Client, table: String, lease_millis: i64) -> Self {
        DynamoAlertLedger { client, table, lease_millis }
    }

    fn update(&self, key_id: KeyId) -> UpdateItemFluentBuilder {
        self.item(key_id.to_string()).expression_attribute_names("#entry", "entry")
    }

    /// An update of the item of this key.
    pub(crate) fn item(&self, key: String) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.table).key("key_id", AttributeValue::S(key))
    }
}

impl AlertLedger for DynamoAlertLedger {
    async fn claim(&self, key_id: KeyId, now: Timestamp) -> Result<Claim, CallError> {
        let until = now.plus_millis(self.lease_millis);
        let entry = Entry::Leased { until };
        let number = |number: i64| AttributeValue::N(number.to_string());
        let result = self
            .update(key_id)
            .update_expression("SET #entry = :leased, lease_until_ms = :until, expires_at = :expires")
            .condition_expression(
                "attribute_not_exists(key_id) OR #entry = :released OR (#entry = :leased AND lease_until_ms < :now)",
            )
            .expression_attribute_values(":leased", AttributeValue::S(entry.as_str().to_owned()))
            .expression_attribute_values(":released", AttributeValue::S(Entry::Released.as_str().to_owned()))
            .expression_attribute_values(":until", number(until.as_millis()))
            .expression_attribute_values(":now", number(now.as_millis()))
            .expression_attribute_values(":expires", number(now.plus_millis(MEMORY_MILLIS).as_seconds()))
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let before = match result {
            Ok(answer) => answer.attributes,
            Err(error) => Some(refused_by(error)?),
        };
        Ok(Entry::claim(before.as_ref().and_then(Entry::from_item), now))
    }

    async fn mark_sent(&self, key_id: KeyId) -> Result<(), CallError> {
        self.update(key_id)
            .update_expression("SET #entry = :sent")
            .expression_attribute_values(":sent", AttributeValue::S(Entry::Sent.as_str().to_owned()))
            .send()
            .await
            .map_err(CallError::of("dynamodb:UpdateItem"))?;
        Ok(())
    }

    async fn release(&self, key_id: KeyId, claimed_at: Timestamp) -> Result<(), CallError> {
        let until = claimed_at.plus_millis(self.lease_millis);
        let leased = Entry::Leased { until };
        let result = self
            .update(key_id)
            .update_expression("SET #entry = :released")
            .condition_expression("#entry = :leased AND lease_until_ms = :until")
            .expression_attribute_values(":released", AttributeValue::S(Entry::Released.as_str().to_owned()))
            .expression_attribute_values(":leased", AttributeValue::S(leased.as_str().to_owned()))
            .expression_attribute_values(":until", AttributeValue::N(until.as_millis().to_string()))
            .send()
            .await;
        match result {
            Ok(_) => Ok(()),
            Err(error) => refused_by(error).map(drop),
        }
    }
}

/// The item because of which the condition did not hold.
fn refused_by<R>(
    error: SdkError<UpdateItemError, R>,
) -> Result<std::collections::HashMap<String, AttributeValue>, CallError>
where
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
            Ok(refusal.item().cloned().unwrap_or_default())
        }
        _ => Err(CallError::new("dynamodb:UpdateItem", error)),
    }
}
