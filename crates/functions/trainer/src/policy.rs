//! What features need of the policy in force.

use std::time::Duration;

use aws_io::CallError;
use aws_io::object_store::{ObjectStore, ReadLimits, Reading};
use aws_io::policy_past::POLICY_OBJECT;
use model::FeatureList;
use model_life::policy_context;

/// What is read of the policy.
pub const POLICY_LIMITS: ReadLimits = ReadLimits { bytes: 8 << 20, time: Duration::from_secs(10) };

/// Where the deployment has no policy of its own, decisions are made by this one.
const BUILT_IN: &str = include_str!("../../../../policies/default.toml");

/// The features that every model may look at, with what they need of the policy in force.
pub(crate) async fn standard_list(policy: &impl ObjectStore) -> Result<FeatureList, CallError> {
    let bytes = match policy.read(POLICY_OBJECT, None).await? {
        Reading::Found { bytes, .. } => bytes,
        Reading::Unchanged | Reading::Absent | Reading::TooLarge { .. } => BUILT_IN.into(),
    };
    let mut list = FeatureList::standard();
    match policy_context(&String::from_utf8_lossy(&bytes)) {
        Ok(context) => list.context = context,
        // Those who decide by it refuse it too, and raise an alarm.
        Err(_) => tracing::warn!("the policy can't be read: every currency counts as worth the same"),
    }
    Ok(list)
}
