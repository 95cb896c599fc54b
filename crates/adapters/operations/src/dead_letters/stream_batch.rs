//! Which transactions a batch was that Lambda gave up on.

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodbstreams::Client;
use aws_sdk_dynamodbstreams::operation::get_shard_iterator::GetShardIteratorError;
use aws_sdk_dynamodbstreams::types::{AttributeValue as Streamed, OperationType, ShardIteratorType};
use fraud::Timestamp;

use super::letter::BatchInfo;
use super::redrive::StreamReader;
use crate::{Deployment, OperationError};

/// The pages of an open shard never end, and some are empty between records.
const EMPTY_PAGES_MAX: u32 = 100;

/// The ids of a batch's transactions: from the stream, which keeps records for 24 hours, and after that from
/// the table: all that was created, or decided, at the time when the batch arrived.
pub(super) async fn key_ids(
    deployment: &Deployment,
    reader: StreamReader,
    batch: &BatchInfo,
) -> Result<Vec<String>, OperationError> {
    let mut key_ids = match in_stream(deployment, reader, batch).await? {
        Some(key_ids) => key_ids,
        None => in_table(deployment, reader, batch).await?,
    };
    key_ids.sort_unstable();
    key_ids.dedup();
    Ok(key_ids)
}

/// `None` if the stream has forgotten them, or does not come to the batch's end.
async fn in_stream(
    deployment: &Deployment,
    reader: StreamReader,
    batch: &BatchInfo,
) -> Result<Option<Vec<String>>, OperationError> {
    let client = Client::new(&deployment.sdk);
    let found = client
        .get_shard_iterator()
        .stream_arn(&batch.stream_arn)
        .shard_id(&batch.shard_id)
        .shard_iterator_type(ShardIteratorType::AtSequenceNumber)
        .sequence_number(&batch.start_sequence_number)
        .send()
        .await;
    let mut iterator = match found {
        Ok(answer) => answer.shard_iterator,
        Err(error) if error.as_service_error().is_some_and(is_forgotten) => return Ok(None),
        Err(error) => return Err(OperationError::call("the stream can't be read")(error)),
    };
    let mut key_ids = Vec::new();
    let mut empty_pages = 0;
    while let Some(place) = iterator.filter(|_| empty_pages < EMPTY_PAGES_MAX) {
        let read = client.get_records().shard_iterator(place).send().await;
        let read = read.map_err(OperationError::call("the stream can't be read"))?;
        let records = read.records.unwrap_or_default();
        empty_pages = if records.is_empty() { empty_pages + 1 } else { 0 };
        iterator = read.next_shard_iterator;
        for record in records {
            let is_work = is_work(reader, record.event_name.as_ref());
            let Some(change) = record.dynamodb else { continue };
            let sequence_number = change.sequence_number.unwrap_or_default();
            if is_after(&sequence_number, &batch.end_sequence_number) {
                return Ok(Some(key_ids));
            }
            let is_last = sequence_number == batch.end_sequence_number;
            if let (true, Some(Streamed::S(key_id))) =
                (is_work, change.keys.unwrap_or_default().remove("key_id"))
            {
                key_ids.push(key_id);
            }
            if is_last {
                return Ok(Some(key_ids));
            }
        }
    }
    Ok(None)
}

/// What the mapping's filter lets through, as far as the kind of event tells.
fn is_work(reader: StreamReader, event: Option<&OperationType>) -> bool {
    match event {
        Some(OperationType::Insert) => true,
        Some(OperationType::Modify) => reader == StreamReader::Archiver,
        _ => false,
    }
}

fn is_forgotten(error: &GetShardIteratorError) -> bool {
    error.is_trimmed_data_access_exception() || error.is_resource_not_found_exception()
}

/// Sequence numbers are decimal numbers of up to 40 digits.
pub(super) fn is_after(sequence_number: &str, other: &str) -> bool {
    (sequence_number.len(), sequence_number) > (other.len(), other)
}

async fn in_table(
    deployment: &Deployment,
    reader: StreamReader,
    batch: &BatchInfo,
) -> Result<Vec<String>, OperationError> {
    // A transaction is stored shortly before its record arrives.
    let instant = |text: &str| {
        let what = format!("{text} is not a time at which a batch arrived");
        text.parse::<Timestamp>().map_err(OperationError::call(what))
    };
    let first = instant(&batch.approximate_arrival_of_first_record)?;
    let last = instant(&batch.approximate_arrival_of_last_record)?;
    let millis = |instant: Timestamp| AttributeValue::N(instant.as_millis().to_string());
    // The scorer alerts on what is decided, too: on predictions, and on decisions whose alert could not be sent.
    let time = match reader {
        StreamReader::Scorer => "created_at_ms",
        StreamReader::Archiver => "decided_at_ms",
    };
    let scan = aws_sdk_dynamodb::Client::new(&deployment.sdk)
        .scan()
        .table_name(deployment.name_of("transactions"))
        .filter_expression("#time BETWEEN :from AND :to")
        .projection_expression("key_id")
        .expression_attribute_names("#time", time)
        .expression_attribute_values(":from", millis(first.plus_millis(-60_000)))
        .expression_attribute_values(":to", millis(last.plus_millis(1_000)));
    let mut pages = scan.into_paginator().items().send();
    let mut key_ids = Vec::new();
    while let Some(item) = pages.next().await {
        let item = item.map_err(OperationError::call("the transactions table can't be scanned"))?;
        if let Some(AttributeValue::S(key_id)) = item.get("key_id") {
            key_ids.push(key_id.clone());
        }
    }
    Ok(key_ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequence_numbers_are_compared_as_numbers() {
        assert!(is_after("1000", "999"));
        assert!(!is_after("999", "999"));
        assert!(is_after("421584500000000017450439092", "421584500000000017450439091"));
    }
}
