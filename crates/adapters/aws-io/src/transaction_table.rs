//! The transactions table, as those see it who look a transaction up or decide it.

use std::future::Future;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure, Update};
use fraud::{Assessment, KeyId, Timestamp};
use thiserror::Error;

use crate::CallError;
use crate::document::Document;
use crate::label_record::{LABELS_MAX, LabelRecord};
use crate::stored_transaction::{Decision, ItemError, StoredTransaction, TransactionItem};

/// The table's transactions, one by one.
pub trait TransactionTable {
    /// The transaction as it stands now.
    fn find(
        &self,
        key_id: KeyId,
    ) -> impl Future<Output = Result<Option<StoredTransaction>, TableError>> + Send;

    /// Stores the decision, unless there is one already: the first one stands.
    fn complete(
        &self,
        key_id: KeyId,
        assessment: &Assessment,
        decided_at: Timestamp,
    ) -> impl Future<Output = Result<Completion, TableError>> + Send;

    /// Notes that the transaction can't be assessed and why. `key_id` is text: the item may be anything.
    /// A decision that was made meanwhile stands.
    fn fail(
        &self,
        key_id: &str,
        reason: &str,
        failed_at: Timestamp,
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Adds a label to those that the transaction has, as long as it has fewer than [`LABELS_MAX`]: also when many are
    /// added at the same time. A label that is added twice is there once.
    fn add_label(
        &self,
        key_id: KeyId,
        label: &LabelRecord,
    ) -> impl Future<Output = Result<Labelling, CallError>> + Send;
}

/// What became of a label that was to be added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Labelling {
    /// It is there.
    Added,
    /// The transaction has as many as it takes.
    Full,
    /// There is no such transaction (any more).
    Missing,
}

/// What became of a decision that was to be stored.
#[derive(Clone, PartialEq, Debug)]
pub enum Completion {
    /// It is stored.
    Stored,
    /// Another one was stored before; that one counts.
    AlreadyDone(Assessment),
    /// There is no such transaction (any more).
    Missing,
}

/// Why the table did not answer.
#[derive(Debug, Error)]
pub enum TableError {
    /// The call failed; it may succeed later.
    #[error(transparent)]
    Call(#[from] CallError),
    /// What is stored is not a transaction; asking again will not help.
    #[error("the stored item is not a transaction")]
    Item(#[from] ItemError),
}

/// The table in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoTransactionTable {
    client: Client,
    table: String,
    writes_text: bool,
}

impl DynamoTransactionTable {
    /// The table by its name.
    pub fn new(client: Client, table: String) -> Self {
        DynamoTransactionTable { client, table, writes_text: false }
    }

    /// Writes decisions as text, in which an earlier version reads them.
    pub fn writing_text(self, writes_text: bool) -> Self {
        DynamoTransactionTable { writes_text, ..self }
    }

    fn update(&self, key_id: &str) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .key("key_id", AttributeValue::S(key_id.to_owned()))
            .expression_attribute_names("#status", "status")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }
}

fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

fn millis(instant: Timestamp) -> AttributeValue {
    AttributeValue::N(instant.as_millis().to_string())
}

impl TransactionTable for DynamoTransactionTable {
    async fn find(&self, key_id: KeyId) -> Result<Option<StoredTransaction>, TableError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("key_id", text(key_id))
            // Whoever was just answered a key_id finds it.
            .consistent_read(true)
            .send()
            .await
            .map_err(CallError::of("dynamodb:GetItem"))?;
        let Some(item) = answer.item else { return Ok(None) };
        Ok(Some(TransactionItem::from_item(item)?.try_into()?))
    }

    async fn complete(
        &self,
        key_id: KeyId,
        assessment: &Assessment,
        decided_at: Timestamp,
    ) -> Result<Completion, TableError> {
        let document =
            if self.writes_text { Document::text(assessment) } else { Document::compressed(assessment) };
        let result = self
            .update(&key_id.to_string())
            .update_expression(
                "SET #status = :done, assessment = :assessment, outcome = :outcome, decided_at_ms = :now \
                 REMOVE failure, failed_at_ms, papers",
            )
            .condition_expression("#status IN (:pending, :failed)")
            .expression_attribute_values(":done", text("Done"))
            .expression_attribute_values(":pending", text("Pending"))
            .expression_attribute_values(":failed", text("Failed"))
            .expression_attribute_values(":assessment", document.into())
            .expression_attribute_values(":outcome", text(assessment.outcome.as_str()))
            .expression_attribute_values(":now", millis(decided_at))
            .send()
            .await;
        match result {
            Ok(_) => Ok(Completion::Stored),
            Err(error) => after_refusal(error),
        }
    }

    async fn fail(&self, key_id: &str, reason: &str, failed_at: Timestamp) -> Result<(), CallError> {
        let result = self
            .update(key_id)
            .update_expression("SET #status = :failed, failure = :reason, failed_at_ms = :now")
            // A poisoned item may have no status at all.
            .condition_expression(
                "attribute_exists(key_id) AND (attribute_not_exists(#status) OR #status <> :done)",
            )
            .expression_attribute_values(":failed", text("Failed"))
            .expression_attribute_values(":done", text("Done"))
            .expression_attribute_values(":reason", text(reason))
            .expression_attribute_values(":now", millis(failed_at))
            .send()
            .await;
        match result {
            Err(error) if !is_refusal(&error) => Err(CallError::of("dynamodb:UpdateItem")(error)),
            _ => Ok(()),
        }
    }

    async fn add_label(&self, key_id: KeyId, label: &LabelRecord) -> Result<Labelling, CallError> {
        let addition = label_addition(&self.table, key_id, label);
        let result = self
            .client
            .update_item()
            .table_name(addition.table_name)
            .set_key(Some(addition.key))
            .update_expression(addition.update_expression)
            .set_condition_expression(addition.condition_expression)
            .set_expression_attribute_values(addition.expression_attribute_values)
            .set_return_values_on_condition_check_failure(addition.return_values_on_condition_check_failure)
            .send()
            .await;
        match result {
            Ok(_) => Ok(Labelling::Added),
            Err(error) => labelling_of(error, label),
        }
    }
}

/// What adding a label writes, alone or as part of a transaction.
pub(crate) fn label_addition(table: &str, key_id: KeyId, label: &LabelRecord) -> Update {
    Update::builder()
        .table_name(table)
        .key("key_id", text(key_id))
        .update_expression("ADD labels :label")
        .condition_expression(
            "attribute_exists(key_id) AND (attribute_not_exists(labels) OR size(labels) < :max)",
        )
        .expression_attribute_values(":label", AttributeValue::Ss(vec![label.to_text()]))
        .expression_attribute_values(":max", AttributeValue::N(LABELS_MAX.to_string()))
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()
        .expect("table, key and expression are set")
}

fn is_refusal<R>(error: &SdkError<UpdateItemError, R>) -> bool {
    error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception)
}

/// What kept a label from being added.
fn labelling_of<R>(error: SdkError<UpdateItemError, R>, label: &LabelRecord) -> Result<Labelling, CallError>
where
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let Some(UpdateItemError::ConditionalCheckFailedException(refusal)) = error.as_service_error() else {
        return Err(CallError::of("dynamodb:UpdateItem")(error));
    };
    let Some(item) = refusal.item() else { return Ok(Labelling::Missing) };
    // The answer to an earlier attempt of this call may have been lost.
    let is_there = match item.get("labels") {
        Some(AttributeValue::Ss(labels)) => labels.contains(&label.to_text()),
        _ => false,
    };
    Ok(if is_there { Labelling::Added } else { Labelling::Full })
}

/// What stood there when the condition did not hold.
fn after_refusal<R>(error: SdkError<UpdateItemError, R>) -> Result<Completion, TableError>
where
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let Some(UpdateItemError::ConditionalCheckFailedException(refusal)) = error.as_service_error() else {
        return Err(CallError::of("dynamodb:UpdateItem")(error).into());
    };
    let Some(item) = refusal.item() else { return Ok(Completion::Missing) };
    completion_of(TransactionItem::from_item(item.clone())?)
}

/// The completion that an item refuses: it is decided already, and by whom is what its assessment says.
pub(crate) fn completion_of(item: TransactionItem) -> Result<Completion, TableError> {
    match StoredTransaction::try_from(item)?.decision {
        Decision::Done { assessment, .. } => Ok(Completion::AlreadyDone(assessment)),
        Decision::Pending | Decision::Failed { .. } => Ok(Completion::Missing),
    }
}
