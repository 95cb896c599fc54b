//! The Lambda function `decision-archiver`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::connection;
use aws_io::decision_archive::FirehoseDecisionArchive;
use aws_io::quarantine_queue::SqsQuarantineQueue;
use decision_archiver::{Deps, handle};
use lambda_shell::{Config, Telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("decision-archiver")?;
    let (stream, failures_queue_url) =
        Config::read(|config| (config.text("ARCHIVE_STREAM"), config.text("ARCHIVER_FAILURES_QUEUE_URL")))?;
    let sdk = connection::from_environment().await;
    let deps = Deps {
        archive: FirehoseDecisionArchive::new(&sdk, stream),
        quarantine: SqsQuarantineQueue::new(aws_sdk_sqs::Client::new(&sdk), failures_queue_url),
    };
    lambda_shell::run(&telemetry, async |event| Ok::<_, Infallible>(handle(event, &deps).await)).await
}
