//! A bucket in memory that keeps every version of every object.

use std::sync::{Arc, Mutex};

use fraud::Timestamp;

use super::lock;
use crate::CallError;
use crate::object_store::{ObjectStore, Reading};
use crate::policy_past::{ObjectVersion, ObjectVersions};

/// The bucket; clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct MemoryObjectStore(Arc<Mutex<Vec<Change>>>);

/// What an object became; each change is at a time of its own.
#[derive(Debug)]
struct Change {
    object: String,
    /// Nothing if it was removed.
    bytes: Option<Vec<u8>>,
}

impl MemoryObjectStore {
    /// Puts an object.
    pub fn put(&self, name: &str, bytes: impl Into<Vec<u8>>) {
        lock(&self.0).push(Change { object: name.to_owned(), bytes: Some(bytes.into()) });
    }

    /// Removes an object.
    pub fn remove(&self, name: &str) {
        lock(&self.0).push(Change { object: name.to_owned(), bytes: None });
    }
}

impl ObjectStore for MemoryObjectStore {
    async fn read(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        let changes = lock(&self.0);
        let newest = changes.iter().enumerate().rev().find(|(_, change)| change.object == object);
        let Some((place, Change { bytes: Some(bytes), .. })) = newest else { return Ok(Reading::Absent) };
        let etag = place.to_string();
        if known_etag == Some(etag.as_str()) {
            return Ok(Reading::Unchanged);
        }
        Ok(Reading::Found { bytes: bytes.clone(), etag })
    }
}

impl ObjectVersions for MemoryObjectStore {
    async fn versions(&self, prefix: &str) -> Result<Vec<ObjectVersion>, CallError> {
        let changes = lock(&self.0);
        let of_prefix = changes.iter().zip(0_i64..).filter(|(change, _)| change.object.starts_with(prefix));
        let mut versions: Vec<_> = of_prefix
            .map(|(change, place)| ObjectVersion {
                object: change.object.clone(),
                id: place.to_string(),
                since: Timestamp::from_millis(place),
                is_deletion: change.bytes.is_none(),
            })
            .collect();
        versions.reverse();
        Ok(versions)
    }

    async fn bytes(&self, version: &ObjectVersion) -> Result<Option<Vec<u8>>, CallError> {
        let place: Option<usize> = version.id.parse().ok();
        let changes = lock(&self.0);
        Ok(place.and_then(|place| changes.get(place)?.bytes.clone()))
    }
}
