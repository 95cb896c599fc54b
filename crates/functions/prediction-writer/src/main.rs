//! The Lambda function `prediction-writer`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use anyhow::Context;
use aws_io::quarantine_queue::SqsQuarantineQueue;
use aws_io::{connection, secret};
use lambda_shell::{Config, Telemetry};
use prediction_table::{Address, IamSignIn, PostgresPredictionTable, SecretSignIn, SignInMethod, Trust};
use prediction_writer::{Deps, handle};

struct Settings {
    address: Address,
    password_secret_arn: Option<String>,
    authorities_secret_arn: Option<String>,
    failures_queue_url: String,
    retention_days: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("prediction-writer")?;
    let settings = Config::read(|config| Settings {
        address: Address {
            host: config.text("POSTGRESQL_HOST"),
            port: config.parsed("POSTGRESQL_PORT"),
            database: config.text("POSTGRESQL_DATABASE"),
            user: config.text("POSTGRESQL_USER"),
        },
        password_secret_arn: config.optional("POSTGRESQL_PASSWORD_SECRET_ARN"),
        authorities_secret_arn: config.optional("POSTGRESQL_AUTHORITIES_SECRET_ARN"),
        failures_queue_url: config.text("PREDICTION_FAILURES_QUEUE_URL"),
        retention_days: config.parsed("PREDICTION_RETENTION_DAYS"),
    })?;
    let sdk = connection::from_environment().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&sdk);
    let bundle = match &settings.authorities_secret_arn {
        Some(arn) => secret::text(&secrets, arn).await.context("no bundle of authorities")?,
        None => None,
    };
    let trust = Trust::for_database(&settings.address, bundle.as_deref())?;
    let sign_in = match settings.password_secret_arn {
        Some(arn) => SignInMethod::Secret(SecretSignIn::new(secrets, arn)),
        None => SignInMethod::Iam(IamSignIn::new(
            sdk.credentials_provider().context("no credentials")?,
            sdk.region().context("no region")?.to_string(),
            lambda_shell::now,
        )),
    };
    let deps = Deps {
        table: PostgresPredictionTable::new(settings.address, trust, sign_in),
        failures: SqsQuarantineQueue::new(aws_sdk_sqs::Client::new(&sdk), settings.failures_queue_url),
        retention_days: settings.retention_days,
    };
    lambda_shell::run(&telemetry, async |batch| {
        Ok::<_, Infallible>(Box::pin(handle(batch, &deps, lambda_shell::now)).await)
    })
    .await
}
