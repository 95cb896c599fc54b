//! Uploads through the handler, with everything around it in memory.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod world;

use std::pin::{Pin, pin};
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use aws_io::document_objects::DocumentObjects;
use aws_io::document_store::{DocumentStore, Shelf, Upload};
use aws_io::document_table::{DocumentErasure, DocumentTable, ExpectedDocument};
use aws_io::stored_transaction::Status;
use aws_lambda_events::sqs::SqsBatchResponse;
use document_classifier::handle;
use fraud::KeyId;
use world::{NOW, World, documents, event, upload};

const SHELVES: [Shelf; 3] = [Shelf::Pii, Shelf::NonPii, Shelf::Quarantine];
/// Long enough for the lease on a mail to end.
const LATER_MILLIS: i64 = 10 * 60 * 1000;

/// What has to be true once a document was handled, whatever happened on the way.
#[track_caller]
fn check_settled(world: &World, shelf: Shelf, document: &[u8], interrupted: bool) {
    let records = world.table.records();
    let [record] = records.as_slice() else { panic!("{} records", records.len()) };
    assert_eq!(record.status, Status::Done);
    let places = record.places.as_ref().unwrap();
    let shelves = world.store.shelves();
    assert_eq!(shelves.len(), 2 + usize::from(places.redacted.is_some()), "{:?}", shelves.keys());
    assert!(shelves.keys().all(|(place, _)| *place == shelf));
    assert!(shelves.values().all(|object| object.versions == 1));
    let copy = &shelves[&(shelf, places.document.clone())];
    assert_eq!(copy.bytes, document);
    assert_eq!(copy.tags["key-id"], record.key_id.to_string());
    let findings = &shelves[&(shelf, places.findings.clone())];
    let findings: serde_json::Value = serde_json::from_slice(&findings.bytes).unwrap();
    let summary: serde_json::Value = serde_json::from_str(record.summary.as_ref().unwrap()).unwrap();
    assert_eq!(findings["classification"], summary["classification"]);
    assert_eq!(world.store.uploads_left(), 0);
    let mails = world.topic.mails();
    let most = if shelf == Shelf::Quarantine { 1 + usize::from(interrupted) } else { 0 };
    assert!((most.min(1)..=most).contains(&mails.len()), "{} mails", mails.len());
}

#[test]
fn each_document_goes_where_it_belongs_and_the_original_goes() {
    for (document, shelf) in documents().iter().zip(SHELVES) {
        let world = World::default();
        let upload = upload("loans/Zoë + 50.pdf", "1");
        world.store.upload(&upload, document, NOW);
        assert_eq!(world.handle(&world_key(&upload), NOW), 0);
        check_settled(&world, shelf, document, false);
    }
}

/// Keys come as S3 writes them.
fn world_key(upload: &Upload) -> Upload {
    let key = upload.key.replace('+', "%2B").replace('ë', "%C3%AB");
    Upload { key, version: upload.version.clone() }
}

#[test]
fn a_crash_between_any_two_steps_loses_nothing_and_doubles_nothing() {
    for redacts in [false, true] {
        // Only what holds personal data has a redacted copy.
        let told_apart = if redacts { &SHELVES[..1] } else { &SHELVES };
        for (document, &shelf) in documents().iter().zip(told_apart) {
            for steps in 1.. {
                let world = World { redacts, ..World::default() };
                let upload = upload("a.pdf", "1");
                world.store.upload(&upload, document, NOW);
                let ended = world.handle_until(&upload, NOW, steps).is_some();
                assert!(world.store.uploads_left() == 1 || world.table.records()[0].status == Status::Done);
                assert_eq!(world.handle(&upload, NOW.plus_millis(LATER_MILLIS)), 0);
                check_settled(&world, shelf, document, !ended);
                if ended {
                    assert!(steps > 10, "a crash was tried at each step");
                    break;
                }
            }
        }
    }
}

#[test]
fn the_same_event_twice_does_nothing_more() {
    let world = World::default();
    let [document, ..] = documents();
    let upload = upload("a.pdf", "1");
    world.store.upload(&upload, &document, NOW);
    assert_eq!(world.handle(&upload, NOW), 0);
    assert_eq!(world.handle(&upload, NOW.plus_millis(1)), 0);
    check_settled(&world, Shelf::Pii, &document, false);
}

#[test]
fn a_new_version_of_the_same_key_is_a_new_document() {
    let world = World::default();
    let [personal, clean, _] = documents();
    let key_id = KeyId::new(NOW, [3; 10]);
    let key = format!("uploads/{key_id}/a.pdf");
    let expected =
        ExpectedDocument { key_id, created_at: NOW, expires_at: NOW, object_key: key.clone(), once: false };
    let world_table = world.table.clone();
    poll_once(world_table.expect(&expected)).unwrap();
    for (version, document) in [("1", &clean), ("2", &personal)] {
        world.store.upload(&upload(&key, version), document, NOW);
        assert_eq!(world.handle(&upload(&key, version), NOW), 0);
    }
    let records = world.table.records();
    assert_eq!(records.len(), 2);
    let first = records.iter().find(|record| record.key_id == key_id).unwrap();
    assert_eq!(first.object_version.as_deref(), Some("1"));
    assert_eq!(first.places.as_ref().unwrap().bucket, "non-pii");
    assert_eq!(first.places.as_ref().unwrap().document, format!("documents/{key_id}/a.pdf"));
    let second = records.iter().find(|record| record.key_id != key_id).unwrap();
    assert_eq!(second.places.as_ref().unwrap().bucket, "pii");
}

/// A document that takes one upload, and two versions of that upload.
fn uploaded_twice(world: &World, documents: [&[u8]; 2]) -> (KeyId, [Upload; 2]) {
    let key_id = KeyId::new(NOW, [3; 10]);
    let key = format!("uploads/{key_id}/document.pdf");
    let expected =
        ExpectedDocument { key_id, created_at: NOW, expires_at: NOW, object_key: key.clone(), once: true };
    poll_once(world.table.expect(&expected)).unwrap();
    let uploads = [upload(&key, "1"), upload(&key, "2")];
    for (upload, document) in uploads.iter().zip(documents) {
        world.store.upload(upload, document, NOW);
    }
    (key_id, uploads)
}

/// One step more, unless it came to its end: how many messages failed then.
fn go_on(handled: Pin<&mut impl Future<Output = SqsBatchResponse>>, failures: &mut Option<usize>) {
    if failures.is_none()
        && let Poll::Ready(response) = handled.poll(&mut Context::from_waker(Waker::noop()))
    {
        *failures = Some(response.batch_item_failures.len());
    }
}

/// Which documents were read, each once.
fn read(world: &World) -> Vec<Vec<u8>> {
    let mut read = world.read.lock().unwrap().clone();
    read.dedup();
    read
}

#[test]
fn an_upload_that_nobody_wants_is_deleted_unread_and_leaves_nothing() {
    let [personal, clean, _] = documents();
    // A second upload under a permit for one.
    let world = World::default();
    let (_, uploads) = uploaded_twice(&world, [&clean, &personal]);
    for upload in &uploads {
        assert_eq!(world.handle(upload, NOW), 0);
    }
    check_settled(&world, Shelf::NonPii, &clean, false);
    assert_eq!(read(&world), std::slice::from_ref(&clean));
    // Any upload of a document that was erased before.
    let world = World::default();
    let (key_id, uploads) = uploaded_twice(&world, [&clean, &personal]);
    poll_once(world.table.mark_erased(key_id, NOW)).unwrap();
    for upload in &uploads {
        assert_eq!(world.handle(upload, NOW), 0);
    }
    assert!(
        world.store.shelves().is_empty() && world.store.uploads_left() == 0 && world.topic.mails().is_empty()
    );
    assert!(read(&world).is_empty());
}

/// Whoever has a form can send any number of files, and each may take minutes to read.
#[test]
fn of_two_uploads_under_a_permit_for_one_a_single_one_is_read_whenever_the_other_comes() {
    let [personal, clean, _] = documents();
    for dies in [false, true] {
        for steps in 0.. {
            let world = World::default();
            let (_, [first, second]) = uploaded_twice(&world, [&personal, &clean]);
            let deps = world.deps();
            let mut failures = None;
            let was_over;
            {
                let mut handled = pin!(handle(event(&first), &deps, NOW));
                for _ in 0..steps {
                    go_on(handled.as_mut(), &mut failures);
                }
                was_over = failures.is_some();
                assert_eq!(world.handle(&second, NOW), 0);
                while !dies && failures.is_none() {
                    go_on(handled.as_mut(), &mut failures);
                }
            }
            if dies {
                // Its message comes again.
                assert_eq!(world.handle(&first, NOW), 0);
            }
            let read = read(&world);
            let [document] = read.as_slice() else { panic!("{} were read, {steps} steps", read.len()) };
            let shelf = if *document == personal { Shelf::Pii } else { Shelf::NonPii };
            check_settled(&world, shelf, document, false);
            if was_over {
                assert!(steps > 10, "the other came at each step");
                break;
            }
        }
    }
}

/// As `document-eraser` does it, the record first.
fn erase(world: &World, key_id: KeyId) {
    poll_once(world.table.mark_erased(key_id, NOW)).unwrap();
    poll_once(world.store.erase(key_id)).unwrap();
}

#[test]
fn what_is_erased_at_any_moment_of_its_reading_leaves_nothing_behind_the_last_pass() {
    for document in documents() {
        for steps in 0.. {
            let world = World { redacts: true, ..World::default() };
            let (key_id, [first, second]) = uploaded_twice(&world, [&document, b"another"]);
            poll_once(world.store.delete(&second)).unwrap();
            let deps = world.deps();
            let mut handled = pin!(handle(event(&first), &deps, NOW));
            let mut failures = None;
            for _ in 0..steps {
                go_on(handled.as_mut(), &mut failures);
            }
            let was_over = failures.is_some();
            erase(&world, key_id);
            while failures.is_none() {
                go_on(handled.as_mut(), &mut failures);
            }
            if failures != Some(0) {
                assert_eq!(world.handle(&first, NOW), 0, "{steps} steps");
            }
            let [record] = &world.table.records()[..] else { panic!("one record") };
            let left = (&record.places, &record.summary, &record.object_version, record.decided_at);
            assert_eq!(left, (&None, &None, &None, None), "{steps} steps");
            erase(&world, key_id);
            assert!(world.store.shelves().is_empty() && world.store.uploads_left() == 0, "{steps} steps");
            if was_over {
                assert!(steps > 10, "it was erased at each step");
                break;
            }
        }
    }
}

/// A future of the memory's own, which never waits.
fn poll_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(answer) => answer,
        std::task::Poll::Pending => panic!("memory does not wait"),
    }
}

#[test]
fn a_message_that_is_no_upload_comes_again_until_it_is_a_dead_letter() {
    let world = World::default();
    let unversioned = upload("a.pdf", "");
    assert_eq!(world.handle(&unversioned, NOW), 1);
}

#[test]
fn the_mail_about_a_quarantined_document_reads_well() {
    let world = World::default();
    let upload = upload("Jane Roe.pdf", "1");
    world.store.upload(&upload, b"no PDF at all", NOW);
    assert_eq!(world.handle(&upload, NOW), 0);
    let mail = &world.topic.mails()[0];
    assert!(mail.subject.is_ascii() && mail.subject.len() < 100);
    assert!(!mail.body.contains("Jane"), "a name stands in the mail");
    insta::assert_snapshot!(format!("Subject: {}\n\n{}", mail.subject, mail.body));
}

#[test]
fn a_refused_mail_is_sent_when_the_message_comes_again_and_not_as_a_repeat() {
    let world = World::default();
    let upload = upload("a.pdf", "1");
    world.store.upload(&upload, b"no PDF at all", NOW);
    world.refusals.store(1, Ordering::Relaxed);
    assert_eq!(world.handle(&upload, NOW), 1);
    assert!(world.topic.mails().is_empty() && world.store.uploads_left() == 1);
    // Long before a lease would end.
    assert_eq!(world.handle(&upload, NOW.plus_millis(1)), 0);
    check_settled(&world, Shelf::Quarantine, b"no PDF at all", false);
    assert!(!world.topic.mails()[0].body.contains("You may have had this mail before"));
}
