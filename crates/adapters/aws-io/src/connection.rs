//! How the SDK reaches AWS: one HTTP client with TLS by rustls and ring, credentials and endpoint from the
//! environment that Lambda gives a function.

use std::time::Duration;

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

/// One attempt of a call; the SDK makes three with backoff. A payer may be waiting for the answer.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// The configuration that all clients of a function share.
///
/// Only the environment is asked for credentials: the longer default chain would cost start-up time and
/// find nothing else in a Lambda.
pub async fn from_environment() -> SdkConfig {
    loader().credentials_provider(EnvironmentVariableCredentialsProvider::new()).load().await
}

/// What every connection has, for tools that have their credentials from elsewhere.
pub fn loader() -> ConfigLoader {
    let https =
        aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .build();
    aws_config::defaults(BehaviorVersion::latest()).http_client(https).timeout_config(timeouts)
}
