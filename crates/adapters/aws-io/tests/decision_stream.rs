//! What becomes of events when the stream of decisions refuses them.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::collections::BTreeMap;
use std::time::Duration;

use aws_io::decision_stream::{Left, put_in_order};
use aws_io::memory::{MemoryDecisionStream, Refusal};
use decision_events::Event;
use proptest::prelude::*;

const NO_PAUSES: &[Duration] = &[Duration::ZERO; 3];

fn event(key: &str, number: usize) -> Event {
    let text = format!(
        r#"{{"specversion":"1.0","id":"{key}-{number}","source":"/tollgate/test","type":"tollgate.decision.v1","subject":"s",
        "time":"2026-03-01T12:30:00Z","datacontenttype":"application/json","partitionkey":"{key}","data":{{}}}}"#
    );
    Event::from_json(text.as_bytes()).unwrap()
}

fn events(keys: &str) -> Vec<Event> {
    keys.chars().enumerate().map(|(number, key)| event(&key.to_string(), number)).collect()
}

fn ids(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.id.as_str()).collect()
}

/// Puts one event for each letter, its key, under refusals: of keys, or of a call (`!`).
async fn put(keys: &str, refusals: &[&str]) -> (MemoryDecisionStream, Left) {
    let stream = MemoryDecisionStream::default();
    stream.refuse(refusals.iter().map(|refused| match *refused {
        "!" => Refusal::Call,
        keys => Refusal::Keys(keys.chars().map(String::from).collect()),
    }));
    let left = put_in_order(&stream, &events(keys), NO_PAUSES).await;
    (stream, left)
}

#[tokio::test]
async fn events_of_one_key_never_share_a_call() {
    let check = async |keys: &str, calls: &[usize]| {
        let (stream, left) = put(keys, &[]).await;
        assert_eq!((stream.calls().as_slice(), left.places.len()), (calls, 0), "{keys}");
    };
    check("", &[]).await;
    check("abc", &[3]).await;
    check("aabca", &[3, 1, 1]).await;
}

#[tokio::test]
async fn a_refused_event_holds_up_its_key_and_no_other() {
    let (stream, left) = put("aabb", &["a"]).await;
    assert_eq!(ids(&stream.events()), ["b-2", "a-0", "b-3", "a-1"]);
    assert!(left.places.is_empty());
    // With the pauses used up the key is left, in order, and the others are not.
    let (stream, left) = put("abcab", &["a"; 8]).await;
    assert_eq!(ids(&stream.events()), ["b-1", "c-2", "b-4"]);
    assert_eq!(left.places, [0, 3]);
    assert!(left.error.is_none());
}

#[tokio::test]
async fn a_call_that_fails_leaves_the_rest_at_once() {
    let (stream, left) = put("aab", &["", "!"]).await;
    assert_eq!(ids(&stream.events()), ["a-0", "b-2"]);
    assert_eq!((left.places.as_slice(), left.error.is_some(), stream.calls().len()), (&[1][..], true, 2));
}

#[tokio::test]
async fn a_call_holds_no_more_than_it_may() {
    let many: Vec<Event> = (0..1201).map(|number| event(&format!("k{number}"), number)).collect();
    let stream = MemoryDecisionStream::default();
    assert!(put_in_order(&stream, &many, NO_PAUSES).await.places.is_empty());
    assert_eq!(stream.calls(), [500, 500, 201]);

    let mut large = events("abc");
    for event in &mut large {
        event.data = serde_json::Value::String("x".repeat(2 << 20));
    }
    let stream = MemoryDecisionStream::default();
    assert!(put_in_order(&stream, &large, NO_PAUSES).await.places.is_empty());
    assert_eq!(stream.calls(), [2, 1]);
}

proptest! {
    /// Whatever is refused: each event is in the stream once or left, and what is in the stream of a key is the beginning of
    /// what there was, in order.
    #[test]
    fn a_key_keeps_its_order_whatever_is_refused(
        keys in "[a-d]{0,24}",
        refusals in proptest::collection::vec("[a-d]{0,3}|!", 0..12),
    ) {
        let refusals: Vec<&str> = refusals.iter().map(String::as_str).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (stream, left) = runtime.block_on(put(&keys, &refusals));
        let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for event in events(&keys) {
            expected.entry(event.partition_key.clone()).or_default().push(event.id);
        }
        let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for event in stream.events() {
            told.entry(event.partition_key.clone()).or_default().push(event.id);
        }
        for place in left.places {
            let event = events(&keys).swap_remove(place);
            told.entry(event.partition_key.clone()).or_default().push(event.id);
        }
        prop_assert_eq!(told, expected);
    }
}
