//! The table of watchlist clearances: an analyst has said that a party is not the listed one. Nothing is ever
//! overwritten: a clearance that was revoked says by whom, and all stay for as long as records must be kept.

use std::future::Future;
use std::ops::RangeInclusive;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem, Update};
use casework::AuditEntry;
use fraud::Timestamp;
use serde::{Deserialize, Serialize};
use watchlist::{Clearance, EntryId, Fingerprint};

use crate::CallError;
use crate::case_table::audit_put;

/// Longer than this after its end nobody asks for a clearance: what OFAC has asked to be kept since 2025.
const KEPT_MILLIS: i64 = 10 * 366 * 24 * 60 * 60 * 1000;
/// How long a call may take in all. A decision may wait for it.
const CALL_TIMEOUT: Duration = Duration::from_secs(1);

/// The index in which the clearances of a list stand in the order of their ends.
const BY_END: &str = "by_end";

/// How a clearance is revoked, and which one can be.
const REVOKE: &str = "SET revocation = :revocation";
const REVOCABLE: &str = "attribute_exists(party) AND attribute_not_exists(revocation)";

/// Keeps clearances.
pub trait ClearanceTable {
    /// Adds a clearance. It is in force with the next decision.
    fn add(&self, clearance: &Clearance) -> impl Future<Output = Result<(), CallError>> + Send;

    /// All clearances of a party, the earliest first, with those that are over or revoked.
    fn of_party(&self, party: &str) -> impl Future<Output = Result<Vec<ClearanceRecord>, CallError>> + Send;

    /// Revokes one. Answers whether it was there and not revoked before.
    fn revoke(
        &self,
        record: &ClearanceRecord,
        revocation: &Revocation,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;
}

/// Clearances by when they end, for people who look after them.
pub trait ClearanceEnds {
    /// Those of entries of a list that nobody revoked and that end between two times, in milliseconds since 1970, the soonest first,
    /// at most so many. A clearance of a moment ago may be missing.
    fn ending(
        &self,
        list: &str,
        times: RangeInclusive<i64>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<ClearanceRecord>, CallError>> + Send;
}

/// Clears and revokes for people who are signed in: each act with its entry in the audit trail, in one transaction. `random`
/// tells entries of the same millisecond apart.
pub trait ClearanceDesk: ClearanceTable + ClearanceEnds {
    /// [`ClearanceTable::add`] with an entry.
    fn add_for(
        &self,
        clearance: &Clearance,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// [`ClearanceTable::revoke`] with an entry.
    fn revoke_for(
        &self,
        record: &ClearanceRecord,
        revocation: &Revocation,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> impl Future<Output = Result<bool, CallError>> + Send;
}

/// A clearance as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClearanceRecord {
    /// What was decided.
    pub clearance: Clearance,
    /// By whom it was taken back, if it was.
    pub revocation: Option<Revocation>,
}

/// A clearance is taken back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Revocation {
    /// Why.
    pub note: String,
    /// Who decided.
    pub revoked_by: String,
    /// When.
    pub revoked_at: Timestamp,
}

/// The item of a clearance.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ClearanceItem {
    party: String,
    /// The name that was cleared. Items of before names were kept have none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    name: Option<String>,
    /// The entry and when it was cleared, so that those of an entry stand together.
    clearance_id: String,
    pub(crate) list: String,
    entry_id: String,
    fingerprint: Fingerprint,
    note: String,
    cleared_by: String,
    cleared_at_ms: i64,
    pub(crate) holds_until_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) revocation: Option<Revocation>,
    /// When the record itself goes, in seconds.
    expires_at: i64,
}

/// The key of a clearance within its party's.
pub(crate) fn clearance_id(clearance: &Clearance) -> String {
    format!("{} {:015}", clearance.entry, clearance.cleared_at_ms)
}

impl From<&Clearance> for ClearanceItem {
    fn from(clearance: &Clearance) -> ClearanceItem {
        ClearanceItem {
            party: clearance.party.clone(),
            name: clearance.name.clone(),
            clearance_id: clearance_id(clearance),
            list: clearance.entry.list.clone(),
            entry_id: clearance.entry.id.clone(),
            fingerprint: clearance.fingerprint,
            note: clearance.note.clone(),
            cleared_by: clearance.cleared_by.clone(),
            cleared_at_ms: clearance.cleared_at_ms,
            holds_until_ms: clearance.expires_at_ms,
            revocation: None,
            expires_at: (clearance.expires_at_ms + KEPT_MILLIS).div_euclid(1000),
        }
    }
}

impl From<ClearanceItem> for ClearanceRecord {
    fn from(item: ClearanceItem) -> ClearanceRecord {
        // A party that is known by its name alone was cleared under it.
        let of_key = item.party.strip_prefix("name:").map(str::to_owned);
        let clearance = Clearance {
            name: item.name.or(of_key),
            party: item.party,
            entry: EntryId { list: item.list, id: item.entry_id },
            fingerprint: item.fingerprint,
            note: item.note,
            cleared_by: item.cleared_by,
            cleared_at_ms: item.cleared_at_ms,
            expires_at_ms: item.holds_until_ms,
        };
        ClearanceRecord { clearance, revocation: item.revocation }
    }
}

/// The table in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoClearances {
    client: Client,
    table: String,
    /// Only who works for people has it.
    audit: String,
}

impl DynamoClearances {
    /// The table by its name.
    pub fn new(client: &Client, table: String) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(CALL_TIMEOUT).build();
        let config = client.config().to_builder().timeout_config(timeouts).build();
        DynamoClearances { client: Client::from_conf(config), table, audit: String::new() }
    }

    /// With the audit trail, for who works for people.
    #[must_use]
    pub fn with_trail(self, audit: String) -> Self {
        DynamoClearances { audit, ..self }
    }

    async fn write_with(
        &self,
        write: TransactWriteItem,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> Result<bool, CallError> {
        let writes = vec![write, audit_put(&self.audit, entry, random)];
        match self.client.transact_write_items().set_transact_items(Some(writes)).send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled))
                    if cancelled
                        .cancellation_reasons()
                        .iter()
                        .any(|reason| reason.code() == Some("ConditionalCheckFailed")) =>
                {
                    Ok(false)
                }
                _ => Err(CallError::new("dynamodb:TransactWriteItems", error)),
            },
        }
    }
}

impl ClearanceDesk for DynamoClearances {
    async fn add_for(
        &self,
        clearance: &Clearance,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> Result<(), CallError> {
        let item = serde_dynamo::to_item(ClearanceItem::from(clearance))
            .map_err(|error| CallError::new("dynamodb:PutItem", error))?;
        let put = Put::builder().table_name(&self.table).set_item(Some(item));
        let put = put.condition_expression("attribute_not_exists(party)").build();
        let put = put.map_err(|error| CallError::new("dynamodb:PutItem", error))?;
        let write = TransactWriteItem::builder().put(put).build();
        // Not written: the same clearance of the same millisecond, with its entry.
        self.write_with(write, entry, random).await.map(drop)
    }

    async fn revoke_for(
        &self,
        record: &ClearanceRecord,
        revocation: &Revocation,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> Result<bool, CallError> {
        let clearance = &record.clearance;
        let revocation = serde_dynamo::to_attribute_value(revocation)
            .map_err(|error| CallError::new("dynamodb:UpdateItem", error))?;
        let update = Update::builder()
            .table_name(&self.table)
            .key("party", AttributeValue::S(clearance.party.clone()))
            .key("clearance_id", AttributeValue::S(clearance_id(clearance)))
            .update_expression(REVOKE)
            .condition_expression(REVOCABLE)
            .expression_attribute_values(":revocation", revocation)
            .build()
            .map_err(|error| CallError::new("dynamodb:UpdateItem", error))?;
        let write = TransactWriteItem::builder().update(update).build();
        self.write_with(write, entry, random).await
    }
}

impl ClearanceEnds for DynamoClearances {
    async fn ending(
        &self,
        list: &str,
        times: RangeInclusive<i64>,
        most: usize,
    ) -> Result<Vec<ClearanceRecord>, CallError> {
        let number = |millis: &i64| AttributeValue::N(millis.to_string());
        let mut items = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(BY_END)
            .key_condition_expression("#list = :list AND holds_until_ms BETWEEN :first AND :last")
            .filter_expression("attribute_not_exists(revocation)")
            .expression_attribute_names("#list", "list")
            .expression_attribute_values(":list", AttributeValue::S(list.to_owned()))
            .expression_attribute_values(":first", number(times.start()))
            .expression_attribute_values(":last", number(times.end()))
            .into_paginator()
            .items()
            .send();
        let mut found = Vec::new();
        while found.len() < most
            && let Some(item) = items.next().await
        {
            found.push(item.map_err(CallError::of("dynamodb:Query"))?);
        }
        let items: Vec<ClearanceItem> =
            serde_dynamo::from_items(found).map_err(|error| CallError::new("dynamodb:Query", error))?;
        Ok(items.into_iter().map(ClearanceRecord::from).collect())
    }
}

impl ClearanceTable for DynamoClearances {
    async fn add(&self, clearance: &Clearance) -> Result<(), CallError> {
        let item = serde_dynamo::to_item(ClearanceItem::from(clearance))
            .map_err(|error| CallError::new("dynamodb:PutItem", error))?;
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        // The same clearance of the same millisecond: an attempt of this call that was thought lost.
        match put.condition_expression("attribute_not_exists(party)").send().await {
            Err(error)
                if !error
                    .as_service_error()
                    .is_some_and(PutItemError::is_conditional_check_failed_exception) =>
            {
                Err(CallError::new("dynamodb:PutItem", error))
            }
            _ => Ok(()),
        }
    }

    async fn of_party(&self, party: &str) -> Result<Vec<ClearanceRecord>, CallError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("party = :party")
            .expression_attribute_values(":party", AttributeValue::S(party.to_owned()))
            // A revocation counts from the next decision on.
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut found = Vec::new();
        while let Some(item) = items.next().await {
            found.push(item.map_err(CallError::of("dynamodb:Query"))?);
        }
        let items: Vec<ClearanceItem> =
            serde_dynamo::from_items(found).map_err(|error| CallError::new("dynamodb:Query", error))?;
        Ok(in_order(items))
    }

    async fn revoke(&self, record: &ClearanceRecord, revocation: &Revocation) -> Result<bool, CallError> {
        let clearance = &record.clearance;
        let revocation = serde_dynamo::to_attribute_value(revocation)
            .map_err(|error| CallError::new("dynamodb:UpdateItem", error))?;
        let result = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("party", AttributeValue::S(clearance.party.clone()))
            .key("clearance_id", AttributeValue::S(clearance_id(clearance)))
            .update_expression(REVOKE)
            .condition_expression(REVOCABLE)
            .expression_attribute_values(":revocation", revocation)
            .send()
            .await;
        match result {
            Ok(_) => Ok(true),
            Err(error) if is_condition(&error) => Ok(false),
            Err(error) => Err(CallError::new("dynamodb:UpdateItem", error)),
        }
    }
}

fn is_condition<R>(error: &SdkError<UpdateItemError, R>) -> bool {
    error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception)
}

/// The earliest first.
pub(crate) fn in_order(items: Vec<ClearanceItem>) -> Vec<ClearanceRecord> {
    let mut records: Vec<ClearanceRecord> = items.into_iter().map(ClearanceRecord::from).collect();
    records.sort_by_key(|record| record.clearance.cleared_at_ms);
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_without_a_name_is_bound_to_that_of_its_key_or_to_none() {
        let check = |party: &str, expected: Option<&str>| {
            let item: ClearanceItem = serde_json::from_value(serde_json::json!({
                "party": party, "clearance_id": "ofac-sdn/1 001772368200000", "list": "ofac-sdn", "entry_id": "1",
                "fingerprint": "00112233445566ff", "note": "n", "cleared_by": "Ada", "cleared_at_ms": 1,
                "holds_until_ms": 2, "expires_at": 3,
            }))
            .unwrap();
            assert_eq!(ClearanceRecord::from(item).clearance.name.as_deref(), expected, "{party}");
        };
        check("name:adam quill", Some("adam quill"));
        check("name:a:b", Some("a:b"));
        check("customer:GUEST", None);
        check("merchant:M1", None);
        check("customer:name:x", None);
    }

    #[test]
    fn an_item_holds_the_whole_clearance() {
        let clearance = Clearance {
            party: "customer:C1".to_owned(),
            name: Some("Adam Quill".to_owned()),
            entry: EntryId { list: "ofac-sdn".to_owned(), id: "12735".to_owned() },
            fingerprint: "00112233445566ff".parse().unwrap(),
            note: "another day of birth".to_owned(),
            cleared_by: "Ada".to_owned(),
            cleared_at_ms: 1_772_368_200_000,
            expires_at_ms: 1_803_904_200_000,
        };
        let item: serde_dynamo::Item = serde_dynamo::to_item(ClearanceItem::from(&clearance)).unwrap();
        insta::assert_json_snapshot!(serde_json::to_value(ClearanceItem::from(&clearance)).unwrap());
        let read: ClearanceItem = serde_dynamo::from_item(item).unwrap();
        assert_eq!(ClearanceRecord::from(read), ClearanceRecord { clearance, revocation: None });
    }
}
