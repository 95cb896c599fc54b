//! All that the policy bucket has ever held: it keeps every version of every object, so the policy that made a decision is found again, and
//! so is the last good one.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;

use fraud::policy::PolicyError;
use fraud::{Policy, Timestamp};

use crate::CallError;
use crate::object_versions::{ObjectVersion, ObjectVersions};

/// The policy's own object.
pub const POLICY_OBJECT: &str = "policy.toml";
/// What the names of its lists begin with.
const LISTS_PREFIX: &str = "lists/";
/// How many changes of the bucket a replay looks back at, from the decision on.
const CHANGES_MAX: usize = 1_000;
/// S3 tells the second of a change only.
const SECOND_MILLIS: i64 = 1_000;
/// How many versions of the policy a function looks back at that has to decide.
const RECENT_POLICIES_MAX: usize = 20;
/// And how many moments of each: feeds may change its lists all the time.
const MOMENTS_MAX: usize = 5;

/// What a policy bucket has held, and what was read of it.
#[derive(Debug)]
pub struct PolicyPast<'a, Bucket> {
    bucket: &'a Bucket,
    versions: Vec<ObjectVersion>,
    texts: HashMap<String, Option<String>>,
}

impl<'a, Bucket: ObjectVersions> PolicyPast<'a, Bucket> {
    /// The past of a bucket.
    ///
    /// # Errors
    /// The versions could not be listed.
    pub async fn of(bucket: &'a Bucket) -> Result<Self, CallError> {
        let mut versions = bucket.versions(POLICY_OBJECT).await?;
        versions.extend(bucket.versions(LISTS_PREFIX).await?);
        Ok(PolicyPast { bucket, versions, texts: HashMap::new() })
    }

    /// The policy of this hash, which decided at that time.
    ///
    /// # Errors
    /// A version of an object could not be read.
    pub async fn find(&mut self, hash: &str, decided_at: Timestamp) -> Result<Option<Policy>, CallError> {
        let until = decided_at.plus_millis(SECOND_MILLIS);
        let moments = self.changes().range(..=until).rev().take(CHANGES_MAX).copied().collect();
        self.first_of(moments, |policy| policy.hash() == hash).await
    }

    /// The newest policy that was one, among the last versions.
    ///
    /// # Errors
    /// A version of an object could not be read.
    pub async fn last_good(&mut self) -> Result<Option<Policy>, CallError> {
        let changes = self.changes();
        let of_policy = self.versions.iter().filter(|version| version.object == POLICY_OBJECT);
        let begins: BTreeSet<Timestamp> = of_policy.map(|version| version.since).collect();
        let mut moments = Vec::new();
        let mut end = Bound::Unbounded;
        for begin in begins.into_iter().rev().take(RECENT_POLICIES_MAX) {
            moments.extend(changes.range((Bound::Included(begin), end)).rev().take(MOMENTS_MAX).copied());
            end = Bound::Excluded(begin);
        }
        self.first_of(moments, |_| true).await
    }

    /// When something changed. A policy is its text and its lists, and a change of either makes another one.
    fn changes(&self) -> BTreeSet<Timestamp> {
        self.versions.iter().map(|version| version.since).collect()
    }

    /// The first wanted policy that there was at these moments.
    async fn first_of(
        &mut self,
        moments: Vec<Timestamp>,
        is_wanted: impl Fn(&Policy) -> bool,
    ) -> Result<Option<Policy>, CallError> {
        for moment in moments {
            let Some(text) = self.text_at(POLICY_OBJECT, moment).await? else { continue };
            let policy = self.policy_at(&text, moment).await?;
            if let Some(policy) = policy.filter(&is_wanted) {
                return Ok(Some(policy));
            }
        }
        Ok(None)
    }

    /// The policy of this text with the lists of that moment, if they make one.
    async fn policy_at(&mut self, text: &str, moment: Timestamp) -> Result<Option<Policy>, CallError> {
        let mut lists = HashMap::new();
        loop {
            let (policy, unread) = parse(text, &lists);
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
    async fn text_at(&mut self, object: &str, moment: Timestamp) -> Result<Option<String>, CallError> {
        let before =
            self.versions.iter().filter(|version| version.object == object && version.since <= moment);
        // The versions of one object come newest first, so of several of one time the first is the last.
        let Some(version) = before.rev().max_by_key(|version| version.since) else { return Ok(None) };
        if version.is_deletion {
            return Ok(None);
        }
        if let Some(text) = self.texts.get(&version.id) {
            return Ok(text.clone());
        }
        let bytes = self.bucket.bytes(version).await?;
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        self.texts.insert(version.id.clone(), text.clone());
        Ok(text)
    }
}

/// The policy of a text and its lists, if they make one, and the lists that were not read yet.
pub(crate) fn parse(
    text: &str,
    lists: &HashMap<String, Option<String>>,
) -> (Result<Policy, PolicyError>, BTreeSet<String>) {
    let unread = RefCell::new(BTreeSet::new());
    let policy = Policy::parse_with(text, |path| {
        let known = lists.get(path);
        if known.is_none() {
            unread.borrow_mut().insert(path.to_owned());
        }
        known.cloned().flatten().ok_or_else(|| "it is not there".to_owned())
    });
    (policy, unread.into_inner())
}

#[cfg(test)]
mod tests;
