//! The Lambda function `fraud-scorer`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use anyhow::Context;
use aws_io::alert_queue::SqsAlertQueue;
use aws_io::connection;
use aws_io::fraud_detector::{DetectorSettings, FraudDetector};
use aws_io::object_store::S3ObjectStore;
use aws_io::quarantine_queue::SqsQuarantineQueue;
use aws_io::rule_activity::DynamoRuleActivity;
use aws_io::transaction_history::DynamoTransactionHistory;
use aws_io::transaction_table::DynamoTransactionTable;
use aws_io::watchlist_clearances::DynamoClearances;
use decider::{
    BUILT_IN_POLICY, Decider, LiveObject, LivePolicy, POLICY_LIMITS, WATCHLIST_LIMITS, WATCHLIST_OBJECT,
    WATCHLIST_REFUSED, parse_watchlist,
};
use fraud::{Outcome, Policy};
use fraud_scorer::{Deps, handle};
use lambda_shell::{Config, Telemetry};

struct Settings {
    transactions_table: String,
    alerts_queue_url: String,
    scorer_failures_queue_url: String,
    notify_outcomes: Vec<Outcome>,
    policy_bucket: String,
    rule_activity_table: String,
    detector: Option<DetectorSettings>,
    watchlist_bucket: String,
    clearances_table: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("fraud-scorer")?;
    let settings = Config::read(|config| Settings {
        transactions_table: config.text("TRANSACTIONS_TABLE"),
        alerts_queue_url: config.text("ALERTS_QUEUE_URL"),
        scorer_failures_queue_url: config.text("SCORER_FAILURES_QUEUE_URL"),
        notify_outcomes: config.list("NOTIFY_OUTCOMES"),
        policy_bucket: config.text("POLICY_BUCKET"),
        rule_activity_table: config.text("RULE_ACTIVITY_TABLE"),
        detector: decider::detector_settings(config),
        watchlist_bucket: config.text("WATCHLIST_BUCKET"),
        clearances_table: config.text("WATCHLIST_CLEARANCES_TABLE"),
    })?;
    let sdk = connection::from_environment().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&sdk);
    let sqs = aws_sdk_sqs::Client::new(&sdk);
    let deps = Deps {
        table: DynamoTransactionTable::new(dynamodb.clone(), settings.transactions_table.clone()),
        alerts: SqsAlertQueue::new(sqs.clone(), settings.alerts_queue_url),
        quarantine: SqsQuarantineQueue::new(sqs, settings.scorer_failures_queue_url),
        decider: Decider {
            // Nobody waits for an answer, so there is no budget.
            history: DynamoTransactionHistory::new(dynamodb.clone(), settings.transactions_table, None),
            policy: LivePolicy::new(
                S3ObjectStore::new(&sdk, settings.policy_bucket, POLICY_LIMITS),
                DynamoRuleActivity::new(&dynamodb, settings.rule_activity_table),
                Policy::parse(BUILT_IN_POLICY).context("the built-in policy")?,
            ),
            detector: settings.detector.map(|detector| FraudDetector::new(&sdk, detector)),
            watchlist: LiveObject::new(
                S3ObjectStore::new(&sdk, settings.watchlist_bucket, WATCHLIST_LIMITS),
                WATCHLIST_OBJECT,
                parse_watchlist,
                WATCHLIST_REFUSED,
            ),
            clearances: DynamoClearances::new(&dynamodb, settings.clearances_table),
        },
        notify_outcomes: settings.notify_outcomes,
    };
    lambda_shell::run(&telemetry, async |event| {
        Ok::<_, Infallible>(Box::pin(handle(event, &deps, lambda_shell::now())).await)
    })
    .await
}
