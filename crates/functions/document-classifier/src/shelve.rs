//! One upload: read it, fix what it is, copy it, write down what was found, record it, tell of a quarantine, and
//! delete the original. In this order a crash between any two steps loses nothing, and names made from the upload's
//! version keep a repeat from doubling anything.

use aws_io::CallError;
use aws_io::alert_ledger::AlertLedger;
use aws_io::document_store::{DocumentStore, Fetched, Shelf, Upload};
use aws_io::document_table::{
    DocumentClaim, DocumentRecord, DocumentTable, DocumentTableError, Places, Verdict,
};
use aws_io::document_topic::DocumentTopic;
use aws_io::mail_once::{MailError, mail_once};
use document_sandbox::Answer;
use fraud::{Day, KeyId, Timestamp};
use pii::Classification;
use pii::decision::{Decision, QuarantineReason};
use pii::read::Unreadable;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::findings::{self, Summary};
use crate::mail;
use crate::reader::{DocumentReader, ReaderFailed};
use crate::upload_event::NotAnUpload;

/// Where the API lets documents be uploaded to; the next part of the key is the document's id.
pub(crate) const UPLOADS: &str = "uploads/";
/// S3 takes keys of at most 1,024 bytes. Ours put the id before the name.
const NAME_BYTES_MAX: usize = 900;

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Store, Table, Topic, Ledger, Reader> {
    /// Where documents come in and go to.
    pub store: Store,
    /// What became of them.
    pub table: Table,
    /// Where mails about quarantined ones go.
    pub topic: Topic,
    /// Which of those were mailed.
    pub ledger: Ledger,
    /// Who reads them.
    pub reader: Reader,
    /// Whether copies without the findings are made of documents with personal data.
    pub redacts: bool,
    /// How long the record of a document is kept.
    pub retention_days: u32,
    /// The API's URL, for looking a document up.
    pub api_url: String,
}

/// Why an upload is retried.
#[derive(Debug, Error)]
pub(crate) enum ShelveError {
    #[error(transparent)]
    NotAnUpload(#[from] NotAnUpload),
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Table(#[from] DocumentTableError),
    #[error(transparent)]
    Reader(#[from] ReaderFailed),
    #[error("the record's summary can't be read")]
    Summary(#[from] serde_json::Error),
    #[error("the id made from the upload's version belongs to another version")]
    IdTaken,
    #[error(transparent)]
    Mail(#[from] MailError),
}

pub(crate) async fn shelve<Store, Table, Topic, Ledger, Reader>(
    upload: &Upload,
    deps: &Deps<Store, Table, Topic, Ledger, Reader>,
    now: Timestamp,
) -> Result<(), ShelveError>
where
    Store: DocumentStore,
    Table: DocumentTable,
    Topic: DocumentTopic,
    Ledger: AlertLedger,
    Reader: DocumentReader,
{
    // Before it is fetched and read: a form takes any number of files, and each may take minutes.
    if let Some(key_id) = given_id(&upload.key)
        && !deps.table.reserve(key_id, &upload.version).await?
    {
        return discard(upload, deps).await;
    }
    let bytes_max = deps.reader.thresholds().limits.bytes_max;
    let (answer, uploaded_at) = match deps.store.fetch(upload, bytes_max).await? {
        Fetched::Gone => {
            tracing::info!("an upload is not there any more: it was classified before, or deleted");
            return Ok(());
        }
        Fetched::TooLarge { uploaded_at } => (too_large(&deps.reader), uploaded_at),
        Fetched::Found { bytes, uploaded_at } => (deps.reader.read(bytes, deps.redacts).await?, uploaded_at),
    };
    let Some(record) = claim(upload, uploaded_at, &answer.classification, deps).await? else {
        // It was erased while it was read.
        return discard(upload, deps).await;
    };
    if record.handling().is_some() {
        // A person has decided since: an earlier attempt came as far as that, and only the original is left.
        return Ok(deps.store.delete(upload).await?);
    }
    let summary: Summary = serde_json::from_str(record.summary.as_deref().unwrap_or_default())?;
    let places = put(upload, &record, &summary, answer, deps).await?;
    if !deps.table.complete(record.key_id, &places, now).await? {
        // It was erased after the claim: who erases comes once more for the copies.
        return discard(upload, deps).await;
    }
    if let Decision::Quarantine(reason) = summary.decision {
        tell(&record, &places, reason, deps, now).await?;
    }
    deps.store.delete(upload).await?;
    count(&record, &summary);
    Ok(())
}

/// Nobody wants the upload.
async fn discard<Store: DocumentStore, Table, Topic, Ledger, Reader>(
    upload: &Upload,
    deps: &Deps<Store, Table, Topic, Ledger, Reader>,
) -> Result<(), ShelveError> {
    tracing::info!("an upload is deleted: its document was, or takes one upload only");
    Ok(deps.store.delete(upload).await?)
}

/// A file over the limit is not read at all, but it is moved all the same.
fn too_large(reader: &impl DocumentReader) -> Answer {
    let reason = QuarantineReason::Unreadable(Unreadable::TooLarge);
    Answer {
        classification: Classification::quarantined(reason, reader.thresholds()),
        made: Vec::new(),
        refused: None,
    }
}

/// Fixes what is done about the upload. The id is the one that the API gave for its first version; any other upload
/// has one made from its version, unless nobody wants it.
async fn claim<Store, Table: DocumentTable, Topic, Ledger, Reader>(
    upload: &Upload,
    uploaded_at: Timestamp,
    classification: &Classification,
    deps: &Deps<Store, Table, Topic, Ledger, Reader>,
) -> Result<Option<DocumentRecord>, ShelveError> {
    let mut verdict = Verdict {
        key_id: given_id(&upload.key).unwrap_or_else(|| made_id(upload, uploaded_at)),
        upload: upload.clone(),
        uploaded_at,
        expires_at: uploaded_at.plus_millis(i64::from(deps.retention_days) * Day::MILLIS),
        summary: serde_json::to_string(&Summary::of(classification))?,
    };
    match deps.table.claim(&verdict).await? {
        DocumentClaim::Granted(record) => return Ok(Some(*record)),
        DocumentClaim::Unwanted => return Ok(None),
        DocumentClaim::OtherVersion => {}
    }
    verdict.key_id = made_id(upload, uploaded_at);
    match deps.table.claim(&verdict).await? {
        DocumentClaim::Granted(record) => Ok(Some(*record)),
        DocumentClaim::Unwanted => Ok(None),
        DocumentClaim::OtherVersion => Err(ShelveError::IdTaken),
    }
}

fn given_id(key: &str) -> Option<KeyId> {
    key.strip_prefix(UPLOADS)?.split('/').next()?.parse().ok()
}

/// The same id for the same version of the same key, however often it comes.
fn made_id(upload: &Upload, uploaded_at: Timestamp) -> KeyId {
    let mut digest = Sha256::new();
    digest.update((upload.key.len() as u64).to_be_bytes());
    digest.update(&upload.key);
    digest.update(&upload.version);
    let digest = digest.finalize();
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    KeyId::new(uploaded_at, random)
}

/// Copies the document and writes down what was found, and what was made of it.
async fn put<Store: DocumentStore, Table, Topic, Ledger, Reader>(
    upload: &Upload,
    record: &DocumentRecord,
    summary: &Summary,
    answer: Answer,
    deps: &Deps<Store, Table, Topic, Ledger, Reader>,
) -> Result<Places, ShelveError> {
    let (key_id, shelf) = (record.key_id, summary.shelf());
    let redacts = deps.redacts && shelf == Shelf::Pii && !answer.made.is_empty();
    let places = Places {
        bucket: deps.store.bucket(shelf).to_owned(),
        document: format!("documents/{key_id}/{}", name(&upload.key)),
        findings: format!("findings/{key_id}.json"),
        redacted: redacts.then(|| format!("redacted/{key_id}.pdf")),
    };
    deps.store.copy(upload, shelf, &places.document, &summary.tags(key_id)).await?;
    // What counts is the first verdict: a repeat may have been quicker or slower than the first attempt.
    let classification = Classification { decision: summary.decision.clone(), ..answer.classification };
    let refused = answer.refused.filter(|_| deps.redacts && shelf == Shelf::Pii);
    let findings = findings::file(key_id, upload, &classification, refused.as_deref());
    deps.store.put(shelf, &places.findings, "application/json", findings).await?;
    if let Some(redacted) = &places.redacted {
        deps.store.put(shelf, redacted, "application/pdf", answer.made).await?;
    }
    Ok(places)
}

/// The end of the key, where names are, if it is too long for ours.
fn name(key: &str) -> &str {
    let key = key.strip_prefix(UPLOADS).and_then(|rest| rest.split_once('/')).map_or(key, |(_, name)| name);
    let mut start = key.len().saturating_sub(NAME_BYTES_MAX);
    while !key.is_char_boundary(start) {
        start += 1;
    }
    &key[start..]
}

/// Mails about a quarantined document, once.
async fn tell<Store, Table, Topic, Ledger, Reader>(
    record: &DocumentRecord,
    places: &Places,
    reason: QuarantineReason,
    deps: &Deps<Store, Table, Topic, Ledger, Reader>,
    now: Timestamp,
) -> Result<(), ShelveError>
where
    Topic: DocumentTopic,
    Ledger: AlertLedger,
{
    let mailed = mail_once(&deps.ledger, record.key_id, now, async |delivery| {
        deps.topic.publish(&mail::compose(record, places, reason, delivery, &deps.api_url)).await
    });
    mailed.await?;
    Ok(())
}

fn count(record: &DocumentRecord, summary: &Summary) {
    let key_id = record.key_id;
    let shelf = match summary.shelf() {
        Shelf::Pii => "pii",
        Shelf::NonPii => "non-pii",
        Shelf::Quarantine => "quarantine",
    };
    metrics::counter!("Documents", "Classification" => shelf).increment(1);
    lambda_shell::record_latency("DocumentLatencyMs", record.created_at);
    tracing::info!(%key_id, classification = shelf, "document classified");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_given_by_the_api_or_made_from_the_version() {
        let now = Timestamp::from_millis(1_772_368_200_000);
        let upload = |key: &str, version: &str| Upload { key: key.to_owned(), version: version.to_owned() };
        let made = made_id(&upload("a.pdf", "1"), now);
        assert_eq!(made, made_id(&upload("a.pdf", "1"), now));
        assert_ne!(made, made_id(&upload("a.pdf", "2"), now));
        assert_ne!(made_id(&upload("a.pd", "f1"), now), made);
        assert_eq!(given_id(&format!("uploads/{made}/a.pdf")), Some(made));
        assert_eq!(given_id("uploads/a.pdf"), None);
        assert_eq!(given_id(&format!("{made}/a.pdf")), None);
    }

    #[test]
    fn long_names_keep_their_end() {
        assert_eq!(name("uploads/id/a b.pdf"), "a b.pdf");
        assert_eq!(name("loans/2026/a.pdf"), "loans/2026/a.pdf");
        let long = format!("{}.pdf", "é".repeat(500));
        assert!(name(&long).len() <= NAME_BYTES_MAX && name(&long).ends_with("é.pdf"));
    }
}
