//! What all that reads and writes buckets has in common.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::SdkError;

/// A client with these limits of time, or with the connection's. Emulators are asked with the bucket in the path, as their
/// addresses know no other way.
pub(crate) fn client(sdk: &aws_config::SdkConfig, timeouts: Option<TimeoutConfig>) -> Client {
    let config = aws_sdk_s3::config::Builder::from(sdk).force_path_style(sdk.endpoint_url().is_some());
    Client::from_conf(match timeouts {
        Some(timeouts) => config.timeout_config(timeouts).build(),
        None => config.build(),
    })
}

/// A limit of time for each attempt.
pub(crate) fn attempts_within(time: Duration) -> Option<TimeoutConfig> {
    Some(TimeoutConfig::builder().operation_attempt_timeout(time).build())
}

/// The status of an answer, where there was one.
pub(crate) fn status<E>(error: &SdkError<E, HttpResponse>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}
