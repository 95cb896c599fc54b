//! How deep a history has to be, so that whoever gathers it reads that much and no more.

use std::collections::BTreeMap;

use super::Entity;
use crate::Day;

/// The longest window that a rule may ask for: 90 days.
pub const WINDOW_MILLIS_MAX: i64 = 90 * Day::MILLIS;
/// The shortest window that a rule may ask for: a minute.
pub const WINDOW_MILLIS_MIN: i64 = 60_000;
/// The most past transactions that count for one entity.
pub const ENTRIES_MAX: usize = 200;

/// How much of one entity's history is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Depth {
    /// How far back, in milliseconds before the transaction's time.
    pub window_millis: i64,
    /// How many entries at most, the newest.
    pub entries_max: usize,
    /// Whether the entries' outcomes are looked at.
    pub needs_outcomes: bool,
    /// Whether the entries' labels are looked at.
    pub needs_labels: bool,
}

/// How much of each entity's history is needed; entities that are not needed are not named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Requirements(BTreeMap<Entity, Depth>);

impl Requirements {
    /// The depth for an entity, if its history is needed at all.
    pub fn of(&self, entity: Entity) -> Option<&Depth> {
        self.0.get(&entity)
    }

    /// The entities needed, with their depths.
    pub fn iter(&self) -> impl Iterator<Item = (Entity, &Depth)> {
        self.0.iter().map(|(entity, depth)| (*entity, depth))
    }

    /// Whether no history is needed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Asks for this much of an entity's history as well.
    pub(crate) fn ask(&mut self, entity: Entity, window_millis: i64, outcomes: bool, labels: bool) {
        let depth = self.0.entry(entity).or_insert(Depth {
            window_millis: 0,
            entries_max: ENTRIES_MAX,
            needs_outcomes: false,
            needs_labels: false,
        });
        depth.window_millis = depth.window_millis.max(window_millis);
        depth.needs_outcomes |= outcomes;
        depth.needs_labels |= labels;
    }

    /// What either of two asks for.
    #[must_use]
    pub fn union(&self, other: &Requirements) -> Requirements {
        let mut union = self.clone();
        for (entity, depth) in other.iter() {
            union.ask(entity, depth.window_millis, depth.needs_outcomes, depth.needs_labels);
        }
        union
    }
}
