//! The policy bucket in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::lock;
use crate::CallError;
use crate::policy_store::{PolicyStore, Reading};

/// The bucket.
#[derive(Debug, Default)]
pub struct MemoryPolicyStore(Mutex<BTreeMap<String, Object>>);

#[derive(Debug)]
struct Object {
    text: String,
    /// How often it was put.
    version: u64,
}

impl MemoryPolicyStore {
    /// Puts an object.
    pub fn put(&self, name: &str, text: &str) {
        let mut bucket = lock(&self.0);
        let version = bucket.get(name).map_or(1, |object| object.version + 1);
        bucket.insert(name.to_owned(), Object { text: text.to_owned(), version });
    }
}

impl PolicyStore for MemoryPolicyStore {
    async fn read(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        let bucket = lock(&self.0);
        let Some(Object { text, version }) = bucket.get(object) else {
            return Ok(Reading::Unusable("there is no such object, or it may not be read".to_owned()));
        };
        let etag = version.to_string();
        if known_etag == Some(etag.as_str()) {
            return Ok(Reading::Unchanged);
        }
        Ok(Reading::Found { text: text.clone(), etag })
    }
}
