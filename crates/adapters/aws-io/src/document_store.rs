//! The buckets of loan documents: one that they come into, and one for each place that they go to.

use std::future::Future;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::TaggingDirective;
use fraud::Timestamp;

use crate::CallError;
use crate::s3;

/// A document may have some fifty megabytes, and a copy of one takes its time.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);

/// One version of an uploaded object. Another version of the same key is another document.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Upload {
    /// The object's key, as it was given.
    pub key: String,
    /// The version.
    pub version: String,
}

/// What there is of an upload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fetched {
    /// The whole of it.
    Found {
        /// What it holds.
        bytes: Vec<u8>,
        /// Since when.
        uploaded_at: Timestamp,
    },
    /// It has more bytes than are read.
    TooLarge {
        /// Since when it is there.
        uploaded_at: Timestamp,
    },
    /// It is not there (any more).
    Gone,
}

/// Where a document is put.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Shelf {
    /// It holds personal data.
    Pii,
    /// It was read whole and holds none.
    NonPii,
    /// Neither can be said.
    Quarantine,
}

impl Shelf {
    /// All of them.
    pub const ALL: [Shelf; 3] = [Shelf::Pii, Shelf::NonPii, Shelf::Quarantine];

    /// As a document's class is answered.
    pub fn class(self) -> &'static str {
        match self {
            Shelf::Pii => "pii",
            Shelf::NonPii => "non_pii",
            Shelf::Quarantine => "quarantine",
        }
    }
}

/// Takes documents from where they came in to where they belong. What is put twice under the same name is there
/// once: names are made from the version of the upload.
pub trait DocumentStore {
    /// Reads an upload of at most `bytes_max` bytes.
    fn fetch(
        &self,
        upload: &Upload,
        bytes_max: u64,
    ) -> impl Future<Output = Result<Fetched, CallError>> + Send;

    /// Copies an upload, with tags.
    fn copy(
        &self,
        upload: &Upload,
        shelf: Shelf,
        key: &str,
        tags: &[(&'static str, String)],
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Puts what was made of a document beside it.
    fn put(
        &self,
        shelf: Shelf,
        key: &str,
        content_type: &'static str,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Deletes this version of the upload for good.
    fn delete(&self, upload: &Upload) -> impl Future<Output = Result<(), CallError>> + Send;

    /// The name of the bucket behind a shelf.
    fn bucket(&self, shelf: Shelf) -> &str;
}

/// The names of the buckets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Buckets {
    /// Where documents come in.
    pub documents: String,
    /// Those with personal data.
    pub pii: String,
    /// Those without.
    pub non_pii: String,
    /// Those that can't be told.
    pub quarantine: String,
}

impl Buckets {
    /// The shelf that a bucket is.
    pub fn shelf(&self, bucket: &str) -> Option<Shelf> {
        Shelf::ALL.into_iter().find(|shelf| self.of(*shelf) == bucket)
    }

    /// The bucket behind a shelf.
    pub fn of(&self, shelf: Shelf) -> &str {
        match shelf {
            Shelf::Pii => &self.pii,
            Shelf::NonPii => &self.non_pii,
            Shelf::Quarantine => &self.quarantine,
        }
    }
}

/// The buckets in S3.
#[derive(Clone, Debug)]
pub struct S3DocumentStore {
    client: Client,
    buckets: Buckets,
}

impl S3DocumentStore {
    /// The buckets by their names.
    pub fn new(sdk: &aws_config::SdkConfig, buckets: Buckets) -> Self {
        S3DocumentStore { client: s3::client(sdk, s3::attempts_within(ATTEMPT_TIMEOUT)), buckets }
    }
}

impl DocumentStore for S3DocumentStore {
    async fn fetch(&self, upload: &Upload, bytes_max: u64) -> Result<Fetched, CallError> {
        let result = self
            .client
            .get_object()
            .bucket(&self.buckets.documents)
            .key(&upload.key)
            .version_id(&upload.version)
            .send()
            .await;
        let answer = match result {
            Ok(answer) => answer,
            // S3 calls a version that was deleted not found; a delete marker is a method not allowed.
            Err(error) if matches!(s3::status(&error), Some(404 | 405)) => return Ok(Fetched::Gone),
            Err(error) => return Err(CallError::new("s3:GetObjectVersion", error)),
        };
        let millis = answer.last_modified.and_then(|time| time.to_millis().ok()).unwrap_or_default();
        let uploaded_at = Timestamp::from_millis(millis);
        if answer
            .content_length
            .and_then(|length| u64::try_from(length).ok())
            .is_none_or(|length| length > bytes_max)
        {
            return Ok(Fetched::TooLarge { uploaded_at });
        }
        let body = answer.body.collect().await;
        let bytes = body.map_err(|error| CallError::new("s3:GetObjectVersion", error))?.to_vec();
        Ok(Fetched::Found { bytes, uploaded_at })
    }

    async fn copy(
        &self,
        upload: &Upload,
        shelf: Shelf,
        key: &str,
        tags: &[(&'static str, String)],
    ) -> Result<(), CallError> {
        let source = format!(
            "{}/{}?versionId={}",
            self.buckets.documents,
            percent_encoded(&upload.key, b"/"),
            percent_encoded(&upload.version, b"")
        );
        let result = self
            .client
            .copy_object()
            .copy_source(source)
            .bucket(self.buckets.of(shelf))
            .key(key)
            .tagging_directive(TaggingDirective::Replace)
            .tagging(tagging(tags))
            // An earlier attempt may have come this far.
            .if_none_match("*")
            .send()
            .await;
        match result {
            Err(error) if s3::status(&error) != Some(412) => Err(CallError::new("s3:PutObject", error)),
            _ => Ok(()),
        }
    }

    async fn put(
        &self,
        shelf: Shelf,
        key: &str,
        content_type: &'static str,
        bytes: Vec<u8>,
    ) -> Result<(), CallError> {
        let result = self
            .client
            .put_object()
            .bucket(self.buckets.of(shelf))
            .key(key)
            .content_type(content_type)
            .body(ByteStream::from(bytes))
            .if_none_match("*")
            .send()
            .await;
        match result {
            Err(error) if s3::status(&error) != Some(412) => Err(CallError::new("s3:PutObject", error)),
            _ => Ok(()),
        }
    }

    async fn delete(&self, upload: &Upload) -> Result<(), CallError> {
        self.client
            .delete_object()
            .bucket(&self.buckets.documents)
            .key(&upload.key)
            .version_id(&upload.version)
            .send()
            .await
            .map_err(CallError::of("s3:DeleteObjectVersion"))?;
        Ok(())
    }

    fn bucket(&self, shelf: Shelf) -> &str {
        self.buckets.of(shelf)
    }
}

pub(crate) fn tagging(tags: &[(&'static str, String)]) -> String {
    let pairs: Vec<String> =
        tags.iter().map(|(name, value)| format!("{name}={}", percent_encoded(value, b""))).collect();
    pairs.join("&")
}

/// A text as a URL carries it: everything but letters, digits and a few marks as its bytes.
pub(crate) fn percent_encoded(text: &str, kept: &[u8]) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte if kept.contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_spaces_signs_and_other_letters_survive_the_way_to_s3() {
        assert_eq!(percent_encoded("loans/Zoë + 50%.pdf", b"/"), "loans/Zo%C3%AB%20%2B%2050%25.pdf");
        let tags = [("classification", "pii".to_owned()), ("entities", "ssn person-name".to_owned())];
        assert_eq!(tagging(&tags), "classification=pii&entities=ssn%20person-name");
    }
}
