//! What a decision is made from, as an invocation reaches it, beside histories: the policy, the watchlist and what is
//! cleared of it, the rules' hits. Each of them may be missing for the moment.

use aws_io::CallError;
use aws_io::object_store::{ObjectStore, Reading};
use aws_io::object_versions::{ObjectVersion, ObjectVersions};
use aws_io::rule_activity::{Activity, Counts, RuleActivity};
use aws_io::watchlist_clearances::{ClearanceRecord, ClearanceTable, Revocation};
use fraud::Timestamp;
use fraud::guard::Finding;
use watchlist::Clearance;

use crate::calls::Calls;

impl ObjectStore for Calls {
    async fn read(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        let mut call = self.begin("s3:GetObject").await?;
        loop {
            let reading = self.0.objects.read(object, known_etag).await?;
            if call.is_answered(|| object.to_owned()).await? {
                return Ok(reading);
            }
        }
    }
}

impl ObjectVersions for Calls {
    async fn versions(&self, prefix: &str) -> Result<Vec<ObjectVersion>, CallError> {
        let mut call = self.begin("s3:ListBucketVersions").await?;
        loop {
            let versions = self.0.objects.versions(prefix).await?;
            if call.is_answered(|| format!("{} versions of {prefix}", versions.len())).await? {
                return Ok(versions);
            }
        }
    }

    async fn bytes(&self, version: &ObjectVersion) -> Result<Option<Vec<u8>>, CallError> {
        let mut call = self.begin("s3:GetObjectVersion").await?;
        loop {
            let bytes = self.0.objects.bytes(version).await?;
            if call.is_answered(|| version.object.clone()).await? {
                return Ok(bytes);
            }
        }
    }
}

impl ClearanceTable for Calls {
    async fn add(&self, clearance: &Clearance) -> Result<(), CallError> {
        let mut call = self.begin("dynamodb:PutItem").await?;
        loop {
            self.0.clearances.add(clearance).await?;
            if call.is_answered(|| clearance.entry.to_string()).await? {
                return Ok(());
            }
        }
    }

    async fn of_party(&self, party: &str) -> Result<Vec<ClearanceRecord>, CallError> {
        let mut call = self.begin("dynamodb:Query").await?;
        loop {
            let records = self.0.clearances.of_party(party).await?;
            if call.is_answered(|| format!("{} clearances", records.len())).await? {
                return Ok(records);
            }
        }
    }

    async fn revoke(&self, record: &ClearanceRecord, revocation: &Revocation) -> Result<bool, CallError> {
        let mut call = self.begin("dynamodb:UpdateItem").await?;
        loop {
            let is_revoked = self.0.clearances.revoke(record, revocation).await?;
            if call.is_answered(|| record.clearance.entry.to_string()).await? {
                return Ok(is_revoked);
            }
        }
    }
}

impl RuleActivity for Calls {
    async fn add(&self, counts: &Counts, now: Timestamp) -> Result<(), CallError> {
        let mut call = self.begin("dynamodb:UpdateItem").await?;
        loop {
            self.0.activity.add(counts, now).await?;
            if call.is_answered(|| "people counted".to_owned()).await? {
                return Ok(());
            }
        }
    }

    async fn read(&self, subjects: &[String], now: Timestamp) -> Result<Activity, CallError> {
        let mut call = self.begin("dynamodb:GetItem").await?;
        loop {
            let activity = RuleActivity::read(&self.0.activity, subjects, now).await?;
            if call.is_answered(|| format!("{} subjects of the guard", subjects.len())).await? {
                return Ok(activity);
            }
        }
    }

    async fn note(
        &self,
        subject: &str,
        code: &str,
        earlier: Option<&Finding>,
        finding: &Finding,
        now: Timestamp,
    ) -> Result<bool, CallError> {
        let mut call = self.begin("dynamodb:UpdateItem").await?;
        loop {
            let is_noted = self.0.activity.note(subject, code, earlier, finding, now).await?;
            if call.is_answered(|| format!("{code}: {:?}", finding.standing)).await? {
                return Ok(is_noted);
            }
        }
    }
}
