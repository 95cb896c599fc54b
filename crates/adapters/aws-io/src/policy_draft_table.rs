//! Drafts of policies, in the table of cases. Each of their texts is an item of its own, which is never changed: whoever decides about a draft
//! names its version, and that names its text.

use std::future::Future;

use aws_sdk_dynamodb::Client;
use casework::four_eyes::{MotionState, Ruling};
use casework::policy_draft::{DraftChange, PolicyDraft};
use fraud::{KeyId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::CallError;
use crate::case_table::{KEPT_MILLIS, POINTER_MILLIS};
use crate::motion_table::{DynamoMotions, Motion, subject};

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

/// The item of a text.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct TextItem {
    subject: String,
    part: String,
    text: String,
    expires_at: i64,
}

impl Motion for PolicyDraft {
    const KIND: &'static str = "policy draft";
    const PART: &'static str = "draft";

    fn id(&self) -> KeyId {
        self.draft_id
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    fn state(&self) -> MotionState {
        self.state
    }

    fn ruling(&self) -> Option<&Ruling> {
        self.ruling.as_ref()
    }
}

fn text_part(number: u32) -> String {
    format!("text {number}")
}

impl TextItem {
    fn new(draft: &PolicyDraft, text: &str) -> TextItem {
        TextItem {
            subject: subject::<PolicyDraft>(draft.draft_id),
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
pub struct DynamoPolicyDrafts(DynamoMotions);

impl DynamoPolicyDrafts {
    /// The tables of cases and of the trail, by their names. Who only reads needs no trail.
    pub fn new(client: Client, cases: String, audit: String) -> Self {
        DynamoPolicyDrafts(DynamoMotions::new(client, cases, audit))
    }
}

impl PolicyDrafts for DynamoPolicyDrafts {
    async fn find(&self, draft_id: KeyId) -> Result<Option<PolicyDraft>, CallError> {
        self.0.find(draft_id).await
    }

    async fn text(&self, draft_id: KeyId, number: u32) -> Result<Option<String>, CallError> {
        let item: Option<TextItem> = self.0.get(subject::<PolicyDraft>(draft_id), text_part(number)).await?;
        Ok(item.map(|item| item.text))
    }

    async fn newest(&self, is_open: bool, limit: u32) -> Result<Vec<PolicyDraft>, CallError> {
        self.0.newest(is_open, limit).await
    }
}

impl PolicyDraftDesk for DynamoPolicyDrafts {
    async fn write(&self, change: &DraftChange, random: [u8; 10]) -> Result<bool, CallError> {
        let text = change.text.as_ref().map(|text| {
            let put = self.0.put(&TextItem::new(&change.draft, text));
            put.condition_expression("attribute_not_exists(subject)")
        });
        self.0.write(&change.draft, text, change.entry.as_ref(), random).await
    }
}
