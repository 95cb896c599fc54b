//! The audit trail in memory.

use std::sync::Mutex;

use casework::AuditEntry;
use fraud::{Day, KeyId};

use super::lock;
use crate::CallError;
use crate::audit_trail::{AuditReader, AuditTrail};

/// What people did.
#[derive(Debug, Default)]
pub struct MemoryAuditTrail(Mutex<Vec<AuditEntry>>);

impl MemoryAuditTrail {
    /// All entries, the earliest first.
    pub fn entries(&self) -> Vec<AuditEntry> {
        lock(&self.0).clone()
    }
}

impl AuditTrail for MemoryAuditTrail {
    async fn note(&self, entry: &AuditEntry, _random: [u8; 10]) -> Result<(), CallError> {
        lock(&self.0).push(entry.clone());
        Ok(())
    }
}

impl AuditReader for MemoryAuditTrail {
    async fn page(
        &self,
        day: Day,
        before: Option<KeyId>,
        most: usize,
    ) -> Result<Vec<(KeyId, AuditEntry)>, CallError> {
        Ok(audit_page(&lock(&self.0), day, before, most))
    }
}

/// Entries of a trail in the order in which they were written. Their ids are made of their times and places in it.
pub(super) fn audit_page(
    trail: &[AuditEntry],
    day: Day,
    before: Option<KeyId>,
    most: usize,
) -> Vec<(KeyId, AuditEntry)> {
    let numbered = trail.iter().zip(0_u64..).map(|(entry, number)| {
        let mut random = [0; 10];
        random[2..].copy_from_slice(&number.to_be_bytes());
        (KeyId::new(entry.at, random), entry)
    });
    let mut of_day: Vec<_> = numbered
        .filter(|(id, entry)| Day::of(entry.at) == day && before.is_none_or(|before| *id < before))
        .map(|(id, entry)| (id, entry.clone()))
        .collect();
    of_day.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
    of_day.truncate(most);
    of_day
}
