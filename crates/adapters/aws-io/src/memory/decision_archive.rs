//! The archive in memory.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Mutex;

use fraud::Day;

use super::lock;
use crate::CallError;
use crate::decision_archive::{ArchiveObject, ArchiveReader, ArchiveWriter, DecisionArchive, DecisionRow};

/// The archive, which can be told to take only so many rows of a call.
#[derive(Debug, Default)]
pub struct MemoryDecisionArchive {
    rows: Mutex<Vec<DecisionRow>>,
    takes_at_most: Mutex<Option<usize>>,
}

impl MemoryDecisionArchive {
    /// All rows ever taken.
    pub fn rows(&self) -> Vec<DecisionRow> {
        lock(&self.rows).clone()
    }

    /// From now on a call is taken up to this many rows.
    pub fn take_at_most(&self, rows: Option<usize>) {
        *lock(&self.takes_at_most) = rows;
    }
}

impl DecisionArchive for MemoryDecisionArchive {
    async fn put(&self, rows: &[DecisionRow]) -> Result<Option<usize>, CallError> {
        let taken = lock(&self.takes_at_most).unwrap_or(rows.len()).min(rows.len());
        lock(&self.rows).extend_from_slice(&rows[..taken]);
        Ok((taken < rows.len()).then_some(taken))
    }
}

/// The archive's objects, for those who read them.
#[derive(Debug, Default)]
pub struct MemoryArchiveObjects(Mutex<BTreeMap<String, (Vec<u8>, u64)>>);

impl MemoryArchiveObjects {
    /// Puts an object.
    pub fn put(&self, name: &str, bytes: impl Into<Vec<u8>>) {
        let bytes = bytes.into();
        let size = bytes.len() as u64;
        lock(&self.0).insert(name.to_owned(), (bytes, size));
    }

    /// Adds to the one object of a day that this makes.
    pub fn append(&self, day: Day, bytes: &[u8]) {
        let name = ArchiveObject::name(day, "rows");
        let grown =
            [lock(&self.0).get(&name).map(|(bytes, _)| bytes.clone()).unwrap_or_default(), bytes.to_vec()];
        self.put(&name, grown.concat());
    }

    /// From now on a listing says that an object is so large.
    pub fn claim_size(&self, name: &str, size: u64) {
        if let Some((_, claimed)) = lock(&self.0).get_mut(name) {
            *claimed = size;
        }
    }

    /// The names of all objects, in order.
    pub fn names(&self) -> Vec<String> {
        lock(&self.0).keys().cloned().collect()
    }
}

impl ArchiveReader for MemoryArchiveObjects {
    async fn list(&self, days: RangeInclusive<Day>) -> Result<Vec<ArchiveObject>, CallError> {
        let objects = lock(&self.0);
        let listed = objects.iter().filter_map(|(name, (_, size))| ArchiveObject::of(name, *size));
        Ok(listed.filter(|object| days.contains(&object.day)).collect())
    }

    async fn fetch(&self, object: &ArchiveObject) -> Result<Option<Vec<u8>>, CallError> {
        Ok(lock(&self.0).get(&object.name).map(|(bytes, _)| bytes.clone()))
    }
}

impl ArchiveWriter for MemoryArchiveObjects {
    async fn put_new(&self, day: Day, file: &str, bytes: Vec<u8>) -> Result<bool, CallError> {
        let name = ArchiveObject::name(day, file);
        let is_new = !lock(&self.0).contains_key(&name);
        if is_new {
            self.put(&name, bytes);
        }
        Ok(is_new)
    }
}
