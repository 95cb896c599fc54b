//! The documents' buckets, table and topic in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use casework::AuditEntry;
use casework::document_handling::Handling;
use fraud::{Day, KeyId, Timestamp};

use super::lock;
use crate::CallError;
use crate::document_desk::{DocumentDesk, Source, Sources, moved};
use crate::document_objects::{DocumentObjects, UploadsSeen, kept_of, uploads_of};
use crate::document_shelf::{DocumentShelves, ShelfPage, page_of, start_of};
use crate::document_store::{DocumentStore, Fetched, Shelf, Upload};
use crate::document_table::{
    DocumentBatch, DocumentClaim, DocumentErasure, DocumentRecord, DocumentStandings, DocumentTable,
    DocumentTableError, ExpectedDocument, Places, Standing, Verdict,
};
use crate::document_topic::{DocumentMail, DocumentTopic};
use crate::mail_topic::PublishError;
use crate::stored_transaction::{Status, to_document};
use crate::upload_permit::{PERMIT_MILLIS, UploadForm, UploadPermits};

/// By which an upload is known.
type KeyAndVersion = (String, String);

/// The buckets.
#[derive(Debug, Default)]
pub struct MemoryDocumentStore {
    uploads: Mutex<BTreeMap<KeyAndVersion, (Vec<u8>, Timestamp)>>,
    shelves: Mutex<BTreeMap<(Shelf, String), StoredObject>>,
    put: AtomicUsize,
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
    /// Which of all that was ever put on a shelf it is.
    pub number: usize,
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
        let number = self.put.fetch_add(1, Ordering::Relaxed);
        shelves.entry((shelf, key.to_owned())).or_insert(StoredObject { bytes, tags, versions: 1, number });
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
    async fn expect(&self, expected: &ExpectedDocument) -> Result<bool, CallError> {
        let mut records = lock(&self.0);
        let was_erased = records.get(&expected.key_id).is_some_and(|record| record.erased_at.is_some());
        if !was_erased {
            records.insert(expected.key_id, DocumentRecord::expected(expected));
        }
        Ok(!was_erased)
    }

    async fn find(&self, key_id: KeyId) -> Result<Option<DocumentRecord>, DocumentTableError> {
        Ok(lock(&self.0).get(&key_id).filter(|record| record.erased_at.is_none()).cloned())
    }

    async fn reserve(&self, key_id: KeyId, version: &str) -> Result<bool, CallError> {
        Ok(lock(&self.0).get_mut(&key_id).is_none_or(|record| record.reserve(version)))
    }

    async fn claim(&self, verdict: &Verdict) -> Result<DocumentClaim, DocumentTableError> {
        let mut records = lock(&self.0);
        let claim = DocumentRecord::claimed(records.get(&verdict.key_id).cloned(), verdict);
        if let DocumentClaim::Granted(record) = &claim {
            records.insert(verdict.key_id, DocumentRecord::clone(record));
        }
        Ok(claim)
    }

    async fn complete(
        &self,
        key_id: KeyId,
        places: &Places,
        decided_at: Timestamp,
    ) -> Result<bool, CallError> {
        let mut records = lock(&self.0);
        let Some(record) = records.get_mut(&key_id).filter(|record| record.erased_at.is_none()) else {
            return Ok(false);
        };
        record.status = Status::Done;
        record.places = Some(places.clone());
        record.decided_at.get_or_insert(decided_at);
        Ok(true)
    }
}

impl DocumentStandings for Arc<MemoryDocumentTable> {
    async fn standings(&self, key_ids: &[KeyId]) -> Result<Vec<Standing>, CallError> {
        let records = lock(&self.0);
        let standing = |record: &DocumentRecord| {
            let is_erased = record.erased_at.is_some();
            Standing {
                key_id: record.key_id,
                is_erased,
                is_taken: !is_erased && record.object_version.is_some(),
                bucket: record.places.as_ref().filter(|_| !is_erased).map(|places| places.bucket.clone()),
            }
        };
        Ok(key_ids.iter().filter_map(|key_id| records.get(key_id)).map(standing).collect())
    }
}

impl DocumentErasure for Arc<MemoryDocumentTable> {
    async fn mark_erased(&self, key_id: KeyId, erased_at: Timestamp) -> Result<(), CallError> {
        let mut records = lock(&self.0);
        let record = records.entry(key_id).or_insert_with(|| DocumentRecord::tombstone(key_id, erased_at));
        record.erase(erased_at);
        Ok(())
    }
}

impl UploadsSeen for Arc<MemoryDocumentStore> {
    async fn has_arrived(&self, key_id: KeyId) -> Result<bool, CallError> {
        Ok(lock(&self.uploads).keys().any(|(key, _)| key.starts_with(&uploads_of(key_id))))
    }
}

impl DocumentObjects for Arc<MemoryDocumentStore> {
    async fn erase(&self, key_id: KeyId) -> Result<usize, CallError> {
        let (mut uploads, mut shelves) = (lock(&self.uploads), lock(&self.shelves));
        let before = uploads.len() + shelves.len();
        uploads.retain(|(key, _), _| !key.starts_with(&uploads_of(key_id)));
        shelves.retain(|(shelf, key), _| !kept_of(key_id, *shelf).iter().any(|kept| key.starts_with(kept)));
        Ok(before - uploads.len() - shelves.len())
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
            method: "POST",
            url: "https://documents.example.com/".to_owned(),
            fields: BTreeMap::from([("key", key.to_owned())]),
            bytes_max: self.bytes_max,
            expires_at: now.plus_millis(PERMIT_MILLIS),
        })
    }

    fn bytes_max(&self) -> u64 {
        self.bytes_max
    }
}

impl DocumentBatch for Arc<MemoryDocumentTable> {
    async fn find_all(&self, key_ids: &[KeyId]) -> Result<Vec<DocumentRecord>, CallError> {
        let records = lock(&self.0);
        let found = key_ids.iter().filter_map(|key_id| records.get(key_id));
        Ok(found.filter(|record| record.erased_at.is_none()).cloned().collect())
    }
}

impl DocumentShelves for Arc<MemoryDocumentStore> {
    async fn list(
        &self,
        shelf: Shelf,
        day: Day,
        after: Option<KeyId>,
        limit: usize,
    ) -> Result<ShelfPage, CallError> {
        let shelves = lock(&self.shelves);
        let start = start_of(day, after);
        let names = shelves
            .keys()
            .filter(|(lies, name)| *lies == shelf && name.starts_with("findings/") && *name > start);
        Ok(page_of(names.map(|(_, name)| name.as_str()), day, limit))
    }

    async fn findings(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, CallError> {
        let shelves = lock(&self.shelves);
        let lies = shelves.iter().find(|((shelf, name), _)| self.bucket(*shelf) == bucket && name == key);
        Ok(lies.map(|(_, object)| object.bytes.clone()))
    }
}

/// What people do with documents, on the records and shelves of others.
#[derive(Debug)]
pub struct MemoryDocumentDesk {
    /// The records.
    pub table: Arc<MemoryDocumentTable>,
    /// The shelves.
    pub store: Arc<MemoryDocumentStore>,
    trail: Mutex<Vec<AuditEntry>>,
    breaks: Mutex<bool>,
}

impl MemoryDocumentDesk {
    /// A desk for these.
    pub fn new(table: Arc<MemoryDocumentTable>, store: Arc<MemoryDocumentStore>) -> Self {
        MemoryDocumentDesk { table, store, trail: Mutex::default(), breaks: Mutex::default() }
    }

    /// All entries, the earliest first.
    pub fn trail(&self) -> Vec<AuditEntry> {
        lock(&self.trail).clone()
    }

    /// Whether what follows a decision fails from now on.
    pub fn break_behind_decisions(&self, breaks: bool) {
        *lock(&self.breaks) = breaks;
    }

    fn unless_broken(&self) -> Result<(), CallError> {
        if *lock(&self.breaks) { Err(CallError::new("s3:PutObject", "the desk is broken")) } else { Ok(()) }
    }

    fn shelf(&self, bucket: &str) -> Option<Shelf> {
        Shelf::ALL.into_iter().find(|shelf| self.store.bucket(*shelf) == bucket)
    }

    fn names<'p>(&self, places: &'p Places) -> Vec<(Shelf, &'p str)> {
        let shelf = self.shelf(&places.bucket);
        let keys = [Some(&places.document), Some(&places.findings), places.redacted.as_ref()];
        keys.into_iter().flatten().filter_map(|key| Some((shelf?, key.as_str()))).collect()
    }

    /// The version that was seen, if nobody deleted it since.
    fn seen(&self, shelf: Shelf, source: &Source) -> Option<StoredObject> {
        let object = lock(&self.store.shelves).get(&(shelf, source.key.clone())).cloned();
        object.filter(|object| source.version == Some(object.number.to_string()))
    }
}

impl DocumentDesk for MemoryDocumentDesk {
    async fn decide(
        &self,
        key_id: KeyId,
        handling: &Handling,
        entry: &AuditEntry,
        _random: [u8; 10],
    ) -> Result<bool, CallError> {
        let mut records = lock(&self.table.0);
        let Some(record) = records.get_mut(&key_id).filter(|record| record.places.is_some()) else {
            return Ok(false);
        };
        if record.handling().map_or(0, |before| before.version) != handling.version - 1 {
            return Ok(false);
        }
        record.handling = Some(to_document(handling));
        lock(&self.trail).push(entry.clone());
        Ok(true)
    }

    async fn note(&self, entry: &AuditEntry, _random: [u8; 10]) -> Result<(), CallError> {
        lock(&self.trail).push(entry.clone());
        Ok(())
    }

    async fn look(&self, places: &Places) -> Result<Sources, CallError> {
        let shelves = lock(&self.store.shelves);
        let object = |(shelf, key): (Shelf, &str)| {
            let object = shelves.get(&(shelf, key.to_owned()))?;
            Some(Source { key: key.to_owned(), version: Some(object.number.to_string()) })
        };
        let objects = self.names(places).into_iter().filter_map(object).collect();
        Ok(Sources { places: places.clone(), objects })
    }

    async fn copy_to(
        &self,
        shelf: Shelf,
        sources: &Sources,
        tags: &[(&'static str, String)],
    ) -> Result<Places, CallError> {
        self.unless_broken()?;
        let from = self.shelf(&sources.places.bucket);
        for source in sources.taken() {
            if let Some(object) = from.and_then(|from| self.seen(from, source)) {
                self.store.keep(shelf, &source.key, object.bytes, tags.iter().cloned().collect());
            }
        }
        Ok(moved(&sources.places, self.store.bucket(shelf)))
    }

    async fn delete(&self, sources: &Sources) -> Result<(), CallError> {
        self.unless_broken()?;
        let Some(shelf) = self.shelf(&sources.places.bucket) else { return Ok(()) };
        for source in &sources.objects {
            if self.seen(shelf, source).is_some() {
                lock(&self.store.shelves).remove(&(shelf, source.key.clone()));
            }
        }
        Ok(())
    }

    async fn finish(
        &self,
        key_id: KeyId,
        handling: &Handling,
        places: Option<&Places>,
    ) -> Result<bool, CallError> {
        let mut records = lock(&self.table.0);
        let Some(record) = records.get_mut(&key_id) else { return Ok(false) };
        if record.erased_at.is_some() {
            // Where it was to go, it is.
            return Ok(places.is_none());
        }
        if record.handling().is_none_or(|written| written.version != handling.version) {
            return Ok(false);
        }
        match places {
            Some(places) => {
                record.handling = Some(to_document(handling));
                record.places = Some(places.clone());
            }
            None => record.erase(handling.at),
        }
        Ok(true)
    }

    async fn address(&self, places: &Places) -> Result<String, CallError> {
        Ok(format!("https://{}.example.com/{}", places.bucket, places.document))
    }
}
