//! A bucket that functions read while they run, as what is put there takes effect without a deployment; and objects that
//! functions put there themselves.

use std::future::Future;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::operation::get_object::builders::GetObjectFluentBuilder;
use aws_sdk_s3::primitives::{ByteStream, DateTime};
use fraud::Timestamp;
use tokio::time::timeout;

use crate::CallError;
use crate::object_versions::{ObjectVersion, ObjectVersions};
use crate::s3;

/// Reads objects.
pub trait ObjectStore {
    /// Reads an object, unless it is still the one of `known_etag`.
    fn read(
        &self,
        object: &str,
        known_etag: Option<&str>,
    ) -> impl Future<Output = Result<Reading, CallError>> + Send;
}

/// What a read came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reading {
    /// The object is still the known one.
    Unchanged,
    /// This is the object now.
    Found {
        /// What it holds.
        bytes: Vec<u8>,
        /// By which it is known.
        etag: String,
    },
    /// There is no such object, or it may not be read.
    Absent,
    /// It is larger than it may be.
    TooLarge {
        /// How large it may be.
        bytes_max: usize,
    },
}

/// What has to hold for an object to be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnlyIf<'a> {
    /// There is none of its name.
    Absent,
    /// It is still the one of this etag.
    Etag(&'a str),
}

/// Writes objects, each in the place of what was looked at.
pub trait ObjectWriter {
    /// Writes an object, and answers whether it did: not if there is another one now.
    fn write(
        &self,
        object: &str,
        content_type: &'static str,
        bytes: Vec<u8>,
        only_if: OnlyIf<'_>,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;
}

/// How much is read at most, and for how long: a decision may wait for it.
#[derive(Clone, Copy, Debug)]
pub struct ReadLimits {
    /// The largest object.
    pub bytes: usize,
    /// The longest time, body and all.
    pub time: Duration,
}

/// The bucket in S3.
#[derive(Clone, Debug)]
pub struct S3ObjectStore {
    client: Client,
    bucket: String,
    limits: ReadLimits,
}

impl S3ObjectStore {
    /// The bucket by its name.
    pub fn new(sdk: &aws_config::SdkConfig, bucket: String, limits: ReadLimits) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(limits.time).build();
        S3ObjectStore { client: s3::client(sdk, Some(timeouts)), bucket, limits }
    }

    async fn get(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        let get = self.client.get_object().bucket(&self.bucket).key(object);
        self.download(get.set_if_none_match(known_etag.map(str::to_owned))).await
    }

    async fn download(&self, get: GetObjectFluentBuilder) -> Result<Reading, CallError> {
        let mut answer = match get.send().await {
            Ok(answer) => answer,
            Err(error) => return refusal(error),
        };
        let too_large = Ok(Reading::TooLarge { bytes_max: self.limits.bytes });
        let length = answer.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        if length > self.limits.bytes {
            return too_large;
        }
        // All at once: a vector that grows would hold a large object twice.
        let mut bytes = Vec::with_capacity(length);
        let failed = |error| CallError::new("s3:GetObject", error);
        while let Some(chunk) = answer.body.try_next().await.map_err(failed)? {
            if bytes.len() + chunk.len() > self.limits.bytes {
                return too_large;
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Reading::Found { bytes, etag: answer.e_tag.unwrap_or_default() })
    }
}

impl ObjectStore for S3ObjectStore {
    async fn read(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        // The SDK's own limit ends with the head of the answer.
        let read = timeout(self.limits.time, self.get(object, known_etag)).await;
        read.unwrap_or_else(|elapsed| Err(CallError::new("s3:GetObject", elapsed)))
    }
}

impl ObjectWriter for S3ObjectStore {
    async fn write(
        &self,
        object: &str,
        content_type: &'static str,
        bytes: Vec<u8>,
        only_if: OnlyIf<'_>,
    ) -> Result<bool, CallError> {
        let put = self.client.put_object().bucket(&self.bucket).key(object).content_type(content_type);
        let put = match only_if {
            OnlyIf::Absent => put.if_none_match("*"),
            OnlyIf::Etag(etag) => put.if_match(etag),
        };
        match put.body(ByteStream::from(bytes)).send().await {
            Ok(_) => Ok(true),
            // There is another one, or one is being put, or the one that was to be replaced is gone.
            Err(error) if matches!(s3::status(&error), Some(404 | 409 | 412)) => Ok(false),
            Err(error) => Err(CallError::new("s3:PutObject", error)),
        }
    }
}

impl ObjectVersions for S3ObjectStore {
    async fn versions(&self, prefix: &str) -> Result<Vec<ObjectVersion>, CallError> {
        let mut found = Vec::new();
        let (mut key_marker, mut id_marker) = (None, None);
        loop {
            let list = self.client.list_object_versions().bucket(&self.bucket).prefix(prefix);
            let list = list.set_key_marker(key_marker).set_version_id_marker(id_marker);
            let page = list.send().await.map_err(CallError::of("s3:ListBucketVersions"))?;
            let versions = page.versions.unwrap_or_default().into_iter();
            found.extend(versions.filter_map(|version| {
                object_version(version.key, version.version_id, version.last_modified, false)
            }));
            let deletions = page.delete_markers.unwrap_or_default().into_iter();
            found.extend(deletions.filter_map(|deletion| {
                object_version(deletion.key, deletion.version_id, deletion.last_modified, true)
            }));
            if page.is_truncated != Some(true) {
                return Ok(found);
            }
            (key_marker, id_marker) = (page.next_key_marker, page.next_version_id_marker);
        }
    }

    async fn bytes(&self, version: &ObjectVersion) -> Result<Option<Vec<u8>>, CallError> {
        let get = self.client.get_object().bucket(&self.bucket).key(&version.object).version_id(&version.id);
        let read = timeout(self.limits.time, self.download(get)).await;
        let reading = read.unwrap_or_else(|elapsed| Err(CallError::new("s3:GetObjectVersion", elapsed)))?;
        Ok(match reading {
            Reading::Found { bytes, .. } => Some(bytes),
            Reading::Unchanged | Reading::Absent | Reading::TooLarge { .. } => None,
        })
    }
}

fn object_version(
    object: Option<String>,
    id: Option<String>,
    since: Option<DateTime>,
    is_deletion: bool,
) -> Option<ObjectVersion> {
    let since = Timestamp::from_millis(since?.to_millis().ok()?);
    Some(ObjectVersion { object: object?, id: id?, since, is_deletion })
}

/// S3's answers that are none of its failures: the object has not changed, or there is none. To who may not list
/// the bucket it calls what is not there forbidden.
fn refusal<E>(error: SdkError<E, aws_sdk_s3::config::http::HttpResponse>) -> Result<Reading, CallError>
where
    E: std::error::Error + Send + Sync + 'static,
{
    match s3::status(&error) {
        Some(304) => Ok(Reading::Unchanged),
        Some(404 | 403) => Ok(Reading::Absent),
        _ => Err(CallError::new("s3:GetObject", error)),
    }
}
