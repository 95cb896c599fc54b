//! The table of customers, the queue of erasures and the customers' user pool in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use fraud::{Day, KeyId, Timestamp};

use super::lock;
use crate::CallError;
use crate::customer_table::{
    Admission, Allowance, CustomerDesk, CustomerErasure, CustomerHoldings, ErasedAccount, Holdings,
    OwnedDocument,
};
use crate::erasure_queue::{self, Erased, ErasureQueue};
use crate::user_pool::UserPool;

/// The table of customers.
#[derive(Debug, Default)]
pub struct MemoryCustomers {
    accounts: Mutex<BTreeMap<String, Account>>,
    erased: Mutex<BTreeMap<KeyId, ErasedAccount>>,
}

#[derive(Debug, Default)]
struct Account {
    documents: BTreeMap<KeyId, OwnedDocument>,
    begun: BTreeMap<Day, u32>,
    erasure_id: Option<KeyId>,
}

impl MemoryCustomers {
    /// What is kept of accounts that were erased.
    pub fn erased(&self) -> Vec<ErasedAccount> {
        lock(&self.erased).values().cloned().collect()
    }
}

impl CustomerHoldings for Arc<MemoryCustomers> {
    async fn holdings(&self, customer: &str) -> Result<Holdings, CallError> {
        let accounts = lock(&self.accounts);
        let holdings = accounts.get(customer).map(|account| Holdings {
            documents: account.documents.values().rev().cloned().collect(),
            is_closed: account.erasure_id.is_some(),
        });
        Ok(holdings.unwrap_or_default())
    }
}

impl CustomerDesk for Arc<MemoryCustomers> {
    async fn admit(
        &self,
        customer: &str,
        document: &OwnedDocument,
        allowance: Allowance,
    ) -> Result<Admission, CallError> {
        let mut accounts = lock(&self.accounts);
        let account = accounts.entry(customer.to_owned()).or_default();
        if account.erasure_id.is_some() {
            return Ok(Admission::Closed);
        }
        if account.documents.len() >= allowance.documents_max as usize {
            return Ok(Admission::TooMany);
        }
        let begun = account.begun.entry(Day::of(document.created_at)).or_default();
        if *begun >= allowance.documents_a_day_max {
            return Ok(Admission::TooManyToday);
        }
        *begun += 1;
        account.documents.insert(document.key_id, document.clone());
        Ok(Admission::Admitted)
    }

    async fn mark_deleted(&self, customer: &str, key_id: KeyId, now: Timestamp) -> Result<bool, CallError> {
        let mut accounts = lock(&self.accounts);
        let document = accounts.get_mut(customer).and_then(|account| account.documents.get_mut(&key_id));
        Ok(document.is_some_and(|document| {
            document.deleted_at.get_or_insert(now);
            true
        }))
    }

    async fn close(&self, customer: &str, erasure_id: KeyId, _: Timestamp) -> Result<KeyId, CallError> {
        let mut accounts = lock(&self.accounts);
        let account = accounts.entry(customer.to_owned()).or_default();
        Ok(*account.erasure_id.get_or_insert(erasure_id))
    }
}

impl CustomerErasure for Arc<MemoryCustomers> {
    async fn forget_document(&self, customer: &str, key_id: KeyId) -> Result<(), CallError> {
        if let Some(account) = lock(&self.accounts).get_mut(customer) {
            account.documents.remove(&key_id);
        }
        Ok(())
    }

    async fn record_erasure(&self, erased: &ErasedAccount) -> Result<(), CallError> {
        lock(&self.erased).entry(erased.erasure_id).or_insert_with(|| erased.clone());
        Ok(())
    }
}

/// The queue of erasures.
#[derive(Debug, Default)]
pub struct MemoryErasureQueue(Mutex<Vec<String>>);

impl MemoryErasureQueue {
    /// The bodies of all messages, in the order in which they were sent.
    pub fn messages(&self) -> Vec<String> {
        lock(&self.0).clone()
    }
}

impl ErasureQueue for Arc<MemoryErasureQueue> {
    async fn send(&self, customer: &str, what: &Erased) -> Result<(), CallError> {
        let both = erasure_queue::passes(customer, what);
        lock(&self.0).extend(both.iter().map(erasure_queue::to_message));
        Ok(())
    }
}

/// The user pool: the names of its users.
#[derive(Debug, Default)]
pub struct MemoryUserPool(Mutex<BTreeSet<String>>);

impl MemoryUserPool {
    /// Adds a user.
    pub fn add(&self, user_name: &str) {
        lock(&self.0).insert(user_name.to_owned());
    }

    /// Whether there is such a user.
    pub fn has(&self, user_name: &str) -> bool {
        lock(&self.0).contains(user_name)
    }
}

impl UserPool for Arc<MemoryUserPool> {
    async fn delete(&self, user_name: &str) -> Result<(), CallError> {
        lock(&self.0).remove(user_name);
        Ok(())
    }
}
