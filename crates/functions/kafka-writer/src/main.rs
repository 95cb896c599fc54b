//! The Lambda function `kafka-writer`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use anyhow::Context;
use aws_io::connection;
use aws_io::quarantine_queue::SqsQuarantineQueue;
use kafka_topic::{Access, IamTokens, KafkaTopic};
use kafka_writer::{Deps, handle};
use lambda_shell::{Config, Telemetry};

/// What `KAFKA_ACCESS` names a sign-in by IAM with; everything else is a type of Lambda's access.
const IAM: &str = "IAM";

struct Settings {
    brokers: String,
    topic: String,
    access: Option<String>,
    secret_arn: Option<String>,
    authority_secret_arn: Option<String>,
    failures_queue_url: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("kafka-writer")?;
    let settings = Config::read(|config| Settings {
        brokers: config.text("KAFKA_BROKERS"),
        topic: config.text("KAFKA_TOPIC"),
        access: config.optional("KAFKA_ACCESS"),
        secret_arn: config.optional("KAFKA_SECRET_ARN"),
        authority_secret_arn: config.optional("KAFKA_AUTHORITY_SECRET_ARN"),
        failures_queue_url: config.text("KAFKA_FAILURES_QUEUE_URL"),
    })?;
    let sdk = connection::from_environment().await;
    let access = match (settings.access, settings.secret_arn) {
        (None, _) => Access::Open,
        (Some(access), _) if access == IAM => Access::Iam(IamTokens::new(
            sdk.credentials_provider().context("no credentials")?,
            sdk.region().context("no region")?.to_string(),
            lambda_shell::now,
        )),
        (Some(access), secret_arn) => Access::by_secrets(
            aws_sdk_secretsmanager::Client::new(&sdk),
            access,
            secret_arn.context("KAFKA_SECRET_ARN is not set")?,
            settings.authority_secret_arn,
        ),
    };
    let brokers = settings.brokers.split(',').map(str::to_owned).collect();
    let deps = Deps {
        topic: KafkaTopic::new(brokers, settings.topic, access),
        failures: SqsQuarantineQueue::new(aws_sdk_sqs::Client::new(&sdk), settings.failures_queue_url),
    };
    lambda_shell::run(&telemetry, async |batch| Ok::<_, Infallible>(Box::pin(handle(batch, &deps)).await))
        .await
}
