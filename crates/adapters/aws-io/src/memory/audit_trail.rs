//! The audit trail in memory.

use std::sync::Mutex;

use casework::AuditEntry;

use super::lock;
use crate::CallError;
use crate::audit_trail::AuditTrail;

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
