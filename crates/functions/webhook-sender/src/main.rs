//! The Lambda function `webhook-sender`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;
use std::time::Duration;

use anyhow::Context;
use aws_io::quarantine_queue::SqsQuarantineQueue;
use aws_io::{connection, secret};
use lambda_shell::{Config, Telemetry};
use webhook::{HttpsReceiver, Secret};
use webhook_sender::{Deps, FailedEvents, Subscription, handle};

struct Settings {
    subscription: Subscription,
    url: String,
    secret_arn: String,
    failures_queue_url: String,
    timeout_seconds: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("webhook-sender")?;
    let settings = Config::read(|config| Settings {
        subscription: Subscription {
            types: config.list("WEBHOOK_TYPES"),
            outcomes: config.list("WEBHOOK_OUTCOMES"),
        },
        url: config.text("WEBHOOK_URL"),
        secret_arn: config.text("WEBHOOK_SECRET_ARN"),
        failures_queue_url: config.text("WEBHOOK_FAILURES_QUEUE_URL"),
        timeout_seconds: config.parsed("WEBHOOK_TIMEOUT_SECONDS"),
    })?;
    let sdk = connection::from_environment().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&sdk);
    let secret = secret::text(&secrets, &settings.secret_arn).await.context("no secret of the webhook")?;
    let deps = Deps {
        subscription: settings.subscription,
        receiver: HttpsReceiver::new(&settings.url, Duration::from_secs(settings.timeout_seconds))
            .context("WEBHOOK_URL")?,
        secret: Secret::parse(&secret.unwrap_or_default())?,
        failures: SqsQuarantineQueue::new(aws_sdk_sqs::Client::new(&sdk), settings.failures_queue_url),
        failed: FailedEvents::default(),
    };
    lambda_shell::run(&telemetry, async |batch| {
        Ok::<_, Infallible>(Box::pin(handle(batch, &deps, lambda_shell::now)).await)
    })
    .await
}
