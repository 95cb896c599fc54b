//! How often each rule of a policy hits, counted by the hour, and which rules were put into shadow for it.
//!
//! The counts are for judging rates. A count whose answer was lost may be counted twice, and one that a frozen
//! function held back may be lost: neither moves a rate.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use fraud::Timestamp;

use crate::CallError;

const HOUR_MILLIS: i64 = 60 * 60 * 1000;
/// How long the counts of an hour are kept: somebody may want to look at them.
const COUNTS_KEPT_MILLIS: i64 = 30 * 24 * HOUR_MILLIS;
/// How long a call may take in all. A decision may wait for it, and can do without.
const CALL_TIMEOUT: Duration = Duration::from_secs(1);
/// What a rule's attribute begins with.
const HITS: &str = "hits_";

/// Counts the hits of rules.
pub trait RuleActivity {
    /// Adds counts to those of the hour.
    fn add(
        &self,
        policy_hash: &str,
        counts: &Counts,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// The counts of the hour so far, and the rules that are demoted.
    fn read(
        &self,
        policy_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Activity, CallError>> + Send;

    /// Notes that rules are demoted, for as long as this policy is in force. Answers those that were not before.
    fn demote(
        &self,
        policy_hash: &str,
        codes: &[String],
    ) -> impl Future<Output = Result<Vec<String>, CallError>> + Send;
}

/// How many transactions were assessed, and how many of them each rule hit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Transactions.
    pub assessed: u64,
    /// Hits by rule.
    pub hits: BTreeMap<String, u64>,
}

/// What is known of a policy's rules.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Activity {
    /// This hour's counts.
    pub counts: Counts,
    /// The rules that were put into shadow.
    pub demoted: Vec<String>,
}

/// The item of an hour.
pub(crate) fn window(policy_hash: &str, now: Timestamp) -> String {
    format!("{policy_hash} {}", now.as_millis().div_euclid(HOUR_MILLIS))
}

/// The table in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoRuleActivity {
    client: Client,
    table: String,
}

impl DynamoRuleActivity {
    /// The table by its name.
    pub fn new(client: &Client, table: String) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(CALL_TIMEOUT).build();
        let config = client.config().to_builder().timeout_config(timeouts).build();
        DynamoRuleActivity { client: Client::from_conf(config), table }
    }

    fn update(&self, window: String) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.table).key("window", AttributeValue::S(window))
    }

    async fn get(&self, window: String) -> Result<HashMap<String, AttributeValue>, CallError> {
        let get = self.client.get_item().table_name(&self.table).key("window", AttributeValue::S(window));
        let answer = get.send().await.map_err(CallError::of("dynamodb:GetItem"))?;
        Ok(answer.item.unwrap_or_default())
    }
}

impl RuleActivity for DynamoRuleActivity {
    async fn add(&self, policy_hash: &str, counts: &Counts, now: Timestamp) -> Result<(), CallError> {
        let number = |count: u64| AttributeValue::N(count.to_string());
        let mut additions = vec!["assessed :assessed".to_owned()];
        let mut update = self
            .update(window(policy_hash, now))
            .expression_attribute_values(":assessed", number(counts.assessed))
            .expression_attribute_values(
                ":expires",
                AttributeValue::N(now.plus_millis(COUNTS_KEPT_MILLIS).as_seconds().to_string()),
            );
        for (place, (code, hits)) in counts.hits.iter().enumerate() {
            additions.push(format!("#rule{place} :hits{place}"));
            update = update
                .expression_attribute_names(format!("#rule{place}"), format!("{HITS}{code}"))
                .expression_attribute_values(format!(":hits{place}"), number(*hits));
        }
        update
            .update_expression(format!("ADD {} SET expires_at = :expires", additions.join(", ")))
            .send()
            .await
            .map_err(CallError::of("dynamodb:UpdateItem"))?;
        Ok(())
    }

    async fn read(&self, policy_hash: &str, now: Timestamp) -> Result<Activity, CallError> {
        let reads = (self.get(window(policy_hash, now)), self.get(policy_hash.to_owned()));
        let (counts, demoted) = futures::future::try_join(reads.0, reads.1).await?;
        let number = |value: &AttributeValue| value.as_n().ok()?.parse().ok();
        let hits = counts.iter().filter_map(|(name, value)| {
            let code = name.strip_prefix(HITS)?;
            Some((code.to_owned(), number(value)?))
        });
        let counts = Counts {
            hits: hits.collect(),
            assessed: counts.get("assessed").and_then(number).unwrap_or_default(),
        };
        Ok(Activity { counts, demoted: demoted_rules(&demoted) })
    }

    async fn demote(&self, policy_hash: &str, codes: &[String]) -> Result<Vec<String>, CallError> {
        let answer = self
            .update(policy_hash.to_owned())
            .update_expression("ADD demoted :codes")
            .expression_attribute_values(":codes", AttributeValue::Ss(codes.to_vec()))
            .return_values(ReturnValue::AllOld)
            .send()
            .await
            .map_err(CallError::of("dynamodb:UpdateItem"))?;
        let before = answer.attributes.map(|item| demoted_rules(&item)).unwrap_or_default();
        Ok(codes.iter().filter(|code| !before.contains(code)).cloned().collect())
    }
}

fn demoted_rules(item: &HashMap<String, AttributeValue>) -> Vec<String> {
    item.get("demoted").and_then(|value| value.as_ss().ok()).cloned().unwrap_or_default()
}
