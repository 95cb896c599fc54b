//! The Lambda function `api-handler`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use anyhow::Context;
use aws_io::transaction_intake::DynamoTransactionIntake;
use aws_io::{card_key_secret, connection};
use lambda_shell::{Config, Telemetry};

struct Settings {
    transactions_table: String,
    idempotency_table: String,
    card_key_secret_arn: String,
    retention_days: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("api-handler")?;
    let settings = Config::read(|config| Settings {
        transactions_table: config.text("TRANSACTIONS_TABLE"),
        idempotency_table: config.text("IDEMPOTENCY_TABLE"),
        card_key_secret_arn: config.text("CARD_KEY_SECRET_ARN"),
        retention_days: config.parsed("RETENTION_DAYS"),
    })?;
    let sdk = connection::from_environment().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&sdk);
    let dynamodb = aws_sdk_dynamodb::Client::new(&sdk);
    let deps = api_handler::Deps {
        intake: DynamoTransactionIntake::new(
            dynamodb,
            settings.transactions_table,
            settings.idempotency_table,
        ),
        card_key: card_key_secret::load(&secrets, &settings.card_key_secret_arn)
            .await
            .context("no card key")?,
        retention_days: settings.retention_days,
    };
    lambda_shell::run(&telemetry, async |request| {
        let (now, random) = (lambda_shell::now(), lambda_shell::random());
        Ok::<_, std::convert::Infallible>(api_handler::handle(request, &deps, now, random).await)
    })
    .await
}
