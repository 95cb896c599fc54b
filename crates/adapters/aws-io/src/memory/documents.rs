//! The documents' buckets, table and topic in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use fraud::{KeyId, Timestamp};

use super::lock;
use crate::CallError;
use crate::document_store::{DocumentStore, Fetched, Shelf, Upload};
use crate::document_table::{
    DocumentClaim, DocumentRecord, DocumentTable, DocumentTableError, ExpectedDocument, Places, Verdict,
};
use crate::document_topic::{DocumentMail, DocumentTopic};
use crate::mail_topic::PublishError;
use crate::stored_transaction::Status;
use crate::upload_permit::{PERMIT_MILLIS, UploadForm, UploadPermits};

/// By which an upload is known.
type KeyAndVersion = (String, String);

/// The buckets.
#[derive(Debug, Default)]
pub struct MemoryDocumentStore {
    uploads: Mutex<BTreeMap<KeyAndVersion, (Vec<u8>, Timestamp)>>,
    shelves: Mutex<BTreeMap<(Shelf, String), StoredObject>>,
}

/// An object on a shelf.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredObject {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Its tags.
    pub tags: BTreeMap<&'static str, String>,
    /// How many versions were written.
    pub versions: usize,
}

impl MemoryDocumentStore {
    /// Uploads a document.
    pub fn upload(&self, upload: &Upload, bytes: &[u8], now: Timestamp) {
        let key = (upload.key.clone(), upload.version.clone());
        lock(&self.uploads).insert(key, (bytes.to_vec(), now));
    }

    /// How many uploads are left.
    pub fn uploads_left(&self) -> usize {
        lock(&self.uploads).len()
    }

    /// All that lies on the shelves.
    pub fn shelves(&self) -> BTreeMap<(Shelf, String), StoredObject> {
        lock(&self.shelves).clone()
    }

    fn keep(&self, shelf: Shelf, key: &str, bytes: Vec<u8>, tags: BTreeMap<&'static str, String>) {
        let mut shelves = lock(&self.shelves);
        shelves.entry((shelf, key.to_owned())).or_insert(StoredObject { bytes, tags, versions: 1 });
    }
}

impl DocumentStore for Arc<MemoryDocumentStore> {
    async fn fetch(&self, upload: &Upload, bytes_max: u64) -> Result<Fetched, CallError> {
        let uploads = lock(&self.uploads);
        Ok(match uploads.get(&(upload.key.clone(), upload.version.clone())) {
            None => Fetched::Gone,
            Some((bytes, uploaded_at)) if bytes.len() as u64 > bytes_max => {
                Fetched::TooLarge { uploaded_at: *uploaded_at }
            }
            Some((bytes, uploaded_at)) => Fetched::Found { bytes: bytes.clone(), uploaded_at: *uploaded_at },
        })
    }

    async fn copy(
        &self,
        upload: &Upload,
        shelf: Shelf,
        key: &str,
        tags: &[(&'static str, String)],
    ) -> Result<(), CallError> {
        let source = lock(&self.uploads).get(&(upload.key.clone(), upload.version.clone())).cloned();
        let (bytes, _) = source.ok_or_else(|| CallError::new("s3:PutObject", "there is no such version"))?;
        self.keep(shelf, key, bytes, tags.iter().cloned().collect());
        Ok(())
    }

    async fn put(&self, shelf: Shelf, key: &str, _: &'static str, bytes: Vec<u8>) -> Result<(), CallError> {
        self.keep(shelf, key, bytes, BTreeMap::new());
        Ok(())
    }

    async fn delete(&self, upload: &Upload) -> Result<(), CallError> {
        lock(&self.uploads).remove(&(upload.key.clone(), upload.version.clone()));
        Ok(())
    }

    fn bucket(&self, shelf: Shelf) -> &str {
        match shelf {
            Shelf::Pii => "pii",
            Shelf::NonPii => "non-pii",
            Shelf::Quarantine => "quarantine",
        }
    }
}

/// The documents table.
#[derive(Debug, Default)]
pub struct MemoryDocumentTable(Mutex<BTreeMap<KeyId, DocumentRecord>>);

impl MemoryDocumentTable {
    /// All records in order.
    pub fn records(&self) -> Vec<DocumentRecord> {
        lock(&self.0).values().cloned().collect()
    }
}

impl DocumentTable for Arc<MemoryDocumentTable> {
    async fn expect(&self, expected: &ExpectedDocument) -> Result<(), CallError> {
        lock(&self.0).insert(expected.key_id, DocumentRecord::expected(expected));
        Ok(())
    }

    async fn find(&self, key_id: KeyId) -> Result<Option<DocumentRecord>, DocumentTableError> {
        Ok(lock(&self.0).get(&key_id).cloned())
    }

    async fn claim(&self, verdict: &Verdict) -> Result<DocumentClaim, DocumentTableError> {
        let mut records = lock(&self.0);
        let Some(record) = DocumentRecord::claimed(records.get(&verdict.key_id).cloned(), verdict) else {
            return Ok(DocumentClaim::OtherVersion);
        };
        records.insert(verdict.key_id, record.clone());
        Ok(DocumentClaim::Granted(Box::new(record)))
    }

    async fn complete(&self, key_id: KeyId, places: &Places, decided_at: Timestamp) -> Result<(), CallError> {
        if let Some(record) = lock(&self.0).get_mut(&key_id) {
            record.status = Status::Done;
            record.places = Some(places.clone());
            record.decided_at.get_or_insert(decided_at);
        }
        Ok(())
    }
}

/// The topic, with a mailbox subscribed to it.
#[derive(Debug, Default)]
pub struct MemoryDocumentTopic(Mutex<Vec<DocumentMail>>);

impl MemoryDocumentTopic {
    /// All mails ever published.
    pub fn mails(&self) -> Vec<DocumentMail> {
        lock(&self.0).clone()
    }
}

impl DocumentTopic for Arc<MemoryDocumentTopic> {
    async fn publish(&self, mail: &DocumentMail) -> Result<(), PublishError> {
        lock(&self.0).push(mail.clone());
        Ok(())
    }
}

/// Permits that nobody signs.
#[derive(Clone, Copy, Debug)]
pub struct MemoryUploadPermits {
    /// The largest file that is taken.
    pub bytes_max: u64,
}

impl UploadPermits for MemoryUploadPermits {
    async fn form(&self, key: &str, now: Timestamp) -> Result<UploadForm, CallError> {
        Ok(UploadForm {
            url: "https://documents.example.com/".to_owned(),
            fields: vec![("key", key.to_owned())],
            expires_at: now.plus_millis(PERMIT_MILLIS),
        })
    }

    fn bytes_max(&self) -> u64 {
        self.bytes_max
    }
}
