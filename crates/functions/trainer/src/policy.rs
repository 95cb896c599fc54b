//! What features need of the policy in force: what currencies are worth, and the clock of payments whose place is
//! unknown.

use std::time::Duration;

use aws_io::CallError;
use aws_io::object_store::{ObjectStore, ReadLimits, Reading};
use aws_io::policy_past::POLICY_OBJECT;
use model::FeatureList;
use model_life::rates_and_clock;

/// What is read of the policy.
pub const POLICY_LIMITS: ReadLimits = ReadLimits { bytes: 8 << 20, time: Duration::from_secs(10) };

/// Where the deployment has no policy of its own, decisions are made by this one.
const BUILT_IN: &str = include_str!("../../../../policies/default.toml");

/// The features that every model may look at, with the rates and the clock of the policy in force.
pub(crate) async fn standard_list(policy: &impl ObjectStore) -> Result<FeatureList, CallError> {
    let bytes = match policy.read(POLICY_OBJECT, None).await? {
        Reading::Found { bytes, .. } => bytes,
        Reading::Unchanged | Reading::Absent | Reading::TooLarge { .. } => BUILT_IN.into(),
    };
    let mut list = FeatureList::standard();
    match rates_and_clock(&String::from_utf8_lossy(&bytes)) {
        Ok(read) => (list.rates, list.utc_offset_minutes) = read,
        // Those who decide by it refuse it too, and raise an alarm.
        Err(_) => tracing::warn!("the policy can't be read: every currency counts as worth the same"),
    }
    Ok(list)
}
