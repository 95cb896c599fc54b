//! What the checks made, and its end.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::deployment::Deployment;
use super::report::Found;

#[derive(Default)]
pub(super) struct Leftovers {
    pub(super) transactions: Vec<String>,
    pub(super) documents: Vec<String>,
    /// Bucket and key of each.
    objects: Vec<(String, String)>,
}

impl Leftovers {
    /// The objects that a document became.
    pub(super) fn add_places(&mut self, places: &Value) {
        let Some(bucket) = places["bucket"].as_str() else { return };
        for (name, key) in places.as_object().into_iter().flatten() {
            if let (true, Some(key)) = (name != "bucket", key.as_str()) {
                self.objects.push((bucket.to_owned(), key.to_owned()));
            }
        }
    }

    /// Deletes all of it, every version.
    pub(super) async fn remove(&self, deployment: &Deployment) -> Result<Found<()>> {
        // An emulator's addresses know buckets in the path only.
        let config = aws_sdk_s3::config::Builder::from(&deployment.sdk)
            .force_path_style(deployment.sdk.endpoint_url().is_some())
            .build();
        let s3 = aws_sdk_s3::Client::from_conf(config);
        for (bucket, key) in &self.objects {
            delete_versions(&s3, bucket, key).await?;
        }
        for key_id in self.transactions.iter().chain(&self.documents) {
            deployment.delete(&deployment.ledger, key_id).await?;
        }
        for key_id in &self.documents {
            deployment.delete(&deployment.documents, key_id).await?;
        }
        for key_id in &self.transactions {
            deployment.delete(&deployment.transactions, key_id).await?;
            ensure!(deployment.item(&deployment.transactions, key_id).await?.is_none(), "{key_id} came back");
        }
        let (payments, documents, objects) =
            (self.transactions.len(), self.documents.len(), self.objects.len());
        Ok(Found::that(format!("{payments} payments, {documents} documents and {objects} objects deleted")))
    }
}

async fn delete_versions(s3: &aws_sdk_s3::Client, bucket: &str, key: &str) -> Result<()> {
    let listed = s3.list_object_versions().bucket(bucket).prefix(key).send().await;
    let listed = listed.with_context(|| format!("the versions in {bucket} can't be listed"))?;
    for version in listed.versions().iter().filter(|version| version.key() == Some(key)) {
        let deleted =
            s3.delete_object().bucket(bucket).key(key).set_version_id(version.version_id.clone()).send();
        deleted.await.with_context(|| format!("{key} in {bucket} can't be deleted"))?;
    }
    Ok(())
}
