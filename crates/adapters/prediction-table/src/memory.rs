//! The table in memory, for tests of who writes to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use fraud::{Day, KeyId, Timestamp};
use predictions::Prediction;

use crate::table::{ClosedDays, PredictionTable, WriteError};

/// Rows by their payment.
#[derive(Debug, Default)]
pub struct MemoryPredictionTable {
    rows: Mutex<BTreeMap<KeyId, Prediction>>,
    failures: Mutex<usize>,
    /// A merchant that it refuses to hold.
    pub refused_merchant: Option<String>,
    /// Days that take no rows.
    pub closed_days: ClosedDays,
    /// The most rows that it adds before its statement is cancelled.
    pub rows_max: Option<usize>,
    /// How many of the days that are to be forgotten stay.
    pub days_stay: usize,
    /// It fails whenever it is to forget.
    pub never_forgets: bool,
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
        Err(WriteError::Late(Duration::ZERO))
    }
}

impl PredictionTable for MemoryPredictionTable {
    async fn add(&self, rows: &[Prediction]) -> Result<ClosedDays, WriteError> {
        self.call()?;
        if self.rows_max.is_some_and(|most| rows.len() > most) {
            return Err(WriteError::Cancelled);
        }
        let refused = self.refused_merchant.as_deref();
        if rows.iter().any(|row| Some(row.payment.merchant.as_str()) == refused) {
            return Err(WriteError::Refused { code: "22000".to_owned() });
        }
        let mut known = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        for row in rows.iter().filter(|row| !self.closed_days.contains_key(&row.day())) {
            let sum = match known.remove(&row.key_id) {
                Some(known) => known.and(row.clone()),
                None => row.clone(),
            };
            known.insert(row.key_id, sum);
        }
        let days: BTreeSet<Day> = rows.iter().map(Prediction::day).collect();
        Ok(self.closed_days.clone().into_iter().filter(|(day, _)| days.contains(day)).collect())
    }

    async fn forget_before(&self, day: Day, _: Timestamp) -> Result<usize, WriteError> {
        if self.never_forgets {
            return Err(WriteError::Late(Duration::ZERO));
        }
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, row| row.day() >= day);
        Ok(self.days_stay)
    }
}
