//! Proposals of models in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use casework::AuditEntry;
use casework::four_eyes::MotionState;
use casework::model_proposal::{ModelProposal, ProposalChange};
use fraud::KeyId;

use super::lock;
use crate::CallError;
use crate::model_proposal_table::{ModelProposalDesk, ModelProposals};

/// The tables.
#[derive(Debug, Default)]
pub struct MemoryModelProposals {
    tables: Mutex<Tables>,
    breaks_behind_publishing: AtomicBool,
}

#[derive(Debug, Default)]
struct Tables {
    proposals: BTreeMap<KeyId, ModelProposal>,
    trail: Vec<AuditEntry>,
}

impl MemoryModelProposals {
    /// What the trail says.
    pub fn trail(&self) -> Vec<AuditEntry> {
        lock(&self.tables).trail.clone()
    }

    /// Has whoever publishes fail once the model is in force, or not any more.
    pub fn break_behind_publishing(&self, breaks: bool) {
        self.breaks_behind_publishing.store(breaks, Ordering::Relaxed);
    }
}

impl ModelProposals for MemoryModelProposals {
    async fn find(&self, proposal_id: KeyId) -> Result<Option<ModelProposal>, CallError> {
        Ok(lock(&self.tables).proposals.get(&proposal_id).cloned())
    }

    async fn newest(&self, is_open: bool, limit: u32) -> Result<Vec<ModelProposal>, CallError> {
        let tables = lock(&self.tables);
        let of_state = tables.proposals.values().filter(|proposal| proposal.state.is_open() == is_open);
        let mut proposals: Vec<_> = of_state.cloned().collect();
        proposals.sort_by_key(|proposal| std::cmp::Reverse(proposal.opened_at));
        proposals.truncate(limit as usize);
        Ok(proposals)
    }
}

impl ModelProposalDesk for MemoryModelProposals {
    async fn write(&self, change: &ProposalChange, _random: [u8; 10]) -> Result<bool, CallError> {
        let proposal = &change.proposal;
        let breaks = self.breaks_behind_publishing.load(Ordering::Relaxed);
        if proposal.state == MotionState::Published && breaks {
            return Err(CallError::new("dynamodb:TransactWriteItems", "no answer"));
        }
        let mut tables = lock(&self.tables);
        let stored = tables.proposals.get(&proposal.proposal_id).map_or(0, |stored| stored.version);
        if stored != proposal.version - 1 {
            return Ok(false);
        }
        tables.trail.extend(change.entry.clone());
        tables.proposals.insert(proposal.proposal_id, proposal.clone());
        Ok(true)
    }
}
