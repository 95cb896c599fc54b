//! The mapping does what the pages say.

use std::collections::HashMap;

use aws_lambda_events::streams::DynamoDbBatchItemFailure;
use serde_dynamo::AttributeValue;

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

fn image() -> Item {
    HashMap::<String, AttributeValue>::new().into()
}

fn stream(items: usize) -> TransactionStream {
    let settings =
        MappingSettings { shards: 1, batch_size: 8, first_record_bisects: true, reports_item_failures: true };
    let mut stream = TransactionStream::new(settings);
    for item in 0..items {
        stream.write(format!("item {item}"), image(), NOW);
    }
    stream
}

fn deliver(stream: &mut TransactionStream, now: Timestamp) -> Vec<u64> {
    let records = stream.deliver(0, now).unwrap_or_default();
    records.iter().map(|record| record.sequence_number % 1000).collect()
}

fn report(identifiers: &[Option<&str>]) -> Outcome {
    let mut response = DynamoDbEventResponse::default();
    for identifier in identifiers {
        let mut failure = DynamoDbBatchItemFailure::default();
        failure.item_identifier = identifier.map(str::to_owned);
        response.batch_item_failures.push(failure);
    }
    Outcome::Answered(response)
}

#[test]
fn the_lowest_reported_record_is_where_the_batch_is_retried_from() {
    let mut stream = stream(5);
    assert_eq!(deliver(&mut stream, NOW), [0, 1, 2, 3, 4]);
    let reported = report(&[Some("4421584500000003"), Some("4421584500000002")]);
    assert!(matches!(stream.finish(0, &reported), Fate::RetriedFrom(2)));
    assert_eq!(deliver(&mut stream, NOW), [2, 3, 4]);
    assert!(matches!(stream.finish(0, &report(&[])), Fate::Done(_)));
    assert!(stream.is_drained() && stream.failure_records().is_empty());
}

#[test]
fn an_identifier_of_no_record_fails_the_batch_as_a_whole() {
    for identifier in [None, Some(""), Some("4711")] {
        let mut stream = stream(2);
        deliver(&mut stream, NOW);
        assert!(matches!(stream.finish(0, &report(&[identifier])), Fate::Bisected), "{identifier:?}");
    }
}

#[test]
fn an_error_bisects_until_one_record_is_left_which_holds_up_its_shard_until_it_is_too_old() {
    let mut stream = stream(4);
    let mut delivered = Vec::new();
    let mut now = NOW;
    while !stream.is_drained() {
        let batch = deliver(&mut stream, now);
        if batch.is_empty() {
            continue;
        }
        let outcome = if batch.contains(&2) { Outcome::Failed } else { report(&[]) };
        stream.finish(0, &outcome);
        delivered.push(batch);
        now = now.plus_millis(RECORD_AGE_MILLIS_MAX / 6);
    }
    let one = || vec![2];
    assert_eq!(delivered, [vec![0, 1, 2, 3], vec![0, 1], vec![2, 3], one(), one(), one(), one()]);
    let [failure, neighbour] = stream.failure_records() else { panic!("{:?}", stream.failure_records()) };
    assert_eq!((failure.condition, failure.approximate_invoke_count), ("RecordAgeExceeded", 4));
    assert_eq!((failure.batch_size, failure.start_sequence_number % 1000), (1, 2));
    assert_eq!(neighbour.approximate_invoke_count, 0, "it became too old while it waited");
}

#[test]
fn records_that_are_too_old_are_discarded_undelivered_and_can_be_redriven() {
    let mut stream = stream(2);
    let later = NOW.plus_millis(RECORD_AGE_MILLIS_MAX + 1);
    assert_eq!(deliver(&mut stream, later), [0_u64; 0]);
    assert_eq!(stream.failure_records()[0].condition, "RecordAgeExceeded");
    assert_eq!(stream.redrive(later), 1);
    assert_eq!(deliver(&mut stream, later), [0, 1]);
}

#[test]
fn a_busy_shard_waits_and_the_others_do_not() {
    let settings = MappingSettings {
        shards: 2,
        batch_size: 1,
        first_record_bisects: false,
        reports_item_failures: true,
    };
    let mut stream = TransactionStream::new(settings);
    for item in 0..4 {
        stream.write(format!("item {item}"), image(), NOW);
    }
    assert_eq!(stream.ready(), [0, 1]);
    stream.deliver(1, NOW);
    assert_eq!(stream.ready(), [0]);
    stream.finish(1, &report(&[]));
    assert_eq!(stream.ready(), [0, 1]);
}
