//! The policy bucket, as those see it who work on its policy and lists: what is live, whether a text would make a good policy beside
//! what lies there now, and which texts there were.

use std::collections::HashMap;

use casework::policy_draft::Base;
use fraud::Policy;
use fraud::policy::PolicyError;

use crate::CallError;
use crate::object_store::{ObjectStore, ObjectWriter, OnlyIf, Reading};
use crate::object_versions::{ObjectVersion, ObjectVersions};
use crate::policy_past::{POLICY_OBJECT, parse};

/// So many lists are read for a text that somebody writes. One that names more is checked with these.
const LISTS_READ_MAX: usize = 100;

/// What lies in the bucket as the policy, or as one of its lists.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LiveText {
    /// By which it is known; nothing where there is none.
    pub etag: Option<String>,
    /// What it says; nothing where there is none, or where it is not a text of a size that is read.
    pub text: Option<String>,
}

/// The object of a list, or of the policy if none is named.
fn object_of(list: Option<&str>) -> &str {
    list.unwrap_or(POLICY_OBJECT)
}

/// Reads the list of this path, or the policy that decides.
pub async fn live(bucket: &impl ObjectStore, list: Option<&str>) -> Result<LiveText, CallError> {
    Ok(match bucket.read(object_of(list), None).await? {
        Reading::Found { bytes, etag } => LiveText { etag: Some(etag), text: String::from_utf8(bytes).ok() },
        Reading::Absent | Reading::Unchanged | Reading::TooLarge { .. } => {
            LiveText { etag: None, text: None }
        }
    })
}

/// Checks the text that decides, if there is one.
pub async fn check_live(
    bucket: &impl ObjectStore,
    live: &LiveText,
) -> Result<Option<Result<Policy, PolicyError>>, CallError> {
    match &live.text {
        Some(text) => check(bucket, text).await.map(Some),
        None => Ok(None),
    }
}

/// The policy that a draft makes, or all that is wrong with it. A draft of the policy is read with the lists of the bucket; a draft of a
/// list takes the place of that list in the live policy.
pub async fn check_draft(
    bucket: &impl ObjectStore,
    list: Option<&str>,
    text: &str,
) -> Result<Result<Policy, PolicyError>, CallError> {
    let Some(path) = list else { return check(bucket, text).await };
    match live(bucket, None).await?.text {
        Some(policy) => check_with(bucket, &policy, Some((path, text))).await,
        None => Ok(Err(PolicyError::absent(path, "the bucket holds no policy that could name this list"))),
    }
}

/// The policy of a text with the lists of the bucket, or all that is wrong with it.
pub async fn check(bucket: &impl ObjectStore, text: &str) -> Result<Result<Policy, PolicyError>, CallError> {
    check_with(bucket, text, None).await
}

/// The same with another text in the place of a list.
async fn check_with(
    bucket: &impl ObjectStore,
    text: &str,
    other: Option<(&str, &str)>,
) -> Result<Result<Policy, PolicyError>, CallError> {
    let mut lists: HashMap<_, _> =
        other.into_iter().map(|(path, list)| (path.to_owned(), Some(list.to_owned()))).collect();
    loop {
        let (policy, unread) = parse(text, &lists);
        if unread.is_empty() {
            return Ok(policy);
        }
        for path in unread {
            let list = if lists.len() < LISTS_READ_MAX { read(bucket, &path).await? } else { None };
            lists.insert(path, list);
        }
    }
}

async fn read(bucket: &impl ObjectStore, object: &str) -> Result<Option<String>, CallError> {
    Ok(match bucket.read(object, None).await? {
        Reading::Found { bytes, .. } => String::from_utf8(bytes).ok(),
        Reading::Absent | Reading::Unchanged | Reading::TooLarge { .. } => None,
    })
}

/// Puts a draft's text in the place of the one that it starts from. Whether it is there: not if there is another one now.
pub async fn publish<Bucket: ObjectStore + ObjectWriter>(
    bucket: &Bucket,
    list: Option<&str>,
    base: &Base,
    text: &str,
) -> Result<bool, CallError> {
    let media_type = if list.is_some() { "text/plain; charset=utf-8" } else { "application/toml" };
    let only_if = base.etag.as_deref().map_or(OnlyIf::Absent, OnlyIf::Etag);
    if bucket.write(object_of(list), media_type, text.as_bytes().to_vec(), only_if).await? {
        return Ok(true);
    }
    // An earlier attempt may have come this far.
    Ok(live(bucket, list).await?.text.as_deref() == Some(text))
}

/// The versions of the list of this path, or of the policy's own object, the newest first.
pub async fn versions(
    bucket: &impl ObjectVersions,
    list: Option<&str>,
) -> Result<Vec<ObjectVersion>, CallError> {
    let object = object_of(list);
    let mut versions = bucket.versions(object).await?;
    // Others may have names that begin so.
    versions.retain(|version| version.object == object);
    Ok(versions)
}

/// What one of these versions said; nothing if there is none of this id.
pub async fn text_of_version(
    bucket: &impl ObjectVersions,
    list: Option<&str>,
    id: &str,
) -> Result<Option<String>, CallError> {
    let version =
        versions(bucket, list).await?.into_iter().find(|version| version.id == id && !version.is_deletion);
    let Some(version) = version else { return Ok(None) };
    let bytes = bucket.bytes(&version).await?;
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::MemoryObjectStore;

    const TEXT: &str = "version = \"t1\"\n[thresholds]\nreview = 40\nblock = 75\n";

    fn base(etag: Option<&str>) -> Base {
        Base { etag: etag.map(str::to_owned), names: None }
    }

    #[tokio::test]
    async fn a_text_is_checked_beside_the_lists_that_lie_there() {
        let bucket = MemoryObjectStore::default();
        let text = format!("{TEXT}[lists]\nwatched = {{ file = \"lists/watched.txt\" }}\n");
        assert!(check(&bucket, &text).await.unwrap().is_err());
        bucket.put("lists/watched.txt", "Shop\n");
        assert_eq!(check(&bucket, &text).await.unwrap().unwrap().version(), "t1");
        bucket.put("lists/watched.txt", [0xff]);
        assert!(check(&bucket, &text).await.unwrap().is_err());
    }

    #[tokio::test]
    async fn a_list_is_tried_in_the_live_policy_and_takes_the_place_of_the_one_that_was_looked_at() {
        let bucket = MemoryObjectStore::default();
        let path = Some("lists/watched.txt");
        assert!(check_draft(&bucket, path, "Shop").await.unwrap().is_err());
        let text = format!("{TEXT}[lists]\nwatched = {{ file = \"lists/watched.txt\" }}\n");
        bucket.put(POLICY_OBJECT, text);
        let made = async |path, text| check_draft(&bucket, path, text).await.unwrap();
        assert!(made(Some("lists/other.txt"), "Shop").await.is_err());
        // The list that a refused policy lacks makes a good one.
        let one = made(path, "Shop\n").await.unwrap();
        assert!(publish(&bucket, path, &base(None), "Shop\n").await.unwrap());
        assert!(!publish(&bucket, path, &base(None), "Store\n").await.unwrap());
        let live_list = live(&bucket, path).await.unwrap();
        assert_eq!(live_list.text.as_deref(), Some("Shop\n"));
        let live_policy = live(&bucket, None).await.unwrap();
        let decides = check_live(&bucket, &live_policy).await.unwrap().unwrap().unwrap();
        assert_eq!((decides.hash(), decides.lists_in_files()[0].entries), (one.hash(), 1));
        assert_ne!(made(path, "Shop\nStore\n").await.unwrap().hash(), one.hash());
        assert!(publish(&bucket, path, &base(live_list.etag.as_deref()), "Shop\nStore\n").await.unwrap());
        assert_eq!(versions(&bucket, path).await.unwrap().len(), 2);
        assert_eq!(text_of_version(&bucket, path, "1").await.unwrap().as_deref(), Some("Shop\n"));
    }

    #[tokio::test]
    async fn a_policy_takes_the_place_of_the_one_that_was_looked_at_and_of_no_other() {
        let bucket = MemoryObjectStore::default();
        assert!(!publish(&bucket, None, &base(Some("7")), TEXT).await.unwrap());
        assert!(publish(&bucket, None, &base(None), TEXT).await.unwrap());
        // The same again is done, and something else is not.
        assert!(publish(&bucket, None, &base(None), TEXT).await.unwrap());
        assert!(!publish(&bucket, None, &base(None), "version = \"t2\"").await.unwrap());
        let live = live(&bucket, None).await.unwrap();
        assert_eq!(live.text.as_deref(), Some(TEXT));
        assert!(publish(&bucket, None, &base(live.etag.as_deref()), "version = \"t2\"").await.unwrap());
        assert_eq!(bucket.versions_of(POLICY_OBJECT), 2);
    }

    #[tokio::test]
    async fn earlier_policies_are_found_and_what_only_begins_like_one_is_not() {
        let bucket = MemoryObjectStore::default();
        for (object, text) in [(POLICY_OBJECT, "1"), ("policy.toml.bak", "2"), (POLICY_OBJECT, "3")] {
            bucket.put(object, text);
        }
        let ids: Vec<_> =
            versions(&bucket, None).await.unwrap().into_iter().map(|version| version.id).collect();
        assert_eq!(ids, ["2", "0"]);
        assert_eq!(text_of_version(&bucket, None, "0").await.unwrap().as_deref(), Some("1"));
        assert_eq!(text_of_version(&bucket, None, "1").await.unwrap(), None);
    }
}
