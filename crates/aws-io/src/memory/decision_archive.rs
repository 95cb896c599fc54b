//! The archive in memory.

use std::sync::Mutex;

use super::lock;
use crate::CallError;
use crate::decision_archive::{DecisionArchive, DecisionRow};

/// The archive, which can be told to take only so many rows of a call.
#[derive(Debug, Default)]
pub struct MemoryDecisionArchive {
    rows: Mutex<Vec<DecisionRow>>,
    takes_at_most: Mutex<Option<usize>>,
}

impl MemoryDecisionArchive {
    /// All rows ever taken.
    pub fn rows(&self) -> Vec<DecisionRow> {
        lock(&self.rows).clone()
    }

    /// From now on a call is taken up to this many rows.
    pub fn take_at_most(&self, rows: Option<usize>) {
        *lock(&self.takes_at_most) = rows;
    }
}

impl DecisionArchive for MemoryDecisionArchive {
    async fn put(&self, rows: &[DecisionRow]) -> Result<Option<usize>, CallError> {
        let taken = lock(&self.takes_at_most).unwrap_or(rows.len()).min(rows.len());
        lock(&self.rows).extend_from_slice(&rows[..taken]);
        Ok((taken < rows.len()).then_some(taken))
    }
}
