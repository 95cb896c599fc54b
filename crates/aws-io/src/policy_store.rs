//! The bucket that the analysts keep their policy in: `policy.toml`, and the list files that it names.

use std::future::Future;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::SdkError;

use crate::CallError;

/// The policy's own object.
pub const POLICY_OBJECT: &str = "policy.toml";
/// The largest object that is read.
const OBJECT_BYTES_MAX: i64 = 8 << 20;
/// How long a read may take in all. A decision may wait for it.
const READ_TIMEOUT: Duration = Duration::from_millis(1_500);

/// Reads the policy and its lists.
pub trait PolicyStore {
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
        text: String,
        /// By which it is known.
        etag: String,
    },
    /// There is no such text, and why.
    Unusable(String),
}

/// The bucket in S3.
#[derive(Clone, Debug)]
pub struct S3PolicyStore {
    client: Client,
    bucket: String,
}

impl S3PolicyStore {
    /// The bucket by its name. Emulators are asked with the bucket in the path, as their addresses know no other way.
    pub fn new(sdk: &aws_config::SdkConfig, bucket: String) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(READ_TIMEOUT).build();
        let config = aws_sdk_s3::config::Builder::from(sdk)
            .force_path_style(sdk.endpoint_url().is_some())
            .timeout_config(timeouts)
            .build();
        S3PolicyStore { client: Client::from_conf(config), bucket }
    }
}

impl PolicyStore for S3PolicyStore {
    async fn read(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        let result = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(object)
            .set_if_none_match(known_etag.map(str::to_owned))
            .send()
            .await;
        let answer = match result {
            Ok(answer) => answer,
            Err(error) => return refusal(error),
        };
        if answer.content_length().unwrap_or_default() > OBJECT_BYTES_MAX {
            return Ok(Reading::Unusable(format!("it has more than {OBJECT_BYTES_MAX} bytes")));
        }
        let etag = answer.e_tag.unwrap_or_default();
        let bytes = answer.body.collect().await.map_err(|error| CallError::new("s3:GetObject", error))?;
        match String::from_utf8(bytes.to_vec()) {
            Ok(text) => Ok(Reading::Found { text, etag }),
            Err(_) => Ok(Reading::Unusable("it is not text in UTF-8".to_owned())),
        }
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
        Some(404 | 403) => Ok(Reading::Unusable("there is no such object, or it may not be read".to_owned())),
        _ => Err(CallError::new("s3:GetObject", error)),
    }
}
