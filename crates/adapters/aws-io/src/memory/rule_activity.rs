//! The rule-activity table in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use fraud::Timestamp;

use super::lock;
use crate::CallError;
use crate::rule_activity::{Activity, Counts, RuleActivity, window};

/// The table.
#[derive(Debug, Default)]
pub struct MemoryRuleActivity(Mutex<Windows>);

#[derive(Debug, Default)]
struct Windows {
    counts: BTreeMap<String, Counts>,
    demoted: BTreeMap<String, BTreeSet<String>>,
}

impl RuleActivity for MemoryRuleActivity {
    async fn add(&self, policy_hash: &str, counts: &Counts, now: Timestamp) -> Result<(), CallError> {
        let mut windows = lock(&self.0);
        let window = windows.counts.entry(window(policy_hash, now)).or_default();
        window.assessed += counts.assessed;
        for (code, hits) in &counts.hits {
            *window.hits.entry(code.clone()).or_default() += hits;
        }
        Ok(())
    }

    async fn read(&self, policy_hash: &str, now: Timestamp) -> Result<Activity, CallError> {
        let windows = lock(&self.0);
        let demoted = windows.demoted.get(policy_hash).into_iter().flatten().cloned().collect();
        let counts = windows.counts.get(&window(policy_hash, now)).cloned().unwrap_or_default();
        Ok(Activity { counts, demoted })
    }

    async fn demote(&self, policy_hash: &str, codes: &[String]) -> Result<Vec<String>, CallError> {
        let mut windows = lock(&self.0);
        let demoted = windows.demoted.entry(policy_hash.to_owned()).or_default();
        Ok(codes.iter().filter(|code| demoted.insert((*code).clone())).cloned().collect())
    }
}
