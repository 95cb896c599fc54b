//! The policy bucket, as those see it who work on its policy: what is live, whether a text would be a good policy beside the
//! lists that lie there now, and which policies there were.

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

/// What lies in the bucket as the policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LiveText {
    /// By which it is known; nothing where there is none.
    pub etag: Option<String>,
    /// What it says; nothing where there is none, or where it is not a text of a size that is read.
    pub text: Option<String>,
}

/// Reads the object that decides.
pub async fn live(bucket: &impl ObjectStore) -> Result<LiveText, CallError> {
    Ok(match bucket.read(POLICY_OBJECT, None).await? {
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

/// The policy of a text with the lists of the bucket, or all that is wrong with it.
pub async fn check(bucket: &impl ObjectStore, text: &str) -> Result<Result<Policy, PolicyError>, CallError> {
    let mut lists = HashMap::new();
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

/// Puts a policy in the place of the one that a draft starts from. Whether it is there: not if there is another one now.
pub async fn publish<Bucket: ObjectStore + ObjectWriter>(
    bucket: &Bucket,
    base: &Base,
    text: &str,
) -> Result<bool, CallError> {
    let only_if = base.etag.as_deref().map_or(OnlyIf::Absent, OnlyIf::Etag);
    if bucket.write(POLICY_OBJECT, "application/toml", text.as_bytes().to_vec(), only_if).await? {
        return Ok(true);
    }
    // An earlier attempt may have come this far.
    Ok(live(bucket).await?.text.as_deref() == Some(text))
}

/// The versions of the policy's own object, the newest first.
pub async fn versions(bucket: &impl ObjectVersions) -> Result<Vec<ObjectVersion>, CallError> {
    let mut versions = bucket.versions(POLICY_OBJECT).await?;
    // Others may have names that begin so.
    versions.retain(|version| version.object == POLICY_OBJECT);
    Ok(versions)
}

/// What a version of the policy's object said; nothing if there is none of this id.
pub async fn text_of_version(bucket: &impl ObjectVersions, id: &str) -> Result<Option<String>, CallError> {
    let version =
        versions(bucket).await?.into_iter().find(|version| version.id == id && !version.is_deletion);
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
    async fn a_policy_takes_the_place_of_the_one_that_was_looked_at_and_of_no_other() {
        let bucket = MemoryObjectStore::default();
        assert!(!publish(&bucket, &base(Some("7")), TEXT).await.unwrap());
        assert!(publish(&bucket, &base(None), TEXT).await.unwrap());
        // The same again is done, and something else is not.
        assert!(publish(&bucket, &base(None), TEXT).await.unwrap());
        assert!(!publish(&bucket, &base(None), "version = \"t2\"").await.unwrap());
        let live = live(&bucket).await.unwrap();
        assert_eq!(live.text.as_deref(), Some(TEXT));
        assert!(publish(&bucket, &base(live.etag.as_deref()), "version = \"t2\"").await.unwrap());
        assert_eq!(bucket.versions_of(POLICY_OBJECT), 2);
    }

    #[tokio::test]
    async fn earlier_policies_are_found_and_what_only_begins_like_one_is_not() {
        let bucket = MemoryObjectStore::default();
        for (object, text) in [(POLICY_OBJECT, "1"), ("policy.toml.bak", "2"), (POLICY_OBJECT, "3")] {
            bucket.put(object, text);
        }
        let ids: Vec<_> = versions(&bucket).await.unwrap().into_iter().map(|version| version.id).collect();
        assert_eq!(ids, ["2", "0"]);
        assert_eq!(text_of_version(&bucket, "0").await.unwrap().as_deref(), Some("1"));
        assert_eq!(text_of_version(&bucket, "1").await.unwrap(), None);
    }
}
