//! One compact index over several lists: names are found by their parts, not by a scan.

mod build;
mod format;
mod keys;
mod records;
mod search;

use crate::entry::{Entry, EntryId, EntryKind, Fingerprint, NameSort};
use crate::lists::ListInfo;
use crate::name::Reading;
use keys::KeyTable;

pub use build::BuildError;
pub use format::IndexError;
pub(crate) use search::Found;

/// Lists made ready for searching. Built from lists, written to bytes, loaded from bytes without rebuilding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    lists: Vec<ListInfo>,
    entries: Entries,
    names: Names,
    words: Words,
    keys: KeyTable,
    /// Pieces of whole names.
    wholes: KeyTable,
    /// Hash of a telling identifier, and its entry; sorted.
    identifiers: Vec<(u64, u32)>,
    version: String,
}

/// Columns of all entries; what is only shown lies packed in `records`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Entries {
    list: Vec<u8>,
    kind: Vec<u8>,
    fingerprint: Vec<u64>,
    /// Where the names of each begin, and the end.
    names: Vec<u32>,
    /// Where the record of each begins, and the end.
    records: Vec<u32>,
    record_bytes: Vec<u8>,
}

/// Columns of all names, in the order of their entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Names {
    entry: Vec<u32>,
    sort: Vec<u8>,
    /// 0 for a person's name, 1 for an organisation's.
    reading: Vec<u8>,
    /// Company forms, one bit each.
    forms: Vec<u8>,
    /// What all parts weigh.
    weight: Vec<u16>,
    /// How many parts are initials.
    initials: Vec<u8>,
    /// How many of the items are parts; joins follow.
    parts: Vec<u8>,
    /// Where the items of each begin, and the end.
    items: Vec<u32>,
    item_word: Vec<u32>,
    item_weight: Vec<u16>,
    item_first: Vec<u8>,
    item_count: Vec<u8>,
    /// Where the text of each begins, and the end.
    texts: Vec<u32>,
    text: String,
    /// The same of each name written as one word.
    wholes: Vec<u32>,
    whole_text: String,
}

/// The distinct words of all names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Words {
    texts: Vec<u32>,
    text: String,
    /// Where the postings of each role of each word begin, and the end.
    starts: Vec<u32>,
    /// Name number, and below it the item in that name.
    postings: Vec<u32>,
}

/// Items of a name fit into the low byte of a posting.
const ITEM_BITS: u32 = 8;

/// What a word is in the names that its postings name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Role {
    reading: Reading,
    is_part: bool,
}

impl Role {
    const COUNT: usize = 4;

    fn number(self) -> usize {
        2 * usize::from(self.reading == Reading::Organization) + usize::from(!self.is_part)
    }
}

impl Words {
    fn text(&self, word: u32) -> &str {
        text_at(&self.texts, &self.text, word as usize)
    }

    /// Whether any listed name has the word, as a part or as words written as one.
    fn is_used(&self, word: u32, is_part: bool) -> bool {
        let readings = [Reading::Person, Reading::Organization];
        readings.iter().any(|&reading| !self.postings(word, Role { reading, is_part }).is_empty())
    }

    fn postings(&self, word: u32, role: Role) -> &[u32] {
        let at = word as usize * Role::COUNT + role.number();
        &self.postings[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

impl Names {
    fn len(&self) -> usize {
        self.entry.len()
    }

    fn text(&self, name: usize) -> &str {
        text_at(&self.texts, &self.text, name)
    }

    /// The name written as one word.
    fn whole(&self, name: usize) -> &str {
        text_at(&self.wholes, &self.whole_text, name)
    }

    fn reading(&self, name: usize) -> Reading {
        if self.reading[name] == 0 { Reading::Person } else { Reading::Organization }
    }

    fn sort(&self, name: usize) -> NameSort {
        NameSort::ALL[usize::from(self.sort[name])]
    }
}

/// The text between two offsets; nothing if they cut a character, which only a crafted file has.
fn text_at<'a>(starts: &[u32], text: &'a str, at: usize) -> &'a str {
    text.get(starts[at] as usize..starts[at + 1] as usize).unwrap_or_default()
}

impl Index {
    /// The lists it was built from.
    pub fn lists(&self) -> &[ListInfo] {
        &self.lists
    }

    /// What it was built from, in 16 hexadecimal digits: the same lists give the same version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// How many entries it holds.
    pub fn entry_count(&self) -> usize {
        self.entries.list.len()
    }

    /// How many names it holds, aliases and all.
    pub fn name_count(&self) -> usize {
        self.names.len()
    }

    /// The entries, in the order of their lists.
    pub fn entries(&self) -> impl Iterator<Item = (EntryId, Entry)> + '_ {
        (0..self.entry_count()).map(|at| (self.entry_id(at), self.entry_at(at)))
    }

    /// The entry of this id.
    pub fn entry(&self, id: &EntryId) -> Option<Entry> {
        let list = self.lists.iter().position(|list| list.name == id.list)?;
        let is_it = |at: &usize| {
            usize::from(self.entries.list[*at]) == list && records::has_id(self.record(*at), &id.id)
        };
        (0..self.entry_count()).find(is_it).map(|at| self.entry_at(at))
    }

    pub(crate) fn entry_id(&self, at: usize) -> EntryId {
        let list = self.lists[usize::from(self.entries.list[at])].name.clone();
        EntryId { list, id: records::id(self.record(at)) }
    }

    pub(crate) fn fingerprint(&self, at: usize) -> Fingerprint {
        Fingerprint(self.entries.fingerprint[at])
    }

    pub(crate) fn kind(&self, at: usize) -> EntryKind {
        EntryKind::ALL[usize::from(self.entries.kind[at])]
    }

    fn record(&self, at: usize) -> &[u8] {
        let range = self.entries.records[at] as usize..self.entries.records[at + 1] as usize;
        self.entries.record_bytes.get(range).unwrap_or_default()
    }

    fn names_of(&self, entry: usize) -> std::ops::Range<usize> {
        self.entries.names[entry] as usize..self.entries.names[entry + 1] as usize
    }

    /// The whole entry, put together again.
    pub(crate) fn entry_at(&self, at: usize) -> Entry {
        let mut entry = records::unpack(self.record(at), self.kind(at));
        entry.names = self
            .names_of(at)
            .map(|name| crate::entry::ListedName {
                text: self.names.text(name).to_owned(),
                sort: self.names.sort(name),
            })
            .collect();
        entry
    }

    pub(crate) fn name_text(&self, name: usize) -> &str {
        self.names.text(name)
    }

    /// How a name was read when the index was built.
    pub(crate) fn name_reading(&self, name: usize) -> Reading {
        self.names.reading(name)
    }

    pub(crate) fn name_sort(&self, name: usize) -> NameSort {
        self.names.sort(name)
    }

    pub(crate) fn name_texts(&self, entry: usize) -> impl Iterator<Item = &str> {
        self.names_of(entry).map(|name| self.names.text(name))
    }
}
