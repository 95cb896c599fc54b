//! The Lambda function `kafka-writer`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::connection;
use aws_io::quarantine_queue::SqsQuarantineQueue;
use kafka_topic::TopicSettings;
use kafka_writer::{Deps, handle};
use lambda_shell::{Config, Telemetry};

struct Settings {
    topic: TopicSettings,
    failures_queue_url: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("kafka-writer")?;
    let settings = Config::read(|config| Settings {
        topic: TopicSettings {
            brokers: config.text("KAFKA_BROKERS"),
            topic: config.text("KAFKA_TOPIC"),
            access: config.optional("KAFKA_ACCESS"),
            secret_arn: config.optional("KAFKA_SECRET_ARN"),
            authority_secret_arn: config.optional("KAFKA_AUTHORITY_SECRET_ARN"),
        },
        failures_queue_url: config.text("KAFKA_FAILURES_QUEUE_URL"),
    })?;
    let sdk = connection::from_environment().await;
    let deps = Deps {
        topic: settings.topic.open(&sdk, lambda_shell::now)?,
        failures: SqsQuarantineQueue::new(aws_sdk_sqs::Client::new(&sdk), settings.failures_queue_url),
    };
    lambda_shell::run(&telemetry, async |batch| Ok::<_, Infallible>(Box::pin(handle(batch, &deps)).await))
        .await
}
