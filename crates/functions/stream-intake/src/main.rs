//! The Lambda function `stream-intake`.

// The futures of the SDK nest deeper than the default limit of 128.
#![recursion_limit = "256"]

use anyhow::Context;
use aws_io::quarantine_queue::SqsQuarantineQueue;
use aws_io::transaction_intake::DynamoTransactionIntake;
use aws_io::{card_key_secret, connection, mark_key_secret};
use column_mapping::ColumnMapping;
use lambda_shell::{Config, Telemetry};
use stream_intake::{Deps, handle};

struct Settings {
    transactions_table: String,
    intake_failures_queue_url: String,
    card_key_secret_arn: String,
    /// Of made-up payments, where the deployment makes some.
    mark_key_secret_arn: Option<String>,
    retention_days: u32,
    mapping: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("stream-intake")?;
    let settings = Config::read(|config| Settings {
        transactions_table: config.text("TRANSACTIONS_TABLE"),
        intake_failures_queue_url: config.text("INTAKE_FAILURES_QUEUE_URL"),
        card_key_secret_arn: config.text("CARD_KEY_SECRET_ARN"),
        mark_key_secret_arn: config.optional("MARK_KEY_SECRET_ARN"),
        retention_days: config.parsed("RETENTION_DAYS"),
        mapping: config.optional("COLUMN_MAPPING"),
    })?;
    let mapping = ColumnMapping::parse(&settings.mapping.unwrap_or_default())
        .context("COLUMN_MAPPING is not a valid column mapping")?;
    let sdk = connection::from_environment().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&sdk);
    let dynamodb = aws_sdk_dynamodb::Client::new(&sdk);
    let queue = settings.intake_failures_queue_url;
    let deps = Deps {
        // Stacks that still have the former claims table never took transactions from a stream, so there are none to look up.
        intake: DynamoTransactionIntake::new(dynamodb, settings.transactions_table, None),
        quarantine: SqsQuarantineQueue::new(aws_sdk_sqs::Client::new(&sdk), queue),
        card_key: card_key_secret::load(&secrets, &settings.card_key_secret_arn)
            .await
            .context("the card key can't be loaded")?,
        mark_key: mark_key_secret::load(&secrets, settings.mark_key_secret_arn.as_deref())
            .await
            .context("the key of made-up payments can't be loaded")?,
        retention_days: settings.retention_days,
        mapping,
    };
    lambda_shell::run(&telemetry, async |event| Box::pin(handle(event, &deps, lambda_shell::now())).await)
        .await
}
