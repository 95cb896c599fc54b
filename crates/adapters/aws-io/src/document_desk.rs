//! What people do with classified documents: a decision is written with its entry in the audit trail, in one transaction, and
//! then the document is taken where it belongs. Whatever ends in between is done again by whoever asks for the same.

use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::types::TaggingDirective;
use casework::AuditEntry;
use casework::document_handling::Handling;
use fraud::KeyId;

use crate::CallError;
use crate::audit_trail::{AuditTrail, DynamoAuditTrail};
use crate::case_table::audit_put;
use crate::document_store::{Buckets, Shelf, percent_encoded, tagging};
use crate::document_table::{ERASED, Places, is_refusal};
use crate::s3;

/// How long an address of an original is good for: long enough for a click.
pub const ADDRESS_SECONDS: u64 = 60;
/// A document may have some fifty megabytes, and a copy of one takes its time; a person waits.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(8);
const WRITE: &str = "dynamodb:TransactWriteItems";

/// Carries out what people decide about documents.
pub trait DocumentDesk {
    /// Writes a decision and its entry, unless somebody decided meanwhile: whether it is written.
    fn decide(
        &self,
        key_id: KeyId,
        handling: &Handling,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> impl Future<Output = Result<bool, CallError>> + Send;

    /// Writes an entry alone: what a person was shown.
    fn note(
        &self,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Copies a document and its findings to a shelf, if they are not there, and deletes them where they were. The copy has
    /// these tags.
    fn take_to(
        &self,
        shelf: Shelf,
        places: &Places,
        tags: &[(&'static str, String)],
    ) -> impl Future<Output = Result<Places, CallError>> + Send;

    /// Deletes all that there is of a document.
    fn delete(&self, places: &Places) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Notes that a decision is carried out, and where the document lies since. If nowhere, its record is erased, with the
    /// decision itself: the entry in the trail says who decided and why. False if the document was erased meanwhile, or
    /// another decision followed this one.
    fn finish(
        &self,
        key_id: KeyId,
        handling: &Handling,
        places: Option<&Places>,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;

    /// An address under which the original can be fetched for a minute.
    fn address(&self, places: &Places) -> impl Future<Output = Result<String, CallError>> + Send;
}

/// Where the parts of a document lie on another shelf: under the names that they have.
pub(crate) fn moved(places: &Places, bucket: &str) -> Places {
    // A copy without what was found is only where personal data is.
    Places { bucket: bucket.to_owned(), redacted: None, ..places.clone() }
}

fn parts(places: &Places) -> impl Iterator<Item = &str> {
    [Some(&places.document), Some(&places.findings), places.redacted.as_ref()]
        .into_iter()
        .flatten()
        .map(String::as_str)
}

/// The buckets in S3, and the tables in DynamoDB.
#[derive(Clone, Debug)]
pub struct AwsDocumentDesk {
    dynamodb: aws_sdk_dynamodb::Client,
    s3: aws_sdk_s3::Client,
    documents: String,
    audit: String,
    buckets: Buckets,
}

impl AwsDocumentDesk {
    /// Tables and buckets by their names.
    pub fn new(sdk: &aws_config::SdkConfig, documents: String, audit: String, buckets: Buckets) -> Self {
        AwsDocumentDesk {
            dynamodb: aws_sdk_dynamodb::Client::new(sdk),
            s3: s3::client(sdk, s3::attempts_within(ATTEMPT_TIMEOUT)),
            documents,
            audit,
            buckets,
        }
    }

    async fn copy(
        &self,
        from: &Places,
        key: &str,
        to: &str,
        tags: &[(&'static str, String)],
    ) -> Result<(), CallError> {
        let copy = self.s3.copy_object().bucket(to).key(key).if_none_match("*");
        let copy = copy.copy_source(format!("{}/{}", from.bucket, percent_encoded(key, b"/")));
        let copy = copy.tagging_directive(TaggingDirective::Replace).tagging(tagging(tags));
        match copy.send().await {
            // An earlier attempt may have come this far, or have deleted the source already.
            Err(error) if !matches!(s3::status(&error), Some(404 | 412)) => {
                Err(CallError::new("s3:PutObject", error))
            }
            _ => Ok(()),
        }
    }
}

fn handling_value(handling: &Handling) -> AttributeValue {
    AttributeValue::S(serde_json::to_string(handling).expect("plain data is JSON"))
}

fn version_value(version: u64) -> AttributeValue {
    AttributeValue::N(version.to_string())
}

impl DocumentDesk for AwsDocumentDesk {
    async fn decide(
        &self,
        key_id: KeyId,
        handling: &Handling,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> Result<bool, CallError> {
        let update = Update::builder()
            .table_name(&self.documents)
            .key("key_id", AttributeValue::S(key_id.to_string()))
            .update_expression("SET handling = :handling, handling_version = :version")
            .condition_expression(
                "attribute_exists(places) AND (attribute_not_exists(handling_version) OR handling_version = :before)",
            )
            .expression_attribute_values(":handling", handling_value(handling))
            .expression_attribute_values(":version", version_value(handling.version))
            .expression_attribute_values(":before", version_value(handling.version - 1))
            .build()
            .expect("table, key and expression are set");
        let writes =
            vec![TransactWriteItem::builder().update(update).build(), audit_put(&self.audit, entry, random)];
        match self.dynamodb.transact_write_items().set_transact_items(Some(writes)).send().await {
            Ok(_) => Ok(true),
            Err(error)
                if matches!(
                    error.as_service_error(),
                    Some(TransactWriteItemsError::TransactionCanceledException(_))
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(CallError::new(WRITE, error)),
        }
    }

    async fn note(&self, entry: &AuditEntry, random: [u8; 10]) -> Result<(), CallError> {
        DynamoAuditTrail::new(self.dynamodb.clone(), self.audit.clone()).note(entry, random).await
    }

    async fn take_to(
        &self,
        shelf: Shelf,
        places: &Places,
        tags: &[(&'static str, String)],
    ) -> Result<Places, CallError> {
        let moved = moved(places, self.buckets.of(shelf));
        for key in [&places.document, &places.findings] {
            self.copy(places, key, &moved.bucket, tags).await?;
        }
        self.delete(places).await?;
        Ok(moved)
    }

    async fn delete(&self, places: &Places) -> Result<(), CallError> {
        for key in parts(places) {
            let version = match self.s3.head_object().bucket(&places.bucket).key(key).send().await {
                Ok(head) => head.version_id,
                Err(error) if s3::status(&error) == Some(404) => continue,
                Err(error) => return Err(CallError::new("s3:GetObject", error)),
            };
            // A bucket that keeps versions would keep what is deleted by its name alone.
            let deletion = self.s3.delete_object().bucket(&places.bucket).key(key).set_version_id(version);
            deletion.send().await.map_err(CallError::of("s3:DeleteObjectVersion"))?;
        }
        Ok(())
    }

    async fn finish(
        &self,
        key_id: KeyId,
        handling: &Handling,
        places: Option<&Places>,
    ) -> Result<bool, CallError> {
        let update = self
            .dynamodb
            .update_item()
            .table_name(&self.documents)
            .key("key_id", AttributeValue::S(key_id.to_string()))
            .expression_attribute_values(":version", version_value(handling.version));
        let update = match places {
            Some(places) => {
                let places = serde_dynamo::to_attribute_value(places).expect("places are plain data");
                update
                    .update_expression("SET handling = :handling, places = :places")
                    .condition_expression(
                        "handling_version = :version AND attribute_not_exists(erased_at_ms)",
                    )
                    .expression_attribute_values(":handling", handling_value(handling))
                    .expression_attribute_values(":places", places)
            }
            None => update
                .update_expression(format!(
                    "SET erased_at_ms = if_not_exists(erased_at_ms, :now) REMOVE {ERASED}"
                ))
                .condition_expression("handling_version = :version")
                .expression_attribute_values(":now", AttributeValue::N(handling.at.as_millis().to_string())),
        };
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) if is_refusal(&error) => Ok(false),
            Err(error) => Err(CallError::new("dynamodb:UpdateItem", error)),
        }
    }

    async fn address(&self, places: &Places) -> Result<String, CallError> {
        let terms = PresigningConfig::expires_in(Duration::from_secs(ADDRESS_SECONDS))
            .map_err(|error| CallError::new("s3:GetObject", error))?;
        let asked = self.s3.get_object().bucket(&places.bucket).key(&places.document);
        // Whatever it says that it is, a browser saves it and shows nothing of it here.
        let asked = asked.response_content_type("application/pdf").response_content_disposition("attachment");
        let signed = asked.presigned(terms).await.map_err(CallError::of("s3:GetObject"))?;
        Ok(signed.uri().to_owned())
    }
}

/// When a decision is carried out.
pub fn done(handling: &Handling) -> Handling {
    Handling { is_done: true, ..handling.clone() }
}
