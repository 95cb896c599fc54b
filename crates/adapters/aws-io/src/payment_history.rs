//! What came before a payment: one small entry for each party that a payment names, written before histories are read.
//!
//! Entries are written once each and read consistently. So of payments that arrive together each one sees all whose
//! entries were written before it read, and of any two at least one sees the other.

mod dynamo;
mod entry;
mod index;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use fraud::history::{Depth, TOGETHER_MILLIS, WINDOW_MILLIS_MAX, moment};
use fraud::request::FUTURE_MILLIS_MAX;
use fraud::{
    Day, Entity, History, KeyId, Label, Outcome, PastTransaction, Requirements, Timestamp, Transaction,
    Verdict,
};
use futures::future::join_all;
use thiserror::Error;
use tokio::time::{Instant, timeout_at};

use crate::CallError;
use crate::label_record::LabelRecord;

pub use dynamo::DynamoPaymentHistory;
#[cfg(feature = "memory")]
pub(crate) use entry::{EntryItem, MarkItem, past_transaction};
pub use index::{DynamoPaymentIndex, IndexPage, IndexedPayment, PaymentIndex, Slice, is_place};

/// How much longer an entry is kept than the longest window reaches: a payment may be dated ahead, or decided late.
const KEPT_LONGER_MILLIS: i64 = Day::MILLIS;

/// The entries of all parties.
pub trait PaymentHistory {
    /// Writes an entry, unless it is there already: the first one stands.
    fn enter(&self, entry: &NewEntry<'_>) -> impl Future<Output = Result<(), HistoryError>> + Send;

    /// Reads the newest entries of a party, those that were written by then included.
    fn read(
        &self,
        span: &Span<'_>,
    ) -> impl Future<Output = Result<Vec<PastTransaction>, HistoryError>> + Send;

    /// Notes on an entry what became of its payment, whether the entry is there yet or not.
    fn mark(&self, place: &Place, mark: &Mark) -> impl Future<Output = Result<(), HistoryError>> + Send;

    /// How long somebody waits for all of it. What is not there by then is missing.
    fn budget(&self) -> Option<Duration> {
        None
    }
}

/// A payment, as its history needs it.
#[derive(Clone, Copy, Debug)]
pub struct Payment<'a> {
    /// Its id.
    pub key_id: KeyId,
    /// When it was received.
    pub received_at: Timestamp,
    /// What it is.
    pub transaction: &'a Transaction,
}

/// Where an entry lies: with a party, at the time of a payment.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The kind of party.
    pub entity: Entity,
    /// What the party is known by.
    pub key: String,
    /// When the payment counts as having happened.
    pub moment: Timestamp,
    /// The payment.
    pub key_id: KeyId,
}

/// An entry to be written.
#[derive(Clone, Debug)]
pub struct NewEntry<'a> {
    /// Where.
    pub place: Place,
    /// Of what.
    pub payment: Payment<'a>,
    /// Whether every field is looked at, or only what history functions measure.
    pub is_whole: bool,
    /// When it may be forgotten.
    pub expires_at: Timestamp,
}

/// The part of a party's history that counts for a payment.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    /// The kind of party.
    pub entity: Entity,
    /// What the party is known by.
    pub key: &'a str,
    /// How much is asked for.
    pub depth: Depth,
    /// The payment's own time.
    pub event_time: Timestamp,
    /// The payment's own id: it is not its own past.
    pub key_id: KeyId,
}

impl Span<'_> {
    /// The oldest time that is looked up. A payment that is dated ahead happens when it is decided: its window begins that
    /// much earlier.
    pub(crate) fn oldest(&self) -> Timestamp {
        self.event_time.plus_millis(-self.depth.window_millis - FUTURE_MILLIS_MAX)
    }

    /// The newest: what arrives together with the payment counts.
    pub(crate) fn newest(&self) -> Timestamp {
        self.event_time.plus_millis(TOGETHER_MILLIS)
    }

    /// How many entries are read at most: the payment's own is among them, and one more tells of a crowd.
    pub(crate) fn entries_max(&self) -> usize {
        self.depth.entries_max + 2
    }
}

/// What became of a payment, where that is not the ordinary case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mark {
    /// It was not approved.
    Outcome(Outcome),
    /// It turned out to be this. Of several labels the one that counts stays, in whatever order they come.
    Label(LabelRecord),
}

/// What was gathered, and what was not.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The history of the parties that could be read.
    pub history: History,
    /// The parties whose entry could not be written or whose history could not be read.
    pub missing: Vec<(Entity, HistoryError)>,
}

/// Why a party's entry is not written or its history not read.
#[derive(Debug, Error)]
pub enum HistoryError {
    /// It was not there in time.
    #[error("the history was not there in time")]
    TooSlow,
    /// The party has more payments at a time than can be written and read. That is no reason to wait: it stays so.
    #[error("the party has more payments at a time than can be written and read")]
    Crowded(#[source] CallError),
    /// The call failed; it may succeed later.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Payment<'_> {
    /// When it counts as having happened: the same whenever it is decided.
    fn moment(&self) -> Timestamp {
        moment(self.transaction, self.received_at)
    }

    fn place(&self, entity: Entity, key: String) -> Place {
        Place { entity, key, moment: self.moment(), key_id: self.key_id }
    }

    /// Where its entries may lie: with each party that it names.
    fn places(&self) -> impl Iterator<Item = Place> {
        Entity::ALL.into_iter().filter_map(|entity| {
            let key = entity.key_of(self.transaction)?;
            Some(self.place(entity, key.into_owned()))
        })
    }
}

/// Writes a payment's entries and reads the histories of its parties, of all parties side by side: those that are asked for.
pub async fn gather(
    history: &impl PaymentHistory,
    payment: &Payment<'_>,
    requirements: &Requirements,
) -> Gathered {
    let deadline = history.budget().map(|budget| Instant::now() + budget);
    let parties = wanted(payment, requirements).map(async |(entity, key, depth)| {
        let work = enter_and_read(history, payment, entity, key, depth, requirements);
        let done = match deadline {
            None => Ok(work.await),
            Some(deadline) => timeout_at(deadline, work).await,
        };
        (entity, done.unwrap_or((None, Err(HistoryError::TooSlow))))
    });
    let mut gathered = Gathered::default();
    for (entity, (crowd, read)) in join_all(parties).await {
        let is_crowded = crowd.is_some() || matches!(read, Err(HistoryError::Crowded(_)));
        if is_crowded {
            gathered.history = gathered.history.with_crowd(entity);
        }
        match read {
            Ok(entries) => gathered.history = gathered.history.with(entity, entries),
            Err(error) => gathered.missing.push((entity, error)),
        }
    }
    gathered
}

/// Writes a payment's entries again, for the parties that are asked for. A crowd does not take them, and nobody waits for it.
pub async fn enter(
    history: &impl PaymentHistory,
    payment: &Payment<'_>,
    requirements: &Requirements,
) -> Result<(), HistoryError> {
    let entries = wanted(payment, requirements).map(async |(entity, key, depth)| {
        history.enter(&new_entry(payment, entity, key, depth, requirements)).await
    });
    join_all(entries).await.into_iter().try_for_each(unless_crowded)
}

/// Marks the entries of a payment, of all parties that it names. A crowd does not take marks, and nobody waits for it.
pub async fn mark(
    history: &impl PaymentHistory,
    payment: &Payment<'_>,
    mark: &Mark,
    now: Timestamp,
) -> Result<(), HistoryError> {
    // Nobody looks back that far.
    if now.millis_since(payment.moment()) > WINDOW_MILLIS_MAX {
        return Ok(());
    }
    let marks = payment.places().map(async |place| history.mark(&place, mark).await);
    join_all(marks).await.into_iter().try_for_each(unless_crowded)
}

fn unless_crowded(result: Result<(), HistoryError>) -> Result<(), HistoryError> {
    match result {
        Err(HistoryError::Crowded(_)) => Ok(()),
        result => result,
    }
}

/// First the one, then the other: so two payments can't both miss each other. A crowd that takes no entry may still be read.
async fn enter_and_read(
    history: &impl PaymentHistory,
    payment: &Payment<'_>,
    entity: Entity,
    key: String,
    depth: &Depth,
    requirements: &Requirements,
) -> (Option<HistoryError>, Result<Vec<PastTransaction>, HistoryError>) {
    let entry = new_entry(payment, entity, key, depth, requirements);
    let crowd = match history.enter(&entry).await {
        Ok(()) => None,
        Err(crowd @ HistoryError::Crowded(_)) => Some(crowd),
        Err(error) => return (None, Err(error)),
    };
    let event_time = payment.transaction.event_time;
    let key_id = payment.key_id;
    let span = Span { entity, key: &entry.place.key, depth: *depth, event_time, key_id };
    (crowd, history.read(&span).await)
}

fn new_entry<'a>(
    payment: &Payment<'a>,
    entity: Entity,
    key: String,
    depth: &Depth,
    requirements: &Requirements,
) -> NewEntry<'a> {
    let kept_millis = requirements.window_millis_max() + FUTURE_MILLIS_MAX + KEPT_LONGER_MILLIS;
    NewEntry {
        place: payment.place(entity, key),
        payment: *payment,
        is_whole: depth.needs_every_field,
        expires_at: payment.moment().plus_millis(kept_millis),
    }
}

/// The parties that are asked for and that the payment names, with how much of each.
fn wanted<'a>(
    payment: &'a Payment<'_>,
    requirements: &'a Requirements,
) -> impl Iterator<Item = (Entity, String, &'a Depth)> {
    requirements.iter().filter_map(|(entity, depth)| {
        let key = requirements.key_of(entity, payment.transaction)?;
        Some((entity, key.into_owned(), depth))
    })
}

/// Each payment once, the newest first. One whose request was repeated without a time of its own may have several entries: it
/// happened when it was first tried, and what is known of any of them is known of it.
pub(crate) fn merged(entries: impl IntoIterator<Item = PastTransaction>) -> Vec<PastTransaction> {
    let mut by_id: BTreeMap<KeyId, PastTransaction> = BTreeMap::new();
    for entry in entries {
        let Some(known) = by_id.remove(&entry.key_id) else {
            by_id.insert(entry.key_id, entry);
            continue;
        };
        let (mut first, other) =
            if known.moment() <= entry.moment() { (known, entry) } else { (entry, known) };
        first.outcome = first.outcome.max(other.outcome);
        first.label = newest(first.label, other.label);
        by_id.insert(first.key_id, first);
    }
    let mut merged: Vec<_> = by_id.into_values().collect();
    merged.sort_by_key(|past| std::cmp::Reverse((past.moment(), past.key_id)));
    merged
}

fn newest(one: Option<Label>, other: Option<Label>) -> Option<Label> {
    let rank = |label: &Option<Label>| label.map(|label| (label.known_at, label.verdict == Verdict::Fraud));
    if rank(&one) >= rank(&other) { one } else { other }
}
