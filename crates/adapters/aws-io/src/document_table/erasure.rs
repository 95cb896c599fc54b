//! The end of a document's record: what is left says that there was a document, and when it was erased.

use std::future::Future;

use fraud::{KeyId, Timestamp};

use super::{DynamoDocumentTable, is_refusal, number, text};
use crate::CallError;

/// Erases records.
pub trait DocumentErasure {
    /// Leaves nothing in the record that tells of the document, and lets no upload be claimed for it any more. A repeat keeps the
    /// time of the first. A document without a record is left alone: its permit is over long ago.
    fn mark_erased(
        &self,
        key_id: KeyId,
        erased_at: Timestamp,
    ) -> impl Future<Output = Result<(), CallError>> + Send;
}

impl DocumentErasure for DynamoDocumentTable {
    async fn mark_erased(&self, key_id: KeyId, erased_at: Timestamp) -> Result<(), CallError> {
        let result = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("key_id", text(key_id))
            .update_expression(
                "SET erased_at_ms = if_not_exists(erased_at_ms, :now) \
                 REMOVE object_key, object_version, summary, places, decided_at_ms",
            )
            .condition_expression("attribute_exists(key_id)")
            .expression_attribute_values(":now", number(erased_at.as_millis()))
            .send()
            .await;
        match result {
            Err(error) if !is_refusal(&error) => Err(CallError::new("dynamodb:UpdateItem", error)),
            _ => Ok(()),
        }
    }
}
