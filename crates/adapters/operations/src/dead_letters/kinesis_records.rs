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

/// The records from `first` to `last` of a shard, as Lambda hands them to a function.
pub(super) async fn event(
    deployment: &Deployment,
    stream_arn: &str,
    shard_id: &str,
    (first, last): (&str, &str),
) -> Result<Value, OperationError> {
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
    Ok(json!({ "Records": records }))
}
