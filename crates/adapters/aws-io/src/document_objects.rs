//! What lies in the buckets of one document, for those who read none of it: whether an upload has come, and everything that
//! has to go when a document is erased.

use std::future::Future;

use aws_sdk_s3::Client;
use fraud::KeyId;

use crate::CallError;
use crate::document_store::{Buckets, Shelf};
use crate::s3;

/// Sees whether uploads have come.
pub trait UploadsSeen {
    /// Whether an upload of this document waits to be classified.
    fn has_arrived(&self, key_id: KeyId) -> impl Future<Output = Result<bool, CallError>> + Send;
}

/// Erases what lies in the buckets.
pub trait DocumentObjects {
    /// Deletes every version of the upload, of the copies, the redacted one included, and of the findings; how many there were.
    fn erase(&self, key_id: KeyId) -> impl Future<Output = Result<usize, CallError>> + Send;
}

/// The bucket of uploads in S3.
#[derive(Clone, Debug)]
pub struct S3Uploads {
    client: Client,
    bucket: String,
}

/// All buckets of documents in S3.
#[derive(Clone, Debug)]
pub struct S3DocumentObjects {
    client: Client,
    buckets: Buckets,
}

/// Where an upload of this document is permitted to.
pub fn uploads_of(key_id: KeyId) -> String {
    format!("uploads/{key_id}/")
}

/// What the classifier puts on a shelf for a document. Only a shelf of personal data has redacted copies.
pub(crate) fn kept_of(key_id: KeyId, shelf: Shelf) -> Vec<String> {
    let mut kept = vec![format!("documents/{key_id}/"), format!("findings/{key_id}.json")];
    if shelf == Shelf::Pii {
        kept.push(format!("redacted/{key_id}.pdf"));
    }
    kept
}

impl S3Uploads {
    /// The bucket by its name.
    pub fn new(sdk: &aws_config::SdkConfig, bucket: String) -> Self {
        S3Uploads { client: s3::client(sdk, None), bucket }
    }
}

impl UploadsSeen for S3Uploads {
    async fn has_arrived(&self, key_id: KeyId) -> Result<bool, CallError> {
        let asked = self.client.list_objects_v2().bucket(&self.bucket).prefix(uploads_of(key_id)).max_keys(1);
        let found = asked.send().await.map_err(CallError::of("s3:ListBucket"))?;
        Ok(!found.contents().is_empty())
    }
}

impl S3DocumentObjects {
    /// The buckets by their names.
    pub fn new(sdk: &aws_config::SdkConfig, buckets: Buckets) -> Self {
        S3DocumentObjects { client: s3::client(sdk, None), buckets }
    }

    async fn erase_below(&self, bucket: &str, prefix: &str) -> Result<usize, CallError> {
        let mut erased = 0;
        loop {
            let asked = self.client.list_object_versions().bucket(bucket).prefix(prefix);
            let found = asked.send().await.map_err(CallError::of("s3:ListBucketVersions"))?;
            let versions = found.versions().iter().map(|version| (version.key(), version.version_id()));
            let markers = found.delete_markers().iter().map(|marker| (marker.key(), marker.version_id()));
            for (key, version) in versions.chain(markers) {
                let (Some(key), Some(version)) = (key, version) else { continue };
                let deleted = self.client.delete_object().bucket(bucket).key(key).version_id(version);
                deleted.send().await.map_err(CallError::of("s3:DeleteObjectVersion"))?;
                erased += 1;
            }
            if found.is_truncated() != Some(true) {
                return Ok(erased);
            }
        }
    }
}

impl DocumentObjects for S3DocumentObjects {
    async fn erase(&self, key_id: KeyId) -> Result<usize, CallError> {
        let mut erased = self.erase_below(&self.buckets.documents, &uploads_of(key_id)).await?;
        for shelf in Shelf::ALL {
            for prefix in kept_of(key_id, shelf) {
                erased += self.erase_below(self.buckets.of(shelf), &prefix).await?;
            }
        }
        Ok(erased)
    }
}
