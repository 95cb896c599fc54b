//! The policies that may have decided: those at hand, and all that a deployment's bucket has ever held.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use aws_config::SdkConfig;
use aws_io::object_store::{ReadLimits, S3ObjectStore};
use aws_io::policy_past::PolicyPast;
use fraud::{Basis, Policy, Timestamp};

/// What is read of a version. What is larger was never a policy in force.
const LIMITS: ReadLimits = ReadLimits { bytes: 8 << 20, time: Duration::from_secs(30) };

/// Where policies are looked for.
pub(super) struct Policies {
    at_hand: Vec<Policy>,
    bucket: Option<PolicyBucket>,
}

/// A deployment's policy bucket.
pub(super) struct PolicyBucket {
    name: String,
    objects: S3ObjectStore,
}

impl Policies {
    pub(super) fn new(at_hand: Vec<Policy>, bucket: Option<PolicyBucket>) -> Self {
        Policies { at_hand, bucket }
    }

    /// The policy of a version by which something was decided, if there is or was one.
    pub(super) async fn find(&mut self, version: &str, basis: &Basis) -> Result<Option<Policy>> {
        let hash = &basis.policy_hash;
        let is_wanted = |policy: &&Policy| policy.version() == version && policy.hash() == hash;
        if let Some(policy) = self.at_hand.iter().find(is_wanted) {
            return Ok(Some(policy.clone()));
        }
        let Some(bucket) = &self.bucket else { return Ok(None) };
        let found = bucket.find(hash, basis.assessed_at).await?;
        // Mostly the next decision is of the same policy.
        self.at_hand.extend(found.clone());
        Ok(found)
    }

    /// Where a policy that was not found could still be.
    pub(super) fn where_missing(&self) -> String {
        match &self.bucket {
            Some(bucket) => {
                format!("{} does not keep it among its versions; name its file by --policy", bucket.name)
            }
            None => "name its file by --policy".to_owned(),
        }
    }
}

impl PolicyBucket {
    /// The bucket of this name.
    pub(super) fn new(sdk: &SdkConfig, name: String) -> PolicyBucket {
        PolicyBucket { objects: S3ObjectStore::new(sdk, name.clone(), LIMITS), name }
    }

    /// The bucket that a deployment decides by: its scorer knows the name, which ends in the account's number.
    pub(super) async fn of_deployment(sdk: &SdkConfig, environment: &str) -> Result<PolicyBucket> {
        let function = format!("fraud-scorer-{environment}");
        let lambda = aws_sdk_lambda::Client::new(sdk);
        let asked = lambda.get_function_configuration().function_name(&function).send().await;
        let answer = asked.with_context(|| {
            format!("the function {function} does not tell its policy bucket; name it by --policy-bucket")
        })?;
        let variables = answer.environment.and_then(|environment| environment.variables).unwrap_or_default();
        match variables.get("POLICY_BUCKET") {
            Some(name) => Ok(PolicyBucket::new(sdk, name.clone())),
            None => bail!("the function {function} names no policy bucket; name it by --policy-bucket"),
        }
    }

    async fn find(&self, hash: &str, decided_at: Timestamp) -> Result<Option<Policy>> {
        let find = async || PolicyPast::of(&self.objects).await?.find(hash, decided_at).await;
        find().await.with_context(|| {
            let name = &self.name;
            format!(
                "the versions of the policies in {name} can't be read; that takes s3:ListBucketVersions and \
                 s3:GetObjectVersion"
            )
        })
    }
}
