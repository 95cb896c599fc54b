//! The end of a document's record: what is left says that there was a document, and when it was erased.

use std::future::Future;

use fraud::{Day, KeyId, Timestamp};

#[cfg(feature = "memory")]
use super::{DocumentRecord, ExpectedDocument};
use super::{DynamoDocumentTable, number, text};
use crate::CallError;

/// What an erasure takes out of a record: all that tells of the document. How many decisions there were stays, so that none
/// of those who carry one out late finds it standing.
pub(crate) const ERASED: &str = "object_key, object_version, summary, places, decided_at_ms, handling";

/// How long it is known that a document was erased of which nothing had been written down: longer than a message about it may wait,
/// dead letters included.
const TOMBSTONE_DAYS: i64 = 30;

/// Erases records.
pub trait DocumentErasure {
    /// Leaves nothing in the record that tells of the document, and lets no upload be claimed for it any more. A repeat keeps the
    /// time of the first. A document without a record gets one that says so: its upload may be about to be permitted.
    fn mark_erased(
        &self,
        key_id: KeyId,
        erased_at: Timestamp,
    ) -> impl Future<Output = Result<(), CallError>> + Send;
}

fn end_of_tombstone(erased_at: Timestamp) -> Timestamp {
    erased_at.plus_millis(TOMBSTONE_DAYS * Day::MILLIS)
}

#[cfg(feature = "memory")]
impl DocumentRecord {
    /// What is written of a document that is erased before anything was.
    pub(crate) fn tombstone(key_id: KeyId, erased_at: Timestamp) -> DocumentRecord {
        let mut record = DocumentRecord::expected(&ExpectedDocument {
            key_id,
            created_at: erased_at,
            expires_at: end_of_tombstone(erased_at),
            object_key: String::new(),
            once: false,
        });
        record.erase(erased_at);
        record
    }

    /// The record after its erasure.
    pub(crate) fn erase(&mut self, erased_at: Timestamp) {
        self.erased_at.get_or_insert(erased_at);
        self.object_key.clear();
        self.object_version = None;
        self.summary = None;
        self.places = None;
        self.decided_at = None;
        self.handling = None;
    }
}

impl DocumentErasure for DynamoDocumentTable {
    async fn mark_erased(&self, key_id: KeyId, erased_at: Timestamp) -> Result<(), CallError> {
        self.client
            .update_item()
            .table_name(&self.table)
            .key("key_id", text(key_id))
            .update_expression(format!(
                "SET erased_at_ms = if_not_exists(erased_at_ms, :now), \
                 created_at_ms = if_not_exists(created_at_ms, :now), \
                 expires_at = if_not_exists(expires_at, :end), \
                 #status = if_not_exists(#status, :pending) \
                 REMOVE {ERASED}"
            ))
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":now", number(erased_at.as_millis()))
            .expression_attribute_values(":end", number(end_of_tombstone(erased_at).as_seconds()))
            .expression_attribute_values(":pending", text("Pending"))
            .send()
            .await
            .map_err(CallError::of("dynamodb:UpdateItem"))?;
        Ok(())
    }
}

#[cfg(all(test, feature = "memory"))]
mod tests {
    use std::collections::HashSet;

    use super::super::Places;
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

    #[test]
    fn what_is_written_of_a_document_without_a_record_can_be_read_as_one_and_has_an_end() {
        let key_id = KeyId::new(NOW, [7; 10]);
        // What the update sets.
        let item = Item::from([
            ("key_id".to_owned(), text(key_id)),
            ("erased_at_ms".to_owned(), number(NOW.as_millis())),
            ("created_at_ms".to_owned(), number(NOW.as_millis())),
            ("expires_at".to_owned(), number(NOW.as_seconds() + 30 * 86_400)),
            ("status".to_owned(), text("Pending")),
        ]);
        let record: DocumentRecord = serde_dynamo::from_item(item).expect("it is a record");
        assert_eq!(record, DocumentRecord::tombstone(key_id, NOW));
    }
}
