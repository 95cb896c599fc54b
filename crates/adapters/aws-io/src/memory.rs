//! The resources in memory. They keep what the real ones keep, through the same items and messages, and obey
//! the same conditions; they never fail. What faults there are, a simulation puts around them.

mod alerting;
mod audit_trail;
mod bucket;
mod cases;
mod customers;
mod decision_archive;
mod decision_stream;
mod documents;
mod model_proposals;
mod models;
mod payment_history;
mod policies;
mod rule_activity;
mod shared;
mod watchlist_clearances;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use fraud::{Alert, Assessment, GuardNotice, KeyId, Timestamp};
use serde_dynamo::{AttributeValue, Item};

use crate::CallError;
use crate::alert_queue::{self, AlertQueue};
use crate::label_record::{LABELS_MAX, LabelRecord};
use crate::quarantine_queue::{QuarantineQueue, Quarantined, QuarantinedRecord, RecordQuarantine};
use crate::stored_transaction::{NewTransaction, Status, StoredTransaction, TransactionItem};
use crate::transaction_batch::{TransactionBatch, readable};
use crate::transaction_intake::{Acceptance, TransactionIntake, answer};
use crate::transaction_table::{Completion, Labelling, TableError, TransactionTable, completion_of};

pub use alerting::{MemoryAlertLedger, MemoryAlertTopic, MemoryWaitingAlerts};
pub use audit_trail::MemoryAuditTrail;
pub use bucket::MemoryObjectStore;
pub use cases::MemoryCases;
pub use customers::{MemoryCustomers, MemoryErasureQueue, MemoryUserPool};
pub use decision_archive::{MemoryArchiveObjects, MemoryDecisionArchive};
pub use decision_stream::{MemoryDecisionStream, MemoryEventQueue, Refusal};
pub use documents::{
    MemoryDocumentDesk, MemoryDocumentStore, MemoryDocumentTable, MemoryDocumentTopic, MemoryUploadPermits,
    StoredObject,
};
pub use model_proposals::MemoryModelProposals;
pub use models::{MemoryModelObjects, MemoryModelTopic, MemoryTrainerFunction};
pub use payment_history::MemoryPaymentHistory;
pub use policies::{MemoryBypassTopic, MemoryPolicyDrafts};
pub use rule_activity::MemoryRuleActivity;
pub use watchlist_clearances::MemoryClearances;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no holder of the lock panicked")
}

/// The transactions table.
#[derive(Debug, Default)]
pub struct MemoryTransactionTable {
    items: Mutex<BTreeMap<String, Item>>,
    inserted: Mutex<Vec<Item>>,
}

impl MemoryTransactionTable {
    /// The images of the items inserted since this was last asked, in order: the table's stream.
    pub fn take_inserted(&self) -> Vec<Item> {
        std::mem::take(&mut lock(&self.inserted))
    }

    /// Puts an item past the API, as an operator's script would.
    pub fn put_image(&self, key_id: &str, image: Item) {
        lock(&self.items).insert(key_id.to_owned(), image.clone());
        lock(&self.inserted).push(image);
    }

    /// Changes an item past the API. The stream of new items does not tell of it.
    pub fn replace_image(&self, key_id: &str, image: Item) {
        lock(&self.items).insert(key_id.to_owned(), image);
    }

    /// All ids in order.
    pub fn key_ids(&self) -> Vec<String> {
        lock(&self.items).keys().cloned().collect()
    }

    /// The item as it stands, whatever it is.
    pub fn image(&self, key_id: &str) -> Option<Item> {
        lock(&self.items).get(key_id).cloned()
    }

    fn item(&self, key_id: &str) -> Result<Option<TransactionItem>, TableError> {
        Ok(self.image(key_id).map(TransactionItem::from_item).transpose()?)
    }

    fn replace(&self, item: &TransactionItem) {
        lock(&self.items).insert(item.key_id.to_string(), item.to_item());
    }
}

impl TransactionIntake for MemoryTransactionTable {
    async fn accept(&self, new: &NewTransaction) -> Result<Acceptance, CallError> {
        let key_id = new.key_id.to_string();
        Ok(match self.image(&key_id).map(TransactionItem::from_item) {
            Some(Ok(stored)) => answer(new, &stored),
            Some(Err(_)) => Acceptance::Conflicting,
            None => {
                self.put_image(&key_id, TransactionItem::from(new).to_item());
                Acceptance::Stored
            }
        })
    }
}

impl TransactionTable for MemoryTransactionTable {
    async fn find(&self, key_id: KeyId) -> Result<Option<StoredTransaction>, TableError> {
        Ok(self.item(&key_id.to_string())?.map(StoredTransaction::try_from).transpose()?)
    }

    async fn complete(
        &self,
        key_id: KeyId,
        assessment: &Assessment,
        decided_at: Timestamp,
    ) -> Result<Completion, TableError> {
        let Some(mut item) = self.item(&key_id.to_string())? else { return Ok(Completion::Missing) };
        if item.status == Status::Done {
            return completion_of(item);
        }
        item.complete(assessment, decided_at);
        self.replace(&item);
        Ok(Completion::Stored)
    }

    async fn fail(&self, key_id: &str, reason: &str, failed_at: Timestamp) -> Result<(), CallError> {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let mut items = lock(&self.items);
        // Attribute by attribute: a poisoned item may be no transaction at all.
        let Some(item) = items.get_mut(key_id) else { return Ok(()) };
        if item.get("status") != Some(&text("Done")) {
            item.insert("status".to_owned(), text("Failed"));
            item.insert("failure".to_owned(), text(reason));
            let failed_at_ms = AttributeValue::N(failed_at.as_millis().to_string());
            item.insert("failed_at_ms".to_owned(), failed_at_ms);
        }
        Ok(())
    }

    async fn add_label(&self, key_id: KeyId, label: &LabelRecord) -> Result<Labelling, CallError> {
        let mut items = lock(&self.items);
        let Some(item) = items.get_mut(&key_id.to_string()) else { return Ok(Labelling::Missing) };
        let labels = item.entry("labels".to_owned()).or_insert_with(|| AttributeValue::Ss(Vec::new()));
        if let AttributeValue::Ss(labels) = labels
            && !labels.contains(&label.to_text())
        {
            if labels.len() >= LABELS_MAX {
                return Ok(Labelling::Full);
            }
            labels.push(label.to_text());
        }
        Ok(Labelling::Added)
    }
}

impl TransactionBatch for MemoryTransactionTable {
    async fn find_all(&self, key_ids: &[KeyId]) -> Result<Vec<StoredTransaction>, CallError> {
        Ok(key_ids.iter().filter_map(|key_id| readable(self.image(&key_id.to_string())?)).collect())
    }
}

/// The alerts queue, as the bodies that were sent.
#[derive(Debug, Default)]
pub struct MemoryAlertQueue(Mutex<Vec<String>>);

impl MemoryAlertQueue {
    /// The bodies sent since this was last asked.
    pub fn take_messages(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.0))
    }
}

impl AlertQueue for MemoryAlertQueue {
    async fn send(&self, alert: &Alert) -> Result<(), CallError> {
        lock(&self.0).push(alert_queue::to_message(alert));
        Ok(())
    }

    async fn send_notice(&self, notice: &GuardNotice) -> Result<(), CallError> {
        lock(&self.0).push(alert_queue::notice_to_message(notice));
        Ok(())
    }
}

/// The quarantine queue.
#[derive(Debug, Default)]
pub struct MemoryQuarantineQueue(Mutex<Vec<Quarantined>>);

impl MemoryQuarantineQueue {
    /// All that was ever sent.
    pub fn records(&self) -> Vec<Quarantined> {
        lock(&self.0).clone()
    }
}

impl QuarantineQueue for MemoryQuarantineQueue {
    async fn send(&self, record: &Quarantined) -> Result<(), CallError> {
        lock(&self.0).push(record.clone());
        Ok(())
    }
}

/// The quarantine queue of records of streams.
#[derive(Debug, Default)]
pub struct MemoryRecordQuarantine(Mutex<Vec<QuarantinedRecord>>);

impl MemoryRecordQuarantine {
    /// All that was ever sent.
    pub fn records(&self) -> Vec<QuarantinedRecord> {
        lock(&self.0).clone()
    }
}

impl RecordQuarantine for MemoryRecordQuarantine {
    async fn set_aside(&self, record: &QuarantinedRecord) -> Result<(), CallError> {
        lock(&self.0).push(record.clone());
        Ok(())
    }
}
