//! The Lambda function `alert-notifier`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use alert_notifier::{Deps, handle};
use aws_io::alert_ledger::{DynamoAlertLedger, LEASE_MILLIS};
use aws_io::alert_topic::{SnsAlertTopic, WatchedTopic};
use aws_io::case_table::DynamoCases;
use aws_io::connection;
use aws_io::waiting_alerts::SqsWaitingAlerts;
use lambda_shell::{Config, ErrorChain, Telemetry};

struct Settings {
    alert_ledger_table: String,
    alerts_topic_arn: String,
    api_url: String,
    waiting_queue_url: String,
    watched_topics: Vec<WatchedTopic>,
    mails_a_minute: u32,
    shared_minutes: u32,
    /// Set where the deployment has a console.
    cases_table: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("alert-notifier")?;
    let settings = Config::read(|config| Settings {
        alert_ledger_table: config.text("ALERT_LEDGER_TABLE"),
        alerts_topic_arn: config.text("ALERTS_TOPIC_ARN"),
        api_url: config.text("API_URL"),
        waiting_queue_url: config.text("WAITING_ALERTS_QUEUE_URL"),
        watched_topics: config.list("WATCHED_TOPICS"),
        mails_a_minute: config.parsed("ALERT_MAILS_PER_MINUTE"),
        shared_minutes: config.parsed("ALERT_SHARED_MINUTES"),
        cases_table: config.optional("CASES_TABLE"),
    })?;
    let sdk = connection::from_environment().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&sdk);
    let deps = Deps {
        cases: settings.cases_table.map(|table| DynamoCases::new(dynamodb.clone(), table)),
        ledger: DynamoAlertLedger::new(dynamodb, settings.alert_ledger_table, LEASE_MILLIS),
        waiting: SqsWaitingAlerts::new(aws_sdk_sqs::Client::new(&sdk), settings.waiting_queue_url),
        topic: SnsAlertTopic::new(
            &aws_sdk_sns::Client::new(&sdk),
            settings.alerts_topic_arn,
            settings.watched_topics,
        ),
        api_url: settings.api_url,
        mails_a_minute: settings.mails_a_minute,
        shared_minutes: settings.shared_minutes,
    };
    lambda_shell::run(&telemetry, async |event| {
        let handled = Box::pin(handle(event, &deps, lambda_shell::now())).await;
        handled.inspect_err(|error| tracing::error!(error = %ErrorChain(error), "no digest was mailed"))
    })
    .await
}
