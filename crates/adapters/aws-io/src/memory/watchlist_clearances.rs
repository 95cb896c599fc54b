//! The table of watchlist clearances in memory.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Mutex;

use casework::AuditEntry;
use watchlist::Clearance;

use super::lock;
use crate::CallError;
use crate::watchlist_clearances::{
    ClearanceDesk, ClearanceEnds, ClearanceItem, ClearanceRecord, ClearanceTable, Revocation, clearance_id,
    in_order,
};

/// The table, and the trail of what people did with it.
#[derive(Debug, Default)]
pub struct MemoryClearances(Mutex<BTreeMap<(String, String), ClearanceItem>>, Mutex<Trail>);

/// Entries, and what tells them apart: no two are written of the same moment with the same bytes.
type Trail = Vec<(AuditEntry, [u8; 10])>;

impl MemoryClearances {
    /// What people did, the earliest first.
    pub fn trail(&self) -> Vec<AuditEntry> {
        lock(&self.1).iter().map(|(entry, _)| entry.clone()).collect()
    }

    /// Appends an entry, unless another one stands in its place.
    fn append(&self, entry: &AuditEntry, random: [u8; 10]) -> bool {
        let mut trail = lock(&self.1);
        let is_free = trail.iter().all(|(other, bytes)| (other.at, *bytes) != (entry.at, random));
        if is_free {
            trail.push((entry.clone(), random));
        }
        is_free
    }
}

impl ClearanceDesk for MemoryClearances {
    async fn add_for(
        &self,
        clearance: &Clearance,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> Result<(), CallError> {
        if self.append(entry, random) {
            self.add(clearance).await?;
        }
        Ok(())
    }

    async fn revoke_for(
        &self,
        record: &ClearanceRecord,
        revocation: &Revocation,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> Result<bool, CallError> {
        Ok(self.append(entry, random) && self.revoke(record, revocation).await?)
    }
}

impl ClearanceEnds for MemoryClearances {
    async fn ending(
        &self,
        list: &str,
        times: RangeInclusive<i64>,
        most: usize,
    ) -> Result<Vec<ClearanceRecord>, CallError> {
        let mut ending: Vec<ClearanceItem> = lock(&self.0)
            .values()
            .filter(|item| {
                item.list == list && item.revocation.is_none() && times.contains(&item.holds_until_ms)
            })
            .cloned()
            .collect();
        ending.sort_by_key(|item| item.holds_until_ms);
        ending.truncate(most);
        Ok(ending.into_iter().map(ClearanceRecord::from).collect())
    }
}

impl ClearanceTable for MemoryClearances {
    async fn add(&self, clearance: &Clearance) -> Result<(), CallError> {
        let key = (clearance.party.clone(), clearance_id(clearance));
        lock(&self.0).insert(key, ClearanceItem::from(clearance));
        Ok(())
    }

    async fn of_party(&self, party: &str) -> Result<Vec<ClearanceRecord>, CallError> {
        let items = lock(&self.0);
        let of_party = items.iter().filter(|((known, _), _)| known == party);
        Ok(in_order(of_party.map(|(_, item)| item.clone()).collect()))
    }

    async fn revoke(&self, record: &ClearanceRecord, revocation: &Revocation) -> Result<bool, CallError> {
        let key = (record.clearance.party.clone(), clearance_id(&record.clearance));
        let mut items = lock(&self.0);
        let Some(item) = items.get_mut(&key).filter(|item| item.revocation.is_none()) else {
            return Ok(false);
        };
        item.revocation = Some(revocation.clone());
        Ok(true)
    }
}
