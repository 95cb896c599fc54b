//! A bucket in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::lock;
use crate::CallError;
use crate::object_store::{ObjectStore, Reading};

/// The bucket.
#[derive(Debug, Default)]
pub struct MemoryObjectStore(Mutex<BTreeMap<String, Object>>);

#[derive(Debug)]
struct Object {
    bytes: Vec<u8>,
    /// How often it was put.
    version: u64,
}

impl MemoryObjectStore {
    /// Puts an object.
    pub fn put(&self, name: &str, bytes: impl Into<Vec<u8>>) {
        let mut bucket = lock(&self.0);
        let version = bucket.get(name).map_or(1, |object| object.version + 1);
        bucket.insert(name.to_owned(), Object { bytes: bytes.into(), version });
    }

    /// Removes an object.
    pub fn remove(&self, name: &str) {
        lock(&self.0).remove(name);
    }
}

impl ObjectStore for MemoryObjectStore {
    async fn read(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        let bucket = lock(&self.0);
        let Some(Object { bytes, version }) = bucket.get(object) else { return Ok(Reading::Absent) };
        let etag = version.to_string();
        if known_etag == Some(etag.as_str()) {
            return Ok(Reading::Unchanged);
        }
        Ok(Reading::Found { bytes: bytes.clone(), etag })
    }
}
