//! Erasures through the handler, with everything around it in memory, which dies wherever it can.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_io::CallError;
use aws_io::customer_table::{
    Allowance, CustomerDesk, CustomerErasure, CustomerHoldings, ErasedAccount, Holdings, OwnedDocument,
};
use aws_io::document_objects::DocumentObjects;
use aws_io::document_store::{DocumentStore, Shelf, Upload};
use aws_io::document_table::{
    DocumentClaim, DocumentErasure, DocumentTable, ExpectedDocument, Places, Verdict,
};
use aws_io::erasure_queue::{Erased, ErasureQueue};
use aws_io::memory::{
    MemoryCustomers, MemoryDocumentStore, MemoryDocumentTable, MemoryErasureQueue, MemoryUserPool,
};
use aws_io::user_pool::UserPool;
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use document_eraser::{Deps, handle};
use fraud::{KeyId, Timestamp};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const LATER: Timestamp = Timestamp::from_millis(1_772_368_200_000 + 900_000);
const ALLOWANCE: Allowance = Allowance { documents_max: 50, documents_a_day_max: 20 };

#[derive(Default)]
struct World {
    customers: Arc<MemoryCustomers>,
    documents: Arc<MemoryDocumentTable>,
    store: Arc<MemoryDocumentStore>,
    users: Arc<MemoryUserPool>,
    queue: Arc<MemoryErasureQueue>,
}

/// Answers so many calls, and fails every one after it, before or after it took effect.
#[derive(Clone)]
struct Faulty<T> {
    inner: T,
    left: Arc<AtomicUsize>,
    takes_effect: bool,
}

impl<T> Faulty<T> {
    async fn call<A>(&self, call: impl Future<Output = Result<A, CallError>>) -> Result<A, CallError> {
        let fails =
            self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err();
        match (fails, self.takes_effect) {
            (false, _) => call.await,
            (true, true) => {
                call.await?;
                Err(CallError::new("test", "the answer was lost"))
            }
            (true, false) => Err(CallError::new("test", "it died before")),
        }
    }
}

impl CustomerHoldings for Faulty<Arc<MemoryCustomers>> {
    async fn holdings(&self, customer: &str) -> Result<Holdings, CallError> {
        self.call(self.inner.holdings(customer)).await
    }
}

impl CustomerErasure for Faulty<Arc<MemoryCustomers>> {
    async fn forget_document(&self, customer: &str, key_id: KeyId) -> Result<(), CallError> {
        self.call(self.inner.forget_document(customer, key_id)).await
    }

    async fn record_erasure(&self, erased: &ErasedAccount) -> Result<(), CallError> {
        self.call(self.inner.record_erasure(erased)).await
    }
}

impl DocumentErasure for Faulty<Arc<MemoryDocumentTable>> {
    async fn mark_erased(&self, key_id: KeyId, erased_at: Timestamp) -> Result<(), CallError> {
        self.call(self.inner.mark_erased(key_id, erased_at)).await
    }
}

impl DocumentObjects for Faulty<Arc<MemoryDocumentStore>> {
    async fn erase(&self, key_id: KeyId) -> Result<usize, CallError> {
        self.call(self.inner.erase(key_id)).await
    }
}

impl UserPool for Faulty<Arc<MemoryUserPool>> {
    async fn delete(&self, user_name: &str) -> Result<(), CallError> {
        self.call(self.inner.delete(user_name)).await
    }
}

fn key_id(number: u8) -> KeyId {
    KeyId::new(NOW, [number; 10])
}

fn upload(number: u8) -> Upload {
    Upload { key: format!("uploads/{}/document.pdf", key_id(number)), version: number.to_string() }
}

impl World {
    /// A customer with a document on each shelf, one that has just come, and one that never came.
    async fn with(customer: &str, first: u8) -> World {
        let world = World::default();
        world.add(customer, first).await;
        world
    }

    async fn add(&self, customer: &str, first: u8) {
        self.users.add(&format!("u-{customer}"));
        for number in first..first + 5 {
            let owned = OwnedDocument {
                key_id: key_id(number),
                file_name: "a.pdf".to_owned(),
                created_at: NOW,
                deleted_at: None,
            };
            self.customers.admit(customer, &owned, ALLOWANCE).await.unwrap();
            let expected = ExpectedDocument {
                key_id: key_id(number),
                created_at: NOW,
                expires_at: NOW,
                object_key: upload(number).key,
                once: true,
            };
            assert!(self.documents.expect(&expected).await.unwrap());
        }
        for (number, shelf) in (first..).zip(Shelf::ALL) {
            self.arrive(number);
            self.shelve(number, shelf).await;
        }
        self.arrive(first + 3);
    }

    fn arrive(&self, number: u8) {
        self.store.upload(&upload(number), b"%PDF", NOW);
    }

    /// What a classifier does once it has claimed the document.
    async fn shelve(&self, number: u8, shelf: Shelf) {
        let key_id = key_id(number);
        let store = &self.store;
        store.copy(&upload(number), shelf, &format!("documents/{key_id}/document.pdf"), &[]).await.unwrap();
        store.put(shelf, &format!("findings/{key_id}.json"), "application/json", Vec::new()).await.unwrap();
        if shelf == Shelf::Pii {
            store.put(shelf, &format!("redacted/{key_id}.pdf"), "application/pdf", Vec::new()).await.unwrap();
        }
    }

    async fn claim(&self, number: u8) -> DocumentClaim {
        let verdict = Verdict {
            key_id: key_id(number),
            upload: upload(number),
            uploaded_at: NOW,
            expires_at: NOW,
            summary: "{}".to_owned(),
        };
        self.documents.claim(&verdict).await.unwrap()
    }

    /// Handles a message with so many calls that succeed; whether it was handled.
    async fn pass(&self, body: &str, now: Timestamp, calls: usize, takes_effect: bool) -> bool {
        let left = Arc::new(AtomicUsize::new(calls));
        let deps = Deps {
            customers: Faulty { inner: Arc::clone(&self.customers), left: Arc::clone(&left), takes_effect },
            documents: Faulty { inner: Arc::clone(&self.documents), left: Arc::clone(&left), takes_effect },
            objects: Faulty { inner: Arc::clone(&self.store), left: Arc::clone(&left), takes_effect },
            users: Faulty { inner: Arc::clone(&self.users), left, takes_effect },
        };
        let mut message = SqsMessage::default();
        message.message_id = Some("message".to_owned());
        message.body = Some(body.to_owned());
        let mut event = SqsEvent::default();
        event.records = vec![message];
        handle(event, &deps, now).await.batch_item_failures.is_empty()
    }

    async fn all(&self) -> bool {
        let mut handled = true;
        for (number, body) in self.queue.messages().iter().enumerate() {
            let now = if number % 2 == 0 { NOW } else { LATER };
            handled &= self.pass(body, now, usize::MAX, false).await;
        }
        handled
    }
}

fn account() -> Erased {
    Erased::Account { erasure_id: key_id(99), user_name: "u-bo".to_owned(), asked_at: NOW }
}

#[tokio::test]
async fn an_account_goes_with_documents_of_every_class_and_a_record_is_kept_that_names_nobody() {
    let world = World::with("bo", 1).await;
    world.add("eve", 101).await;
    let of_eve = world.store.shelves().len() / 2;
    world.queue.send("bo", &account()).await.unwrap();
    assert!(world.all().await);
    assert!(!world.users.has("u-bo") && world.users.has("u-eve"));
    assert!(world.customers.holdings("bo").await.unwrap().documents.is_empty());
    assert_eq!(world.customers.holdings("eve").await.unwrap().documents.len(), 5);
    assert_eq!(world.store.shelves().len(), of_eve);
    assert_eq!(world.store.uploads_left(), 4);
    let expected = ErasedAccount { erasure_id: key_id(99), documents: 5, asked_at: NOW, erased_at: LATER };
    assert_eq!(world.customers.erased(), [expected]);
    let erased = world.documents.records().into_iter().filter(|record| record.erased_at.is_some());
    assert_eq!(erased.count(), 5);
}

#[tokio::test]
async fn an_erasure_that_dies_anywhere_comes_to_its_end_when_its_message_comes_again() {
    for what in [account(), Erased::Document { key_id: key_id(1) }] {
        for takes_effect in [false, true] {
            for calls in 0.. {
                let world = World::with("bo", 1).await;
                world.queue.send("bo", &what).await.unwrap();
                let [first, last] = &world.queue.messages()[..] else { panic!("two passes") };
                let ended = world.pass(first, NOW, calls, takes_effect).await
                    & world.pass(last, LATER, calls, takes_effect).await;
                // Whatever became of them, both messages come again.
                assert!(world.all().await);
                let is_account = matches!(what, Erased::Account { .. });
                let left = if is_account { 0 } else { 4 };
                assert_eq!(
                    world.customers.holdings("bo").await.unwrap().documents.len(),
                    left,
                    "{calls} calls"
                );
                assert_eq!(world.store.shelves().len(), if is_account { 0 } else { 4 }, "{calls} calls");
                assert_eq!(world.customers.erased().len(), usize::from(is_account));
                assert_eq!(world.users.has("u-bo"), !is_account);
                if is_account {
                    // The first record stands, and counts what there was.
                    assert_eq!(world.customers.erased()[0].documents, 5, "{calls} calls");
                }
                if ended {
                    assert!(calls >= 3, "it was let die at each call");
                    break;
                }
            }
        }
    }
}

#[tokio::test]
async fn what_a_classifier_puts_meanwhile_goes_with_the_last_pass() {
    let world = World::with("bo", 1).await;
    assert!(matches!(world.claim(4).await, DocumentClaim::Granted(_)));
    world.queue.send("bo", &Erased::Document { key_id: key_id(4) }).await.unwrap();
    let [first, last] = &world.queue.messages()[..] else { panic!("two passes") };
    let before = world.store.shelves().len();
    // The classifier has read the upload, and puts its copies after the first pass.
    assert!(world.pass(first, NOW, usize::MAX, false).await);
    world.arrive(4);
    world.shelve(4, Shelf::Pii).await;
    assert_eq!(world.store.shelves().len(), before + 3);
    let place = |name: &str| name.to_owned();
    let places = Places { bucket: place("pii"), document: place("d"), findings: place("f"), redacted: None };
    assert!(
        !world.documents.complete(key_id(4), &places, NOW).await.unwrap(),
        "an erased record was written to"
    );
    assert!(world.pass(last, LATER, usize::MAX, false).await);
    assert_eq!(world.store.shelves().len(), before);
    // Whoever comes with another upload, or again, gets no claim any more.
    assert_eq!(world.claim(4).await, DocumentClaim::Unwanted);
}

#[tokio::test]
async fn an_upload_that_is_permitted_while_its_account_is_erased_is_expected_by_nobody() {
    for pass in 0..2 {
        let world = World::with("bo", 1).await;
        let owned = OwnedDocument {
            key_id: key_id(9),
            file_name: "a.pdf".to_owned(),
            created_at: NOW,
            deleted_at: None,
        };
        // The document is the customer's, and then the account goes, before it is written down that an upload will come.
        world.customers.admit("bo", &owned, ALLOWANCE).await.unwrap();
        world.customers.close("bo", key_id(99), NOW).await.unwrap();
        world.queue.send("bo", &account()).await.unwrap();
        for body in &world.queue.messages()[..=pass] {
            assert!(world.pass(body, NOW, usize::MAX, false).await);
        }
        let expected = ExpectedDocument {
            key_id: key_id(9),
            created_at: NOW,
            expires_at: NOW,
            object_key: upload(9).key,
            once: true,
        };
        assert!(!world.documents.expect(&expected).await.unwrap(), "after {pass}");
        assert!(!world.documents.reserve(key_id(9), "9").await.unwrap());
        assert_eq!(world.claim(9).await, DocumentClaim::Unwanted);
        // What is written down of it has an end.
        let records = world.documents.records();
        let erased = records.iter().find(|record| record.key_id == key_id(9)).unwrap();
        assert_eq!((erased.erased_at, erased.object_key.as_str()), (Some(NOW), ""));
    }
}

#[tokio::test]
async fn a_message_that_is_no_erasure_comes_again_until_it_is_a_dead_letter() {
    let world = World::default();
    for body in ["", "{}", r#"{"customer":"bo","what":"everything","pass":"first"}"#] {
        assert!(!world.pass(body, NOW, usize::MAX, false).await, "{body}");
    }
}
