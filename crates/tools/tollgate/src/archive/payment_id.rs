//! Ids for payments that have none: made from what a payment is, so that the same one gets the same id from whichever
//! file it comes.

use std::collections::HashMap;

use backtest::Record;
use fraud::KeyId;
use sha2::{Digest, Sha256};

/// Gives ids.
#[derive(Default)]
pub(super) struct PaymentIds {
    /// How often each payment came up so far: two that are alike in everything are still two.
    seen: HashMap<[u8; 16], u32>,
}

impl PaymentIds {
    /// The id of a payment. What has become known of it since does not matter.
    pub(super) fn id_of(&mut self, record: &Record) -> KeyId {
        let transaction = serde_json::to_vec(&record.transaction).expect("plain data is JSON");
        let mut hash = Sha256::new();
        hash.update(record.received_at.as_millis().to_be_bytes());
        hash.update(transaction);
        let mut known_as = [0; 16];
        known_as.copy_from_slice(&hash.clone().finalize()[..16]);
        let alike = self.seen.entry(known_as).or_default();
        hash.update(alike.to_be_bytes());
        *alike += 1;
        let mut unique = [0; 10];
        unique.copy_from_slice(&hash.finalize()[..10]);
        KeyId::new(record.received_at, unique)
    }
}
