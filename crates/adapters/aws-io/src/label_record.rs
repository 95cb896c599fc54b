//! The labels of a transaction: what people found out about it afterwards, and who said so when.
//!
//! Every label that was ever given stays with the transaction, as an element of a set. Which one counts follows
//! from the set alone, so labels may come late, twice or in any order.

use fraud::{Label, Timestamp, Verdict};
use serde::{Deserialize, Serialize};

/// The most labels of one transaction, so that its item keeps room for its decision.
pub const LABELS_MAX: usize = 100;

/// One label, as it was given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LabelRecord {
    /// Fraud or not.
    pub label: Verdict,
    /// Who says so, in the client's words: an analyst, a chargeback.
    pub source: String,
    /// Since when the source knows.
    pub time: Timestamp,
    /// When it was received.
    pub received_at: Timestamp,
}

/// A decision is stored this long after the time that it bears at most: the scorer has a minute for a batch, and clocks differ.
const STORING_MILLIS_MAX: i64 = 2 * 60 * 1000;

/// Whether a label that is known since `known_at` may have been stored before the decision of `decided_at` was: a back end may label a payment
/// while it waits for its decision, and a queue may hold it for hours.
pub fn may_come_first(known_at: Timestamp, decided_at: Timestamp) -> bool {
    known_at.millis_since(decided_at) <= STORING_MILLIS_MAX
}

impl LabelRecord {
    /// The label as history knows it: no decision knew it before it was received, whatever time it names.
    pub fn label(&self) -> Label {
        Label { verdict: self.label, known_at: self.time.max(self.received_at) }
    }

    /// Whether this one is given a second time by `other`.
    pub fn says_the_same_as(&self, other: &LabelRecord) -> bool {
        (self.label, &self.source, self.time) == (other.label, &other.source, other.time)
    }

    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).expect("plain data is JSON")
    }

    pub(crate) fn from_text(text: &str) -> Result<LabelRecord, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// Brings the label that counts to the front: the one of the latest time. Of several of one time one that says
/// fraud counts, because a warning is the safer mistake; among equals the one received last.
pub fn sort(records: &mut [LabelRecord]) {
    let rank = |record: &LabelRecord| (record.time, record.label == Verdict::Fraud, record.received_at);
    records.sort_by(|one, other| rank(other).cmp(&rank(one)).then_with(|| one.source.cmp(&other.source)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(label: Verdict, time: i64, received_at: i64) -> LabelRecord {
        let [time, received_at] = [time, received_at].map(Timestamp::from_millis);
        LabelRecord { label, source: "analyst".to_owned(), time, received_at }
    }

    #[test]
    fn the_latest_label_counts_in_whatever_order_they_come() {
        let late = record(Verdict::Legitimate, 9, 10);
        let tied = record(Verdict::Fraud, 5, 6);
        let others = [record(Verdict::Legitimate, 5, 20), record(Verdict::Fraud, 1, 30)];
        for mut records in [
            [late.clone(), tied.clone(), others[0].clone(), others[1].clone()],
            [others[1].clone(), others[0].clone(), tied.clone(), late.clone()],
        ] {
            sort(&mut records);
            assert_eq!(records[..2], [late.clone(), tied.clone()]);
        }
    }
}
