//! A bucket that functions read while they run: what people put there takes effect without a deployment.

use std::future::Future;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::SdkError;

use crate::CallError;

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
    /// The bucket by its name. Emulators are asked with the bucket in the path, as their addresses know no other way.
    pub fn new(sdk: &aws_config::SdkConfig, bucket: String, limits: ReadLimits) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(limits.time).build();
        let config = aws_sdk_s3::config::Builder::from(sdk)
            .force_path_style(sdk.endpoint_url().is_some())
            .timeout_config(timeouts)
            .build();
        S3ObjectStore { client: Client::from_conf(config), bucket, limits }
    }

    async fn get(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        let result = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(object)
            .set_if_none_match(known_etag.map(str::to_owned))
            .send()
            .await;
        let mut answer = match result {
            Ok(answer) => answer,
            Err(error) => return refusal(error),
        };
        let too_large = Ok(Reading::TooLarge { bytes_max: self.limits.bytes });
        if answer.content_length().and_then(|length| usize::try_from(length).ok()) > Some(self.limits.bytes) {
            return too_large;
        }
        let mut bytes = Vec::new();
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
        let read = tokio::time::timeout(self.limits.time, self.get(object, known_etag)).await;
        read.unwrap_or_else(|elapsed| Err(CallError::new("s3:GetObject", elapsed)))
    }
}

/// S3's answers that are none of its failures: the object has not changed, or there is none. To who may not list
/// the bucket it calls what is not there forbidden.
fn refusal<E>(error: SdkError<E, aws_sdk_s3::config::http::HttpResponse>) -> Result<Reading, CallError>
where
    E: std::error::Error + Send + Sync + 'static,
{
    match error.raw_response().map(|response| response.status().as_u16()) {
        Some(304) => Ok(Reading::Unchanged),
        Some(404 | 403) => Ok(Reading::Absent),
        _ => Err(CallError::new("s3:GetObject", error)),
    }
}
