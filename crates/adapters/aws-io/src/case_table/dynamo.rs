//! Both tables in DynamoDB.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason, Put, TransactWriteItem};
use casework::case::parties;
use casework::{AuditEntry, Case, Change};
use fraud::{Alert, Day, KeyId, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::items::{
    AlertItem, AuditItem, CaseItem, Cursor, Indexed, PointerItem, alert_subject, case_subject,
};
use super::{CarriedOut, CaseDesk, CaseFinder, CaseIntake, CasePage, Filed, Page, View};
use crate::CallError;
use crate::audit_trail::AuditReader;
use crate::batch_get::{Item, batch_get};
use crate::label_record::LabelRecord;
use crate::transaction_table::{Labelling, label_addition};

/// How often filing is tried anew when others file or work on the same case. Then the queue tries again.
const ATTEMPTS_MAX: usize = 6;
const WRITE: &str = "dynamodb:TransactWriteItems";

/// The tables.
#[derive(Clone, Debug)]
pub struct DynamoCases {
    client: Client,
    cases: String,
    /// Only who works on cases has them.
    audit: String,
    transactions: String,
}

/// What an alert meets: whether it was filed, and what its parties point to.
struct Met {
    is_filed: bool,
    pointers: HashMap<String, KeyId>,
}

impl DynamoCases {
    /// The table of cases by its name, for who files alerts.
    pub fn new(client: Client, cases: String) -> Self {
        DynamoCases { client, cases, audit: String::new(), transactions: String::new() }
    }

    /// With the trail, and the transactions that labels are written to: for who works on cases.
    #[must_use]
    pub fn with_trail(self, audit: String, transactions: String) -> Self {
        DynamoCases { audit, transactions, ..self }
    }

    fn put(&self, item: &impl Serialize) -> aws_sdk_dynamodb::types::builders::PutBuilder {
        let item = serde_dynamo::to_item(item).expect("texts and numbers are attributes");
        Put::builder().table_name(&self.cases).set_item(Some(item))
    }

    /// A case that replaces its version of before, or is new.
    fn put_case(&self, case: &Case) -> TransactWriteItem {
        let put = self.put(&CaseItem::new(case));
        let put = if case.version == 1 {
            put.condition_expression("attribute_not_exists(subject)")
        } else {
            let before = AttributeValue::N((case.version - 1).to_string());
            put.condition_expression("version = :before").expression_attribute_values(":before", before)
        };
        write(put)
    }

    async fn get_many(&self, keys: Vec<(String, &str)>) -> Result<Vec<Item>, CallError> {
        let key = |(subject, part): (String, &str)| {
            HashMap::from([
                ("subject".to_owned(), AttributeValue::S(subject)),
                ("part".to_owned(), AttributeValue::S(part.to_owned())),
            ])
        };
        batch_get(&self.client, &self.cases, keys.into_iter().map(key).collect(), |asked| asked).await
    }

    async fn meet(&self, alert: &Alert, parties: &[String]) -> Result<Met, CallError> {
        let mut keys = vec![(alert_subject(alert.key_id), AlertItem::PART)];
        keys.extend(parties.iter().map(|party| (party.clone(), PointerItem::PART)));
        let mut met = Met { is_filed: false, pointers: HashMap::new() };
        for item in self.get_many(keys).await? {
            let part = item.get("part").and_then(|part| part.as_s().ok()).cloned();
            if part.as_deref() == Some(AlertItem::PART) {
                met.is_filed = true;
            } else {
                let pointer: PointerItem = read(item, "dynamodb:BatchGetItem")?;
                met.pointers.insert(pointer.subject, pointer.case_id);
            }
        }
        Ok(met)
    }

    /// The first case that a party points to and that takes the alert.
    async fn open_case(
        &self,
        alert: &Alert,
        met: &Met,
        parties: &[String],
    ) -> Result<Option<Case>, CallError> {
        let mut seen = Vec::new();
        for case_id in parties.iter().filter_map(|party| met.pointers.get(party)) {
            if !seen.contains(case_id) {
                seen.push(*case_id);
                if let Some(case) = self.find(*case_id).await?.filter(|case| case.takes(alert)) {
                    return Ok(Some(case));
                }
            }
        }
        Ok(None)
    }

    /// Everything that filing an alert writes.
    fn filing(&self, alert: &Alert, case: &Case, met: &Met, now: Timestamp) -> Vec<TransactWriteItem> {
        let marker = self.put(&AlertItem::new(alert, case.case_id, now));
        let mut writes =
            vec![write(marker.condition_expression("attribute_not_exists(subject)")), self.put_case(case)];
        for party in parties(alert) {
            let pointed = met.pointers.get(&party);
            if pointed == Some(&case.case_id) {
                continue;
            }
            let pointer = self.put(&PointerItem::new(&party, case.case_id, now));
            writes.push(write(match pointed {
                None => pointer.condition_expression("attribute_not_exists(subject)"),
                Some(before) => pointer
                    .condition_expression("case_id = :before")
                    .expression_attribute_values(":before", AttributeValue::S(before.to_string())),
            }));
        }
        writes
    }
}

impl CaseIntake for DynamoCases {
    async fn file(&self, alert: &Alert, now: Timestamp) -> Result<Filed, CallError> {
        let parties = parties(alert);
        for _ in 0..ATTEMPTS_MAX {
            let met = self.meet(alert, &parties).await?;
            if met.is_filed {
                return Ok(Filed::Before);
            }
            let open = self.open_case(alert, &met, &parties).await?;
            let (case, filed) = match open {
                Some(case) => (case.joined_by(alert, now), Filed::Joined),
                None => (Case::open(alert, now), Filed::Opened),
            };
            let writes = self.filing(alert, &case, &met, now);
            match self.client.transact_write_items().set_transact_items(Some(writes)).send().await {
                Ok(_) => return Ok(filed),
                Err(error) if !refusals(&error).is_empty() => {}
                Err(error) => return Err(CallError::new(WRITE, error)),
            }
        }
        Err(CallError::new(WRITE, "others changed the same case again and again"))
    }
}

impl CaseFinder for DynamoCases {
    async fn find(&self, case_id: KeyId) -> Result<Option<Case>, CallError> {
        const OPERATION: &str = "dynamodb:GetItem";
        let answer = self
            .client
            .get_item()
            .table_name(&self.cases)
            .key("subject", AttributeValue::S(case_subject(case_id)))
            .key("part", AttributeValue::S(CaseItem::PART.to_owned()))
            .consistent_read(true)
            .send()
            .await
            .map_err(CallError::of(OPERATION))?;
        let Some(item) = answer.item else { return Ok(None) };
        let item: CaseItem = read(item, OPERATION)?;
        item.case().map(Some).map_err(|error| CallError::new(OPERATION, error))
    }

    async fn page(&self, view: &View, page: &Page) -> Result<CasePage, CallError> {
        const OPERATION: &str = "dynamodb:Query";
        let indexed = Indexed::new(view, page.order);
        let start = page.after.as_deref().and_then(Cursor::read).map(|cursor| {
            HashMap::from([
                ("subject".to_owned(), AttributeValue::S(case_subject(cursor.case_id))),
                ("part".to_owned(), AttributeValue::S(CaseItem::PART.to_owned())),
                (indexed.key.to_owned(), AttributeValue::S(indexed.value.clone())),
                (indexed.number.to_owned(), AttributeValue::N(cursor.number.to_string())),
            ])
        });
        let answer = self
            .client
            .query()
            .table_name(&self.cases)
            .index_name(indexed.index)
            .key_condition_expression("#key = :value")
            .expression_attribute_names("#key", indexed.key)
            .expression_attribute_values(":value", AttributeValue::S(indexed.value.clone()))
            .scan_index_forward(!indexed.descends)
            .limit(i32::try_from(page.limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(CallError::of(OPERATION))?;
        let mut cases = Vec::new();
        for item in answer.items.unwrap_or_default() {
            let document = item.get("document").and_then(|document| document.as_s().ok());
            let case = serde_json::from_str(document.map(String::as_str).unwrap_or_default());
            cases.push(case.map_err(|error| CallError::new(OPERATION, error))?);
        }
        let next = answer.last_evaluated_key.and_then(|key| {
            let number = key.get(indexed.number)?.as_n().ok()?.parse().ok()?;
            let case_id = key.get("subject")?.as_s().ok()?.strip_prefix("case ")?.parse().ok()?;
            Some(Cursor { number, case_id }.write())
        });
        Ok(CasePage { cases, next })
    }

    async fn alerts(&self, key_ids: &[KeyId]) -> Result<Vec<Alert>, CallError> {
        let keys = key_ids.iter().map(|key_id| (alert_subject(*key_id), AlertItem::PART)).collect();
        let mut alerts = Vec::new();
        for item in self.get_many(keys).await? {
            let item: AlertItem = read(item, "dynamodb:BatchGetItem")?;
            let alert: Alert = serde_json::from_str(&item.document)
                .map_err(|error| CallError::new("dynamodb:BatchGetItem", error))?;
            alerts.push(alert);
        }
        alerts.sort_by_key(|alert| key_ids.iter().position(|key_id| *key_id == alert.key_id));
        Ok(alerts)
    }

    async fn cases_of(&self, key_ids: &[KeyId]) -> Result<Vec<Case>, CallError> {
        const OPERATION: &str = "dynamodb:BatchGetItem";
        let keys = key_ids.iter().map(|key_id| (alert_subject(*key_id), AlertItem::PART)).collect();
        let mut case_ids = BTreeSet::new();
        for item in self.get_many(keys).await? {
            let item: AlertItem = read(item, OPERATION)?;
            case_ids.insert(item.case_id);
        }
        let keys = case_ids.into_iter().map(|case_id| (case_subject(case_id), CaseItem::PART)).collect();
        let mut cases = Vec::new();
        for item in self.get_many(keys).await? {
            let item: CaseItem = read(item, OPERATION)?;
            cases.push(item.case().map_err(|error| CallError::new(OPERATION, error))?);
        }
        Ok(cases)
    }

    async fn trail_of(&self, subject: &str, most: usize) -> Result<Vec<AuditEntry>, CallError> {
        let query = self.client.query().table_name(&self.audit).index_name("by_subject");
        let query = query
            .key_condition_expression("subject = :subject")
            .expression_attribute_values(":subject", AttributeValue::S(subject.to_owned()))
            .scan_index_forward(false);
        let mut items = query.into_paginator().items().send();
        let mut entries = Vec::new();
        while entries.len() < most
            && let Some(item) = items.next().await
        {
            let item: AuditItem = read(item.map_err(CallError::of("dynamodb:Query"))?, "dynamodb:Query")?;
            entries.push(item.entry().map_err(|error| CallError::new("dynamodb:Query", error))?);
        }
        entries.reverse();
        Ok(entries)
    }
}

impl AuditReader for DynamoCases {
    async fn page(
        &self,
        day: Day,
        before: Option<KeyId>,
        most: usize,
    ) -> Result<Vec<(KeyId, AuditEntry)>, CallError> {
        audit_page(&self.client, &self.audit, day, before, most).await
    }
}

/// Entries of a day, the latest first, before another one of that day.
pub(crate) async fn audit_page(
    client: &Client,
    table: &str,
    day: Day,
    before: Option<KeyId>,
    most: usize,
) -> Result<Vec<(KeyId, AuditEntry)>, CallError> {
    const OPERATION: &str = "dynamodb:Query";
    let mut query = client
        .query()
        .table_name(table)
        .expression_attribute_names("#day", "day")
        .expression_attribute_values(":day", AttributeValue::S(day.to_string()))
        .consistent_read(true)
        .scan_index_forward(false);
    query = match before {
        None => query.key_condition_expression("#day = :day"),
        Some(before) => query
            .key_condition_expression("#day = :day AND entry_id < :before")
            .expression_attribute_values(":before", AttributeValue::S(before.to_string())),
    };
    let mut items = query.into_paginator().items().send();
    let mut entries = Vec::new();
    while entries.len() < most
        && let Some(item) = items.next().await
    {
        let item: AuditItem = read(item.map_err(CallError::of(OPERATION))?, OPERATION)?;
        let entry_id = item.entry_id.parse().map_err(|error| CallError::new(OPERATION, error))?;
        entries.push((entry_id, item.entry().map_err(|error| CallError::new(OPERATION, error))?));
    }
    Ok(entries)
}

impl CaseDesk for DynamoCases {
    async fn carry_out(&self, change: &Change, random: [u8; 10]) -> Result<CarriedOut, CallError> {
        let mut writes = vec![self.put_case(&change.case), audit_put(&self.audit, &change.entry, random)];
        if let Some((key_id, label)) = change.label {
            let (source, at) = (change.entry.who.clone(), change.entry.at);
            let label = LabelRecord { label, source, time: at, received_at: at };
            let update = label_addition(&self.transactions, key_id, &label);
            writes.push(TransactWriteItem::builder().update(update).build());
        }
        let Err(error) = self.client.transact_write_items().set_transact_items(Some(writes)).send().await
        else {
            return Ok(CarriedOut::Done);
        };
        match refusals(&error) {
            [] => Err(CallError::new(WRITE, error)),
            [_, _, label] if is_condition(label) => {
                let is_there = label.item().is_some_and(|item| !item.is_empty());
                let why = if is_there { Labelling::Full } else { Labelling::Missing };
                Ok(CarriedOut::NotLabelled(why))
            }
            _ => Ok(CarriedOut::Overtaken),
        }
    }
}

fn write(put: aws_sdk_dynamodb::types::builders::PutBuilder) -> TransactWriteItem {
    TransactWriteItem::builder().put(put.build().expect("table and item are set")).build()
}

/// The write of an entry, as part of a transaction. What stands there stays.
pub(crate) fn audit_put(table: &str, entry: &AuditEntry, random: [u8; 10]) -> TransactWriteItem {
    let item =
        serde_dynamo::to_item(AuditItem::new(entry, random)).expect("texts and numbers are attributes");
    let put = Put::builder().table_name(table).set_item(Some(item));
    write(put.condition_expression("attribute_not_exists(entry_id)"))
}

/// Why each write of a transaction was refused, if conditions or other transactions were the reason.
pub(crate) fn refusals<R>(error: &SdkError<TransactWriteItemsError, R>) -> &[CancellationReason] {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            let reasons = cancelled.cancellation_reasons();
            let is_conflict = |reason: &CancellationReason| reason.code() == Some("TransactionConflict");
            if reasons.iter().any(|reason| is_condition(reason) || is_conflict(reason)) {
                reasons
            } else {
                &[]
            }
        }
        _ => &[],
    }
}

pub(crate) fn is_condition(reason: &CancellationReason) -> bool {
    reason.code() == Some("ConditionalCheckFailed")
}

fn read<T: DeserializeOwned>(item: Item, operation: &'static str) -> Result<T, CallError> {
    serde_dynamo::from_item(item).map_err(|error| CallError::new(operation, error))
}
