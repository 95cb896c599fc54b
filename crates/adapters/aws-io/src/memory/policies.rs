//! Drafts of policies, and the topic of mails about bypasses, in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use casework::AuditEntry;
use casework::four_eyes::MotionState;
use casework::policy_draft::{DraftChange, PolicyDraft};
use fraud::KeyId;

use super::lock;
use crate::CallError;
use crate::bypass_topic::{BypassMail, BypassTopic};
use crate::mail_topic::PublishError;
use crate::policy_draft_table::{PolicyDraftDesk, PolicyDrafts};

/// The tables.
#[derive(Debug, Default)]
pub struct MemoryPolicyDrafts {
    tables: Mutex<Tables>,
    breaks_behind_publishing: AtomicBool,
}

#[derive(Debug, Default)]
struct Tables {
    drafts: BTreeMap<KeyId, PolicyDraft>,
    texts: BTreeMap<(KeyId, u32), String>,
    trail: Vec<AuditEntry>,
}

impl MemoryPolicyDrafts {
    /// What the trail says.
    pub fn trail(&self) -> Vec<AuditEntry> {
        lock(&self.tables).trail.clone()
    }

    /// Has whoever publishes fail once the policy is in the bucket, or not any more.
    pub fn break_behind_publishing(&self, breaks: bool) {
        self.breaks_behind_publishing.store(breaks, Ordering::Relaxed);
    }
}

impl PolicyDrafts for MemoryPolicyDrafts {
    async fn find(&self, draft_id: KeyId) -> Result<Option<PolicyDraft>, CallError> {
        Ok(lock(&self.tables).drafts.get(&draft_id).cloned())
    }

    async fn text(&self, draft_id: KeyId, number: u32) -> Result<Option<String>, CallError> {
        Ok(lock(&self.tables).texts.get(&(draft_id, number)).cloned())
    }

    async fn newest(&self, is_open: bool, limit: u32) -> Result<Vec<PolicyDraft>, CallError> {
        let tables = lock(&self.tables);
        let mut drafts: Vec<_> =
            tables.drafts.values().filter(|draft| draft.state.is_open() == is_open).cloned().collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.opened_at));
        drafts.truncate(limit as usize);
        Ok(drafts)
    }
}

impl PolicyDraftDesk for MemoryPolicyDrafts {
    async fn write(&self, change: &DraftChange, _random: [u8; 10]) -> Result<bool, CallError> {
        let draft = &change.draft;
        if draft.state == MotionState::Published && self.breaks_behind_publishing.load(Ordering::Relaxed) {
            return Err(CallError::new("dynamodb:TransactWriteItems", "no answer"));
        }
        let mut tables = lock(&self.tables);
        let stored = tables.drafts.get(&draft.draft_id).map_or(0, |stored| stored.version);
        if stored != draft.version - 1 {
            return Ok(false);
        }
        if let Some(text) = &change.text {
            tables.texts.insert((draft.draft_id, draft.text_number), text.clone());
        }
        tables.trail.extend(change.entry.clone());
        tables.drafts.insert(draft.draft_id, draft.clone());
        Ok(true)
    }
}

/// The topic, as the mails that were sent.
#[derive(Debug, Default)]
pub struct MemoryBypassTopic {
    mails: Mutex<Vec<BypassMail>>,
    is_unreachable: AtomicBool,
}

impl MemoryBypassTopic {
    /// All mails.
    pub fn mails(&self) -> Vec<BypassMail> {
        lock(&self.mails).clone()
    }

    /// Has every call fail from now on, or none.
    pub fn set_unreachable(&self, is_unreachable: bool) {
        self.is_unreachable.store(is_unreachable, Ordering::Relaxed);
    }
}

impl BypassTopic for MemoryBypassTopic {
    async fn publish(&self, mail: &BypassMail) -> Result<(), PublishError> {
        if self.is_unreachable.load(Ordering::Relaxed) {
            return Err(PublishError::Unknown(CallError::new("sns:Publish", "no answer")));
        }
        lock(&self.mails).push(mail.clone());
        Ok(())
    }
}
