//! Drafts of policies, in the table of cases: they are as few, and kept as long.
//!
//! A draft is one item that is replaced as a whole, on the condition that it still has the version that was read, together with its
//! entry in the audit trail. Each of its texts is an item of its own, which is never changed: whoever decides about a draft
//! names its version, and that names its text.

use std::future::Future;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use casework::policy_draft::{DraftChange, PolicyDraft};
use fraud::{KeyId, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::CallError;
use crate::batch_get::Item;
use crate::case_table::{KEPT_MILLIS, POINTER_MILLIS, audit_put, refusals};

/// Finds drafts.
pub trait PolicyDrafts {
    /// A draft as it stands now.
    fn find(&self, draft_id: KeyId) -> impl Future<Output = Result<Option<PolicyDraft>, CallError>> + Send;

    /// One of its texts.
    fn text(
        &self,
        draft_id: KeyId,
        number: u32,
    ) -> impl Future<Output = Result<Option<String>, CallError>> + Send;

    /// Those that are open, or those that are closed: the ones begun last, the latest first.
    fn newest(
        &self,
        is_open: bool,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<PolicyDraft>, CallError>> + Send;
}

/// Writes what people do with drafts.
pub trait PolicyDraftDesk {
    /// Writes a change with its text and its entry in the trail. Whether it is written: not if somebody changed the draft
    /// meanwhile. `random` tells entries of the same millisecond apart.
    fn write(
        &self,
        change: &DraftChange,
        random: [u8; 10],
    ) -> impl Future<Output = Result<bool, CallError>> + Send;
}

/// The item of a draft, beside what the index sorts by.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct DraftItem {
    subject: String,
    part: String,
    version: u64,
    queue: String,
    opened_at_ms: i64,
    /// The draft, as JSON.
    document: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    expires_at: Option<i64>,
}

/// The item of a text.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct TextItem {
    subject: String,
    part: String,
    text: String,
    expires_at: i64,
}

const DRAFT: &str = "draft";

fn subject(draft_id: KeyId) -> String {
    format!("policy draft {draft_id}")
}

fn text_part(number: u32) -> String {
    format!("text {number}")
}

fn queue(is_open: bool) -> &'static str {
    if is_open { "policy drafts" } else { "closed policy drafts" }
}

impl DraftItem {
    fn new(draft: &PolicyDraft) -> DraftItem {
        let closed_at = draft.ruling.as_ref().filter(|_| !draft.is_open()).map(|ruling| ruling.at);
        DraftItem {
            subject: subject(draft.draft_id),
            part: DRAFT.to_owned(),
            version: draft.version,
            queue: queue(draft.is_open()).to_owned(),
            opened_at_ms: draft.opened_at.as_millis(),
            document: serde_json::to_string(draft).expect("plain data is JSON"),
            expires_at: closed_at.map(|at| at.plus_millis(KEPT_MILLIS).as_seconds()),
        }
    }
}

impl TextItem {
    fn new(draft: &PolicyDraft, text: &str) -> TextItem {
        TextItem {
            subject: subject(draft.draft_id),
            part: text_part(draft.text_number),
            text: text.to_owned(),
            expires_at: kept_until(draft.changed_at),
        }
    }
}

/// A text is kept as long as a draft that is decided as late as a case may be.
fn kept_until(written_at: Timestamp) -> i64 {
    written_at.plus_millis(POINTER_MILLIS + KEPT_MILLIS).as_seconds()
}

/// The tables in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoPolicyDrafts {
    client: Client,
    cases: String,
    audit: String,
}

impl DynamoPolicyDrafts {
    /// The tables of cases and of the trail, by their names. Who only reads needs no trail.
    pub fn new(client: Client, cases: String, audit: String) -> Self {
        DynamoPolicyDrafts { client, cases, audit }
    }

    async fn get<T: DeserializeOwned>(&self, draft_id: KeyId, part: String) -> Result<Option<T>, CallError> {
        const OPERATION: &str = "dynamodb:GetItem";
        let answer = self
            .client
            .get_item()
            .table_name(&self.cases)
            .key("subject", AttributeValue::S(subject(draft_id)))
            .key("part", AttributeValue::S(part))
            .consistent_read(true)
            .send()
            .await
            .map_err(CallError::of(OPERATION))?;
        let item = answer.item.map(serde_dynamo::from_item).transpose();
        item.map_err(|error| CallError::new(OPERATION, error))
    }

    fn put(&self, item: &impl Serialize) -> aws_sdk_dynamodb::types::builders::PutBuilder {
        let item: Item = serde_dynamo::to_item(item).expect("texts and numbers are attributes");
        Put::builder().table_name(&self.cases).set_item(Some(item))
    }
}

impl PolicyDrafts for DynamoPolicyDrafts {
    async fn find(&self, draft_id: KeyId) -> Result<Option<PolicyDraft>, CallError> {
        let item: Option<DraftItem> = self.get(draft_id, DRAFT.to_owned()).await?;
        let draft = item.map(|item| serde_json::from_str(&item.document)).transpose();
        draft.map_err(|error| CallError::new("dynamodb:GetItem", error))
    }

    async fn text(&self, draft_id: KeyId, number: u32) -> Result<Option<String>, CallError> {
        let item: Option<TextItem> = self.get(draft_id, text_part(number)).await?;
        Ok(item.map(|item| item.text))
    }

    async fn newest(&self, is_open: bool, limit: u32) -> Result<Vec<PolicyDraft>, CallError> {
        const OPERATION: &str = "dynamodb:Query";
        let answer = self
            .client
            .query()
            .table_name(&self.cases)
            .index_name("by_age")
            .key_condition_expression("#queue = :queue")
            .expression_attribute_names("#queue", "queue")
            .expression_attribute_values(":queue", AttributeValue::S(queue(is_open).to_owned()))
            .scan_index_forward(false)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(CallError::of(OPERATION))?;
        let drafts = answer.items.unwrap_or_default().into_iter().map(|item| {
            let document = item.get("document").and_then(|document| document.as_s().ok());
            serde_json::from_str(document.map(String::as_str).unwrap_or_default())
        });
        drafts.collect::<Result<_, _>>().map_err(|error| CallError::new(OPERATION, error))
    }
}

impl PolicyDraftDesk for DynamoPolicyDrafts {
    async fn write(&self, change: &DraftChange, random: [u8; 10]) -> Result<bool, CallError> {
        let draft = &change.draft;
        let put = self.put(&DraftItem::new(draft));
        let put = if draft.version == 1 {
            put.condition_expression("attribute_not_exists(subject)")
        } else {
            let before = AttributeValue::N((draft.version - 1).to_string());
            put.condition_expression("version = :before").expression_attribute_values(":before", before)
        };
        let mut puts = vec![put];
        if let Some(text) = &change.text {
            let put = self.put(&TextItem::new(draft, text));
            puts.push(put.condition_expression("attribute_not_exists(subject)"));
        }
        let mut writes: Vec<_> = puts
            .into_iter()
            .map(|put| TransactWriteItem::builder().put(put.build().expect("table and item are set")).build())
            .collect();
        writes.extend(change.entry.as_ref().map(|entry| audit_put(&self.audit, entry, random)));
        match self.client.transact_write_items().set_transact_items(Some(writes)).send().await {
            Ok(_) => Ok(true),
            Err(error) if !refusals(&error).is_empty() => Ok(false),
            Err(error) => Err(CallError::new("dynamodb:TransactWriteItems", error)),
        }
    }
}
