//! All that outlives an invocation: the resources in memory, the clock, and what is known of the world so far.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use aws_io::memory::{
    MemoryAlertLedger, MemoryAlertQueue, MemoryAlertTopic, MemoryCases, MemoryClearances, MemoryObjectStore,
    MemoryPaymentHistory, MemoryQuarantineQueue, MemoryRuleActivity, MemoryTransactionTable,
};
use fraud::{KeyId, Timestamp};

use crate::faults::FaultRates;
use crate::flaw::Flaw;
use crate::journal::{Journal, Occurrence};
use crate::queue::AlertsQueue;
use crate::random::Random;
use crate::witness::Witness;

/// The resources, and the state that those who call them share.
pub(crate) struct Cloud {
    pub(crate) table: MemoryTransactionTable,
    /// The entries of all parties.
    pub(crate) history: MemoryPaymentHistory,
    pub(crate) alerts: MemoryAlertQueue,
    pub(crate) quarantine: MemoryQuarantineQueue,
    pub(crate) cases: MemoryCases,
    pub(crate) ledger: MemoryAlertLedger,
    pub(crate) topic: MemoryAlertTopic,
    /// The alerts that wait for a digest.
    pub(crate) waiting: Mutex<AlertsQueue>,
    /// The policy and the watchlist.
    pub(crate) objects: MemoryObjectStore,
    pub(crate) clearances: MemoryClearances,
    pub(crate) activity: MemoryRuleActivity,
    pub(crate) flaw: Option<Flaw>,
    state: Mutex<State>,
}

/// What changes from step to step.
pub(crate) struct State {
    pub(crate) random: Random,
    pub(crate) rates: FaultRates,
    pub(crate) journal: Journal,
    pub(crate) witness: Witness,
    pub(crate) now: Timestamp,
    /// The invocation that is being polled.
    pub(crate) invocation: u64,
    /// How many calls a party's entries had in a second.
    pub(crate) partition_calls: BTreeMap<(String, i64), usize>,
    /// Who needs it is a planted bug.
    pub(crate) latest_claims: BTreeMap<KeyId, Timestamp>,
}

impl Cloud {
    pub(crate) fn new(random: Random, rates: FaultRates, flaw: Option<Flaw>, journal: Journal) -> Cloud {
        let state = State {
            random,
            rates,
            journal,
            witness: Witness::default(),
            now: Timestamp::from_millis(1_772_368_200_000),
            invocation: 0,
            partition_calls: BTreeMap::new(),
            latest_claims: BTreeMap::new(),
        };
        Cloud {
            table: MemoryTransactionTable::default(),
            history: MemoryPaymentHistory::default(),
            alerts: MemoryAlertQueue::default(),
            quarantine: MemoryQuarantineQueue::default(),
            cases: MemoryCases::default(),
            ledger: MemoryAlertLedger::default(),
            topic: MemoryAlertTopic::default(),
            waiting: Mutex::new(AlertsQueue::that_gives_nothing_up()),
            objects: MemoryObjectStore::default(),
            clearances: MemoryClearances::default(),
            activity: MemoryRuleActivity::default(),
            flaw,
            state: Mutex::new(state),
        }
    }

    /// Nobody else has it: there is one thread, and no lock is held over an await.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the lock panicked")
    }

    /// Likewise.
    pub(crate) fn waiting(&self) -> MutexGuard<'_, AlertsQueue> {
        self.waiting.lock().expect("no holder of the lock panicked")
    }

    /// Whether a bug was planted.
    pub(crate) fn has(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }

    pub(crate) fn into_journal(self) -> Journal {
        self.state.into_inner().expect("no holder of the lock panicked").journal
    }
}

impl State {
    /// Counts what happened and tells it.
    pub(crate) fn happened(&mut self, occurrence: Occurrence, words: impl FnOnce() -> String) {
        self.journal.count(occurrence);
        self.tell(words);
    }

    pub(crate) fn tell(&mut self, words: impl FnOnce() -> String) {
        self.journal.tell(self.now, words);
    }

    /// Notes a broken invariant.
    pub(crate) fn check(&mut self, result: Result<(), String>) {
        if let Err(invariant) = result {
            self.tell(|| format!("BROKEN: {invariant}"));
            self.journal.broken(invariant);
        }
    }
}
