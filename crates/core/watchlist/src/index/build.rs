//! From lists to an index.

use std::collections::HashMap;

use super::keys::{KeySide, KeyTable, WORDS_MAX, join_keys, part_keys, whole_keys};
use super::{Entries, ITEM_BITS, Index, Names, Role, Words, format, records};
use crate::compare::Slot;
use crate::entry::{Entry, EntryKind, NameSort};
use crate::lists::WatchList;
use crate::name::{Name, Reading, further_names};

/// Why lists could not become an index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// There is nothing to search.
    #[error("there is no list with an entry")]
    Empty,
    /// Clearances name entries by their list, so list names must differ.
    #[error("there are two lists named {0:?}")]
    TwoOfOneName(String),
    /// More than an index can number.
    #[error("too many {0} for one index")]
    TooMany(&'static str),
}

/// Names that a posting can number.
const NAMES_MAX: usize = 1 << (32 - ITEM_BITS);
const LISTS_MAX: usize = 256;

impl Index {
    /// Builds an index over lists.
    pub fn build(lists: &[WatchList]) -> Result<Self, BuildError> {
        if lists.len() > LISTS_MAX {
            return Err(BuildError::TooMany("lists"));
        }
        for (at, list) in lists.iter().enumerate() {
            if lists[..at].iter().any(|other| other.info.name == list.info.name) {
                return Err(BuildError::TwoOfOneName(list.info.name.clone()));
            }
        }
        let mut builder = Builder::default();
        for (number, list) in lists.iter().enumerate() {
            list.entries.iter().for_each(|entry| builder.add(number as u8, entry));
        }
        match () {
            () if builder.names.len() == 0 => Err(BuildError::Empty),
            () if builder.names.len() >= NAMES_MAX => Err(BuildError::TooMany("names")),
            () if builder.texts.len() >= WORDS_MAX => Err(BuildError::TooMany("words")),
            () => Ok(builder.finish(lists)),
        }
    }
}

#[derive(Default)]
struct Builder {
    entries: Entries,
    names: Names,
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
    /// The postings of each word, by its role.
    postings: Vec<[Vec<u32>; Role::COUNT]>,
    identifiers: Vec<(u64, u32)>,
    wholes: Vec<(u64, u32)>,
}

impl Builder {
    fn add(&mut self, list: u8, entry: &Entry) {
        let number = self.entries.list.len() as u32;
        let names_before = self.names.len();
        self.entries.names.push(names_before as u32);
        for name in &entry.names {
            let reading = entry.reading_of(&name.text);
            if let Ok(parsed) = Name::parse(&name.text, reading) {
                self.add_name(number, &name.text, name.sort, &parsed);
            }
            // Names that stand in one text are names of the party too.
            let sort = name.sort.max(NameSort::Alias);
            for further in further_names(&name.text) {
                let of_its_own = entry.reading_of(&further);
                let reading = if reading == Reading::Organization { reading } else { of_its_own };
                if let Ok(parsed) = Name::parse(&further, reading) {
                    self.add_name(number, &further, sort, &parsed);
                }
            }
        }
        if self.names.len() == names_before {
            self.entries.names.pop();
            return;
        }
        self.entries.list.push(list);
        self.entries
            .kind
            .push(EntryKind::ALL.iter().position(|kind| *kind == entry.kind).unwrap_or_default() as u8);
        self.entries.fingerprint.push(entry.fingerprint().0);
        self.entries.records.push(self.entries.record_bytes.len() as u32);
        records::pack(entry, &mut self.entries.record_bytes);
        let telling = entry.identifiers.iter().flat_map(|identifier| identifier.telling_numbers());
        self.identifiers.extend(telling.map(|telling| (super::search::identifier_hash(&telling), number)));
    }

    fn add_name(&mut self, entry: u32, text: &str, sort: NameSort, parsed: &Name) {
        let name = self.names.len() as u32;
        let names = &mut self.names;
        names.entry.push(entry);
        names.sort.push(sort as u8);
        names.reading.push(u8::from(parsed.reading == Reading::Organization));
        names.forms.push(parsed.form_bits());
        names.weight.push(parsed.weight() as u16);
        let initials =
            parsed.parts.iter().filter(|part| Slot::of(&part.text, part.weight).is_initial).count();
        names.initials.push(initials as u8);
        names.parts.push(parsed.parts.len() as u8);
        names.items.push(names.item_word.len() as u32);
        names.texts.push(names.text.len() as u32);
        names.text.push_str(text);
        names.wholes.push(names.whole_text.len() as u32);
        names.whole_text.push_str(&parsed.whole);
        let keys = whole_keys(parsed.reading, &parsed.whole);
        self.wholes.extend(keys.into_iter().map(|key| (key, name)));
        let parts =
            parsed.parts.iter().enumerate().map(|(at, part)| (&part.text, part.weight, at as u8, 1, true));
        let joins = parsed.joins.iter().map(|join| (&join.text, join.weight, join.first, join.count, false));
        for (item, (text, weight, first, count, is_part)) in
            parts.chain(joins).take(1 << ITEM_BITS).enumerate()
        {
            let word = self.word(text);
            let role = Role { reading: parsed.reading, is_part };
            self.postings[word as usize][role.number()].push(name << ITEM_BITS | item as u32);
            self.names.item_word.push(word);
            self.names.item_weight.push(weight);
            self.names.item_first.push(first);
            self.names.item_count.push(count);
        }
    }

    fn word(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.texts.len() as u32;
        self.numbers.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        self.postings.push(Default::default());
        number
    }

    fn finish(mut self, lists: &[WatchList]) -> Index {
        let Names { items, item_word, texts, text, wholes, whole_text, .. } = &mut self.names;
        wholes.push(whole_text.len() as u32);
        items.push(item_word.len() as u32);
        texts.push(text.len() as u32);
        self.entries.names.push(self.names.entry.len() as u32);
        self.entries.records.push(self.entries.record_bytes.len() as u32);
        let mut keys = Vec::new();
        let mut words = Words::default();
        for (number, text) in self.texts.iter().enumerate() {
            let roles = &self.postings[number];
            let is_part = [Reading::Person, Reading::Organization]
                .iter()
                .any(|&reading| !roles[Role { reading, is_part: true }.number()].is_empty());
            let own =
                if is_part { part_keys(text, KeySide::Listed) } else { join_keys(text, KeySide::Listed) };
            keys.extend(own.into_iter().map(|key| (key, number as u32)));
            words.texts.push(words.text.len() as u32);
            words.text.push_str(text);
            for postings in roles {
                words.starts.push(words.postings.len() as u32);
                words.postings.extend(postings);
            }
        }
        words.texts.push(words.text.len() as u32);
        words.starts.push(words.postings.len() as u32);
        self.identifiers.sort_unstable();
        self.identifiers.dedup();
        let mut index = Index {
            lists: lists.iter().map(|list| list.info.clone()).collect(),
            entries: self.entries,
            names: self.names,
            words,
            keys: KeyTable::build(&keys),
            wholes: KeyTable::build(&self.wholes),
            identifiers: self.identifiers,
            version: String::new(),
        };
        index.version = format::version_of(&index.to_bytes());
        index
    }
}
