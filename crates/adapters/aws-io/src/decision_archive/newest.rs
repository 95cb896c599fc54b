//! Of each transaction what its latest row says: rows come at least once, one for every revision, in any order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use fraud::{KeyId, PastTransaction, Timestamp};

use super::row::DecisionRow;

/// The revision, and since when its label is known: two imports may label a payment differently.
pub type Rank = (u32, Option<Timestamp>);

/// Keeps of each transaction something of its latest row.
#[derive(Clone, Debug)]
pub struct Newest<Kept> {
    by_id: HashMap<KeyId, (Rank, Kept)>,
}

impl<Kept> Default for Newest<Kept> {
    fn default() -> Self {
        Newest { by_id: HashMap::new() }
    }
}

impl<Kept> Newest<Kept> {
    /// Notes a row, of which `keep` makes what is kept if it is the latest so far.
    pub fn note(&mut self, key_id: KeyId, rank: Rank, keep: impl FnOnce() -> Kept) {
        match self.by_id.entry(key_id) {
            Entry::Vacant(place) => drop(place.insert((rank, keep()))),
            Entry::Occupied(mut place) if place.get().0 < rank => drop(place.insert((rank, keep()))),
            Entry::Occupied(_) => {}
        }
    }

    /// How many transactions there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// What was kept, in no order.
    pub fn into_kept(self) -> impl Iterator<Item = Kept> {
        self.by_id.into_values().map(|(_, kept)| kept)
    }
}

/// Of each transaction the row of the latest revision, in the order in which the transactions were received.
pub fn newest(rows: impl IntoIterator<Item = DecisionRow>) -> Vec<DecisionRow> {
    let mut newest = Newest::default();
    for row in rows {
        newest.note(row.key_id, row.rank(), || row);
    }
    let mut rows: Vec<_> = newest.into_kept().collect();
    rows.sort_unstable_by_key(|row| (row.received_at_ms, row.key_id));
    rows
}

/// Past transactions from their rows, as histories and models want them.
#[derive(Clone, Debug, Default)]
pub struct PastTransactions {
    newest: Newest<Option<PastTransaction>>,
}

impl PastTransactions {
    /// Notes a row as it was known at an instant: without a label that came later.
    pub fn note(&mut self, row: &DecisionRow, known_by: Timestamp) {
        let is_known = row.label.label_time_ms.is_none_or(|time| time <= known_by);
        // A row with an earlier label, if there is one, has a higher revision than none.
        let rank = if is_known { row.rank() } else { (0, None) };
        let past = || {
            let past = row.past().ok()?;
            Some(PastTransaction { label: past.label.filter(|_| is_known), ..past })
        };
        self.newest.note(row.key_id, rank, past);
    }

    /// The transactions in the order in which they were received, and how many could not be read.
    pub fn in_order(self) -> (Vec<PastTransaction>, u64) {
        let total = self.newest.len();
        let mut past: Vec<_> = self.newest.into_kept().flatten().collect();
        past.sort_unstable_by_key(|past| (past.received_at, past.key_id));
        let unreadable = (total - past.len()) as u64;
        (past, unreadable)
    }
}
