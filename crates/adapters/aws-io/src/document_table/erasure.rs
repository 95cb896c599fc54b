//! The end of a document's record: what is left says that there was a document, and when it was erased.

use std::future::Future;

use fraud::{KeyId, Timestamp};

use super::{DynamoDocumentTable, is_refusal, number, text};
use crate::CallError;

/// What an erasure takes out of a record: all that tells of the document. How many decisions there were stays, so that none
/// of those who carry one out late finds it standing.
pub(crate) const ERASED: &str = "object_key, object_version, summary, places, decided_at_ms, handling";

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
            .update_expression(format!(
                "SET erased_at_ms = if_not_exists(erased_at_ms, :now) REMOVE {ERASED}"
            ))
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

#[cfg(all(test, feature = "memory"))]
mod tests {
    use std::collections::HashSet;

    use super::super::{DocumentRecord, ExpectedDocument, Places};
    use super::*;
    use crate::batch_get::Item;
    use crate::stored_transaction::Status;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

    /// A record with every attribute that a record can have.
    fn whole() -> DocumentRecord {
        let expected = ExpectedDocument {
            key_id: KeyId::new(NOW, [7; 10]),
            created_at: NOW,
            expires_at: NOW,
            object_key: "uploads/x/Jane Doe.pdf".to_owned(),
            once: true,
        };
        let place = str::to_owned;
        let places = Places {
            bucket: place("pii"),
            document: place("documents/x/Jane Doe.pdf"),
            findings: place("findings/x.json"),
            redacted: Some(place("redacted/x.pdf")),
        };
        DocumentRecord {
            status: Status::Done,
            erased_at: Some(NOW),
            object_version: Some("1".to_owned()),
            summary: Some("{}".to_owned()),
            places: Some(places),
            decided_at: Some(NOW),
            handling: Some(r#"{"by":"cleo","reason":"The passport of Jane Doe."}"#.to_owned()),
            ..DocumentRecord::expected(&expected)
        }
    }

    #[test]
    fn what_is_left_of_a_record_says_that_there_was_a_document_and_no_more() {
        let kept = HashSet::from(["key_id", "status", "created_at_ms", "expires_at", "once", "erased_at_ms"]);
        let erased: HashSet<&str> = ERASED.split(", ").collect();
        let item: Item = whole().to_item().into();
        let attributes: HashSet<&str> = item.keys().map(String::as_str).collect();
        // Whoever adds an attribute says here whether an erasure takes it.
        assert_eq!(attributes, kept.union(&erased).copied().collect());
        assert!(kept.is_disjoint(&erased));
        let mut in_memory = whole();
        in_memory.erase(NOW);
        let item: Item = in_memory.to_item().into();
        let left: HashSet<&str> =
            item.keys().map(String::as_str).filter(|name| *name != "object_key").collect();
        assert_eq!(left, kept);
        assert_eq!(in_memory.object_key, "");
    }
}
