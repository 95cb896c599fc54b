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

/// The objects of a document as they lay in their places when somebody looked: these versions are copied and deleted. What
/// lies under the same names later was put there by a later decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sources {
    /// Where they lay.
    pub places: Places,
    /// Those that were there.
    pub(crate) objects: Vec<Source>,
}

/// One of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Source {
    pub(crate) key: String,
    pub(crate) version: Option<String>,
}

impl Sources {
    /// What is copied to another shelf. A copy without what was found is only where personal data is.
    pub(crate) fn taken(&self) -> impl Iterator<Item = &Source> {
        self.objects.iter().filter(|source| Some(&source.key) != self.places.redacted.as_ref())
    }
}

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

    /// The objects of a document as they lie now. Whoever copies or deletes them has to know that the decision still stands
    /// *after* this: several may carry out the same one, and somebody may have decided anew behind a slow one.
    fn look(&self, places: &Places) -> impl Future<Output = Result<Sources, CallError>> + Send;

    /// Copies a document and its findings to a shelf, if they are not there. The copy has these tags.
    fn copy_to(
        &self,
        shelf: Shelf,
        sources: &Sources,
        tags: &[(&'static str, String)],
    ) -> impl Future<Output = Result<Places, CallError>> + Send;

    /// Deletes all that there was of a document.
    fn delete(&self, sources: &Sources) -> impl Future<Output = Result<(), CallError>> + Send;

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
        from: &str,
        source: &Source,
        to: &str,
        tags: &[(&'static str, String)],
    ) -> Result<(), CallError> {
        let copy = self.s3.copy_object().bucket(to).key(&source.key).if_none_match("*");
        let copy = copy.copy_source(copy_source(from, source));
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

/// One version of an object, as S3 is told what to copy.
fn copy_source(bucket: &str, source: &Source) -> String {
    let object = format!("{bucket}/{}", percent_encoded(&source.key, b"/"));
    match &source.version {
        Some(version) => format!("{object}?versionId={}", percent_encoded(version, b"")),
        None => object,
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

    async fn look(&self, places: &Places) -> Result<Sources, CallError> {
        let mut objects = Vec::new();
        for key in parts(places) {
            match self.s3.head_object().bucket(&places.bucket).key(key).send().await {
                Ok(head) => objects.push(Source { key: key.to_owned(), version: head.version_id }),
                // An earlier attempt may have deleted it already.
                Err(error) if s3::status(&error) == Some(404) => {}
                Err(error) => return Err(CallError::new("s3:GetObject", error)),
            }
        }
        Ok(Sources { places: places.clone(), objects })
    }

    async fn copy_to(
        &self,
        shelf: Shelf,
        sources: &Sources,
        tags: &[(&'static str, String)],
    ) -> Result<Places, CallError> {
        let moved = moved(&sources.places, self.buckets.of(shelf));
        for source in sources.taken() {
            self.copy(&sources.places.bucket, source, &moved.bucket, tags).await?;
        }
        Ok(moved)
    }

    async fn delete(&self, sources: &Sources) -> Result<(), CallError> {
        for Source { key, version } in &sources.objects {
            // A bucket that keeps versions would keep what is deleted by its name alone.
            let deletion = self.s3.delete_object().bucket(&sources.places.bucket).key(key);
            let deletion = deletion.set_version_id(version.clone()).send().await;
            deletion.map_err(CallError::of("s3:DeleteObjectVersion"))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_of_the_version_that_was_seen() {
        let check = |version: Option<&str>, expected: &str| {
            let source =
                Source { key: "documents/1/Zoë 50%.pdf".to_owned(), version: version.map(str::to_owned) };
            assert_eq!(copy_source("pii", &source), expected);
        };
        check(Some("a/b+c="), "pii/documents/1/Zo%C3%AB%2050%25.pdf?versionId=a%2Fb%2Bc%3D");
        check(None, "pii/documents/1/Zo%C3%AB%2050%25.pdf");
    }

    #[test]
    fn all_parts_are_deleted_and_the_redacted_one_is_not_taken_along() {
        let text = str::to_owned;
        let places = Places {
            bucket: text("pii"),
            document: text("d"),
            findings: text("f"),
            redacted: Some(text("r")),
        };
        let objects = parts(&places).map(|key| Source { key: text(key), version: Some(text("1")) }).collect();
        let sources = Sources { places, objects };
        let taken: Vec<&str> = sources.taken().map(|source| source.key.as_str()).collect();
        assert_eq!((sources.objects.len(), taken), (3, vec!["d", "f"]));
    }
}
