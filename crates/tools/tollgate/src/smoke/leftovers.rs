//! What the checks made, and its end.

use anyhow::{Context, Result, ensure};
use aws_io::payment_history::Payment;
use aws_io::stored_transaction::StoredTransaction;
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
            forget_history(deployment, key_id).await?;
            deployment.delete(&deployment.transactions, key_id).await?;
            ensure!(deployment.item(&deployment.transactions, key_id).await?.is_none(), "{key_id} came back");
        }
        let (payments, documents, objects) =
            (self.transactions.len(), self.documents.len(), self.objects.len());
        Ok(Found::that(format!("{payments} payments, {documents} documents and {objects} objects deleted")))
    }
}

/// While the payment is there to say whose history it is in.
async fn forget_history(deployment: &Deployment, key_id: &str) -> Result<()> {
    let Some(item) = deployment.item(&deployment.transactions, key_id).await? else { return Ok(()) };
    let stored = StoredTransaction::from_image(item.into()).context("a payment of the test can't be read")?;
    let payment =
        Payment { key_id: stored.key_id, received_at: stored.created_at, transaction: &stored.transaction };
    deployment.history.forget(&payment).await.context("the history still knows of a payment of the test")
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
