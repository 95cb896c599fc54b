//! The policy's objects as they were read last, and how they become a policy.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_io::CallError;
use aws_io::object_store::{ObjectStore, Reading};
use aws_io::policy_past::POLICY_OBJECT;
use fraud::Policy;
use futures::future::try_join_all;

/// The policy and the lists that it names, by object. What is not text is remembered with the reason.
#[derive(Clone, Debug, Default)]
pub(crate) struct PolicyFiles(BTreeMap<String, Result<File, String>>);

#[derive(Clone, Debug)]
struct File {
    etag: String,
    text: Arc<str>,
}

/// The result of reading the objects again.
#[derive(Debug)]
pub(crate) enum Reread {
    /// All are as they were.
    Unchanged,
    /// They have changed: the policy that they make, or why they make none.
    Changed(PolicyFiles, Result<Policy, String>),
}

impl PolicyFiles {
    /// Reads the objects again, each only if it has changed.
    pub(crate) async fn reread(&self, store: &impl ObjectStore) -> Result<Reread, CallError> {
        let mut objects: BTreeSet<&str> = self.0.keys().map(String::as_str).collect();
        objects.insert(POLICY_OBJECT);
        let mut files = self.clone();
        if !files.read(store, objects).await? {
            return Ok(Reread::Unchanged);
        }
        loop {
            let (result, named) = files.parse();
            let unread: Vec<&str> =
                named.iter().map(String::as_str).filter(|path| !files.0.contains_key(*path)).collect();
            if unread.is_empty() {
                // Lists that no policy names any more need not be looked at again.
                files.0.retain(|object, _| object == POLICY_OBJECT || named.contains(object));
                return Ok(Reread::Changed(files, result));
            }
            let unread: Vec<String> = unread.into_iter().map(str::to_owned).collect();
            files.read(store, unread.iter().map(String::as_str)).await?;
        }
    }

    /// Reads objects. Returns whether any of them has changed.
    async fn read<'a>(
        &mut self,
        store: &impl ObjectStore,
        objects: impl IntoIterator<Item = &'a str>,
    ) -> Result<bool, CallError> {
        let known = &self.0;
        let readings = try_join_all(objects.into_iter().map(async |object| {
            let etag = known.get(object).and_then(|file| Some(file.as_ref().ok()?.etag.as_str()));
            Ok::<_, CallError>((object, store.read(object, etag).await?))
        }));
        let mut has_changed = false;
        for (object, reading) in readings.await? {
            let file = match reading {
                Reading::Unchanged => continue,
                Reading::Found { bytes, etag } => match String::from_utf8(bytes) {
                    Ok(text) => Ok(File { etag, text: text.into() }),
                    Err(_) => Err("it is not text in UTF-8".to_owned()),
                },
                Reading::Absent => Err("there is no such object, or it may not be read".to_owned()),
                Reading::TooLarge { bytes_max } => Err(format!("it has more than {bytes_max} bytes")),
            };
            let is_same_reason = match (self.0.get(object), &file) {
                (Some(Err(before)), Err(now)) => before == now,
                _ => false,
            };
            has_changed |= !is_same_reason;
            self.0.insert(object.to_owned(), file);
        }
        Ok(has_changed)
    }

    /// The policy, or all that is wrong with it; and the list files that it names.
    fn parse(&self) -> (Result<Policy, String>, BTreeSet<String>) {
        let toml = match self.0.get(POLICY_OBJECT) {
            Some(Ok(file)) => &file.text,
            Some(Err(reason)) => return (Err(format!("{POLICY_OBJECT}: {reason}")), BTreeSet::new()),
            None => return (Err(format!("{POLICY_OBJECT} was not read")), BTreeSet::new()),
        };
        let named = RefCell::new(BTreeSet::new());
        let policy = Policy::parse_with(toml, |path| {
            named.borrow_mut().insert(path.to_owned());
            match self.0.get(path) {
                Some(Ok(file)) => Ok(file.text.to_string()),
                Some(Err(reason)) => Err(reason.clone()),
                None => Err("it was not read yet".to_owned()),
            }
        });
        (policy.map_err(|error| error.to_string()), named.into_inner())
    }
}
