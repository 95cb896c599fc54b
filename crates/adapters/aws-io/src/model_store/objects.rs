//! The bucket of the models, object by object: reads, and writes under a condition.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::{ByteStream, DateTime};
use fraud::Timestamp;

use crate::CallError;
use crate::s3;

/// Nobody waits for these: a report or a model may take its time.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// An object as it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct ModelObject {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// By which it is known.
    pub etag: String,
    /// Since when.
    pub since: Timestamp,
    /// What was noted with it.
    pub notes: BTreeMap<String, String>,
}

/// An object to be written.
#[derive(Clone, PartialEq, Debug)]
pub struct NewObject<'a> {
    /// What it holds.
    pub bytes: &'a [u8],
    /// What that is.
    pub content_type: &'static str,
    /// What is noted with it: in ASCII, 2 KB at most.
    pub notes: Vec<(&'static str, String)>,
}

/// When a write takes place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Condition<'a> {
    /// Always.
    None,
    /// Only if there is no such object.
    Absent,
    /// Only if the object is still the one of this tag.
    Is(&'a str),
}

/// An object in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedObject {
    /// Its name.
    pub object: String,
    /// Since when.
    pub since: Timestamp,
    /// How large it is.
    pub bytes: u64,
}

/// A bucket that refuses writes whose condition does not hold.
pub trait ModelObjects {
    /// Reads an object.
    fn get(&self, object: &str) -> impl Future<Output = Result<Option<ModelObject>, CallError>> + Send;

    /// Writes an object; whether its condition held.
    fn put(
        &self,
        object: &str,
        new: NewObject<'_>,
        condition: Condition<'_>,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;

    /// Removes an object, if it is still the one of this tag.
    fn remove(&self, object: &str, etag: &str) -> impl Future<Output = Result<(), CallError>> + Send;

    /// The objects whose names begin like this.
    fn list(&self, prefix: &str) -> impl Future<Output = Result<Vec<ListedObject>, CallError>> + Send;
}

/// The bucket in S3.
#[derive(Clone, Debug)]
pub struct S3ModelObjects {
    client: Client,
    bucket: String,
}

impl S3ModelObjects {
    /// The bucket by its name.
    pub fn new(sdk: &aws_config::SdkConfig, bucket: String) -> Self {
        S3ModelObjects { client: s3::client(sdk, s3::attempts_within(ATTEMPT_TIMEOUT)), bucket }
    }

    /// The bucket's name.
    pub fn bucket(&self) -> &str {
        &self.bucket
    }
}

impl ModelObjects for S3ModelObjects {
    async fn get(&self, object: &str) -> Result<Option<ModelObject>, CallError> {
        let found = self.client.get_object().bucket(&self.bucket).key(object).send().await;
        let answer = match found {
            Ok(answer) => answer,
            Err(error) if s3::status(&error) == Some(404) => return Ok(None),
            Err(error) => return Err(CallError::new("s3:GetObject", error)),
        };
        let since = instant(answer.last_modified);
        let etag = answer.e_tag.unwrap_or_default();
        let notes = answer.metadata.unwrap_or_default().into_iter().collect();
        let body = answer.body.collect().await;
        let bytes = body.map_err(|error| CallError::new("s3:GetObject", error))?.to_vec();
        Ok(Some(ModelObject { bytes, etag, since, notes }))
    }

    async fn put(
        &self,
        object: &str,
        new: NewObject<'_>,
        condition: Condition<'_>,
    ) -> Result<bool, CallError> {
        let mut put = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(object)
            .content_type(new.content_type)
            .body(ByteStream::from(new.bytes.to_vec()));
        for (name, value) in new.notes {
            put = put.metadata(name, value);
        }
        put = match condition {
            Condition::None => put,
            Condition::Absent => put.if_none_match("*"),
            Condition::Is(etag) => put.if_match(etag),
        };
        match put.send().await {
            Ok(_) => Ok(true),
            // 409: another write of the same object was under way. 404: what should have been there was removed.
            Err(error)
                if condition != Condition::None && matches!(s3::status(&error), Some(404 | 409 | 412)) =>
            {
                Ok(false)
            }
            Err(error) => Err(CallError::new("s3:PutObject", error)),
        }
    }

    async fn remove(&self, object: &str, etag: &str) -> Result<(), CallError> {
        let removal = self.client.delete_object().bucket(&self.bucket).key(object).if_match(etag);
        match removal.send().await {
            Err(error) if !matches!(s3::status(&error), Some(404 | 409 | 412)) => {
                Err(CallError::new("s3:DeleteObject", error))
            }
            _ => Ok(()),
        }
    }

    async fn list(&self, prefix: &str) -> Result<Vec<ListedObject>, CallError> {
        let mut pages =
            self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix).into_paginator().send();
        let mut listed = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(CallError::of("s3:ListBucket"))?;
            listed.extend(page.contents.unwrap_or_default().into_iter().filter_map(|found| {
                let bytes = found.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
                Some(ListedObject { object: found.key?, since: instant(found.last_modified), bytes })
            }));
        }
        Ok(listed)
    }
}

fn instant(time: Option<DateTime>) -> Timestamp {
    Timestamp::from_millis(time.and_then(|time| time.to_millis().ok()).unwrap_or_default())
}
