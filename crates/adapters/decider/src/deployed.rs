//! The decider of a deployed function: its settings, from environment variables, and its resources in AWS.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_io::former_layout::FormerHistory;
use aws_io::fraud_detector::{DetectorSettings, FraudDetector};
use aws_io::object_store::S3ObjectStore;
use aws_io::payment_history::DynamoPaymentHistory;
use aws_io::rule_activity::DynamoRuleActivity;
use aws_io::watchlist_clearances::DynamoClearances;
use aws_sdk_dynamodb::Client;
use fraud::Policy;
use fraud::policy::PolicyError;
use lambda_shell::Config;

use crate::second_opinion::detector_settings;
use crate::{
    BUILT_IN_POLICY, Decider, LivePolicy, MODEL_LIMITS, Models, POLICY_LIMITS, WATCHLIST_LIMITS,
    live_watchlist,
};

/// Decides with the resources in AWS.
pub type DeployedDecider = Decider<DynamoPaymentHistory, S3ObjectStore, DynamoRuleActivity, DynamoClearances>;

/// The settings of a function that decides.
#[derive(Debug)]
pub struct DeciderSettings {
    history_table: String,
    /// The table whose indexes an earlier version read histories from, for as long as those count.
    former_history_table: Option<String>,
    policy_bucket: String,
    rule_activity_table: String,
    watchlist_bucket: String,
    clearances_table: String,
    models_bucket: String,
    detector: Option<DetectorSettings>,
}

impl DeciderSettings {
    /// Reads the environment variables.
    pub fn read(config: &mut Config) -> DeciderSettings {
        DeciderSettings {
            history_table: config.text("HISTORY_TABLE"),
            former_history_table: config.optional("FORMER_HISTORY_TABLE"),
            policy_bucket: config.text("POLICY_BUCKET"),
            rule_activity_table: config.text("RULE_ACTIVITY_TABLE"),
            watchlist_bucket: config.text("WATCHLIST_BUCKET"),
            clearances_table: config.text("WATCHLIST_CLEARANCES_TABLE"),
            models_bucket: config.text("MODELS_BUCKET"),
            detector: detector_settings(config),
        }
    }

    /// Whether an earlier version may still read what this one writes.
    pub fn has_former_readers(&self) -> bool {
        self.former_history_table.is_some()
    }

    /// The decider. With a budget, history that does not arrive within it is missing.
    ///
    /// # Errors
    /// The built-in policy is invalid.
    pub fn connect(
        self,
        sdk: &SdkConfig,
        dynamodb: &Client,
        history_budget: Option<Duration>,
    ) -> Result<DeployedDecider, PolicyError> {
        let former = self.former_history_table.map(|table| FormerHistory::new(dynamodb.clone(), table));
        Ok(Decider {
            history: DynamoPaymentHistory::new(sdk, self.history_table, former, history_budget),
            policy: LivePolicy::new(
                S3ObjectStore::new(sdk, self.policy_bucket, POLICY_LIMITS),
                DynamoRuleActivity::new(dynamodb, self.rule_activity_table),
                Policy::parse(BUILT_IN_POLICY)?,
            ),
            detector: self.detector.map(|detector| FraudDetector::new(sdk, detector)),
            watchlist: live_watchlist(S3ObjectStore::new(sdk, self.watchlist_bucket, WATCHLIST_LIMITS)),
            models: Models::new(S3ObjectStore::new(sdk, self.models_bucket, MODEL_LIMITS)),
            clearances: DynamoClearances::new(dynamodb, self.clearances_table),
        })
    }
}
