//! Which items a batch was about that Lambda gave up on.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodbstreams::Client;
use aws_sdk_dynamodbstreams::operation::get_shard_iterator::GetShardIteratorError;
use aws_sdk_dynamodbstreams::types::{AttributeValue as Streamed, OperationType, ShardIteratorType};
use fraud::Timestamp;

use super::letter::BatchInfo;
use super::redrive::StreamReader;
use super::stored_item::{StoredItem, StoredTable};
use crate::{Deployment, OperationError};

/// The pages of an open shard never end, and some are empty between records.
const EMPTY_PAGES_MAX: u32 = 100;

/// The items of a batch: from the stream, which keeps records for 24 hours, and after that from
/// the table: all that was created, decided or may have been changed at the time when the batch arrived.
pub(super) async fn items(
    deployment: &Deployment,
    reader: StreamReader,
    batch: &BatchInfo,
) -> Result<Vec<StoredItem>, OperationError> {
    let table = StoredTable::of_stream(deployment, &batch.stream_arn);
    let keys = match in_stream(deployment, reader, table, batch).await? {
        Some(keys) => keys,
        None => in_table(deployment, reader, table, batch).await?,
    };
    let mut items: Vec<StoredItem> = keys.iter().filter_map(|key| table.item_of_key(key)).collect();
    items.sort_unstable();
    items.dedup();
    Ok(items)
}

/// `None` if the stream has forgotten them, or does not come to the batch's end.
async fn in_stream(
    deployment: &Deployment,
    reader: StreamReader,
    table: StoredTable,
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
    let mut keys = Vec::new();
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
                return Ok(Some(keys));
            }
            let is_last = sequence_number == batch.end_sequence_number;
            if let (true, Some(Streamed::S(key))) =
                (is_work, change.keys.unwrap_or_default().remove(table.key()))
            {
                keys.push(key);
            }
            if is_last {
                return Ok(Some(keys));
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
    table: StoredTable,
    batch: &BatchInfo,
) -> Result<Vec<String>, OperationError> {
    // A transaction is stored shortly before its record arrives.
    let instant = |text: &str| {
        let what = format!("{text} is not a time at which a batch arrived");
        text.parse::<Timestamp>().map_err(OperationError::call(what))
    };
    let first = instant(&batch.approximate_arrival_of_first_record)?.plus_millis(-60_000);
    let last = instant(&batch.approximate_arrival_of_last_record)?.plus_millis(1_000);
    let (filter, names, values) = wanted(reader, table, first, last);
    let scan = aws_sdk_dynamodb::Client::new(&deployment.sdk)
        .scan()
        .table_name(deployment.name_of(table.name()))
        .filter_expression(filter)
        .projection_expression(table.key())
        .set_expression_attribute_names(names)
        .set_expression_attribute_values(Some(values));
    let mut pages = scan.into_paginator().items().send();
    let mut keys = Vec::new();
    while let Some(item) = pages.next().await {
        let what = || format!("the {} table can't be scanned", table.name());
        let item = item.map_err(|error| OperationError::call(what())(error))?;
        if let Some(AttributeValue::S(key)) = item.get(table.key()) {
            keys.push(key.clone());
        }
    }
    Ok(keys)
}

type Names = HashMap<String, String>;
type Values = HashMap<String, AttributeValue>;

/// A filter on what may have been changed between two times. No item says when it was changed last, so of cases and documents it
/// lets through some that were not: they are told as they stand, under an id that readers know.
fn wanted(
    reader: StreamReader,
    table: StoredTable,
    first: Timestamp,
    last: Timestamp,
) -> (&'static str, Option<Names>, Values) {
    let number = |number: i64| AttributeValue::N(number.to_string());
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let values = |values: [(&str, AttributeValue); 3]| {
        values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    };
    match table {
        StoredTable::Transactions => {
            // The scorer alerts on what is decided, too: on predictions, and on decisions whose alert could not be sent.
            let time = match reader {
                StreamReader::Scorer => "created_at_ms",
                StreamReader::Archiver => "decided_at_ms",
            };
            let names = HashMap::from([("#time".to_owned(), time.to_owned())]);
            let values = HashMap::from([
                (":from".to_owned(), number(first.as_millis())),
                (":to".to_owned(), number(last.as_millis())),
            ]);
            ("#time BETWEEN :from AND :to", Some(names), values)
        }
        // What was open then. A closed case does not change, and ends a fixed time after it was closed.
        StoredTable::Cases => (
            "part = :case AND opened_at_ms <= :to AND (attribute_not_exists(expires_at) OR expires_at >= :end)",
            None,
            values([
                (":case", text("case")),
                (":to", number(last.as_millis())),
                (":end", number(aws_io::case_table::end_of_case(first))),
            ]),
        ),
        // What was classified then, or what people decided about, or was deleted, whenever that was.
        StoredTable::Documents => (
            "#status = :done AND (decided_at_ms BETWEEN :from AND :to OR attribute_exists(handling) OR \
             attribute_exists(erased_at_ms))",
            Some(HashMap::from([("#status".to_owned(), "status".to_owned())])),
            values([
                (":done", text("Done")),
                (":from", number(first.as_millis())),
                (":to", number(last.as_millis())),
            ]),
        ),
    }
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
