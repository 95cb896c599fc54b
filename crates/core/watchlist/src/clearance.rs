//! Decisions that stick: an analyst has said that a party is not the listed one.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::entry::{EntryId, Fingerprint};
use crate::name::is_same_name;

/// "This party is not that listed one." It holds for the name that was cleared, until it expires or the list says
/// something new of the entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clearance {
    /// The party, by the key it is screened under.
    pub party: String,
    /// The name that the party had. One that was kept before names were has none, and holds for nobody.
    pub name: Option<String>,
    /// The listed one.
    pub entry: EntryId,
    /// What the list said of it when it was cleared.
    pub fingerprint: Fingerprint,
    /// Why they are not the same.
    pub note: String,
    /// Who decided.
    pub cleared_by: String,
    /// When, in milliseconds since 1970.
    pub cleared_at_ms: i64,
    /// Until when, in milliseconds since 1970; from then on it no longer holds.
    pub expires_at_ms: i64,
}

/// Whether a clearance holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It holds: the match is left out.
    Holds,
    /// The party has another name than the one that was cleared.
    NameChanged,
    /// It does not say which name was cleared.
    NameUnknown,
    /// Its time is over.
    Expired,
    /// The list says something else of the entry than when it was cleared.
    EntryChanged,
}

/// Clearances, found by party.
#[derive(Debug, Clone, Default)]
pub struct Clearances {
    by_party: HashMap<String, Vec<Clearance>>,
}

impl Clearances {
    /// Whether there is anything for this party, in force or not.
    pub fn knows(&self, party: &str) -> bool {
        self.by_party.contains_key(party)
    }

    /// How the pair stands for a party of this name. Of several clearances of one pair one in force wins, then the latest.
    pub fn standing(
        &self,
        party: &str,
        name: &str,
        entry: &EntryId,
        fingerprint: Fingerprint,
        now_ms: i64,
    ) -> Option<(Standing, &Clearance)> {
        let of_pair = self.by_party.get(party)?.iter().filter(|clearance| clearance.entry == *entry);
        let judged = of_pair.map(|clearance| (clearance.standing_for(name, fingerprint, now_ms), clearance));
        judged.max_by_key(|(standing, clearance)| (*standing == Standing::Holds, clearance.cleared_at_ms))
    }
}

impl Clearance {
    /// How it stands against what the list says now, for a party of the name that was cleared.
    pub fn standing(&self, fingerprint: Fingerprint, now_ms: i64) -> Standing {
        if fingerprint != self.fingerprint {
            Standing::EntryChanged
        } else if now_ms >= self.expires_at_ms {
            Standing::Expired
        } else if self.name.is_none() {
            Standing::NameUnknown
        } else {
            Standing::Holds
        }
    }

    /// How it stands for a party of this name: an id may be shared by many (`GUEST`), or pass to somebody else.
    pub fn standing_for(&self, name: &str, fingerprint: Fingerprint, now_ms: i64) -> Standing {
        match (self.standing(fingerprint, now_ms), &self.name) {
            (Standing::Holds, Some(cleared)) if !is_same_name(cleared, name) => Standing::NameChanged,
            (standing, _) => standing,
        }
    }
}

impl FromIterator<Clearance> for Clearances {
    fn from_iter<I: IntoIterator<Item = Clearance>>(clearances: I) -> Self {
        let mut by_party: HashMap<String, Vec<Clearance>> = HashMap::new();
        for clearance in clearances {
            by_party.entry(clearance.party.clone()).or_default().push(clearance);
        }
        Self { by_party }
    }
}
