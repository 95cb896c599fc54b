//! One transaction of a file, with what is known of it.

use fraud::{KeyId, Label, PastTransaction, Timestamp, Transaction, Verdict};

/// A transaction that happened, and what it turned out to be.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Its id; one made from its place in the file if it has none.
    pub key_id: KeyId,
    /// Whether the file gives that id.
    pub has_own_id: bool,
    /// When it was received; when it happened if the file does not say.
    pub received_at: Timestamp,
    /// The transaction.
    pub transaction: Transaction,
    /// What it turned out to be, if that is known.
    pub verdict: Option<Verdict>,
    /// Since when that is known, if the file says so.
    pub known_at: Option<Timestamp>,
    /// The name of the fraud pattern, in generated data.
    pub pattern: Option<String>,
}

impl From<PastTransaction> for Record {
    /// A transaction as it was stored, with its label if it has one.
    fn from(past: PastTransaction) -> Record {
        Record {
            key_id: past.key_id,
            has_own_id: true,
            received_at: past.received_at,
            transaction: past.transaction,
            verdict: past.label.map(|label| label.verdict),
            known_at: past.label.map(|label| label.known_at),
            pattern: None,
        }
    }
}

impl Record {
    /// The transaction as later ones see it, but for its outcome. Its label is known since the time that the file says, or after
    /// so long.
    pub fn known(&self, label_delay_millis: Option<i64>) -> PastTransaction {
        let delayed = label_delay_millis.map(|delay| self.received_at.plus_millis(delay));
        let known_at = self.known_at.or(delayed);
        let label = self.verdict.zip(known_at).map(|(verdict, known_at)| Label { verdict, known_at });
        PastTransaction { label, ..self.past() }
    }

    pub(crate) fn past(&self) -> PastTransaction {
        PastTransaction {
            key_id: self.key_id,
            received_at: self.received_at,
            transaction: self.transaction.clone(),
            outcome: None,
            label: None,
        }
    }
}

/// An id for a transaction that has none: it sorts by time, then by place in the file.
pub(crate) fn key_id_of_row(received_at: Timestamp, row: u64) -> KeyId {
    let mut unique = [0; 10];
    unique[2..].copy_from_slice(&row.to_be_bytes());
    KeyId::new(received_at, unique)
}
