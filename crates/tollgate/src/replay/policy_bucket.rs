//! A deployment's policy bucket in S3, which keeps every version of every object.

use anyhow::{Context, Result, bail};
use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use fraud::Timestamp;

use super::policies::{ObjectVersion, ObjectVersions};

/// The bucket.
pub(super) struct PolicyBucket {
    client: Client,
    name: String,
}

impl PolicyBucket {
    /// The bucket of this name.
    pub(super) fn new(sdk: &SdkConfig, name: String) -> PolicyBucket {
        // Emulators have one address for all buckets.
        let path_style = sdk.endpoint_url().is_some();
        let config = aws_sdk_s3::config::Builder::from(sdk).force_path_style(path_style).build();
        PolicyBucket { client: Client::from_conf(config), name }
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

    fn context(&self) -> String {
        format!(
            "the versions of the policies in {} can't be read; that takes s3:ListBucketVersions and s3:GetObjectVersion",
            self.name
        )
    }
}

impl ObjectVersions for PolicyBucket {
    fn name(&self) -> &str {
        &self.name
    }

    async fn versions(&self, prefix: &str) -> Result<Vec<ObjectVersion>> {
        let mut found = Vec::new();
        let (mut key_marker, mut id_marker) = (None, None);
        loop {
            let asked = self.client.list_object_versions().bucket(&self.name).prefix(prefix);
            let asked = asked.set_key_marker(key_marker).set_version_id_marker(id_marker);
            let page = asked.send().await.with_context(|| self.context())?;
            let versions = page.versions.unwrap_or_default().into_iter();
            found.extend(versions.filter_map(|version| {
                object_version(version.key, version.version_id, version.last_modified, false)
            }));
            let deletions = page.delete_markers.unwrap_or_default().into_iter();
            found.extend(deletions.filter_map(|deletion| {
                object_version(deletion.key, deletion.version_id, deletion.last_modified, true)
            }));
            if page.is_truncated != Some(true) {
                return Ok(found);
            }
            (key_marker, id_marker) = (page.next_key_marker, page.next_version_id_marker);
        }
    }

    async fn text(&self, version: &ObjectVersion) -> Result<String> {
        let asked = self.client.get_object().bucket(&self.name).key(&version.object).version_id(&version.id);
        let answer = asked.send().await.with_context(|| self.context())?;
        let bytes = answer.body.collect().await.with_context(|| self.context())?;
        // What is no text was never a policy, and is not found as one.
        Ok(String::from_utf8_lossy(&bytes.to_vec()).into_owned())
    }
}

fn object_version(
    object: Option<String>,
    id: Option<String>,
    since: Option<aws_sdk_s3::primitives::DateTime>,
    is_deletion: bool,
) -> Option<ObjectVersion> {
    let since = Timestamp::from_millis(since?.to_millis().ok()?);
    Some(ObjectVersion { object: object?, id: id?, since, is_deletion })
}
