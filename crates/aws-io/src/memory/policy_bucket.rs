//! The policy bucket in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::lock;
use crate::CallError;
use crate::policy_store::{PolicyStore, Reading};

/// The bucket: the objects' texts by name, each with how often the bucket had been written to by then.
#[derive(Debug, Default)]
pub struct MemoryPolicyStore(Mutex<(u64, BTreeMap<String, (u64, String)>)>);

impl MemoryPolicyStore {
    /// Puts an object.
    pub fn put(&self, object: &str, text: &str) {
        let mut bucket = lock(&self.0);
        bucket.0 += 1;
        let version = bucket.0;
        bucket.1.insert(object.to_owned(), (version, text.to_owned()));
    }
}

impl PolicyStore for MemoryPolicyStore {
    async fn read(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        let bucket = lock(&self.0);
        let Some((version, text)) = bucket.1.get(object) else {
            return Ok(Reading::Unusable("there is no such object, or it may not be read".to_owned()));
        };
        let etag = version.to_string();
        if known_etag == Some(etag.as_str()) {
            return Ok(Reading::Unchanged);
        }
        Ok(Reading::Found { text: text.clone(), etag })
    }
}
