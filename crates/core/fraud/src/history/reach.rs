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

/// The entities whose history a policy asks for and the transaction names, and which of them are missing: one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Reach {
    asked: u8,
    missing: u8,
}

impl Reach {
    pub(crate) fn new(requirements: &Requirements, transaction: &Transaction, missing: &[Entity]) -> Reach {
        let bits =
            |entities: &mut dyn Iterator<Item = Entity>| entities.fold(0, |bits, entity| bits | bit(entity));
        let mut asked =
            requirements.iter().map(|(entity, _)| entity).filter(|entity| entity.is_in(transaction));
        let asked = bits(&mut asked);
        Reach { asked, missing: asked & bits(&mut missing.iter().copied()) }
    }

    pub(crate) fn status(self) -> HistoryStatus {
        match self.missing {
            0 => HistoryStatus::Complete,
            missing if missing == self.asked => HistoryStatus::Unavailable,
            _ => HistoryStatus::Partial,
        }
    }

    /// What became of one entity's history; nothing if it is not asked for.
    pub(crate) fn of(self, entity: Entity) -> Option<HistoryStatus> {
        match bit(entity) {
            bit if self.asked & bit == 0 => None,
            bit if self.missing & bit == 0 => Some(HistoryStatus::Complete),
            _ => Some(HistoryStatus::Unavailable),
        }
    }
}

fn bit(entity: Entity) -> u8 {
    1 << entity as u8
}
