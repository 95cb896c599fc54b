//! The history as an invocation reaches it: calls fail as others do, and a party's entries take no more calls a second than a
//! partition of DynamoDB. Whoever reads sees all that was written before, its own entry first.

use std::collections::{BTreeMap, BTreeSet};

use aws_io::CallError;
use aws_io::payment_history::{HistoryError, Mark, NewEntry, PaymentHistory, Place, Span};
use aws_io::stored_transaction::{Decision, StoredTransaction};
use fraud::history::{TOGETHER_MILLIS, moment};
use fraud::{Entity, FeatureValue, KeyId, PastTransaction, Timestamp};

use crate::calls::Calls;
use crate::cloud::State;
use crate::flaw::Flaw;
use crate::journal::Occurrence;
use crate::world::World;

/// A party, as the history knows it.
type Party = (Entity, String);

/// Which entries were written, and which could not be.
#[derive(Default)]
pub(crate) struct Entries {
    written: BTreeMap<Party, BTreeMap<KeyId, Timestamp>>,
    refused: BTreeSet<(Party, KeyId)>,
    /// Who read whose history.
    read: BTreeSet<(Party, KeyId)>,
}

impl Calls {
    /// A call on a party's entries, unless they had as many in this second as they take.
    fn take_partition_unit(&self, entity: Entity, key: &str) -> Result<(), HistoryError> {
        let mut state = self.0.state();
        let Some(calls_max) = state.rates.partition_calls_max else { return Ok(()) };
        let second = state.now.as_millis().div_euclid(1_000);
        let calls = state.partition_calls.entry((format!("{entity}#{key}"), second)).or_default();
        *calls += 1;
        if *calls <= calls_max {
            return Ok(());
        }
        state.happened(Occurrence::HistoryCrowded, || format!("{entity} {key} is crowded"));
        Err(HistoryError::Crowded(CallError::new("dynamodb", "throttled")))
    }

    fn missing(&self, error: impl Into<CallError>) -> HistoryError {
        self.0.state().journal.count(Occurrence::HistoryMissing);
        HistoryError::Call(error.into())
    }

    async fn write(&self, entry: &NewEntry<'_>) -> Result<(), HistoryError> {
        self.0.history.enter(entry).await?;
        let Place { entity, key, moment, key_id } = entry.place.clone();
        self.0
            .state()
            .witness
            .entries
            .written
            .entry((entity, key))
            .or_default()
            .entry(key_id)
            .or_insert(moment);
        Ok(())
    }
}

impl PaymentHistory for Calls {
    async fn enter(&self, entry: &NewEntry<'_>) -> Result<(), HistoryError> {
        let Place { entity, key, key_id, .. } = &entry.place;
        let mut call = self.begin("dynamodb:UpdateItem").await.map_err(|failure| self.missing(failure))?;
        if let Err(crowd) = self.take_partition_unit(*entity, key) {
            self.0.state().witness.entries.refused.insert(((*entity, key.clone()), *key_id));
            return Err(crowd);
        }
        if self.0.has(Flaw::HistoryReadFirst) {
            return Ok(());
        }
        loop {
            self.write(entry).await?;
            let words = || format!("{entity} {key}: the entry of {key_id}");
            if call.is_answered(words).await.map_err(|failure| self.missing(failure))? {
                return Ok(());
            }
        }
    }

    async fn read(&self, span: &Span<'_>) -> Result<Vec<PastTransaction>, HistoryError> {
        let mut call = self.begin("dynamodb:Query").await.map_err(|failure| self.missing(failure))?;
        self.take_partition_unit(span.entity, span.key)?;
        loop {
            let mut entries = self.0.history.read(span).await?;
            if self.0.has(Flaw::HistoryStale) && !entries.is_empty() {
                entries.remove(0);
            }
            {
                let mut state = self.0.state();
                let result = sees_all(&state, span, &entries);
                state.check(result);
                let party = (span.entity, span.key.to_owned());
                state.witness.entries.read.insert((party, span.key_id));
            }
            let words = || format!("{} {}: {} entries", span.entity, span.key, entries.len());
            if call.is_answered(words).await.map_err(|failure| self.missing(failure))? {
                return Ok(entries);
            }
        }
    }

    async fn mark(&self, place: &Place, mark: &Mark) -> Result<(), HistoryError> {
        let mut call = self.begin("dynamodb:UpdateItem").await.map_err(|failure| self.missing(failure))?;
        self.take_partition_unit(place.entity, &place.key)?;
        loop {
            self.0.history.mark(place, mark).await?;
            let words = || format!("{} {}: {mark:?} of {}", place.entity, place.key, place.key_id);
            if call.is_answered(words).await.map_err(|failure| self.missing(failure))? {
                return Ok(());
            }
        }
    }
}

/// Whoever reads a party's history has written its own entry, unless the party was too crowded for it, and sees every entry that
/// was written by then.
fn sees_all(state: &State, span: &Span<'_>, seen: &[PastTransaction]) -> Result<(), String> {
    let party = (span.entity, span.key.to_owned());
    let entries = &state.witness.entries;
    let written = entries.written.get(&party);
    let own_is_written = written.is_some_and(|written| written.contains_key(&span.key_id));
    if !own_is_written && !entries.refused.contains(&(party, span.key_id)) {
        return Err(format!(
            "{} reads the history of its {} before its own entry is written",
            span.key_id, span.entity
        ));
    }
    let until = span.event_time.plus_millis(TOGETHER_MILLIS);
    let since = span.event_time.plus_millis(-span.depth.window_millis);
    let due = written
        .into_iter()
        .flatten()
        .filter(|(key_id, moment)| **key_id != span.key_id && (since..=until).contains(*moment));
    for (key_id, _) in due {
        if seen.len() < span.depth.entries_max && !seen.iter().any(|past| past.key_id == *key_id) {
            return Err(format!(
                "{} does not see {key_id} in the history of its {}",
                span.key_id, span.entity
            ));
        }
    }
    Ok(())
}

/// Of payments on one card that arrive together and whose history was read, one that was decided as the k-th has seen at least
/// those k - 1 before it: whatever the order was, the counts in order are at least 1, 2, 3 and so on.
pub(crate) fn of_many_the_kth_sees_all_before(world: &World) -> Result<(), String> {
    let mut by_card: BTreeMap<String, Vec<(Timestamp, f64)>> = BTreeMap::new();
    for key_id in world.cloud.table.key_ids() {
        let Some((card, moment, count)) = counted(world, &key_id) else { continue };
        by_card.entry(card).or_default().push((moment, count));
    }
    for (card, mut payments) in by_card {
        payments.sort_by_key(|(moment, _)| *moment);
        for (first, (start, _)) in payments.iter().enumerate() {
            let together = payments[first..]
                .iter()
                .take_while(|(moment, _)| moment.millis_since(*start) <= TOGETHER_MILLIS);
            let mut counts: Vec<f64> = together.map(|(_, count)| *count).collect();
            counts.sort_by(f64::total_cmp);
            if counts.iter().zip(1_u32..).any(|(count, place)| *count < f64::from(place)) {
                return Err(format!("payments on the card {card} did not see each other: {counts:?}"));
            }
        }
    }
    Ok(())
}

/// Card and time of a decided payment, and how many payments on its card it counted in an hour, if it could count them.
fn counted(world: &World, key_id: &str) -> Option<(String, Timestamp, f64)> {
    let id: KeyId = key_id.parse().ok()?;
    let image = world.cloud.table.image(key_id)?;
    let StoredTransaction { transaction, created_at, decision, .. } =
        StoredTransaction::from_image(image).ok()?;
    let Decision::Done { assessment, .. } = decision else { return None };
    let basis = assessment.basis?;
    let card = transaction.card.token.as_str().to_owned();
    let moment = moment(&transaction, created_at);
    let state = world.cloud.state();
    let entries = &state.witness.entries;
    let party = (Entity::Card, card.clone());
    // What was sent again later happened when it was first tried, and what was put past the API was decided elsewhere.
    let is_first_tried = entries.written.get(&party)?.get(&id)? == &moment;
    if !is_first_tried
        || !entries.read.contains(&(party, id))
        || basis.crowded_history.contains(&Entity::Card)
    {
        return None;
    }
    match basis.features.get("count(card, 1h)")?? {
        FeatureValue::Number(count) => Some((card, moment, count)),
        FeatureValue::Flag(_) => None,
    }
}
