//! What a new index changes: entries added, removed and changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::entry::{Entry, EntryId, EntryKind};
use crate::index::Index;

/// What a new index changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexDiff {
    /// The version of the old index.
    pub before: String,
    /// The version of the new index.
    pub after: String,
    /// Entries that are new.
    pub added: Vec<EntryLine>,
    /// Entries that are gone.
    pub removed: Vec<EntryLine>,
    /// Entries of which the list says something else.
    pub changed: Vec<EntryChange>,
}

/// An entry in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLine {
    /// Which.
    pub entry: EntryId,
    /// What sort of party.
    pub kind: EntryKind,
    /// The name it is listed under.
    pub primary_name: String,
}

/// What has changed in an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryChange {
    /// Which, as it is now.
    #[serde(flatten)]
    pub line: EntryLine,
    /// Names that are new.
    pub names_added: Vec<String>,
    /// Names that are gone.
    pub names_removed: Vec<String>,
    /// What else has changed: `kind`, `birth_dates`, `countries`, `identifiers`, `programs`, `remarks`.
    pub fields: Vec<String>,
}

impl IndexDiff {
    /// Compares two indexes, in the order of list names and ids.
    pub fn between(before: &Index, after: &Index) -> Self {
        let (old, new) = (by_id(before), by_id(after));
        let line = |index: &Index, id: &EntryId, at: usize| line(id, &index.entry_at(at));
        let missing_in =
            |known: &BTreeMap<EntryId, usize>, other: &BTreeMap<EntryId, usize>, index: &Index| {
                let gone = known.iter().filter(|(id, _)| !other.contains_key(*id));
                gone.map(|(id, at)| line(index, id, *at)).collect()
            };
        let changed = new.iter().filter_map(|(id, &now)| {
            let then = *old.get(id)?;
            let differs = before.fingerprint(then) != after.fingerprint(now);
            differs.then(|| change(id, &before.entry_at(then), &after.entry_at(now)))
        });
        Self {
            before: before.version().to_owned(),
            after: after.version().to_owned(),
            added: missing_in(&new, &old, after),
            removed: missing_in(&old, &new, before),
            changed: changed.collect(),
        }
    }

    /// Whether both say the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

fn by_id(index: &Index) -> BTreeMap<EntryId, usize> {
    (0..index.entry_count()).map(|at| (index.entry_id(at), at)).collect()
}

fn line(id: &EntryId, entry: &Entry) -> EntryLine {
    EntryLine { entry: id.clone(), kind: entry.kind, primary_name: entry.primary_name().to_owned() }
}

fn change(id: &EntryId, before: &Entry, after: &Entry) -> EntryChange {
    let missing = |of: &Entry, other: &Entry| {
        let gone = of.names.iter().filter(|name| !other.names.contains(name));
        gone.map(|name| name.text.clone()).collect()
    };
    let fields = [
        ("kind", before.kind != after.kind),
        ("birth_dates", before.birth_dates != after.birth_dates),
        ("countries", before.countries != after.countries),
        ("identifiers", before.identifiers != after.identifiers),
        ("programs", before.programs != after.programs),
        ("remarks", before.remarks != after.remarks),
    ];
    EntryChange {
        line: line(id, after),
        names_added: missing(after, before),
        names_removed: missing(before, after),
        fields: fields.iter().filter(|(_, differs)| *differs).map(|(field, _)| (*field).to_owned()).collect(),
    }
}
