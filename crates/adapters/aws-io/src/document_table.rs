//! The documents table: what became of each document.

mod erasure;
mod standing;
mod wanted;

use std::collections::HashMap;
use std::future::Future;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use casework::document_handling::Handling;
use fraud::{KeyId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_dynamo::Item;
use thiserror::Error;

use crate::CallError;
use crate::batch_get;
use crate::document_store::Upload;
use crate::stored_transaction::Status;

pub use erasure::DocumentErasure;
pub(crate) use erasure::ERASED;
pub use standing::{DocumentStandings, Standing};
use wanted::{refused, stored, takes};

/// A document that somebody asked for a place to upload to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExpectedDocument {
    /// Its id.
    pub key_id: KeyId,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the table may forget it.
    pub expires_at: Timestamp,
    /// Where it will be uploaded to.
    pub object_key: String,
    /// Only the first upload counts. Without it, another one under the same permit is another document.
    pub once: bool,
}

/// What was found out about an upload, before anything is done about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// The id that the document shall have.
    pub key_id: KeyId,
    /// Which upload it is.
    pub upload: Upload,
    /// When it was uploaded.
    pub uploaded_at: Timestamp,
    /// When the table may forget it.
    pub expires_at: Timestamp,
    /// The classification as a JSON document, without any value that was found.
    pub summary: String,
}

/// Where the parts of a document lie.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Places {
    /// The bucket.
    pub bucket: String,
    /// The document itself.
    pub document: String,
    /// What was found in it.
    pub findings: String,
    /// The copy without it, if one was made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub redacted: Option<String>,
}

/// A document as the table holds it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Its id.
    pub key_id: KeyId,
    /// Pending until the document lies where it belongs.
    pub status: Status,
    /// When it was asked for or uploaded.
    #[serde(rename = "created_at_ms", with = "millis")]
    pub created_at: Timestamp,
    /// Seconds since 1970, as DynamoDB wants it.
    expires_at: i64,
    /// The key it was or will be uploaded to.
    #[serde(default)]
    pub object_key: String,
    /// Only the first upload counts.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    once: bool,
    /// When it was erased: nothing else is left then.
    #[serde(
        rename = "erased_at_ms",
        with = "optional_millis",
        skip_serializing_if = "Option::is_none",
        default
    )]
    pub erased_at: Option<Timestamp>,
    /// The version that was uploaded. Where only one upload counts, that of the one that is read, from before it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub object_version: Option<String>,
    /// The classification as a JSON document.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub summary: Option<String>,
    /// Where it lies.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub places: Option<Places>,
    /// When it was put there.
    #[serde(
        rename = "decided_at_ms",
        with = "optional_millis",
        skip_serializing_if = "Option::is_none",
        default
    )]
    pub decided_at: Option<Timestamp>,
    /// What a person decided since, as a JSON document.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) handling: Option<String>,
}

/// What a claim came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DocumentClaim {
    /// The record, with the verdict that counts: the first one, whoever found it.
    Granted(Box<DocumentRecord>),
    /// The id belongs to another version of the object.
    OtherVersion,
    /// Nobody wants the upload: its document was erased, or had its one upload already.
    Unwanted,
}

/// Why the table did not answer.
#[derive(Debug, Error)]
pub enum DocumentTableError {
    /// The call failed; it may succeed later.
    #[error(transparent)]
    Call(#[from] CallError),
    /// What is stored is not a document.
    #[error("the stored item is not a document")]
    Item(#[from] serde_dynamo::Error),
}

/// The table of documents.
pub trait DocumentTable {
    /// Notes that a document will come; whether it was not erased before that.
    fn expect(&self, expected: &ExpectedDocument) -> impl Future<Output = Result<bool, CallError>> + Send;

    /// The document as it stands now.
    fn find(
        &self,
        key_id: KeyId,
    ) -> impl Future<Output = Result<Option<DocumentRecord>, DocumentTableError>> + Send;

    /// Reserves the document for an upload before it is read, because reading costs minutes: whether anybody wants it. Of
    /// an erased document none is wanted; where only one counts, none but the first that is reserved. Any other upload is
    /// wanted, and whose it is shows when it is claimed.
    fn reserve(&self, key_id: KeyId, version: &str) -> impl Future<Output = Result<bool, CallError>> + Send;

    /// Fixes what is done about an upload, before it is done: whoever comes later, after a crash or at the same
    /// time, does the same.
    fn claim(
        &self,
        verdict: &Verdict,
    ) -> impl Future<Output = Result<DocumentClaim, DocumentTableError>> + Send;

    /// Notes that the document lies where it belongs; whether it was not erased meanwhile.
    fn complete(
        &self,
        key_id: KeyId,
        places: &Places,
        decided_at: Timestamp,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;
}

/// Finds many documents at once, for people who look through them.
pub trait DocumentBatch {
    /// The records of at most a hundred ids, in any order; what is not there (any more), or can't be read, is left out.
    fn find_all(
        &self,
        key_ids: &[KeyId],
    ) -> impl Future<Output = Result<Vec<DocumentRecord>, CallError>> + Send;
}

impl DocumentRecord {
    pub(crate) fn expected(expected: &ExpectedDocument) -> DocumentRecord {
        DocumentRecord {
            key_id: expected.key_id,
            status: Status::Pending,
            created_at: expected.created_at,
            expires_at: expected.expires_at.as_seconds(),
            object_key: expected.object_key.clone(),
            once: expected.once,
            erased_at: None,
            object_version: None,
            summary: None,
            places: None,
            decided_at: None,
            handling: None,
        }
    }

    /// What a person decided since.
    pub fn handling(&self) -> Option<Handling> {
        self.handling.as_deref().and_then(|text| serde_json::from_str(text).ok())
    }

    fn to_item(&self) -> Item {
        serde_dynamo::to_item(self).expect("a record is plain data")
    }
}

/// The table in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoDocumentTable {
    client: Client,
    table: String,
}

impl DynamoDocumentTable {
    /// The table by its name.
    pub fn new(client: Client, table: String) -> Self {
        DynamoDocumentTable { client, table }
    }
}

fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

fn number(value: i64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

impl DocumentTable for DynamoDocumentTable {
    async fn expect(&self, expected: &ExpectedDocument) -> Result<bool, CallError> {
        let result = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(DocumentRecord::expected(expected).to_item().into()))
            // The SDK may send it twice, so an item that is there is none against it.
            .condition_expression("attribute_not_exists(erased_at_ms)")
            .send()
            .await;
        match result {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(PutItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(CallError::new("dynamodb:PutItem", error)),
        }
    }

    async fn find(&self, key_id: KeyId) -> Result<Option<DocumentRecord>, DocumentTableError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("key_id", text(key_id))
            // Whoever was just answered a key_id finds it.
            .consistent_read(true)
            .send()
            .await
            .map_err(CallError::of("dynamodb:GetItem"))?;
        let record: Option<DocumentRecord> = answer.item.map(serde_dynamo::from_item).transpose()?;
        Ok(record.filter(|record| record.erased_at.is_none()))
    }

    async fn reserve(&self, key_id: KeyId, version: &str) -> Result<bool, CallError> {
        let result = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("key_id", text(key_id))
            .update_expression("SET object_version = :version")
            .condition_expression(
                "attribute_not_exists(erased_at_ms) AND #once = :true AND \
                 (attribute_not_exists(object_version) OR object_version = :version)",
            )
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .expression_attribute_names("#once", "once")
            .expression_attribute_values(":version", text(version))
            .expression_attribute_values(":true", AttributeValue::Bool(true))
            .send()
            .await;
        match result {
            Ok(_) => Ok(true),
            Err(error) if is_refusal(&error) => Ok(stored(&error).is_none_or(|item| takes(item, version))),
            Err(error) => Err(CallError::new("dynamodb:UpdateItem", error)),
        }
    }

    async fn claim(&self, verdict: &Verdict) -> Result<DocumentClaim, DocumentTableError> {
        let result = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("key_id", text(verdict.key_id))
            .update_expression(
                "SET object_key = :key, object_version = :version, expires_at = :expires, \
                 #status = if_not_exists(#status, :pending), summary = if_not_exists(summary, :summary), \
                 created_at_ms = if_not_exists(created_at_ms, :uploaded)",
            )
            .condition_expression(
                "attribute_not_exists(erased_at_ms) AND \
                 (attribute_not_exists(object_version) OR object_version = :version)",
            )
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":key", text(&verdict.upload.key))
            .expression_attribute_values(":version", text(&verdict.upload.version))
            .expression_attribute_values(":expires", number(verdict.expires_at.as_seconds()))
            .expression_attribute_values(":pending", text("Pending"))
            .expression_attribute_values(":summary", text(&verdict.summary))
            .expression_attribute_values(":uploaded", number(verdict.uploaded_at.as_millis()))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        match result {
            Ok(answer) => {
                let record = serde_dynamo::from_item(answer.attributes.unwrap_or_default())?;
                Ok(DocumentClaim::Granted(Box::new(record)))
            }
            Err(error) if is_refusal(&error) => Ok(refused(stored(&error), &verdict.upload.version)),
            Err(error) => Err(CallError::new("dynamodb:UpdateItem", error).into()),
        }
    }

    async fn complete(
        &self,
        key_id: KeyId,
        places: &Places,
        decided_at: Timestamp,
    ) -> Result<bool, CallError> {
        let places = serde_dynamo::to_attribute_value(places).expect("places are plain data");
        let result = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("key_id", text(key_id))
            // A repeat keeps the time of the first.
            .update_expression(
                "SET #status = :done, places = :places, decided_at_ms = if_not_exists(decided_at_ms, :now)",
            )
            .condition_expression("attribute_not_exists(erased_at_ms)")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":done", text("Done"))
            .expression_attribute_values(":places", places)
            .expression_attribute_values(":now", number(decided_at.as_millis()))
            .send()
            .await;
        match result {
            Ok(_) => Ok(true),
            Err(error) if is_refusal(&error) => Ok(false),
            Err(error) => Err(CallError::new("dynamodb:UpdateItem", error)),
        }
    }
}

impl DocumentBatch for DynamoDocumentTable {
    async fn find_all(&self, key_ids: &[KeyId]) -> Result<Vec<DocumentRecord>, CallError> {
        let keys = key_ids.iter().map(|key_id| HashMap::from([("key_id".to_owned(), text(*key_id))]));
        let items = batch_get::batch_get(&self.client, &self.table, keys.collect(), |asked| asked).await?;
        let records = items.into_iter().filter_map(|item| serde_dynamo::from_item(item).ok());
        Ok(records.filter(|record: &DocumentRecord| record.erased_at.is_none()).collect())
    }
}

/// Whether an update's condition was not met.
pub(crate) fn is_refusal<R>(error: &SdkError<UpdateItemError, R>) -> bool {
    error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception)
}

mod millis {
    //! A time as a number of milliseconds.

    use fraud::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(time.as_millis())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(deserializer).map(Timestamp::from_millis)
    }
}

mod optional_millis {
    //! A time that may not have come yet.

    use fraud::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        time: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => super::millis::serialize(time, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        Ok(Option::<i64>::deserialize(deserializer)?.map(Timestamp::from_millis))
    }
}
