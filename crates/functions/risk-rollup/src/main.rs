//! The Lambda function `risk-rollup`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::time::Duration;

use aws_io::audit_trail::DynamoAuditTrail;
use aws_io::connection;
use aws_io::decision_archive::S3DecisionArchive;
use aws_io::object_store::{ReadLimits, S3ObjectStore};
use lambda_shell::{Config, ErrorChain, Scheduled, Telemetry};
use risk_rollup::{Deps, roll_up};

/// Nobody waits, and a day of a million merchants is some 50 MB.
const LIMITS: ReadLimits = ReadLimits { bytes: 128 << 20, time: Duration::from_secs(60) };

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("risk-rollup")?;
    let (archive_bucket, models_bucket, audit_table) = Config::read(|config| {
        // A deployment without the console has no trail.
        (config.text("ARCHIVE_BUCKET"), config.text("MODELS_BUCKET"), config.optional("AUDIT_TABLE"))
    })?;
    let sdk = connection::from_environment().await;
    let deps = Deps {
        archive: S3DecisionArchive::new(&sdk, archive_bucket),
        trail: audit_table.map(|table| DynamoAuditTrail::new(aws_sdk_dynamodb::Client::new(&sdk), table)),
        models: S3ObjectStore::new(&sdk, models_bucket, LIMITS),
    };
    lambda_shell::run(&telemetry, async |event: Scheduled| {
        let clock = lambda_shell::now();
        let report = Box::pin(roll_up(&deps, event.time_or(clock), clock)).await;
        report.inspect_err(|error| tracing::error!(error = %ErrorChain(error), "the roll-up failed"))
    })
    .await
}
