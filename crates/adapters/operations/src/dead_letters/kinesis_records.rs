//! Records of a Kinesis stream, read again by their places.

use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::types::ShardIteratorType;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::stream_batch::is_after;
use crate::{Deployment, OperationError};

/// The pages of an open shard never end, and some are empty between records.
const EMPTY_PAGES_MAX: u32 = 100;

/// No more is handed over at a time: a function has its timeout for a batch, and Lambda takes 6 MB.
const BATCH_RECORDS_MAX: usize = 100;
const BATCH_BYTES_MAX: usize = 4_000_000;

/// The records from `first` to `last` of a shard, as Lambda hands them to a function: in as many batches as it takes.
pub(super) async fn batches(
    deployment: &Deployment,
    stream_arn: &str,
    shard_id: &str,
    (first, last): (&str, &str),
) -> Result<Vec<Value>, OperationError> {
    let client = Client::new(&deployment.sdk);
    let found = client
        .get_shard_iterator()
        .stream_arn(stream_arn)
        .shard_id(shard_id)
        .shard_iterator_type(ShardIteratorType::AtSequenceNumber)
        .starting_sequence_number(first)
        .send()
        .await
        .map_err(OperationError::call(format!("{stream_arn} can't be read")))?;
    let mut iterator = found.shard_iterator;
    let mut records = Vec::new();
    let mut empty_pages = 0;
    'pages: while let Some(place) = iterator.filter(|_| empty_pages < EMPTY_PAGES_MAX) {
        let read = client.get_records().shard_iterator(place).stream_arn(stream_arn).send().await;
        let read = read.map_err(OperationError::call(format!("{stream_arn} can't be read")))?;
        empty_pages = if read.records.is_empty() { empty_pages + 1 } else { 0 };
        iterator = read.next_shard_iterator;
        for record in read.records {
            if is_after(&record.sequence_number, last) {
                break 'pages;
            }
            let is_last = record.sequence_number == last;
            records.push(json!({
                "eventID": format!("{shard_id}:{}", record.sequence_number),
                "eventSource": "aws:kinesis",
                "eventSourceARN": stream_arn,
                "kinesis": {
                    "approximateArrivalTimestamp":
                        record.approximate_arrival_timestamp.map_or(0.0, |time| time.as_secs_f64()),
                    "data": STANDARD.encode(record.data.into_inner()),
                    "partitionKey": record.partition_key,
                    "sequenceNumber": record.sequence_number,
                },
            }));
            if is_last {
                break 'pages;
            }
        }
    }
    if records.is_empty() {
        return Err(OperationError::refused(format!(
            "{stream_arn} does not keep {first} of {shard_id} any longer: have its producer send it again, and \
             delete the message"
        )));
    }
    Ok(in_batches(records))
}

fn in_batches(records: Vec<Value>) -> Vec<Value> {
    let mut batches: Vec<Vec<Value>> = Vec::new();
    let mut bytes = 0;
    for record in records {
        let size = record.to_string().len();
        match batches.last_mut() {
            Some(batch) if batch.len() < BATCH_RECORDS_MAX && bytes + size <= BATCH_BYTES_MAX => {
                batch.push(record);
                bytes += size;
            }
            _ => {
                batches.push(vec![record]);
                bytes = size;
            }
        }
    }
    batches.into_iter().map(|records| json!({ "Records": records })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_holds_no_more_than_a_function_takes_and_every_record_is_in_one() {
        let of = |count: usize, bytes: usize| {
            let records =
                (0..count).map(|number| json!({ "number": number, "data": "x".repeat(bytes) })).collect();
            let batches = in_batches(records);
            let numbers: Vec<_> = batches
                .iter()
                .flat_map(|batch| batch["Records"].as_array().unwrap())
                .map(|record| record["number"].as_u64().unwrap() as usize)
                .collect();
            assert_eq!(numbers, (0..count).collect::<Vec<_>>());
            batches.iter().map(|batch| batch["Records"].as_array().unwrap().len()).collect::<Vec<_>>()
        };
        assert_eq!(of(0, 0), [0; 0]);
        assert_eq!(of(100, 10), [100]);
        assert_eq!(of(250, 10), [100, 100, 50]);
        assert_eq!(of(5, 1_900_000), [2, 2, 1]);
        // A record of a stream is 1 MB at most; one that were larger is handed over alone.
        assert_eq!(of(2, 5_000_000), [1, 1]);
    }
}
