//! The archive's bucket in S3: its objects for those who read it, and objects of rows from elsewhere.

use std::future::Future;
use std::ops::RangeInclusive;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use fraud::Day;

use super::reader::{ArchiveObject, ArchiveReader, DAYS_PREFIX};
use crate::CallError;
use crate::s3;

/// An object may have some tens of megabytes.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);

/// Takes objects of rows that did not come through the delivery stream.
pub trait ArchiveWriter {
    /// Puts an object under a day, unless there is one of this name. Answers whether it is new.
    fn put_new(
        &self,
        day: Day,
        file: &str,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;
}

/// The bucket.
#[derive(Clone, Debug)]
pub struct S3DecisionArchive {
    client: Client,
    bucket: String,
}

impl S3DecisionArchive {
    /// The bucket by its name.
    pub fn new(sdk: &aws_config::SdkConfig, bucket: String) -> Self {
        S3DecisionArchive { client: s3::client(sdk, s3::attempts_within(ATTEMPT_TIMEOUT)), bucket }
    }
}

impl ArchiveReader for S3DecisionArchive {
    async fn list(&self, days: RangeInclusive<Day>) -> Result<Vec<ArchiveObject>, CallError> {
        // One listing from the first day on: a listing for each day would be a call for each.
        let before = format!("{DAYS_PREFIX}{}", days.start());
        let list = self.client.list_objects_v2().bucket(&self.bucket).prefix(DAYS_PREFIX).start_after(before);
        let mut pages = list.into_paginator().send();
        let mut objects = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(CallError::of("s3:ListBucket"))?;
            let mut is_behind = false;
            for listed in page.contents.unwrap_or_default() {
                let bytes = listed.size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
                let object = listed.key.and_then(|key| ArchiveObject::of(&key, bytes));
                is_behind = object.as_ref().is_some_and(|object| object.day > *days.end());
                objects.extend(object.filter(|object| days.contains(&object.day)));
            }
            if is_behind {
                break;
            }
        }
        objects.sort();
        Ok(objects)
    }

    async fn fetch(&self, object: &ArchiveObject) -> Result<Option<Vec<u8>>, CallError> {
        let got = self.client.get_object().bucket(&self.bucket).key(&object.name).send().await;
        let answer = match got {
            Ok(answer) => answer,
            Err(error) if error.raw_response().is_some_and(|answer| answer.status().as_u16() == 404) => {
                return Ok(None);
            }
            Err(error) => return Err(CallError::new("s3:GetObject", error)),
        };
        let body = answer.body.collect().await;
        Ok(Some(body.map_err(|error| CallError::new("s3:GetObject", error))?.to_vec()))
    }
}

impl ArchiveWriter for S3DecisionArchive {
    async fn put_new(&self, day: Day, file: &str, bytes: Vec<u8>) -> Result<bool, CallError> {
        let put = self.client.put_object().bucket(&self.bucket).key(ArchiveObject::name(day, file));
        let result = put.if_none_match("*").body(ByteStream::from(bytes)).send().await;
        match result {
            Ok(_) => Ok(true),
            Err(error) if s3::status(&error) == Some(412) => Ok(false),
            Err(error) => Err(CallError::new("s3:PutObject", error)),
        }
    }
}
