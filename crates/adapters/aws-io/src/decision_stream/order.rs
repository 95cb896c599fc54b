//! Putting events so that those of one key keep their order, whatever the stream refuses.
//!
//! "PutRecords doesn't guarantee the ordering of records", and of one call some may be taken and others not (`PutRecords`, Kinesis
//! API reference). So an event is put once those before it of its key were taken: a call holds the first one of each key.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use decision_events::Event;

use super::DecisionStream;
use crate::CallError;

/// How long to wait before refused events are put again, one pause after the other: 3.1 seconds in all, so that a batch is
/// done within its function's timeout and the archive behind it is not held up. A shard's limits are by the second.
pub const PAUSES: &[Duration] = &[
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1600),
];

/// What one call takes (`PutRecords`, Kinesis API reference): 500 records, and 5 MiB with their keys.
const CALL_RECORDS_MAX: usize = 500;
const CALL_BYTES_MAX: usize = 5 << 20;

/// What a stream did not take.
#[derive(Debug, Default)]
pub struct Left {
    /// The places of the events, in order.
    pub places: Vec<usize>,
    /// Why, if it was not for the events: a call failed.
    pub error: Option<CallError>,
}

/// Puts events, and answers what was not taken. Of a key with an event that was not taken, none behind it is put. With the
/// pauses used up, a key that is refused is left; the others go on.
pub async fn put_in_order(stream: &impl DecisionStream, events: &[Event], pauses: &[Duration]) -> Left {
    let mut lanes = lanes(events);
    let mut left = Left::default();
    let mut pauses = pauses.iter();
    while !lanes.is_empty() {
        let mut refused = vec![false; lanes.len()];
        for call in calls(events, &lanes) {
            let heads: Vec<&Event> = call.iter().map(|lane| &events[lanes[*lane][0]]).collect();
            match stream.put(&heads).await {
                Ok(taken) => {
                    for (place, lane) in call.into_iter().enumerate() {
                        // An answer that says nothing of an event does not say that it was taken.
                        match taken.get(place) {
                            Some(true) => _ = lanes[lane].pop_front(),
                            _ => refused[lane] = true,
                        }
                    }
                }
                Err(error) => {
                    // The SDK has tried it several times: the stream takes nothing of any key.
                    left.places.extend(lanes.into_iter().flatten());
                    left.places.sort_unstable();
                    return Left { error: Some(error), ..left };
                }
            }
        }
        if refused.contains(&true) {
            match pauses.next() {
                Some(pause) => tokio::time::sleep(*pause).await,
                None => {
                    for (lane, _) in lanes.iter_mut().zip(&refused).filter(|(_, is_refused)| **is_refused) {
                        left.places.extend(lane.drain(..));
                    }
                }
            }
        }
        lanes.retain(|lane| !lane.is_empty());
    }
    left.places.sort_unstable();
    left
}

/// The places of the events of each key, in order.
fn lanes(events: &[Event]) -> Vec<VecDeque<usize>> {
    let mut lanes: Vec<VecDeque<usize>> = Vec::new();
    let mut lane_of: HashMap<&str, usize> = HashMap::new();
    for (place, event) in events.iter().enumerate() {
        let lane = *lane_of.entry(&event.partition_key).or_insert_with(|| {
            lanes.push(VecDeque::new());
            lanes.len() - 1
        });
        lanes[lane].push_back(place);
    }
    lanes
}

/// The lanes whose first events go into one call.
fn calls(events: &[Event], lanes: &[VecDeque<usize>]) -> Vec<Vec<usize>> {
    let mut calls: Vec<Vec<usize>> = Vec::new();
    let mut bytes = 0;
    for (lane, places) in lanes.iter().enumerate() {
        let event = &events[places[0]];
        let size = event.to_json().len() + event.partition_key.len();
        match calls.last_mut() {
            Some(call) if call.len() < CALL_RECORDS_MAX && bytes + size <= CALL_BYTES_MAX => {
                call.push(lane);
                bytes += size;
            }
            _ => {
                calls.push(vec![lane]);
                bytes = size;
            }
        }
    }
    calls
}
