//! The function's surroundings in memory. Every call is interrupted before and after it takes effect, so that a test
//! can let the function die at each of these points.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use aws_io::CallError;
use aws_io::alert_ledger::{AlertLedger, Claim};
use aws_io::document_store::{DocumentStore, Fetched, Shelf, Upload};
use aws_io::document_table::{
    DocumentClaim, DocumentRecord, DocumentTable, DocumentTableError, ExpectedDocument, Places, Verdict,
};
use aws_io::document_topic::{DocumentMail, DocumentTopic};
use aws_io::mail_topic::PublishError;
use aws_io::memory::{MemoryAlertLedger, MemoryDocumentStore, MemoryDocumentTable, MemoryDocumentTopic};
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use document_classifier::{Deps, DocumentReader, ReaderFailed, handle};
use document_sandbox::Answer;
use fraud::{KeyId, Timestamp};
use loan_corpus::{Sample, Split, typeset};
use pii::{Backends, Thresholds, classify, redact};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

/// One document of each kind: with personal data, without, and none at all.
pub(crate) fn documents() -> [Vec<u8>; 3] {
    let mut samples = typeset(Split::Train, 20, 19);
    let personal = samples.swap_remove(0);
    let clean = samples.into_iter().next_back().map(|sample: Sample| sample.pdf);
    [personal.pdf, clean.unwrap_or_default(), b"no PDF at all".to_vec()]
}

/// The message about an upload.
pub(crate) fn event(upload: &Upload) -> SqsEvent {
    let object = serde_json::json!({ "key": upload.key.replace(' ', "+"), "versionId": upload.version });
    let mut message = SqsMessage::default();
    message.message_id = Some("message".to_owned());
    message.body = Some(serde_json::json!({ "Records": [{ "s3": { "object": object } }] }).to_string());
    let mut event = SqsEvent::default();
    event.records = vec![message];
    event
}

pub(crate) fn upload(key: &str, version: &str) -> Upload {
    Upload { key: key.to_owned(), version: version.to_owned() }
}

#[derive(Default)]
pub(crate) struct World {
    pub(crate) store: Arc<MemoryDocumentStore>,
    pub(crate) table: Arc<MemoryDocumentTable>,
    pub(crate) topic: Arc<MemoryDocumentTopic>,
    pub(crate) ledger: Arc<MemoryAlertLedger>,
    pub(crate) redacts: bool,
    /// Each document that was read, as often as it was.
    pub(crate) read: Arc<Mutex<Vec<Vec<u8>>>>,
    /// How many mails are refused from now on.
    pub(crate) refusals: Arc<AtomicUsize>,
}

pub(crate) type StepDeps =
    Deps<Steps<MemoryDocumentStore>, Steps<MemoryDocumentTable>, Topic, Steps<MemoryAlertLedger>, InProcess>;

impl World {
    pub(crate) fn deps(&self) -> StepDeps {
        Deps {
            store: Steps(Arc::clone(&self.store)),
            table: Steps(Arc::clone(&self.table)),
            topic: Topic { inner: Steps(Arc::clone(&self.topic)), refusals: Arc::clone(&self.refusals) },
            ledger: Steps(Arc::clone(&self.ledger)),
            reader: InProcess { thresholds: Thresholds::standard(), read: Arc::clone(&self.read) },
            redacts: self.redacts,
            retention_days: 90,
            api_url: "https://api.example.com/prod".to_owned(),
        }
    }

    /// Handles an event to its end; how many messages failed.
    pub(crate) fn handle(&self, upload: &Upload, now: Timestamp) -> usize {
        self.handle_until(upload, now, usize::MAX).expect("it comes to its end")
    }

    /// Handles an event and dies after so many steps, unless it ends before.
    pub(crate) fn handle_until(&self, upload: &Upload, now: Timestamp, steps: usize) -> Option<usize> {
        let deps = self.deps();
        let mut handled = pin!(handle(event(upload), &deps, now));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..steps {
            if let Poll::Ready(response) = handled.as_mut().poll(&mut context) {
                return Some(response.batch_item_failures.len());
            }
        }
        None
    }
}

/// Reads in this process: what a child adds is tested where children are.
pub(crate) struct InProcess {
    thresholds: Thresholds,
    read: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl DocumentReader for InProcess {
    async fn read(&self, document: Vec<u8>, redacts: bool) -> Result<Answer, ReaderFailed> {
        self.read.lock().expect("no reader panics").push(document.clone());
        if !redacts {
            let classification = classify(&document, &self.thresholds, &Backends::none());
            return Ok(Answer { classification, made: Vec::new(), refused: None });
        }
        let (classification, copy) = redact::redact(&document, &self.thresholds, &Backends::none());
        let refused = copy.as_ref().err().map(ToString::to_string);
        Ok(Answer { classification, made: copy.unwrap_or_default(), refused })
    }

    fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }
}

/// Stops once before and once after each call.
pub(crate) struct Steps<T>(Arc<T>);

/// Not ready when it is first asked.
struct Stop(bool);

impl Future for Stop {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

async fn stepped<T>(call: impl Future<Output = T>) -> T {
    Stop(false).await;
    let answer = call.await;
    Stop(false).await;
    answer
}

impl DocumentStore for Steps<MemoryDocumentStore> {
    async fn fetch(&self, upload: &Upload, bytes_max: u64) -> Result<Fetched, CallError> {
        stepped(self.0.fetch(upload, bytes_max)).await
    }

    async fn copy(
        &self,
        upload: &Upload,
        shelf: Shelf,
        key: &str,
        tags: &[(&'static str, String)],
    ) -> Result<(), CallError> {
        stepped(self.0.copy(upload, shelf, key, tags)).await
    }

    async fn put(
        &self,
        shelf: Shelf,
        key: &str,
        content_type: &'static str,
        bytes: Vec<u8>,
    ) -> Result<(), CallError> {
        stepped(self.0.put(shelf, key, content_type, bytes)).await
    }

    async fn delete(&self, upload: &Upload) -> Result<(), CallError> {
        stepped(self.0.delete(upload)).await
    }

    fn bucket(&self, shelf: Shelf) -> &str {
        self.0.bucket(shelf)
    }
}

impl DocumentTable for Steps<MemoryDocumentTable> {
    async fn expect(&self, expected: &ExpectedDocument) -> Result<bool, CallError> {
        stepped(self.0.expect(expected)).await
    }

    async fn find(&self, key_id: KeyId) -> Result<Option<DocumentRecord>, DocumentTableError> {
        stepped(self.0.find(key_id)).await
    }

    async fn reserve(&self, key_id: KeyId, version: &str) -> Result<bool, CallError> {
        stepped(self.0.reserve(key_id, version)).await
    }

    async fn claim(&self, verdict: &Verdict) -> Result<DocumentClaim, DocumentTableError> {
        stepped(self.0.claim(verdict)).await
    }

    async fn complete(&self, key_id: KeyId, places: &Places, now: Timestamp) -> Result<bool, CallError> {
        stepped(self.0.complete(key_id, places, now)).await
    }
}

impl DocumentTopic for Steps<MemoryDocumentTopic> {
    async fn publish(&self, mail: &DocumentMail) -> Result<(), PublishError> {
        stepped(self.0.publish(mail)).await
    }
}

/// Refuses mails as often as it is told to, and then takes them.
pub(crate) struct Topic {
    inner: Steps<MemoryDocumentTopic>,
    refusals: Arc<AtomicUsize>,
}

impl DocumentTopic for Topic {
    async fn publish(&self, mail: &DocumentMail) -> Result<(), PublishError> {
        let left = self.refusals.load(Ordering::Relaxed);
        if left > 0 {
            self.refusals.store(left - 1, Ordering::Relaxed);
            return Err(PublishError::Refused(CallError::new("sns:Publish", "throttled")));
        }
        self.inner.publish(mail).await
    }
}

impl AlertLedger for Steps<MemoryAlertLedger> {
    async fn claim(&self, key_id: KeyId, now: Timestamp) -> Result<Claim, CallError> {
        stepped(self.0.claim(key_id, now)).await
    }

    async fn mark_sent(&self, key_id: KeyId) -> Result<(), CallError> {
        stepped(self.0.mark_sent(key_id)).await
    }

    async fn release(&self, key_id: KeyId, claimed_at: Timestamp) -> Result<(), CallError> {
        stepped(self.0.release(key_id, claimed_at)).await
    }
}
