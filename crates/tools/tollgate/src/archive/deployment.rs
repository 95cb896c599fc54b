//! Where a deployment keeps its archive.

use anyhow::{Context, Result};
use aws_config::SdkConfig;
use aws_io::decision_archive::FirehoseDecisionArchive;

/// The bucket that the deployment's delivery stream fills; its name ends in the account's number.
pub(crate) async fn archive_bucket(sdk: &SdkConfig, environment: &str) -> Result<String> {
    let stream = format!("decisions-{environment}");
    let found = FirehoseDecisionArchive::new(sdk, stream.clone()).bucket().await;
    let advice = || {
        format!(
            "the delivery stream {stream} does not tell its bucket, which takes firehose:DescribeDeliveryStream; \
             are --environment, region and credentials right? --archive-bucket names the bucket itself"
        )
    };
    found.with_context(advice)?.with_context(advice)
}
