//! The Lambda function `alert-notifier`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use alert_notifier::{Deps, handle};
use aws_io::alert_ledger::{DynamoAlertLedger, LEASE_MILLIS};
use aws_io::alert_topic::SnsAlertTopic;
use aws_io::connection;
use lambda_shell::{Config, Telemetry};

struct Settings {
    alert_ledger_table: String,
    alerts_topic_arn: String,
    api_url: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("alert-notifier")?;
    let settings = Config::read(|config| Settings {
        alert_ledger_table: config.text("ALERT_LEDGER_TABLE"),
        alerts_topic_arn: config.text("ALERTS_TOPIC_ARN"),
        api_url: config.text("API_URL"),
    })?;
    let sdk = connection::from_environment().await;
    let deps = Deps {
        ledger: DynamoAlertLedger::new(
            aws_sdk_dynamodb::Client::new(&sdk),
            settings.alert_ledger_table,
            LEASE_MILLIS,
        ),
        topic: SnsAlertTopic::new(&aws_sdk_sns::Client::new(&sdk), settings.alerts_topic_arn),
        api_url: settings.api_url,
    };
    lambda_shell::run(&telemetry, async |event| {
        Ok::<_, Infallible>(handle(event, &deps, lambda_shell::now()).await)
    })
    .await
}
