//! How far documents are, without anything that was found in them: not even the reader is told.

use std::collections::HashMap;
use std::future::Future;

use aws_sdk_dynamodb::types::builders::KeysAndAttributesBuilder;
use fraud::KeyId;

use super::{DynamoDocumentTable, text};
use crate::CallError;
use crate::batch_get::{Item, batch_get};

/// How far a document is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Its id.
    pub key_id: KeyId,
    /// Whether it was erased: nothing else is said then.
    pub is_erased: bool,
    /// Whether an upload is read, or was: no other one counts any more.
    pub is_taken: bool,
    /// The bucket that it lies in, once it is Done.
    pub bucket: Option<String>,
}

/// Tells how far documents are.
pub trait DocumentStandings {
    /// Those of these documents, a hundred at most, that have a record.
    fn standings(&self, key_ids: &[KeyId]) -> impl Future<Output = Result<Vec<Standing>, CallError>> + Send;
}

impl DocumentStandings for DynamoDocumentTable {
    async fn standings(&self, key_ids: &[KeyId]) -> Result<Vec<Standing>, CallError> {
        let keys = key_ids.iter().map(|key_id| HashMap::from([("key_id".to_owned(), text(*key_id))]));
        let items = batch_get(&self.client, &self.table, keys.collect(), shown).await?;
        Ok(items.iter().filter_map(standing).collect())
    }
}

fn shown(asked: KeysAndAttributesBuilder) -> KeysAndAttributesBuilder {
    asked
        .projection_expression("key_id, #status, object_version, places.#bucket, erased_at_ms")
        .expression_attribute_names("#status", "status")
        .expression_attribute_names("#bucket", "bucket")
}

/// Nothing of what is not a document.
fn standing(item: &Item) -> Option<Standing> {
    let key_id = item.get("key_id")?.as_s().ok()?.parse().ok()?;
    if item.contains_key("erased_at_ms") {
        return Some(Standing { key_id, is_erased: true, is_taken: false, bucket: None });
    }
    let is_done = item.get("status")?.as_s().is_ok_and(|status| status == "Done");
    let places = item.get("places").and_then(|places| places.as_m().ok());
    let bucket = places.and_then(|places| places.get("bucket")?.as_s().ok());
    Some(Standing {
        key_id,
        is_erased: false,
        is_taken: item.contains_key("object_version"),
        bucket: bucket.filter(|_| is_done).cloned(),
    })
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;
    use fraud::Timestamp;

    use super::*;

    #[test]
    fn a_standing_says_how_far_a_document_is() {
        let key_id = KeyId::new(Timestamp::from_millis(1_772_368_200_000), [7; 10]);
        let item = |fields: &[(&str, AttributeValue)]| -> Item {
            let given = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
            given.chain([("key_id".to_owned(), text(key_id))]).collect()
        };
        let places = AttributeValue::M(HashMap::from([("bucket".to_owned(), text("pii"))]));
        let check_erased = |fields: &[(&str, AttributeValue)],
                            expected: Option<(bool, bool, Option<&str>)>| {
            let found = standing(&item(fields));
            let found =
                found.as_ref().map(|found| (found.is_erased, found.is_taken, found.bucket.as_deref()));
            assert_eq!(found, expected, "{fields:?}");
        };
        let check = |fields: &[(&str, AttributeValue)], expected: Option<(bool, Option<&str>)>| {
            check_erased(fields, expected.map(|(is_taken, bucket)| (false, is_taken, bucket)));
        };
        let (pending, done) = (("status", text("Pending")), ("status", text("Done")));
        let version = ("object_version", text("v"));
        check(std::slice::from_ref(&pending), Some((false, None)));
        check(&[pending.clone(), version.clone()], Some((true, None)));
        // Copied, and not noted as Done yet.
        check(&[pending, version.clone(), ("places", places.clone())], Some((true, None)));
        check(&[done.clone(), version.clone(), ("places", places.clone())], Some((true, Some("pii"))));
        // Erased, whatever else is left.
        let erased = ("erased_at_ms", AttributeValue::N("1".to_owned()));
        check_erased(std::slice::from_ref(&erased), Some((true, false, None)));
        check_erased(&[done, version, ("places", places), erased], Some((true, false, None)));
        check(&[], None);
    }
}
