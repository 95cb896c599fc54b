//! A bucket in memory that keeps every version of every object.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use fraud::Timestamp;

use super::lock;
use crate::CallError;
use crate::object_store::{ObjectStore, ObjectWriter, OnlyIf, Reading};
use crate::object_versions::{ObjectVersion, ObjectVersions};

/// The bucket; clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct MemoryObjectStore {
    changes: Arc<Mutex<Vec<Change>>>,
    is_unreachable: Arc<AtomicBool>,
}

/// What an object became; each change is at a second of its own.
#[derive(Debug)]
struct Change {
    object: String,
    /// Nothing if it was removed.
    bytes: Option<Vec<u8>>,
}

impl MemoryObjectStore {
    /// Puts an object.
    pub fn put(&self, name: &str, bytes: impl Into<Vec<u8>>) {
        lock(&self.changes).push(Change { object: name.to_owned(), bytes: Some(bytes.into()) });
    }

    /// How often an object was put.
    pub fn versions_of(&self, name: &str) -> usize {
        lock(&self.changes).iter().filter(|change| change.object == name && change.bytes.is_some()).count()
    }

    /// Removes an object.
    pub fn remove(&self, name: &str) {
        lock(&self.changes).push(Change { object: name.to_owned(), bytes: None });
    }

    /// Has every call fail from now on, or none.
    pub fn set_unreachable(&self, is_unreachable: bool) {
        self.is_unreachable.store(is_unreachable, Ordering::Relaxed);
    }

    fn reach(&self) -> Result<MutexGuard<'_, Vec<Change>>, CallError> {
        if self.is_unreachable.load(Ordering::Relaxed) {
            return Err(CallError::new("s3", "no answer"));
        }
        Ok(lock(&self.changes))
    }
}

impl ObjectStore for MemoryObjectStore {
    async fn read(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        let changes = self.reach()?;
        let newest = changes.iter().enumerate().rev().find(|(_, change)| change.object == object);
        let Some((place, Change { bytes: Some(bytes), .. })) = newest else { return Ok(Reading::Absent) };
        let etag = place.to_string();
        if known_etag == Some(etag.as_str()) {
            return Ok(Reading::Unchanged);
        }
        Ok(Reading::Found { bytes: bytes.clone(), etag })
    }
}

impl ObjectWriter for MemoryObjectStore {
    async fn write(
        &self,
        object: &str,
        _: &'static str,
        bytes: Vec<u8>,
        only_if: OnlyIf<'_>,
    ) -> Result<bool, CallError> {
        let mut changes = self.reach()?;
        let newest = changes.iter().enumerate().rev().find(|(_, change)| change.object == object);
        let etag = newest.and_then(|(place, change)| change.bytes.as_ref().map(|_| place.to_string()));
        let holds = match only_if {
            OnlyIf::Absent => etag.is_none(),
            OnlyIf::Etag(known) => etag.as_deref() == Some(known),
        };
        if holds {
            changes.push(Change { object: object.to_owned(), bytes: Some(bytes) });
        }
        Ok(holds)
    }
}

impl ObjectVersions for MemoryObjectStore {
    async fn versions(&self, prefix: &str) -> Result<Vec<ObjectVersion>, CallError> {
        let changes = self.reach()?;
        let of_prefix = changes.iter().zip(0_i64..).filter(|(change, _)| change.object.starts_with(prefix));
        let mut versions: Vec<_> = of_prefix
            .map(|(change, place)| ObjectVersion {
                object: change.object.clone(),
                id: place.to_string(),
                since: Timestamp::from_millis(1_000 * place),
                is_deletion: change.bytes.is_none(),
            })
            .collect();
        versions.reverse();
        Ok(versions)
    }

    async fn bytes(&self, version: &ObjectVersion) -> Result<Option<Vec<u8>>, CallError> {
        let place: Option<usize> = version.id.parse().ok();
        let changes = self.reach()?;
        Ok(place.and_then(|place| changes.get(place)?.bytes.clone()))
    }
}
