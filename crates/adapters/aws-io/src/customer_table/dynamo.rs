//! The table in DynamoDB.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, Delete, Put, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use fraud::{Day, KeyId, Timestamp};

use super::{
    Admission, Allowance, CustomerDesk, CustomerErasure, CustomerHoldings, ErasedAccount, Holdings,
    OwnedDocument,
};
use crate::CallError;
use crate::batch_get::Item;
use crate::case_table::{is_condition, refusals};

/// How often a write is tried anew when the customer does something else at the same time.
const ATTEMPTS_MAX: usize = 4;
const WRITE: &str = "dynamodb:TransactWriteItems";
const UPDATE: &str = "dynamodb:UpdateItem";

const ACCOUNT: &str = "account";
const DOCUMENT: &str = "document ";
/// What stands in the place of a customer in records of erasures. The user pool gives UUIDs.
const ERASURES: &str = "erasures";

/// As long as a message about an erasure may wait, dead letters included, and more: whoever was not deleted from the user pool
/// yet can't begin anew.
const CLOSED_DAYS: i64 = 30;
/// How long it is known how many documents were begun on a day.
const DAY_KEPT_DAYS: i64 = 2;

/// The table in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoCustomers {
    client: Client,
    table: String,
}

fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

fn number(value: i64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

fn key(customer: &str, part: &str) -> Item {
    HashMap::from([("customer".to_owned(), text(customer)), ("part".to_owned(), text(part))])
}

fn document_part(key_id: KeyId) -> String {
    format!("{DOCUMENT}{key_id}")
}

/// The end of an item's time, as DynamoDB wants it.
fn end(now: Timestamp, days: i64) -> AttributeValue {
    number(now.plus_millis(days * Day::MILLIS).as_seconds())
}

impl DynamoCustomers {
    /// The table by its name.
    pub fn new(client: Client, table: String) -> Self {
        DynamoCustomers { client, table }
    }

    fn update(&self, customer: &str, part: &str) -> UpdateBuilder {
        Update::builder().table_name(&self.table).set_key(Some(key(customer, part)))
    }

    /// One more of the customer's documents, of the day's, and the document itself.
    fn admission(
        &self,
        customer: &str,
        document: &OwnedDocument,
        allowance: Allowance,
    ) -> Vec<TransactWriteItem> {
        let now = document.created_at;
        let account = self
            .update(customer, ACCOUNT)
            .update_expression("ADD documents :one")
            .condition_expression(
                "attribute_not_exists(closed_at_ms) AND (attribute_not_exists(documents) OR documents < :most)",
            )
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(i64::from(allowance.documents_max)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let day = self
            .update(customer, &format!("day {}", Day::of(now)))
            .update_expression("SET expires_at = :end ADD uploads :one")
            .condition_expression("attribute_not_exists(uploads) OR uploads < :most")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":end", end(now, DAY_KEPT_DAYS))
            .expression_attribute_values(":most", number(i64::from(allowance.documents_a_day_max)));
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(key(customer, &document_part(document.key_id))))
            .item("file_name", text(&document.file_name))
            .item("created_at_ms", number(now.as_millis()))
            .condition_expression("attribute_not_exists(customer)");
        vec![
            updated(account),
            updated(day),
            TransactWriteItem::builder().put(put.build().expect("it is whole")).build(),
        ]
    }
}

fn updated(update: UpdateBuilder) -> TransactWriteItem {
    TransactWriteItem::builder().update(update.build().expect("table, key and expression are set")).build()
}

/// A document as its item says it; nothing of any other item.
fn owned(item: &Item) -> Option<OwnedDocument> {
    let millis = |name: &str| {
        let millis = item.get(name)?.as_n().ok()?.parse().ok()?;
        Some(Timestamp::from_millis(millis))
    };
    Some(OwnedDocument {
        key_id: item.get("part")?.as_s().ok()?.strip_prefix(DOCUMENT)?.parse().ok()?,
        file_name: item.get("file_name")?.as_s().ok()?.clone(),
        created_at: millis("created_at_ms")?,
        deleted_at: millis("deleted_at_ms"),
    })
}

impl CustomerHoldings for DynamoCustomers {
    async fn holdings(&self, customer: &str) -> Result<Holdings, CallError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("customer = :customer")
            .expression_attribute_values(":customer", text(customer))
            .consistent_read(true)
            // The newest of the documents first: ids sort by their time.
            .scan_index_forward(false);
        let mut items = query.into_paginator().items().send();
        let mut holdings = Holdings::default();
        while let Some(item) = items.next().await {
            let item = item.map_err(CallError::of("dynamodb:Query"))?;
            holdings.is_closed |= item.contains_key("closed_at_ms");
            holdings.documents.extend(owned(&item));
        }
        Ok(holdings)
    }
}

impl CustomerDesk for DynamoCustomers {
    async fn admit(
        &self,
        customer: &str,
        document: &OwnedDocument,
        allowance: Allowance,
    ) -> Result<Admission, CallError> {
        for _ in 0..ATTEMPTS_MAX {
            let writes = self.admission(customer, document, allowance);
            let Err(error) = self.client.transact_write_items().set_transact_items(Some(writes)).send().await
            else {
                return Ok(Admission::Admitted);
            };
            match refusals(&error) {
                [] => return Err(CallError::new(WRITE, error)),
                [account, ..] if is_condition(account) => {
                    let is_closed = account.item().is_some_and(|item| item.contains_key("closed_at_ms"));
                    return Ok(if is_closed { Admission::Closed } else { Admission::TooMany });
                }
                [_, day, ..] if is_condition(day) => return Ok(Admission::TooManyToday),
                [_, _, document] if is_condition(document) => return Ok(Admission::Admitted),
                _ => {}
            }
        }
        Err(CallError::new(WRITE, "the customer does much at the same time"))
    }

    async fn mark_deleted(&self, customer: &str, key_id: KeyId, now: Timestamp) -> Result<bool, CallError> {
        let result = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(customer, &document_part(key_id))))
            .update_expression("SET deleted_at_ms = if_not_exists(deleted_at_ms, :now)")
            .condition_expression("attribute_exists(customer)")
            .expression_attribute_values(":now", number(now.as_millis()))
            .send()
            .await;
        match result {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(CallError::new(UPDATE, error)),
        }
    }

    async fn close(&self, customer: &str, erasure_id: KeyId, now: Timestamp) -> Result<KeyId, CallError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(customer, ACCOUNT)))
            .update_expression(
                "SET closed_at_ms = if_not_exists(closed_at_ms, :now), erasure_id = if_not_exists(erasure_id, :id), \
                 expires_at = if_not_exists(expires_at, :end)",
            )
            .expression_attribute_values(":now", number(now.as_millis()))
            .expression_attribute_values(":id", text(erasure_id))
            .expression_attribute_values(":end", end(now, CLOSED_DAYS))
            .return_values(ReturnValue::AllNew)
            .send()
            .await
            .map_err(CallError::of(UPDATE))?;
        let stored =
            answer.attributes.as_ref().and_then(|item| item.get("erasure_id")?.as_s().ok()?.parse().ok());
        stored.ok_or_else(|| CallError::new(UPDATE, "the erasure's id is not what was stored"))
    }
}

impl CustomerErasure for DynamoCustomers {
    async fn forget_document(&self, customer: &str, key_id: KeyId) -> Result<(), CallError> {
        for _ in 0..ATTEMPTS_MAX {
            let delete = Delete::builder()
                .table_name(&self.table)
                .set_key(Some(key(customer, &document_part(key_id))))
                .condition_expression("attribute_exists(customer)");
            let account = self
                .update(customer, ACCOUNT)
                .update_expression("ADD documents :less")
                .expression_attribute_values(":less", number(-1));
            let delete =
                TransactWriteItem::builder().delete(delete.build().expect("table and key are set")).build();
            let writes = vec![delete, updated(account)];
            let Err(error) = self.client.transact_write_items().set_transact_items(Some(writes)).send().await
            else {
                return Ok(());
            };
            match refusals(&error) {
                [] => return Err(CallError::new(WRITE, error)),
                // An earlier attempt came this far.
                [document, ..] if is_condition(document) => return Ok(()),
                _ => {}
            }
        }
        Err(CallError::new(WRITE, "the customer does much at the same time"))
    }

    async fn record_erasure(&self, erased: &ErasedAccount) -> Result<(), CallError> {
        let result = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(key(ERASURES, &erased.erasure_id.to_string())))
            .item("documents", number(i64::try_from(erased.documents).unwrap_or(i64::MAX)))
            .item("asked_at_ms", number(erased.asked_at.as_millis()))
            .item("erased_at_ms", number(erased.erased_at.as_millis()))
            .condition_expression("attribute_not_exists(customer)")
            .send()
            .await;
        match result {
            Err(error)
                if !error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Err(CallError::new("dynamodb:PutItem", error))
            }
            _ => Ok(()),
        }
    }
}
