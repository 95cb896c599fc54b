//! The function with a table and a quarantine in memory.

use std::collections::HashSet;
use std::sync::Mutex;

use aws_io::CallError;
use aws_io::memory::{MemoryRecordQuarantine, MemoryTransactionTable};
use aws_io::stored_transaction::{NewTransaction, StoredTransaction};
use aws_io::transaction_intake::{Acceptance, TransactionIntake};
use aws_io::transaction_table::TransactionTable;
use column_mapping::ColumnMapping;
use fraud::made_up::MarkKey;
use fraud::{CardKey, KeyId, Timestamp};
use serde_json::{Value, json};
use stream_intake::{Deps, StreamEvent, handle};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
pub(crate) const CARD: &str = "4111111111111111";
/// A merchant whose payments AWS refuses.
pub(crate) const TOO_LARGE: &str = "Too Large";
/// A merchant on whose payments the function panics.
pub(crate) const PANICS: &str = "Panics";

/// A table in memory that can be made to fail for some merchants.
#[derive(Default)]
pub(crate) struct Tables {
    stored: MemoryTransactionTable,
    order: Mutex<Vec<String>>,
    failing: Mutex<HashSet<&'static str>>,
}

impl TransactionIntake for Tables {
    async fn accept(&self, new: &NewTransaction) -> Result<Acceptance, CallError> {
        let merchant = new.transaction.merchant.clone();
        if self.failing.lock().unwrap().contains(merchant.as_str()) {
            return Err(CallError::new("dynamodb:PutItem", "throttled"));
        }
        match merchant.as_str() {
            TOO_LARGE => return Err(CallError::refusal("dynamodb:PutItem", format!("{CARD} is too large"))),
            PANICS => panic!("an unforeseen fault"),
            _ => {}
        }
        let accepted = self.stored.accept(new).await?;
        if accepted == Acceptance::Stored {
            self.order.lock().unwrap().push(merchant);
        }
        Ok(accepted)
    }
}

pub(crate) struct Stream {
    pub(crate) deps: Deps<Tables, MemoryRecordQuarantine>,
}

impl Stream {
    pub(crate) fn new(mapping: &str) -> Stream {
        Stream {
            deps: Deps {
                intake: Tables::default(),
                quarantine: MemoryRecordQuarantine::default(),
                card_key: CardKey::new([7; 32]).unwrap(),
                mark_key: Some(MarkKey::new([8; 32]).unwrap()),
                retention_days: 180,
                mapping: ColumnMapping::parse(mapping).unwrap(),
            },
        }
    }

    pub(crate) fn fail_for(&self, merchants: &[&'static str]) {
        *self.deps.intake.failing.lock().unwrap() = merchants.iter().copied().collect();
    }

    pub(crate) async fn deliver(&self, event: Value) -> Value {
        let event: StreamEvent = serde_json::from_value(event).unwrap();
        serde_json::to_value(handle(event, &self.deps, NOW).await.unwrap()).unwrap()
    }

    pub(crate) fn stored(&self) -> Vec<String> {
        self.deps.intake.order.lock().unwrap().clone()
    }

    pub(crate) async fn stored_under(&self, key_id: KeyId) -> Option<StoredTransaction> {
        self.deps.intake.stored.find(key_id).await.unwrap()
    }

    pub(crate) fn reasons(&self) -> Vec<String> {
        self.deps.quarantine.records().into_iter().map(|record| record.reason).collect()
    }
}

pub(crate) fn payment(merchant: &str, id: Option<&str>) -> String {
    let mut payment = json!({ "amount": 10.50, "merchant": merchant, "card_number": CARD });
    if let Some(id) = id {
        payment["idempotency_key"] = id.into();
    }
    payment.to_string()
}
