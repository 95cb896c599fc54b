//! Histories that are kept from one transaction to the next: the incremental form of the features, for backtests.
//!
//! It holds what a Query of the table would have found, no longer than the rules look back and no more entries of an
//! entity than count, so its size depends on how busy the customers are and not on how long the file is.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use rustc_hash::FxHasher;

use super::entry::{Entry, EntryKind, key_of_text};
use crate::history::{Depth, Entity, PastTransaction, Present, Requirements, TOGETHER_MILLIS};
use crate::language::Constants;
use crate::{Day, Timestamp};

/// How much more is kept than counts, for transactions that come out of order: entries, and time.
const SLACK_ENTRIES: usize = 56;
const SLACK_MILLIS: i64 = Day::MILLIS;

/// What is remembered of every card, customer and so on that was seen.
#[derive(Debug)]
pub struct RollingHistory {
    requirements: Requirements,
    kinds: [EntryKind; Entity::ALL.len()],
    constants: Constants,
    remembered: Vec<(Entity, ByKey)>,
    swept_until: i64,
}

/// What is remembered of one kind of entity, by the entity's key.
type ByKey = HashMap<u64, Remembered, BuildHasherDefault<FxHasher>>;

/// Entries oldest first; those before `first` are forgotten and wait to be removed.
#[derive(Debug, Default)]
struct Remembered {
    entries: Vec<Entry>,
    first: usize,
}

impl RollingHistory {
    pub(crate) fn new(
        requirements: &Requirements,
        kinds: &[EntryKind; Entity::ALL.len()],
        constants: &Constants,
    ) -> RollingHistory {
        RollingHistory {
            requirements: requirements.clone(),
            kinds: kinds.clone(),
            constants: constants.clone(),
            remembered: requirements.iter().map(|(entity, _)| (entity, HashMap::default())).collect(),
            swept_until: i64::MIN,
        }
    }

    /// How many entries are held.
    pub fn len(&self) -> usize {
        let entries = self.remembered.iter().flat_map(|(_, map)| map.values());
        entries.map(|remembered| remembered.entries.len() - remembered.first).sum()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a transaction that was decided. Adding one again replaces what was known of it, so that an outcome or
    /// a label can come later.
    pub fn remember(&mut self, past: &PastTransaction) {
        for (entity, map) in &mut self.remembered {
            let Some(depth) = self.requirements.of(*entity) else { continue };
            let Some(key) = self.requirements.key_of(*entity, &past.transaction) else { continue };
            let key = key_of_text(&key);
            let remembered = map.entry(key).or_default();
            remembered.insert(Entry::past(past, 0, &self.kinds[*entity as usize], &self.constants));
            let since = past.moment().as_millis() - depth.window_millis - SLACK_MILLIS;
            remembered.forget(depth.entries_max + SLACK_ENTRIES, since);
        }
        self.sweep(past.moment());
    }

    /// What counts for a transaction, oldest first; `None` for an entity that no rule asks for. Whoever remembers does so
    /// after deciding, so nothing in it was received later.
    pub(crate) fn known(&self, entity: Entity, present: &Present<'_>) -> Option<&[Entry]> {
        let (entries, depth) = self.in_window(entity, present)?;
        Some(&entries[entries.len().saturating_sub(depth.entries_max)..])
    }

    /// Whether an entity has more payments than count.
    pub(crate) fn is_crowded(&self, entity: Entity, present: &Present<'_>) -> bool {
        self.in_window(entity, present).is_some_and(|(entries, depth)| entries.len() > depth.entries_max)
    }

    fn in_window(&self, entity: Entity, present: &Present<'_>) -> Option<(&[Entry], &Depth)> {
        let depth = self.requirements.of(entity)?;
        let (_, map) = self.remembered.iter().find(|(kept, _)| *kept == entity)?;
        let key = self.requirements.key_of(entity, present.transaction)?;
        let Some(remembered) = map.get(&key_of_text(&key)) else { return Some((&[], depth)) };
        let time = present.moment().as_millis();
        let entries = &remembered.entries[remembered.first..];
        let end = entries.partition_point(|entry| entry.time_millis <= time + TOGETHER_MILLIS);
        let start = entries.partition_point(|entry| entry.time_millis <= time - depth.window_millis);
        Some((&entries[start..end], depth))
    }

    /// Once in a while, entities that were not seen for as long as the rules look back are forgotten whole.
    fn sweep(&mut self, now: Timestamp) {
        const SWEEP_MILLIS: i64 = Day::MILLIS;
        if now.as_millis() < self.swept_until.saturating_add(SWEEP_MILLIS) {
            return;
        }
        self.swept_until = now.as_millis();
        for (entity, map) in &mut self.remembered {
            let Some(depth) = self.requirements.of(*entity) else { continue };
            let since = now.as_millis() - depth.window_millis - SLACK_MILLIS;
            map.retain(|_, remembered| {
                remembered.entries.last().is_some_and(|last| last.time_millis > since)
            });
        }
    }
}

impl Remembered {
    fn insert(&mut self, entry: Entry) {
        let order = (entry.time_millis, entry.key_id);
        let place = self.entries.partition_point(|known| (known.time_millis, known.key_id) < order);
        match self.entries.get_mut(place) {
            Some(known) if (known.time_millis, known.key_id) == order => *known = entry,
            // Older than what was forgotten already: it would not count any more.
            _ if place < self.first => {}
            _ => self.entries.insert(place, entry),
        }
    }

    /// Drops all but the newest entries, and those up to this time.
    fn forget(&mut self, entries_max: usize, since_millis: i64) {
        let old = self.entries.partition_point(|entry| entry.time_millis <= since_millis);
        self.first = self.first.max(old).max(self.entries.len().saturating_sub(entries_max));
        // Removed in bulk, so that remembering takes constant time.
        if self.first > self.entries.len() / 2 {
            self.entries.drain(..self.first);
            self.first = 0;
        }
    }
}
