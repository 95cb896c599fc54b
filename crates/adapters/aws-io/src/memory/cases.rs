//! The tables of cases and of the audit trail in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use casework::case::parties;
use casework::{AuditEntry, Case, Change};
use fraud::{Alert, Day, KeyId, Timestamp, Verdict};

use super::audit_trail::audit_page;
use super::lock;
use crate::CallError;
use crate::audit_trail::AuditReader;
use crate::case_table::{
    CarriedOut, CaseDesk, CaseFinder, CaseIntake, CasePage, Cursor, Filed, Order, Page, View,
};
use crate::transaction_table::Labelling;

/// The tables.
#[derive(Debug, Default)]
pub struct MemoryCases(Mutex<Tables>);

#[derive(Debug, Default)]
struct Tables {
    cases: BTreeMap<KeyId, Case>,
    alerts: BTreeMap<KeyId, Alert>,
    pointers: BTreeMap<String, KeyId>,
    trail: Vec<AuditEntry>,
    labels: Vec<(KeyId, Verdict)>,
    unknown_payments: Vec<KeyId>,
}

impl MemoryCases {
    /// All cases.
    pub fn all(&self) -> Vec<Case> {
        lock(&self.0).cases.values().cloned().collect()
    }

    /// The labels that were given.
    pub fn labels(&self) -> Vec<(KeyId, Verdict)> {
        lock(&self.0).labels.clone()
    }

    /// From now on the payment is not in the transactions table.
    pub fn forget_payment(&self, key_id: KeyId) {
        lock(&self.0).unknown_payments.push(key_id);
    }
}

impl CaseIntake for MemoryCases {
    async fn file(&self, alert: &Alert, now: Timestamp) -> Result<Filed, CallError> {
        let mut tables = lock(&self.0);
        if tables.alerts.contains_key(&alert.key_id) {
            return Ok(Filed::Before);
        }
        let parties = parties(alert);
        let pointed = parties.iter().filter_map(|party| tables.pointers.get(party));
        let open = pointed.filter_map(|id| tables.cases.get(id)).find(|case| case.takes(alert));
        let (case, filed) = match open {
            Some(case) => (case.joined_by(alert, now), Filed::Joined),
            None => (Case::open(alert, now), Filed::Opened),
        };
        for party in parties {
            tables.pointers.insert(party, case.case_id);
        }
        tables.alerts.insert(alert.key_id, alert.clone());
        tables.cases.insert(case.case_id, case);
        Ok(filed)
    }
}

impl CaseFinder for MemoryCases {
    async fn find(&self, case_id: KeyId) -> Result<Option<Case>, CallError> {
        Ok(lock(&self.0).cases.get(&case_id).cloned())
    }

    async fn page(&self, view: &View, page: &Page) -> Result<CasePage, CallError> {
        let is_in = |case: &&Case| match view {
            View::Open(queue) => case.queue() == *queue && case.closure.is_none(),
            View::Closed(queue) => case.queue() == *queue && case.closure.is_some(),
            View::Of { queue, assignee } => {
                case.queue() == *queue && case.closure.is_none() && case.assignee == *assignee
            }
        };
        let tables = lock(&self.0);
        let mut cases: Vec<Case> = tables.cases.values().filter(is_in).cloned().collect();
        match page.order {
            Order::Risk => {
                cases.sort_by(|one, other| other.risk_score.as_f64().total_cmp(&one.risk_score.as_f64()));
            }
            Order::Age => cases.sort_by_key(|case| case.opened_at),
        }
        let after = page.after.as_deref().and_then(Cursor::read);
        let start = after.and_then(|cursor| cases.iter().position(|case| case.case_id == cursor.case_id));
        let mut cases = cases.split_off(start.map_or(0, |start| start + 1));
        let limit = page.limit as usize;
        let next = (cases.len() > limit).then(|| {
            let case_id = cases[limit - 1].case_id;
            Cursor { number: 0, case_id }.write()
        });
        cases.truncate(limit);
        Ok(CasePage { cases, next })
    }

    async fn alerts(&self, key_ids: &[KeyId]) -> Result<Vec<Alert>, CallError> {
        let tables = lock(&self.0);
        Ok(key_ids.iter().filter_map(|key_id| tables.alerts.get(key_id).cloned()).collect())
    }

    async fn cases_of(&self, key_ids: &[KeyId]) -> Result<Vec<Case>, CallError> {
        let tables = lock(&self.0);
        let is_of = |case: &&Case| case.alerts.iter().any(|alert| key_ids.contains(alert));
        Ok(tables.cases.values().filter(is_of).cloned().collect())
    }

    async fn trail_of(&self, subject: &str, most: usize) -> Result<Vec<AuditEntry>, CallError> {
        let tables = lock(&self.0);
        let mut entries: Vec<_> =
            tables.trail.iter().filter(|entry| entry.subject == subject).cloned().collect();
        Ok(entries.split_off(entries.len().saturating_sub(most)))
    }
}

impl AuditReader for MemoryCases {
    async fn page(
        &self,
        day: Day,
        before: Option<KeyId>,
        most: usize,
    ) -> Result<Vec<(KeyId, AuditEntry)>, CallError> {
        Ok(audit_page(&lock(&self.0).trail, day, before, most))
    }
}

impl CaseDesk for MemoryCases {
    async fn carry_out(&self, change: &Change, _random: [u8; 10]) -> Result<CarriedOut, CallError> {
        let mut tables = lock(&self.0);
        let stored = tables.cases.get(&change.case.case_id).map(|case| case.version);
        if stored != Some(change.case.version - 1) {
            return Ok(CarriedOut::Overtaken);
        }
        if let Some((key_id, verdict)) = change.label {
            if tables.unknown_payments.contains(&key_id) {
                return Ok(CarriedOut::NotLabelled(Labelling::Missing));
            }
            tables.labels.push((key_id, verdict));
        }
        tables.trail.push(change.entry.clone());
        tables.cases.insert(change.case.case_id, change.case.clone());
        Ok(CarriedOut::Done)
    }
}
