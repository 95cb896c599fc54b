//! Kafka batches as AWS documents them: Lambda's event in; what is stored, set aside and retried out.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fraud::{KeyId, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::intake::{CARD, NOW, Stream, payment};

const CLUSTER: &str = "arn:aws:kafka:eu-central-1:111122223333:cluster/payments/1";
const WRITTEN_AT: i64 = 1_772_368_100_500;

/// A record of partition 0.
fn record(offset: i64, value: &str) -> Value {
    json!({
        "topic": "payments", "partition": 0, "offset": offset, "timestamp": WRITTEN_AT, "timestampType": "CREATE_TIME",
        "key": STANDARD.encode("card 1"), "value": STANDARD.encode(value), "headers": [],
    })
}

fn with(mut record: Value, member: &str, value: Value) -> Value {
    record[member] = value;
    record
}

fn without(mut record: Value, member: &str) -> Value {
    record.as_object_mut().unwrap().remove(member);
    record
}

/// A batch from self-managed brokers, grouped by partition.
fn batch(records: &[Value]) -> Value {
    let mut parts = json!({});
    for record in records {
        let part = format!("{}-{}", record["topic"].as_str().unwrap(), record["partition"]);
        if parts[&part].is_null() {
            parts[&part] = json!([]);
        }
        parts[&part].as_array_mut().unwrap().push(record.clone());
    }
    json!({ "eventSource": "SelfManagedKafka", "bootstrapServers": "b1:9096", "records": parts })
}

fn msk_batch(records: &[Value]) -> Value {
    let mut event = batch(records);
    event["eventSource"] = "aws:kafka".into();
    event["eventSourceArn"] = CLUSTER.into();
    event
}

fn failed(part: &str, offset: i64) -> Value {
    json!({ "itemIdentifier": { "partition": part, "offset": offset } })
}

/// The example of "Using Lambda with Amazon MSK", with a second header whose bytes include a negative number.
#[tokio::test]
async fn the_event_of_the_developer_guide_is_read() {
    let event = json!({
        "eventSource": "aws:kafka",
        "eventSourceArn": "arn:aws:kafka:sa-east-1:123456789012:cluster/vpc-2priv-2pub/751d2973-a626-431c-9d4e-d7975eb44dd7-2",
        "bootstrapServers": "b-2.demo-cluster-1.a1bcde.c1.kafka.us-east-1.amazonaws.com:9092",
        "records": { "mytopic-0": [{
            "topic": "mytopic", "partition": 0, "offset": 15, "timestamp": 1_545_084_650_987_i64, "timestampType": "CREATE_TIME",
            "key": "abcDEFghiJKLmnoPQRstuVWXyz1234==", "value": "SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==",
            "headers": [{ "headerKey": [104, 101, 97, 100, 101, 114, 86, 97, 108, 117, 101] }, { "other": [-1, 127] }],
        }] },
    });
    let stream = Stream::new("");
    assert_eq!(stream.deliver(event).await, json!({ "batchItemFailures": [] }));
    let [record] = stream.deps.quarantine.records().try_into().unwrap();
    assert_eq!(record.position.place(), "0:15@167be38c5eb");
    assert!(record.reason.starts_with("the body is not valid JSON"), "{}", record.reason);
}

#[tokio::test]
async fn an_odd_record_is_stored_skipped_or_set_aside_and_holds_up_no_others() {
    let check = async |odd: Value, expected: Result<&[&str], &str>| {
        let stream = Stream::new("");
        let records = [record(1, &payment("before", None)), odd.clone(), record(3, &payment("after", None))];
        assert_eq!(stream.deliver(batch(&records)).await, json!({ "batchItemFailures": [] }), "{odd}");
        let reasons = stream.reasons();
        match expected {
            Ok(expected) => {
                // Records of different keys are stored in any order.
                let mut stored = stream.stored();
                stored.sort_unstable();
                assert_eq!((stored, reasons.len()), (stored_as(expected), 0), "{odd}");
            }
            Err(reason) => {
                assert_eq!(stream.stored(), ["before", "after"], "{odd}");
                assert!(matches!(reasons.as_slice(), [said] if said.starts_with(reason)), "{reasons:?}");
            }
        }
        let kept = serde_json::to_string(&stream.deps.quarantine.records()).unwrap();
        assert!(!kept.contains(CARD) && !kept.contains(&STANDARD.encode(CARD)[..12]), "{kept}");
    };
    let good = || record(2, &payment("odd", None));
    let all: &[&str] = &["after", "before", "odd"];
    let neighbours: &[&str] = &["after", "before"];
    // A tombstone holds no payment.
    check(with(good(), "value", Value::Null), Ok(neighbours)).await;
    check(without(good(), "value"), Ok(neighbours)).await;
    // An empty value is a value.
    check(with(good(), "value", "".into()), Err("the body is not valid JSON")).await;
    check(with(good(), "value", "%%%".into()), Err("the record's value is not in Base64")).await;
    check(with(good(), "value", payment("odd", None).into()), Err("the record's value is not in Base64"))
        .await;
    check(with(good(), "value", STANDARD.encode([0xff, 0xfe]).into()), Err("the body is not valid JSON"))
        .await;
    // A schema registry puts a zero byte and the number of the schema before the value.
    let framed = [&[0, 0, 0, 0, 7], payment("odd", None).as_bytes()].concat();
    check(with(good(), "value", STANDARD.encode(framed).into()), Err("the body is not valid JSON")).await;
    check(
        record(2, &format!(r#"{{"amount":1,"merchant":"m","card":"{CARD}"}}"#)),
        Err("#/card_number is required"),
    )
    .await;
    check(with(good(), "value", STANDARD.encode(" ".repeat(70_000)).into()), Err("the body has 70000 bytes"))
        .await;
    for key in [Value::Null, "".into(), "not Base64 %".into(), STANDARD.encode(CARD).into()] {
        check(with(good(), "key", key), Ok(all)).await;
    }
    check(without(good(), "key"), Ok(all)).await;
    check(without(good(), "headers"), Ok(all)).await;
    check(with(good(), "headers", json!([{ "card": STANDARD.encode(CARD).into_bytes() }])), Ok(all)).await;
    for timestamp in [json!(-1), json!(0), json!(i64::MAX), json!(1_772_368_100), Value::Null] {
        check(with(good(), "timestamp", timestamp), Ok(all)).await;
    }
    check(without(good(), "timestamp"), Ok(all)).await;
}

fn stored_as(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn a_payment_without_a_time_happened_at_its_records_timestamp_if_that_is_plausible() {
    let check = async |timestamp: Value, expected: Timestamp| {
        let stream = Stream::new("");
        let said = with(record(7, &payment("m", Some("order 7"))), "timestamp", timestamp.clone());
        stream.deliver(batch(&[said])).await;
        let key_id = KeyId::of_idempotency_key("kafka/payments", "stream", "order 7");
        let found = stream.stored_under(key_id).await.unwrap();
        assert_eq!(found.transaction.event_time, expected, "{timestamp}");
    };
    check(json!(WRITTEN_AT), Timestamp::from_millis(WRITTEN_AT)).await;
    check(json!(NOW.as_millis()), NOW).await;
    // From a clock that is ahead, in seconds, missing, and beyond any calendar.
    for timestamp in [json!(NOW.as_millis() + 1), json!(1_772_368_100), json!(-1), json!(i64::MAX)] {
        check(timestamp, NOW).await;
    }
}

#[tokio::test]
async fn a_redelivered_record_is_one_payment_whatever_else_its_batch_holds() {
    let stream = Stream::new("");
    let records: Vec<Value> = (0..4).map(|offset| record(offset, &payment("m", None))).collect();
    stream.deliver(msk_batch(&records)).await;
    stream.deliver(msk_batch(&records[2..])).await;
    stream.deliver(msk_batch(&[records[3].clone(), records[1].clone()])).await;
    assert_eq!((stream.stored().len(), stream.reasons().len()), (4, 0));
    let place = format!("2:9@{WRITTEN_AT:x}");
    let other = with(with(record(9, &payment("n", None)), "partition", json!(2)), "topic", "refunds".into());
    stream.deliver(msk_batch(&[other])).await;
    let key_id = KeyId::of_idempotency_key(&format!("{CLUSTER}/refunds"), "stream position", &place);
    assert!(stream.stored_under(key_id).await.is_some(), "the source is the cluster and the topic");
}

#[tokio::test]
async fn a_recreated_topic_has_other_payments_at_the_same_offsets() {
    let stream = Stream::new("");
    stream.deliver(batch(&[record(0, &payment("first", None))])).await;
    let recreated = with(record(0, &payment("second", None)), "timestamp", json!(WRITTEN_AT + 60_000));
    stream.deliver(batch(&[recreated])).await;
    assert_eq!((stream.stored(), stream.reasons()), (stored_as(&["first", "second"]), vec![]));
}

#[tokio::test]
async fn an_idempotency_key_holds_across_the_partitions_of_a_topic() {
    let stream = Stream::new("");
    let sent = |partition: i64, topic: &str, merchant: &str| {
        let sent = with(record(5, &payment(merchant, Some("order 7"))), "partition", json!(partition));
        with(sent, "topic", topic.into())
    };
    // The topic got more partitions, and the producer retried.
    stream.deliver(batch(&[sent(0, "payments", "first")])).await;
    stream.deliver(batch(&[sent(3, "payments", "first")])).await;
    // Another body under the same id is a conflict; the same id in another topic is not.
    stream.deliver(batch(&[sent(1, "payments", "second"), sent(0, "refunds", "third")])).await;
    assert_eq!(stream.stored(), ["first", "third"]);
    assert_eq!(stream.reasons(), ["another transaction was stored under this idempotency_key"]);
}

#[tokio::test]
async fn a_transient_failure_names_the_record_and_those_of_its_key_behind_it() {
    let stream = Stream::new("");
    stream.fail_for(&["p0o1", "p1o8"]);
    let keyed = |partition: i64, offset: i64, key: &str| {
        let keyed = with(
            record(offset, &payment(&format!("p{partition}o{offset}"), None)),
            "partition",
            json!(partition),
        );
        with(keyed, "key", STANDARD.encode(key).into())
    };
    // In partition 0, offsets 1 and 3 have one key, 2 and 4 another.
    let records = [
        keyed(0, 4, "b"),
        keyed(0, 3, "a"),
        keyed(0, 2, "b"),
        keyed(0, 1, "a"),
        keyed(1, 8, "c"),
        keyed(1, 10, "d"),
        keyed(2, 5, "e"),
    ];
    let expected = [failed("payments-0", 1), failed("payments-0", 3), failed("payments-1", 8)];
    assert_eq!(stream.deliver(batch(&records)).await, json!({ "batchItemFailures": expected }));
    let mut stored = stream.stored();
    stored.sort_unstable();
    assert_eq!(stored, ["p0o2", "p0o4", "p1o10", "p2o5"]);
    stream.fail_for(&[]);
    assert_eq!(stream.deliver(batch(&records)).await, json!({ "batchItemFailures": [] }));
    let stored = stream.stored();
    let place = |merchant: &str| stored.iter().position(|one| one == merchant).unwrap();
    assert!(
        stored.len() == 7 && place("p0o1") < place("p0o3") && place("p0o2") < place("p0o4"),
        "{stored:?}"
    );
}

/// The records that Lambda delivers again. The guide leaves open whether it retries only those named, or also all behind them in their
/// partition: `with_all_behind` chooses.
fn retried(records: &[Value], answer: &Value, with_all_behind: bool) -> Vec<Value> {
    let named: Vec<(String, i64)> = answer["batchItemFailures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|failure| &failure["itemIdentifier"])
        .map(|named| (named["partition"].as_str().unwrap().to_owned(), named["offset"].as_i64().unwrap()))
        .collect();
    let is_retried = |record: &&Value| {
        let part = format!("{}-{}", record["topic"].as_str().unwrap(), record["partition"]);
        let offset = record["offset"].as_i64().unwrap();
        named.iter().any(|(of, from)| *of == part && (*from == offset || with_all_behind && *from < offset))
    };
    records.iter().filter(is_retried).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever fails in between, and whichever way Lambda reads the response.
    #[test]
    fn every_record_is_stored_once_and_in_the_order_of_its_key(
        places in proptest::collection::vec((0..3_i64, 0..3_usize), 1..24),
        failing in proptest::collection::vec(proptest::collection::hash_set(0..24_usize, 0..4), 0..4),
        with_all_behind: bool,
    ) {
        const NAMES: [&str; 24] = [
            "m00", "m01", "m02", "m03", "m04", "m05", "m06", "m07", "m08", "m09", "m10", "m11",
            "m12", "m13", "m14", "m15", "m16", "m17", "m18", "m19", "m20", "m21", "m22", "m23",
        ];
        let records: Vec<Value> = places.iter().enumerate().map(|(offset, (partition, key))| {
            let written = with(record(offset as i64, &payment(NAMES[offset], None)), "partition", json!(partition));
            with(written, "key", STANDARD.encode(key.to_string()).into())
        }).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let stream = Stream::new("");
        let mut left = records.clone();
        for failing in failing {
            stream.fail_for(&failing.iter().map(|place| NAMES[*place]).collect::<Vec<_>>());
            left = retried(&left, &runtime.block_on(stream.deliver(batch(&left))), with_all_behind);
        }
        stream.fail_for(&[]);
        let answer = runtime.block_on(stream.deliver(batch(&left)));
        prop_assert_eq!(answer, json!({ "batchItemFailures": [] }));
        let stored = stream.stored();
        prop_assert_eq!(stored.len(), records.len());
        for key_of_partition in 0..9 {
            let in_order: Vec<&String> = stored.iter().filter(|name| {
                let place = NAMES.iter().position(|known| known == name).unwrap();
                places[place].0 * 3 + places[place].1 as i64 == key_of_partition
            }).collect();
            prop_assert!(in_order.is_sorted(), "{:?}", in_order);
        }
    }
}
