//! The buckets of classified documents, as those see them who look through them: by class and day, without an index.
//!
//! A findings file is named by its document's id, and an id begins with its time. So the files of a day lie together in each
//! bucket, and a listing is all that a screen needs.

use std::future::Future;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::SdkError;
use fraud::{Day, KeyId};

use crate::CallError;
use crate::document_store::{Buckets, Shelf};
use crate::s3;

/// A person waits.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);
/// A findings file has some hundred bytes for each finding; larger ones are shown by nobody.
pub const FINDINGS_BYTES_MAX: i64 = 4 << 20;
const FOLDER: &str = "findings/";

/// Some documents of a shelf and a day, in the order in which they came.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ShelfPage {
    /// Their ids.
    pub key_ids: Vec<KeyId>,
    /// Behind which the next ones are, if there may be more.
    pub next: Option<KeyId>,
}

/// Looks through the shelves.
pub trait DocumentShelves {
    /// The documents that came on a day and lie on a shelf, behind one of them.
    fn list(
        &self,
        shelf: Shelf,
        day: Day,
        after: Option<KeyId>,
        limit: usize,
    ) -> impl Future<Output = Result<ShelfPage, CallError>> + Send;

    /// The findings file of a document; nothing if it is gone, or too large to show.
    fn findings(
        &self,
        bucket: &str,
        key: &str,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, CallError>> + Send;
}

/// The first name of a day that a document can have: ids of one millisecond differ behind their time.
fn first_of(day: Day) -> String {
    format!("{FOLDER}{}", KeyId::new(day.start(), [0; 10]))
}

fn name_of(key_id: KeyId) -> String {
    format!("{FOLDER}{key_id}.json")
}

/// What the names of a day's documents lie between, and the ids among some names.
pub(crate) fn page_of<'n>(names: impl Iterator<Item = &'n str>, day: Day, limit: usize) -> ShelfPage {
    let end = first_of(day.plus(1));
    let mut page = ShelfPage::default();
    for name in names.take_while(|name| **name < *end) {
        let id = name.strip_prefix(FOLDER).and_then(|name| name.strip_suffix(".json"));
        let Some(key_id) = id.and_then(|id| id.parse().ok()) else { continue };
        if page.key_ids.len() == limit {
            page.next = page.key_ids.last().copied();
            break;
        }
        page.key_ids.push(key_id);
    }
    page
}

/// Where a listing of a day begins: behind this name.
pub(crate) fn start_of(day: Day, after: Option<KeyId>) -> String {
    match after {
        Some(key_id) => name_of(key_id),
        None => first_of(day),
    }
}

/// The buckets in S3.
#[derive(Clone, Debug)]
pub struct S3DocumentShelves {
    client: Client,
    buckets: Buckets,
}

impl S3DocumentShelves {
    /// The buckets by their names.
    pub fn new(sdk: &aws_config::SdkConfig, buckets: Buckets) -> Self {
        S3DocumentShelves { client: s3::client(sdk, s3::attempts_within(ATTEMPT_TIMEOUT)), buckets }
    }
}

impl DocumentShelves for S3DocumentShelves {
    async fn list(
        &self,
        shelf: Shelf,
        day: Day,
        after: Option<KeyId>,
        limit: usize,
    ) -> Result<ShelfPage, CallError> {
        // One more than wanted tells whether there are more.
        let count = i32::try_from(limit + 1).unwrap_or(i32::MAX);
        let answer = self
            .client
            .list_objects_v2()
            .bucket(self.buckets.of(shelf))
            .prefix(FOLDER)
            .start_after(start_of(day, after))
            .max_keys(count)
            .send()
            .await
            .map_err(CallError::of("s3:ListBucket"))?;
        let objects = answer.contents.unwrap_or_default();
        Ok(page_of(objects.iter().filter_map(|object| object.key.as_deref()), day, limit))
    }

    async fn findings(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, CallError> {
        let got = self.client.get_object().bucket(bucket).key(key).send().await;
        let answer = match got {
            Ok(answer) => answer,
            Err(error) if is_gone(&error) => return Ok(None),
            Err(error) => return Err(CallError::new("s3:GetObject", error)),
        };
        if answer.content_length.is_none_or(|length| length > FINDINGS_BYTES_MAX) {
            return Ok(None);
        }
        let body = answer.body.collect().await;
        Ok(Some(body.map_err(|error| CallError::new("s3:GetObject", error))?.to_vec()))
    }
}

fn is_gone<E>(error: &SdkError<E, aws_sdk_s3::config::http::HttpResponse>) -> bool {
    error.raw_response().is_some_and(|answer| answer.status().as_u16() == 404)
}

#[cfg(test)]
mod tests {
    use fraud::Timestamp;

    use super::*;

    const DAY: Day = Day::of(Timestamp::from_millis(1_772_368_200_000));

    #[test]
    fn a_day_has_the_documents_that_came_from_its_first_millisecond_to_its_last() {
        let id = |millis: i64, byte: u8| KeyId::new(DAY.start().plus_millis(millis), [byte; 10]);
        let ids = [id(-1, 255), id(0, 0), id(0, 1), id(5, 7), id(Day::MILLIS - 1, 255), id(Day::MILLIS, 0)];
        let names: Vec<String> = ids.iter().map(|id| name_of(*id)).collect();
        let listed = |after: Option<KeyId>, limit: usize| {
            let start = start_of(DAY, after);
            let names = names.iter().map(String::as_str).filter(|name| *name > start.as_str());
            page_of(names, DAY, limit)
        };
        assert_eq!(listed(None, 10), ShelfPage { key_ids: ids[1..5].to_vec(), next: None });
        assert_eq!(listed(None, 4).next, None);
        let first = listed(None, 3);
        assert_eq!(first, ShelfPage { key_ids: ids[1..4].to_vec(), next: Some(ids[3]) });
        assert_eq!(listed(first.next, 3), ShelfPage { key_ids: vec![ids[4]], next: None });
    }

    #[test]
    fn what_is_not_named_by_an_id_is_left_out() {
        let names = ["findings/x.json", "findings/019ca9d1.json"];
        assert_eq!(page_of(names.into_iter(), DAY, 10), ShelfPage::default());
    }
}
