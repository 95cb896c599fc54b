//! The deployment's resources, found through what its functions are told.

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use anyhow::{Context, Result};
use aws_config::SdkConfig;
use aws_io::payment_history::DynamoPaymentHistory;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::clock::now;

/// Between two looks at something that takes its time.
const PAUSE: Duration = Duration::from_millis(500);

pub(super) struct Deployment {
    pub(super) sdk: SdkConfig,
    pub(super) environment: String,
    pub(super) api_url: String,
    pub(super) transactions: String,
    pub(super) documents: String,
    pub(super) ledger: String,
    pub(super) history: DynamoPaymentHistory,
    /// Topics, and how many subscriptions each should have.
    pub(super) watched_topics: Vec<(String, u64)>,
    dynamodb: aws_sdk_dynamodb::Client,
    patience_millis: i64,
}

impl Deployment {
    pub(super) async fn find(sdk: SdkConfig, environment: &str, patience_seconds: u64) -> Result<Deployment> {
        let notifier = variables(&sdk, &format!("alert-notifier-{environment}")).await?;
        let decider = variables(&sdk, &format!("api-handler-{environment}")).await?;
        let checker = variables(&sdk, &format!("status-checker-{environment}")).await?;
        let known = |variables: &HashMap<String, String>, name: &str| {
            variables
                .get(name)
                .cloned()
                .with_context(|| format!("the functions of {environment} are not told {name}"))
        };
        let watched = known(&notifier, "WATCHED_TOPICS")?;
        let topic = |pair: &str| {
            let (arn, count) = pair.rsplit_once('=')?;
            Some((arn.to_owned(), count.parse().ok()?))
        };
        Ok(Deployment {
            environment: environment.to_owned(),
            api_url: known(&notifier, "API_URL")?,
            transactions: known(&checker, "TRANSACTIONS_TABLE")?,
            documents: known(&checker, "DOCUMENTS_TABLE")?,
            ledger: known(&notifier, "ALERT_LEDGER_TABLE")?,
            history: DynamoPaymentHistory::new(&sdk, known(&decider, "HISTORY_TABLE")?, None, None),
            watched_topics: watched.split(',').filter_map(topic).collect(),
            dynamodb: aws_sdk_dynamodb::Client::new(&sdk),
            patience_millis: i64::try_from(patience_seconds).unwrap_or(i64::MAX / 1000).saturating_mul(1000),
            sdk,
        })
    }

    /// An item by its `key_id`.
    pub(super) async fn item(
        &self,
        table: &str,
        key_id: &str,
    ) -> Result<Option<HashMap<String, AttributeValue>>> {
        let asked = self.dynamodb.get_item().table_name(table).consistent_read(true);
        let answer = asked.key("key_id", AttributeValue::S(key_id.to_owned())).send().await;
        Ok(answer.with_context(|| format!("{table} can't be read"))?.item)
    }

    /// Deletes an item by its `key_id`, if it is there.
    pub(super) async fn delete(&self, table: &str, key_id: &str) -> Result<()> {
        let asked = self.dynamodb.delete_item().table_name(table);
        let answer = asked.key("key_id", AttributeValue::S(key_id.to_owned())).send().await;
        answer.map(drop).with_context(|| format!("an item of {table} can't be deleted"))
    }

    /// Looks until there is something to see, or patience ends.
    pub(super) async fn eventually<T, Looked>(&self, what: &str, look: impl Fn() -> Looked) -> Result<T>
    where
        Looked: Future<Output = Result<Option<T>>>,
    {
        let started = now();
        loop {
            if let Some(seen) = look().await? {
                return Ok(seen);
            }
            let waited = now().as_millis() - started.as_millis();
            anyhow::ensure!(waited < self.patience_millis, "{what} is not there after {} s", waited / 1000);
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn variables(sdk: &SdkConfig, function: &str) -> Result<HashMap<String, String>> {
    let lambda = aws_sdk_lambda::Client::new(sdk);
    let asked = lambda.get_function_configuration().function_name(function).send().await;
    let answer = asked.with_context(|| {
        format!("the function {function} can't be found; are --environment, region and credentials right?")
    })?;
    Ok(answer.environment.and_then(|environment| environment.variables).unwrap_or_default())
}
