//! How much of the history that a policy asks for was there when a transaction was decided.

use serde::{Deserialize, Serialize};

use super::{Entity, Requirements};
use crate::Transaction;

/// How much of the history that its policy asks for a decision had.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryStatus {
    /// All of it; also where none is asked for.
    #[default]
    Complete,
    /// That of some entities.
    Partial,
    /// That of no entity.
    Unavailable,
}

impl HistoryStatus {
    /// Every status.
    pub const ALL: [HistoryStatus; 3] =
        [HistoryStatus::Complete, HistoryStatus::Partial, HistoryStatus::Unavailable];

    /// `complete`, `partial` or `unavailable`.
    pub fn as_str(self) -> &'static str {
        match self {
            HistoryStatus::Complete => "complete",
            HistoryStatus::Partial => "partial",
            HistoryStatus::Unavailable => "unavailable",
        }
    }

    /// Whether it is complete, which is not worth storing.
    pub(crate) fn is_complete(&self) -> bool {
        *self == HistoryStatus::Complete
    }
}

/// What became of one entity's history.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EntityReach {
    /// All of it is there.
    Complete,
    /// The entity has more payments than are read, or more at a time than can be written and read.
    Crowded,
    /// It could not be read.
    Unavailable,
}

impl EntityReach {
    pub(crate) const ALL: [EntityReach; 3] =
        [EntityReach::Complete, EntityReach::Crowded, EntityReach::Unavailable];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            EntityReach::Complete => "complete",
            EntityReach::Crowded => "crowded",
            EntityReach::Unavailable => "unavailable",
        }
    }
}

/// What a history falls short of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Shortfall {
    /// Whose history is not there.
    pub(crate) missing: Vec<Entity>,
    /// Whose history is crowded, whether the newest of it is there or nothing.
    pub(crate) crowded: Vec<Entity>,
}

/// The entities whose history a policy asks for and the transaction names, which of them are missing and which crowded:
/// one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Reach {
    asked: u8,
    missing: u8,
    crowded: u8,
}

impl Reach {
    pub(crate) fn new(requirements: &Requirements, transaction: &Transaction, short: &Shortfall) -> Reach {
        let asked = requirements.iter().map(|(entity, _)| entity);
        let asked = bits(asked.filter(|entity| requirements.key_of(*entity, transaction).is_some()));
        Reach {
            asked,
            missing: asked & bits(short.missing.iter().copied()),
            crowded: asked & bits(short.crowded.iter().copied()),
        }
    }

    pub(crate) fn status(self) -> HistoryStatus {
        match self.missing {
            0 => HistoryStatus::Complete,
            missing if missing == self.asked => HistoryStatus::Unavailable,
            _ => HistoryStatus::Partial,
        }
    }

    /// What became of one entity's history; nothing if it is not asked for.
    pub(crate) fn of(self, entity: Entity) -> Option<EntityReach> {
        match bit(entity) {
            bit if self.asked & bit == 0 => None,
            bit if self.crowded & bit != 0 => Some(EntityReach::Crowded),
            bit if self.missing & bit != 0 => Some(EntityReach::Unavailable),
            _ => Some(EntityReach::Complete),
        }
    }
}

fn bits(entities: impl Iterator<Item = Entity>) -> u8 {
    entities.fold(0, |bits, entity| bits | bit(entity))
}

fn bit(entity: Entity) -> u8 {
    1 << entity as u8
}
