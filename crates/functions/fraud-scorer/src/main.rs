//! The Lambda function `fraud-scorer`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use anyhow::Context;
use aws_io::alert_queue::SqsAlertQueue;
use aws_io::connection;
use aws_io::quarantine_queue::SqsQuarantineQueue;
use aws_io::transaction_table::DynamoTransactionTable;
use decider::DeciderSettings;
use fraud::Outcome;
use fraud_scorer::{Deps, handle};
use lambda_shell::{Config, Telemetry};

struct Settings {
    transactions_table: String,
    alerts_queue_url: String,
    scorer_failures_queue_url: String,
    notify_outcomes: Vec<Outcome>,
    decider: DeciderSettings,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("fraud-scorer")?;
    let settings = Config::read(|config| Settings {
        transactions_table: config.text("TRANSACTIONS_TABLE"),
        alerts_queue_url: config.text("ALERTS_QUEUE_URL"),
        scorer_failures_queue_url: config.text("SCORER_FAILURES_QUEUE_URL"),
        notify_outcomes: config.list("NOTIFY_OUTCOMES"),
        decider: DeciderSettings::read(config),
    })?;
    let sdk = connection::from_environment().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&sdk);
    let sqs = aws_sdk_sqs::Client::new(&sdk);
    let table = settings.transactions_table;
    let deps = Deps {
        table: DynamoTransactionTable::new(dynamodb.clone(), table)
            .writing_text(settings.decider.has_former_readers()),
        alerts: SqsAlertQueue::new(sqs.clone(), settings.alerts_queue_url),
        quarantine: SqsQuarantineQueue::new(sqs, settings.scorer_failures_queue_url),
        // Nobody waits for an answer, so there is no budget.
        decider: settings.decider.connect(&sdk, &dynamodb, None).context("the built-in policy")?,
        notify_outcomes: settings.notify_outcomes,
    };
    lambda_shell::run(&telemetry, async |event| {
        Ok::<_, Infallible>(Box::pin(handle(event, &deps, lambda_shell::now())).await)
    })
    .await
}
