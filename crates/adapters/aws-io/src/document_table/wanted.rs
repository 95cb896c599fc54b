//! Which uploads of a document anybody wants.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;

use super::DocumentClaim;
#[cfg(feature = "memory")]
use super::{DocumentRecord, ExpectedDocument, Verdict};
use crate::batch_get::Item;

/// The item that stood against an update's condition.
pub(super) fn stored<R>(error: &SdkError<UpdateItemError, R>) -> Option<&Item> {
    match error.as_service_error()? {
        UpdateItemError::ConditionalCheckFailedException(failed) => failed.item(),
        _ => None,
    }
}

/// Whether anybody wants this version of a document's upload.
pub(super) fn takes(item: &Item, version: &str) -> bool {
    let stored = item.get("object_version").and_then(|stored| stored.as_s().ok());
    let is_another = stored.is_some_and(|stored| stored != version);
    let is_once = item.get("once") == Some(&AttributeValue::Bool(true));
    !(item.contains_key("erased_at_ms") || (is_once && is_another))
}

/// What a claim came to that an item stood against.
pub(super) fn refused(item: Option<&Item>, version: &str) -> DocumentClaim {
    if item.is_none_or(|item| takes(item, version)) {
        DocumentClaim::OtherVersion
    } else {
        DocumentClaim::Unwanted
    }
}

#[cfg(feature = "memory")]
impl DocumentRecord {
    /// Whether anybody wants this version of the upload; where only one counts, it is this one from now on.
    pub(crate) fn reserve(&mut self, version: &str) -> bool {
        let is_another = self.object_version.as_deref().is_some_and(|stored| stored != version);
        let is_wanted = self.erased_at.is_none() && !(self.once && is_another);
        if is_wanted && self.once {
            self.object_version = Some(version.to_owned());
        }
        is_wanted
    }

    /// The record after a claim, as DynamoDB's update makes it, or why there is none.
    #[cfg(feature = "memory")]
    pub(crate) fn claimed(earlier: Option<DocumentRecord>, verdict: &Verdict) -> DocumentClaim {
        let mut record = earlier.unwrap_or_else(|| {
            DocumentRecord::expected(&ExpectedDocument {
                key_id: verdict.key_id,
                created_at: verdict.uploaded_at,
                expires_at: verdict.expires_at,
                object_key: verdict.upload.key.clone(),
                once: false,
            })
        });
        let is_another =
            record.object_version.as_ref().is_some_and(|version| *version != verdict.upload.version);
        if record.erased_at.is_some() || (is_another && record.once) {
            return DocumentClaim::Unwanted;
        }
        if is_another {
            return DocumentClaim::OtherVersion;
        }
        record.object_key.clone_from(&verdict.upload.key);
        record.object_version = Some(verdict.upload.version.clone());
        record.expires_at = verdict.expires_at.as_seconds();
        record.summary.get_or_insert_with(|| verdict.summary.clone());
        DocumentClaim::Granted(Box::new(record))
    }
}

#[cfg(all(test, feature = "memory"))]
mod tests {
    use fraud::{KeyId, Timestamp};

    use super::*;
    use crate::document_store::Upload;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

    fn record(once: bool, is_erased: bool, version: Option<&str>) -> DocumentRecord {
        let expected = ExpectedDocument {
            key_id: KeyId::new(NOW, [7; 10]),
            created_at: NOW,
            expires_at: NOW,
            object_key: "uploads/x/document.pdf".to_owned(),
            once,
        };
        DocumentRecord {
            object_version: version.map(str::to_owned),
            erased_at: is_erased.then_some(NOW),
            ..DocumentRecord::expected(&expected)
        }
    }

    #[test]
    fn an_upload_is_wanted_unless_its_document_is_erased_or_has_its_one_upload() {
        let check = |once: bool, is_erased: bool, version: Option<&str>, expected: bool| {
            let mut record = record(once, is_erased, version);
            assert_eq!(takes(&record.to_item().into(), "1"), expected, "{once} {is_erased} {version:?}");
            // In memory it is the same, and only where one upload counts is the document reserved for it.
            assert_eq!(record.reserve("1"), expected, "{once} {is_erased} {version:?}");
            let reserved = if once && expected { Some("1") } else { version };
            assert_eq!(record.object_version.as_deref(), reserved);
        };
        for once in [false, true] {
            check(once, false, None, true);
            check(once, false, Some("1"), true);
            check(once, false, Some("2"), !once);
            for version in [None, Some("1"), Some("2")] {
                check(once, true, version, false);
            }
        }
        assert!(takes(&Item::new(), "1"), "an upload past the API has no record");
    }

    #[test]
    fn a_claim_is_refused_alike_in_memory_and_by_an_item() {
        for once in [false, true] {
            for (is_erased, version) in [(false, "2"), (true, "1"), (true, "2")] {
                let record = record(once, is_erased, Some(version));
                let verdict = Verdict {
                    key_id: record.key_id,
                    upload: Upload { key: "uploads/x/document.pdf".to_owned(), version: "1".to_owned() },
                    uploaded_at: NOW,
                    expires_at: NOW,
                    summary: "{}".to_owned(),
                };
                let by_item = refused(Some(&record.to_item().into()), "1");
                assert_eq!(by_item, DocumentRecord::claimed(Some(record), &verdict));
            }
        }
    }
}
