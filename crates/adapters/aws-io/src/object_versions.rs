//! A bucket that keeps every version of its objects: what was in force before can be found again.

use std::future::Future;

use fraud::Timestamp;

use crate::CallError;

/// What a bucket that keeps every version of its objects tells about them.
pub trait ObjectVersions {
    /// The versions of all objects whose names begin so, those of one object newest first.
    fn versions(&self, prefix: &str) -> impl Future<Output = Result<Vec<ObjectVersion>, CallError>> + Send;

    /// What a version holds. Nothing if it is not there any more or larger than it may be.
    fn bytes(
        &self,
        version: &ObjectVersion,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, CallError>> + Send;
}

/// One version of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectVersion {
    /// The object's name.
    pub object: String,
    /// By which the version is asked for.
    pub id: String,
    /// When it was put there.
    pub since: Timestamp,
    /// From then on there was no such object.
    pub is_deletion: bool,
}
