//! An object in force: another one takes effect, a bad one does not, and none is not the same as a bad one.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use aws_io::memory::MemoryObjectStore;
use decider::{Gone, Live, LiveObject};
use fraud::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

/// Texts are good, and nothing else.
fn parse(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string())
}

fn live(bucket: &MemoryObjectStore, object: &str) -> LiveObject<MemoryObjectStore, String> {
    LiveObject::new(bucket.clone(), object, parse, Gone::Mistake, "Refused")
}

/// What is in force after an invocation that many seconds later.
async fn after(object: &LiveObject<MemoryObjectStore, String>, seconds: i64) -> Live<String> {
    let now = NOW.plus_millis(seconds * 1000);
    object.prepare(now).await;
    let live = object.current();
    object.look_after(now).await;
    live
}

async fn text_after(object: &LiveObject<MemoryObjectStore, String>, seconds: i64) -> String {
    after(object, seconds).await.ready().unwrap().clone()
}

#[tokio::test]
async fn another_one_takes_effect_within_a_minute() {
    let bucket = MemoryObjectStore::default();
    bucket.put("x", "first");
    let object = live(&bucket, "x");
    assert_eq!(text_after(&object, 0).await, "first");
    bucket.put("x", "second");
    assert_eq!(text_after(&object, 20).await, "first");
    assert_eq!(text_after(&object, 31).await, "first", "it is looked up beside the work");
    assert_eq!(text_after(&object, 32).await, "second");
    bucket.put("x", "third");
    assert_eq!(text_after(&object, 3_600).await, "third", "after a sleep it is looked up first");
}

#[tokio::test]
async fn a_bad_one_and_none_leave_the_last_good_one_in_force() {
    let bucket = MemoryObjectStore::default();
    bucket.put("x", "good");
    let object = live(&bucket, "x");
    assert_eq!(text_after(&object, 0).await, "good");
    bucket.put("x", [0xff, 0xfe]);
    assert_eq!(text_after(&object, 60).await, "good");
    bucket.remove("x");
    assert_eq!(text_after(&object, 120).await, "good");
    bucket.put("x", "better");
    assert_eq!(text_after(&object, 180).await, "better");
}

#[tokio::test]
async fn none_is_told_from_one_that_was_never_good_or_never_read() {
    let bucket = MemoryObjectStore::default();
    let object = live(&bucket, "x");
    assert!(matches!(object.current(), Live::Unusable), "nobody has looked yet");
    assert!(matches!(after(&object, 0).await, Live::Absent));
    bucket.put("x", [0xff]);
    assert!(matches!(after(&object, 60).await, Live::Unusable));
    bucket.set_unreachable(true);
    assert!(matches!(after(&live(&bucket, "y"), 0).await, Live::Unusable));
}

#[tokio::test]
async fn beside_a_bad_one_a_function_starts_with_the_last_good_one() {
    let bucket = MemoryObjectStore::default();
    bucket.put("x", "older");
    bucket.put("x", "good");
    bucket.put("x.backup", "another object");
    for _ in 0..3 {
        bucket.put("x", [0xff]);
    }
    let object = live(&bucket, "x");
    assert_eq!(text_after(&object, 0).await, "good");
    bucket.put("x", "mended");
    assert_eq!(text_after(&object, 60).await, "mended");
}

#[tokio::test]
async fn beside_one_that_is_gone_by_mistake_a_function_starts_with_the_last_good_one() {
    let bucket = MemoryObjectStore::default();
    bucket.put("x", "good");
    bucket.remove("x");
    let object = live(&bucket, "x");
    assert_eq!(text_after(&object, 0).await, "good");
    assert_eq!(text_after(&object, 60).await, "good");
    bucket.put("x", [0xff]);
    assert_eq!(text_after(&live(&bucket, "x"), 0).await, "good");
    bucket.put("x", "mended");
    assert_eq!(text_after(&object, 120).await, "mended");

    // Whether there ever was one takes looking at the versions.
    let starting = live(&bucket, "y");
    assert!(matches!(after(&starting, 0).await, Live::Absent));

    bucket.put("never good", [0xff]);
    bucket.remove("never good");
    assert!(matches!(after(&live(&bucket, "never good"), 0).await, Live::Unusable));
}

#[tokio::test]
async fn one_that_was_taken_back_is_none() {
    let bucket = MemoryObjectStore::default();
    bucket.put("x", "there");
    let object = LiveObject::new(bucket.clone(), "x", parse, Gone::TakenBack, "Refused");
    assert_eq!(text_after(&object, 0).await, "there");
    bucket.remove("x");
    assert!(matches!(after(&object, 60).await, Live::Absent));
    let starting = || LiveObject::new(bucket.clone(), "x", parse, Gone::TakenBack, "Refused");
    assert!(matches!(after(&starting(), 0).await, Live::Absent));
    bucket.put("x", [0xff]);
    assert!(matches!(after(&starting(), 0).await, Live::Unusable), "what was taken back stays so");
}
