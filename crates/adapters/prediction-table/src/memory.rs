//! The table in memory, for tests of who writes to it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use fraud::{Day, KeyId, Timestamp};
use predictions::Prediction;

use crate::table::{PredictionTable, WriteError};

/// Rows by their payment.
#[derive(Debug, Default)]
pub struct MemoryPredictionTable {
    rows: Mutex<BTreeMap<KeyId, Prediction>>,
    failures: Mutex<usize>,
    /// A merchant that it refuses to hold.
    pub refused_merchant: Option<String>,
}

impl MemoryPredictionTable {
    /// All rows.
    pub fn rows(&self) -> Vec<Prediction> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Has so many calls fail.
    pub fn fail(&self, calls: usize) {
        *self.failures.lock().unwrap_or_else(PoisonError::into_inner) = calls;
    }

    fn call(&self) -> Result<(), WriteError> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if *failures == 0 {
            return Ok(());
        }
        *failures -= 1;
        Err(WriteError::Late(std::time::Duration::ZERO))
    }
}

impl PredictionTable for MemoryPredictionTable {
    async fn add(&self, rows: &[Prediction]) -> Result<(), WriteError> {
        self.call()?;
        let refused = self.refused_merchant.as_deref();
        if rows.iter().any(|row| Some(row.payment.merchant.as_str()) == refused) {
            return Err(WriteError::Refused { code: "22000".to_owned() });
        }
        let mut known = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        for row in rows {
            let sum = match known.remove(&row.key_id) {
                Some(known) => known.and(row.clone()),
                None => row.clone(),
            };
            known.insert(row.key_id, sum);
        }
        Ok(())
    }

    async fn forget_before(&self, day: Day, _: Timestamp) -> Result<(), WriteError> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, row| row.day() >= day);
        Ok(())
    }
}
