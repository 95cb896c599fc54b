//! The file of an index: magic, format number, length, SHA-256 of the rest, then columns with their lengths.
//!
//! Loading checks the digest and every offset, so that a damaged or foreign file is refused with its reason and a
//! crafted one can't make a search go out of bounds.

use sha2::{Digest, Sha256};

use super::keys::KeyTable;
use super::{Entries, ITEM_BITS, Index, Names, Role, Words};
use crate::entry::{EntryKind, NameSort};
use crate::lists::ListInfo;

const MAGIC: [u8; 8] = *b"TOLLWLIX";
/// Raised whenever the layout or the meaning of a column changes: an old index is then built anew. 2: words of other scripts
/// keep their letters, and are found under skeletons; numbers of papers under what follows their series. 3: words written as
/// one are found under skeletons too; numbers, initials and names that end in "of the faith" are read in another way. 5: more groups of
/// given names, which changes the numbers of others; each of several names in one text is a name of its own.
const FORMAT: u32 = 5;
const DIGEST_AT: usize = 24;
const HEADER: usize = DIGEST_AT + 32;

/// Why bytes are not an index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// It is some other file.
    #[error("this is not a watchlist index")]
    Foreign,
    /// Written by another release.
    #[error("the index has format {found}, this release reads format {FORMAT}: build it again")]
    OtherFormat {
        /// Its format.
        found: u32,
    },
    /// It lacks its end, or has something after it.
    #[error("the index should have {expected} bytes and has {found}")]
    Length {
        /// What its header says.
        expected: u64,
        /// What there is.
        found: u64,
    },
    /// A bit has changed.
    #[error("the index is damaged: its digest does not fit its content")]
    Digest,
    /// The digest fits and the content makes no sense.
    #[error("the index is damaged: {0}")]
    Content(&'static str),
}

/// The first 16 hexadecimal digits of the digest.
pub(super) fn version_of(bytes: &[u8]) -> String {
    bytes[DIGEST_AT..DIGEST_AT + 8].iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Index {
    /// The index as bytes. The same lists give the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![0; HEADER];
        put_count(&mut out, self.lists.len());
        for list in &self.lists {
            [&list.name, &list.version, &list.published]
                .iter()
                .for_each(|text| put_bytes(&mut out, text.as_bytes()));
        }
        let Entries { list, kind, fingerprint, names, records, record_bytes } = &self.entries;
        [list, kind].iter().for_each(|column| put_bytes(&mut out, column));
        put_u64s(&mut out, fingerprint.iter().copied());
        [names, records].iter().for_each(|column| put_u32s(&mut out, column));
        put_bytes(&mut out, record_bytes);
        self.put_names(&mut out);
        let Words { texts, text, starts, postings } = &self.words;
        put_u32s(&mut out, texts);
        put_bytes(&mut out, text.as_bytes());
        let (keys, wholes) = (&self.keys, &self.wholes);
        let columns = [starts, postings, &keys.starts, &keys.slots, &wholes.starts, &wholes.slots];
        columns.iter().for_each(|column| put_u32s(&mut out, column));
        put_u64s(&mut out, self.identifiers.iter().map(|(hash, _)| *hash));
        put_u32s(&mut out, &self.identifiers.iter().map(|(_, entry)| *entry).collect::<Vec<_>>());
        let length = out.len() as u64;
        out[..8].copy_from_slice(&MAGIC);
        out[8..12].copy_from_slice(&FORMAT.to_le_bytes());
        out[16..24].copy_from_slice(&length.to_le_bytes());
        let digest = Sha256::digest(&out[HEADER..]);
        out[DIGEST_AT..HEADER].copy_from_slice(&digest);
        out
    }

    fn put_names(&self, out: &mut Vec<u8>) {
        let names = &self.names;
        put_u32s(out, &names.entry);
        let bytes = [&names.sort, &names.reading, &names.forms, &names.initials, &names.parts];
        bytes.iter().for_each(|column| put_bytes(out, column));
        put_u16s(out, &names.weight);
        [&names.items, &names.item_word].iter().for_each(|column| put_u32s(out, column));
        put_u16s(out, &names.item_weight);
        [&names.item_first, &names.item_count].iter().for_each(|column| put_bytes(out, column));
        put_u32s(out, &names.texts);
        put_bytes(out, names.text.as_bytes());
        put_u32s(out, &names.wholes);
        put_bytes(out, names.whole_text.as_bytes());
    }

    /// Loads an index. Nothing is built anew: the columns are taken as they are.
    pub fn load(bytes: &[u8]) -> Result<Self, IndexError> {
        let number = |at: usize| <[u8; 8]>::try_from(bytes.get(at..at + 8)?).ok().map(u64::from_le_bytes);
        if bytes.len() < HEADER || bytes[..8] != MAGIC {
            return Err(IndexError::Foreign);
        }
        let found = (number(8).unwrap_or_default() & 0xffff_ffff) as u32;
        if found != FORMAT {
            return Err(IndexError::OtherFormat { found });
        }
        let (expected, found) = (number(16).unwrap_or_default(), bytes.len() as u64);
        if expected != found {
            return Err(IndexError::Length { expected, found });
        }
        if Sha256::digest(&bytes[HEADER..])[..] != bytes[DIGEST_AT..HEADER] {
            return Err(IndexError::Digest);
        }
        let index = Loader { rest: &bytes[HEADER..] }.index(version_of(bytes))?;
        index.check()?;
        Ok(index)
    }

    /// Checks that every offset and number points to something.
    fn check(&self) -> Result<(), IndexError> {
        let ensure =
            |holds: bool, what: &'static str| if holds { Ok(()) } else { Err(IndexError::Content(what)) };
        let (entries, names, words) = (&self.entries, &self.names, &self.words);
        let count = entries.list.len();
        ensure(!self.lists.is_empty() && self.lists.len() <= 256, "no lists")?;
        ensure(entries.kind.len() == count && entries.fingerprint.len() == count, "entry columns differ")?;
        ensure(entries.list.iter().all(|&list| usize::from(list) < self.lists.len()), "unknown list")?;
        ensure(entries.kind.iter().all(|&kind| usize::from(kind) < EntryKind::ALL.len()), "unknown kind")?;
        ensure(is_partition(&entries.names, count, names.entry.len()), "names of entries")?;
        ensure(is_partition(&entries.records, count, entries.record_bytes.len()), "records of entries")?;
        let count = names.entry.len();
        let bytes = [&names.sort, &names.reading, &names.forms, &names.initials, &names.parts];
        ensure(
            bytes.iter().all(|column| column.len() == count) && names.weight.len() == count,
            "name columns differ",
        )?;
        ensure(names.entry.iter().all(|&entry| (entry as usize) < entries.list.len()), "unknown entry")?;
        ensure(
            names.sort.iter().all(|&sort| usize::from(sort) < NameSort::ALL.len()),
            "unknown sort of name",
        )?;
        let items = names.item_word.len();
        ensure(is_partition(&names.items, count, items), "items of names")?;
        ensure(is_partition(&names.texts, count, names.text.len()), "texts of names")?;
        ensure(is_partition(&names.wholes, count, names.whole_text.len()), "whole names")?;
        let columns = [names.item_first.len(), names.item_count.len(), names.item_weight.len()];
        ensure(columns.iter().all(|&length| length == items), "item columns differ")?;
        ensure(
            names.item_word.iter().all(|&word| (word as usize) < words.texts.len().saturating_sub(1)),
            "unknown word",
        )?;
        ensure((0..count).all(|name| self.is_sound_name(name)), "items of a name")?;
        let count = words.texts.len().saturating_sub(1);
        ensure(is_partition(&words.texts, count, words.text.len()), "texts of words")?;
        ensure(is_partition(&words.starts, count * Role::COUNT, words.postings.len()), "postings of words")?;
        ensure(words.postings.iter().all(|&posting| self.is_sound_posting(posting)), "unknown name")?;
        ensure(self.keys.is_sound(count), "keys of words")?;
        ensure(self.wholes.is_sound(names.entry.len()), "keys of names")?;
        ensure(
            self.identifiers.iter().all(|(_, entry)| (*entry as usize) < entries.list.len()),
            "identifiers",
        )
    }

    fn is_sound_name(&self, name: usize) -> bool {
        let names = &self.names;
        let (start, end) = (names.items[name] as usize, names.items[name + 1] as usize);
        let parts = usize::from(names.parts[name]);
        let covers = |item: usize| {
            let (first, count) = (usize::from(names.item_first[item]), usize::from(names.item_count[item]));
            count >= 1 && first + count <= parts
        };
        (1..=64).contains(&parts)
            && end - start >= parts
            && end - start <= 1 << ITEM_BITS
            && (start..end).all(covers)
    }

    fn is_sound_posting(&self, posting: u32) -> bool {
        let (name, item) = ((posting >> ITEM_BITS) as usize, (posting & ((1 << ITEM_BITS) - 1)) as usize);
        name < self.names.entry.len() && item < (self.names.items[name + 1] - self.names.items[name]) as usize
    }
}

impl KeyTable {
    fn is_sound(&self, count: usize) -> bool {
        let buckets = self.starts.len().saturating_sub(1);
        buckets.is_power_of_two()
            && is_partition(&self.starts, buckets, self.slots.len())
            && self.slots.iter().all(|&slot| ((slot & 0x00ff_ffff) as usize) < count)
    }
}

/// Whether offsets rise from 0 to the end, one more of them than there are things.
fn is_partition(starts: &[u32], count: usize, end: usize) -> bool {
    starts.len() == count + 1
        && starts.first() == Some(&0)
        && starts.last().is_some_and(|&last| last as usize == end)
        && starts.windows(2).all(|pair| pair[0] <= pair[1])
}

fn put_count(out: &mut Vec<u8>, count: usize) {
    out.extend((count as u64).to_le_bytes());
}

fn put_bytes(out: &mut Vec<u8>, column: &[u8]) {
    put_count(out, column.len());
    out.extend(column);
}

fn put_u16s(out: &mut Vec<u8>, column: &[u16]) {
    put_count(out, column.len());
    column.iter().for_each(|number| out.extend(number.to_le_bytes()));
}

fn put_u32s(out: &mut Vec<u8>, column: &[u32]) {
    put_count(out, column.len());
    column.iter().for_each(|number| out.extend(number.to_le_bytes()));
}

fn put_u64s(out: &mut Vec<u8>, column: impl ExactSizeIterator<Item = u64>) {
    put_count(out, column.len());
    column.for_each(|number| out.extend(number.to_le_bytes()));
}

struct Loader<'a> {
    rest: &'a [u8],
}

impl<'a> Loader<'a> {
    fn index(mut self, version: String) -> Result<Index, IndexError> {
        let lists = self.count()?;
        let lists = (0..lists).map(|_| self.list()).collect::<Result<Vec<_>, _>>()?;
        let entries = Entries {
            list: self.bytes()?.to_vec(),
            kind: self.bytes()?.to_vec(),
            fingerprint: self.u64s()?,
            names: self.u32s()?,
            records: self.u32s()?,
            record_bytes: self.bytes()?.to_vec(),
        };
        let names = self.names()?;
        let words =
            Words { texts: self.u32s()?, text: self.text()?, starts: self.u32s()?, postings: self.u32s()? };
        let keys = KeyTable { starts: self.u32s()?, slots: self.u32s()? };
        let wholes = KeyTable { starts: self.u32s()?, slots: self.u32s()? };
        let (hashes, owners) = (self.u64s()?, self.u32s()?);
        if hashes.len() != owners.len() || !self.rest.is_empty() {
            return Err(IndexError::Content("identifier columns differ"));
        }
        let identifiers = hashes.into_iter().zip(owners).collect();
        Ok(Index { lists, entries, names, words, keys, wholes, identifiers, version })
    }

    fn names(&mut self) -> Result<Names, IndexError> {
        Ok(Names {
            entry: self.u32s()?,
            sort: self.bytes()?.to_vec(),
            reading: self.bytes()?.to_vec(),
            forms: self.bytes()?.to_vec(),
            initials: self.bytes()?.to_vec(),
            parts: self.bytes()?.to_vec(),
            weight: self.u16s()?,
            items: self.u32s()?,
            item_word: self.u32s()?,
            item_weight: self.u16s()?,
            item_first: self.bytes()?.to_vec(),
            item_count: self.bytes()?.to_vec(),
            texts: self.u32s()?,
            text: self.text()?,
            wholes: self.u32s()?,
            whole_text: self.text()?,
        })
    }

    fn list(&mut self) -> Result<ListInfo, IndexError> {
        Ok(ListInfo { name: self.text()?, version: self.text()?, published: self.text()? })
    }

    fn text(&mut self) -> Result<String, IndexError> {
        let text =
            std::str::from_utf8(self.bytes()?).map_err(|_| IndexError::Content("a text is not UTF-8"))?;
        Ok(text.to_owned())
    }

    fn count(&mut self) -> Result<usize, IndexError> {
        let (count, rest) =
            self.rest.split_first_chunk().ok_or(IndexError::Content("a column is missing"))?;
        self.rest = rest;
        usize::try_from(u64::from_le_bytes(*count)).map_err(|_| IndexError::Content("a column is too long"))
    }

    fn column(&mut self, width: usize) -> Result<&'a [u8], IndexError> {
        let length = self.count()?.checked_mul(width).ok_or(IndexError::Content("a column is too long"))?;
        let (column, rest) =
            self.rest.split_at_checked(length).ok_or(IndexError::Content("a column is cut"))?;
        self.rest = rest;
        Ok(column)
    }

    fn bytes(&mut self) -> Result<&'a [u8], IndexError> {
        self.column(1)
    }

    fn u16s(&mut self) -> Result<Vec<u16>, IndexError> {
        Ok(self.column(2)?.as_chunks().0.iter().map(|chunk| u16::from_le_bytes(*chunk)).collect())
    }

    fn u32s(&mut self) -> Result<Vec<u32>, IndexError> {
        Ok(self.column(4)?.as_chunks().0.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect())
    }

    fn u64s(&mut self) -> Result<Vec<u64>, IndexError> {
        Ok(self.column(8)?.as_chunks().0.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect())
    }
}
