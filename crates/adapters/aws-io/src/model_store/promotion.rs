//! What is known of a promotion: noted with the pointer when it moves, and kept in the log.

use std::collections::BTreeMap;

use fraud::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Champion, PROMOTIONS};
use crate::CallError;

/// Names of notes.
const FROM: &str = "from";
const TO: &str = "to";
const BY: &str = "by";
const WHY: &str = "why";
const ROLLBACK: &str = "rollback";
/// Notes travel in headers, which are short: a reason is cut.
const WHY_MAX: usize = 1_000;

/// A move of the pointer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// The version that was in force before, if any was.
    pub from: Option<String>,
    /// The version that is put in force.
    pub to: String,
    /// Who does it.
    pub by: String,
    /// The reason, in a sentence.
    pub why: String,
    /// Whether it takes an earlier promotion back.
    pub is_rollback: bool,
}

impl Move {
    /// A move whose texts fit into notes.
    pub fn new(from: Option<&str>, to: &str, by: &str, why: &str) -> Move {
        Move {
            from: from.map(str::to_owned),
            to: to.to_owned(),
            by: in_ascii(by),
            why: in_ascii(why),
            is_rollback: false,
        }
    }

    pub(super) fn notes(&self) -> Vec<(&'static str, String)> {
        let from = self.from.iter().map(|from| (FROM, from.clone()));
        let rollback = self.is_rollback.then(|| (ROLLBACK, "true".to_owned()));
        let others = [(TO, self.to.clone()), (BY, self.by.clone()), (WHY, self.why.clone())];
        from.chain(others).chain(rollback).collect()
    }

    pub(super) fn of_notes(notes: &BTreeMap<String, String>) -> Option<Move> {
        Some(Move {
            from: notes.get(FROM).cloned(),
            to: notes.get(TO)?.clone(),
            by: notes.get(BY)?.clone(),
            why: notes.get(WHY)?.clone(),
            is_rollback: notes.contains_key(ROLLBACK),
        })
    }
}

/// Headers take visible ASCII and single blanks.
fn in_ascii(text: &str) -> String {
    let visible = |letter: char| if letter.is_ascii_graphic() || letter == ' ' { letter } else { '?' };
    let words: String = text.chars().take(WHY_MAX).map(visible).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An entry of the log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Promotion {
    /// When the pointer moved.
    #[serde(with = "as_text")]
    pub at: Timestamp,
    /// The version that was in force before, if any was.
    pub from: Option<String>,
    /// The version that is in force since.
    pub to: String,
    /// Who did it.
    pub by: String,
    /// The reason, in a sentence.
    pub why: String,
    /// Whether it took an earlier promotion back.
    #[serde(default)]
    pub is_rollback: bool,
    /// Whether people have been told.
    #[serde(default)]
    pub is_announced: bool,
}

impl Promotion {
    /// What the champion's own notes say; without them, where the log before it ended.
    pub(super) fn of(champion: &Champion, version: &str, from: Option<String>) -> Promotion {
        let by_hand = || Move {
            from,
            to: version.to_owned(),
            by: "somebody".to_owned(),
            why: "it was put into the bucket by hand".to_owned(),
            is_rollback: false,
        };
        let Move { from, by, why, is_rollback, .. } = champion.moved.clone().unwrap_or_else(by_hand);
        Promotion {
            at: champion.since,
            from,
            to: version.to_owned(),
            by,
            why,
            is_rollback,
            is_announced: false,
        }
    }

    /// Whether it is this move.
    pub(super) fn is_of(&self, moved: &Move) -> bool {
        let Promotion { from, to, by, why, is_rollback, .. } = self;
        (from, to, by, why, is_rollback)
            == (&moved.from, &moved.to, &moved.by, &moved.why, &moved.is_rollback)
    }

    /// Names sort by time, and are the same whoever writes the entry.
    pub(super) fn object(at: Timestamp, version: &str) -> String {
        format!("{PROMOTIONS}{at}-{version}.json")
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("texts and flags are JSON")
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Promotion, CallError> {
        // A log that can't be read is mended by hand; until then nothing may be promoted past it.
        serde_json::from_slice(bytes).map_err(|error| CallError::new("reading the log of promotions", error))
    }

    /// The version that a rollback brings back: the one in force before the promotion that counts. Promotions that
    /// were taken back don't count.
    pub fn rolled_back_to(newest_first: &[Promotion]) -> Option<String> {
        let mut in_force: Vec<Option<String>> = Vec::new();
        for promotion in newest_first.iter().rev() {
            match in_force.len() {
                0 => in_force.extend([promotion.from.clone(), Some(promotion.to.clone())]),
                // Back to the one before; the log may begin after it.
                _ if promotion.is_rollback => drop(in_force.pop()),
                _ => in_force.push(Some(promotion.to.clone())),
            }
        }
        in_force.pop();
        in_force.pop().flatten()
    }
}

/// People read the log, and they read dates.
mod as_text {
    use fraud::Timestamp;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(at)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
