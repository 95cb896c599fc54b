//! The policies that may have decided: those at hand, and all that a deployment's bucket has ever held.

use std::collections::{BTreeSet, HashMap};

use anyhow::Result;
use fraud::{Policy, Timestamp};
use serde::Deserialize;

/// The policy's object in the bucket.
pub(super) const POLICY_OBJECT: &str = "policy.toml";
/// What the names of its lists begin with.
pub(super) const LISTS_PREFIX: &str = "lists/";
/// How many changes of the bucket are looked back at.
const CHANGES_MAX: usize = 1_000;

/// What a bucket that keeps every version of its objects tells about them.
pub(super) trait ObjectVersions {
    /// What messages call the bucket.
    fn name(&self) -> &str;

    /// The versions of all objects whose names begin so.
    async fn versions(&self, prefix: &str) -> Result<Vec<ObjectVersion>>;

    /// What a version holds.
    async fn text(&self, version: &ObjectVersion) -> Result<String>;
}

/// One version of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ObjectVersion {
    pub(super) object: String,
    pub(super) id: String,
    pub(super) since: Timestamp,
    /// From then on there was no such object.
    pub(super) is_deletion: bool,
}

/// Where policies are looked for.
pub(super) struct Policies<Bucket> {
    at_hand: Vec<Policy>,
    bucket: Option<Bucket>,
}

impl<Bucket: ObjectVersions> Policies<Bucket> {
    pub(super) fn new(at_hand: Vec<Policy>, bucket: Option<Bucket>) -> Self {
        Policies { at_hand, bucket }
    }

    /// The policy of a version and hash, if there is or was one.
    pub(super) async fn find(&mut self, version: &str, hash: &str) -> Result<Option<Policy>> {
        let is_wanted = |policy: &&Policy| policy.version() == version && policy.hash() == hash;
        if let Some(policy) = self.at_hand.iter().find(is_wanted) {
            return Ok(Some(policy.clone()));
        }
        let Some(bucket) = &self.bucket else { return Ok(None) };
        let found = Past::of(bucket).await?.find(version, hash).await?;
        // Mostly the next decision is of the same policy.
        self.at_hand.extend(found.clone());
        Ok(found)
    }

    /// Where a policy that was not found could still be.
    pub(super) fn where_missing(&self) -> String {
        match &self.bucket {
            Some(bucket) => {
                format!("{} does not keep it among its versions; name its file by --policy", bucket.name())
            }
            None => "name its file by --policy".to_owned(),
        }
    }
}

/// All that a bucket has held, and what was read of it.
struct Past<'a, Bucket> {
    bucket: &'a Bucket,
    versions: Vec<ObjectVersion>,
    texts: HashMap<String, String>,
}

impl<'a, Bucket: ObjectVersions> Past<'a, Bucket> {
    async fn of(bucket: &'a Bucket) -> Result<Past<'a, Bucket>> {
        let mut versions = bucket.versions(POLICY_OBJECT).await?;
        versions.extend(bucket.versions(LISTS_PREFIX).await?);
        Ok(Past { bucket, versions, texts: HashMap::new() })
    }

    /// The newest policy of this version and hash. A policy is its text and its lists, and a change of either makes
    /// another one: so every moment at which something changed is looked at, the last one first.
    async fn find(&mut self, version: &str, hash: &str) -> Result<Option<Policy>> {
        let changes: BTreeSet<Timestamp> = self.versions.iter().map(|version| version.since).collect();
        for moment in changes.into_iter().rev().take(CHANGES_MAX) {
            let Some(text) = self.text_at(POLICY_OBJECT, moment).await? else { continue };
            if version_of(&text).as_deref() != Some(version) {
                continue;
            }
            if let Some(policy) = self.policy_at(&text, moment).await?
                && policy.hash() == hash
            {
                return Ok(Some(policy));
            }
        }
        Ok(None)
    }

    /// The policy of this text with the lists of that moment, if they make one.
    async fn policy_at(&mut self, text: &str, moment: Timestamp) -> Result<Option<Policy>> {
        let mut lists = HashMap::new();
        loop {
            let unread = std::cell::RefCell::new(BTreeSet::new());
            let policy = Policy::parse_with(text, |path| {
                let known: Option<&Option<String>> = lists.get(path);
                known.cloned().flatten().ok_or_else(|| {
                    if known.is_none() {
                        unread.borrow_mut().insert(path.to_owned());
                    }
                    "it is not there".to_owned()
                })
            });
            let unread = unread.into_inner();
            if unread.is_empty() {
                return Ok(policy.ok());
            }
            for path in unread {
                let list = self.text_at(&path, moment).await?;
                lists.insert(path, list);
            }
        }
    }

    /// What an object held at a moment.
    async fn text_at(&mut self, object: &str, moment: Timestamp) -> Result<Option<String>> {
        let before =
            self.versions.iter().filter(|version| version.object == object && version.since <= moment);
        // The versions of one object come newest first, so of several of one time the first is the last.
        let Some(version) = before.rev().max_by_key(|version| version.since) else { return Ok(None) };
        if version.is_deletion {
            return Ok(None);
        }
        if let Some(text) = self.texts.get(&version.id) {
            return Ok(Some(text.clone()));
        }
        let text = self.bucket.text(version).await?;
        self.texts.insert(version.id.clone(), text.clone());
        Ok(Some(text))
    }
}

/// The version that a policy's text names, be the rest right or wrong.
fn version_of(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Excerpt {
        version: String,
    }
    toml::from_str(text).ok().map(|excerpt: Excerpt| excerpt.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Versions with their texts, in the order in which they came.
    #[derive(Default)]
    struct Bucket(Vec<(ObjectVersion, &'static str)>);

    impl Bucket {
        fn with(mut self, seconds: i64, object: &str, text: Option<&'static str>) -> Bucket {
            let version = ObjectVersion {
                object: object.to_owned(),
                id: self.0.len().to_string(),
                since: Timestamp::from_millis(seconds * 1000),
                is_deletion: text.is_none(),
            };
            self.0.push((version, text.unwrap_or_default()));
            self
        }
    }

    impl ObjectVersions for Bucket {
        fn name(&self) -> &'static str {
            "bucket"
        }

        async fn versions(&self, prefix: &str) -> Result<Vec<ObjectVersion>> {
            let newest_first = self.0.iter().rev().map(|(version, _)| version.clone());
            Ok(newest_first.filter(|version| version.object.starts_with(prefix)).collect())
        }

        async fn text(&self, version: &ObjectVersion) -> Result<String> {
            let found = self.0.iter().find(|(known, _)| known == version);
            Ok(found.map(|(_, text)| (*text).to_owned()).unwrap())
        }
    }

    const FIRST: &str = "version = '1'\n[thresholds]\nreview = 50\nblock = 80\n[lists]\nshops = { file = 'lists/shops.txt' }\n\
        [[rules]]\ncode = 'A'\nwhen = '$merchant in @shops'\npoints = 10\nreason = 'r'\n";
    const SECOND: &str = "version = '2'\n[thresholds]\nreview = 50\nblock = 80\n[[rules]]\ncode = 'A'\nwhen = '$amount > 1'\n\
        points = 10\nreason = 'r'\n";

    fn with_list(list: &'static str) -> Policy {
        Policy::parse_with(FIRST, |_| Ok(list.to_owned())).unwrap()
    }

    fn bucket() -> Bucket {
        Bucket::default()
            .with(1, "lists/shops.txt", Some("Kiosk"))
            .with(1, POLICY_OBJECT, Some(FIRST))
            .with(2, "lists/shops.txt", Some("Kiosk\nDiner"))
            .with(3, POLICY_OBJECT, Some("this is no policy"))
            .with(3, POLICY_OBJECT, Some(SECOND))
            .with(4, "lists/shops.txt", None)
    }

    async fn finds(version: &str, hash: &str) -> bool {
        let mut policies = Policies::new(Vec::new(), Some(bucket()));
        let found = policies.find(version, hash).await.unwrap();
        assert!(found.iter().all(|policy| policy.hash() == hash));
        found.is_some()
    }

    #[tokio::test]
    async fn a_policy_is_found_by_its_hash_with_the_lists_that_it_had() {
        assert!(finds("1", with_list("Kiosk").hash()).await);
        assert!(finds("1", with_list("Kiosk\nDiner").hash()).await);
        assert!(finds("2", Policy::parse(SECOND).unwrap().hash()).await);
    }

    #[tokio::test]
    async fn a_policy_that_was_never_there_is_not_found() {
        assert!(!finds("1", with_list("Diner").hash()).await);
        assert!(!finds("3", with_list("Kiosk").hash()).await);
    }

    #[tokio::test]
    async fn a_policy_at_hand_needs_no_bucket() {
        let policy = with_list("Kiosk");
        let mut policies: Policies<Bucket> = Policies::new(vec![policy.clone()], None);
        assert!(policies.find("1", policy.hash()).await.unwrap().is_some());
        assert!(policies.find("2", policy.hash()).await.unwrap().is_none());
    }
}
