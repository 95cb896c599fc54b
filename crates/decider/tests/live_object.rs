//! An object in force: another one takes effect, a bad one does not, and none is not the same as a bad one.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use aws_io::CallError;
use aws_io::memory::MemoryObjectStore;
use aws_io::object_store::{ObjectStore, Reading};
use aws_io::object_versions::{ObjectVersion, ObjectVersions};
use decider::{Gone, Live, LiveObject};
use fraud::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

#[derive(Clone, Default)]
struct Bucket(MemoryObjectStore);

impl ObjectStore for Bucket {
    async fn read(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        if object == "unreachable" {
            return Err(CallError::new("s3:GetObject", "no answer"));
        }
        self.0.read(object, known_etag).await
    }
}

impl ObjectVersions for Bucket {
    async fn versions(&self, prefix: &str) -> Result<Vec<ObjectVersion>, CallError> {
        self.0.versions(prefix).await
    }

    async fn bytes(&self, version: &ObjectVersion) -> Result<Option<Vec<u8>>, CallError> {
        self.0.bytes(version).await
    }
}

/// Texts are good, and nothing else.
fn parse(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string())
}

fn live(bucket: &Bucket, object: &str) -> LiveObject<Bucket, String> {
    LiveObject::new(bucket.clone(), object, parse, Gone::Mistake, "Refused")
}

/// What is in force after an invocation that many seconds later.
async fn after(object: &LiveObject<Bucket, String>, seconds: i64) -> Live<String> {
    let now = NOW.plus_millis(seconds * 1000);
    object.prepare(now).await;
    let live = object.current();
    object.look_after(now).await;
    live
}

async fn text_after(object: &LiveObject<Bucket, String>, seconds: i64) -> String {
    after(object, seconds).await.ready().unwrap().clone()
}

#[tokio::test]
async fn another_one_takes_effect_within_a_minute() {
    let bucket = Bucket::default();
    bucket.0.put("x", "first");
    let object = live(&bucket, "x");
    assert_eq!(text_after(&object, 0).await, "first");
    bucket.0.put("x", "second");
    assert_eq!(text_after(&object, 20).await, "first");
    assert_eq!(text_after(&object, 31).await, "first", "it is looked up beside the work");
    assert_eq!(text_after(&object, 32).await, "second");
    bucket.0.put("x", "third");
    assert_eq!(text_after(&object, 3_600).await, "third", "after a sleep it is looked up first");
}

#[tokio::test]
async fn a_bad_one_and_none_leave_the_last_good_one_in_force() {
    let bucket = Bucket::default();
    bucket.0.put("x", "good");
    let object = live(&bucket, "x");
    assert_eq!(text_after(&object, 0).await, "good");
    bucket.0.put("x", [0xff, 0xfe]);
    assert_eq!(text_after(&object, 60).await, "good");
    bucket.0.remove("x");
    assert_eq!(text_after(&object, 120).await, "good");
    bucket.0.put("x", "better");
    assert_eq!(text_after(&object, 180).await, "better");
}

#[tokio::test]
async fn none_is_told_from_one_that_was_never_good_or_never_read() {
    let bucket = Bucket::default();
    let object = live(&bucket, "x");
    assert!(matches!(object.current(), Live::Unusable), "nobody has looked yet");
    assert!(matches!(after(&object, 0).await, Live::Absent));
    bucket.0.put("x", [0xff]);
    assert!(matches!(after(&object, 60).await, Live::Unusable));
    assert!(matches!(after(&live(&bucket, "unreachable"), 0).await, Live::Unusable));
}

#[tokio::test]
async fn beside_a_bad_one_a_function_starts_with_the_last_good_one() {
    let bucket = Bucket::default();
    bucket.0.put("x", "older");
    bucket.0.put("x", "good");
    bucket.0.put("x.backup", "another object");
    for _ in 0..3 {
        bucket.0.put("x", [0xff]);
    }
    let object = live(&bucket, "x");
    assert_eq!(text_after(&object, 0).await, "good");
    bucket.0.put("x", "mended");
    assert_eq!(text_after(&object, 60).await, "mended");
    bucket.0.remove("x");
    bucket.0.put("x", [0xff]);
    assert!(matches!(after(&live(&bucket, "x"), 0).await, Live::Unusable), "what was removed stays so");
}

#[tokio::test]
async fn one_that_was_taken_back_is_none() {
    let bucket = Bucket::default();
    bucket.0.put("x", "there");
    let object = LiveObject::new(bucket.clone(), "x", parse, Gone::TakenBack, "Refused");
    assert_eq!(text_after(&object, 0).await, "there");
    bucket.0.remove("x");
    assert!(matches!(after(&object, 60).await, Live::Absent));
}
