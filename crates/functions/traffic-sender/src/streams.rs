//! Payments into a stream, those of one customer in their order.

use std::collections::HashSet;
use std::time::Duration;

use aws_io::payment_stream::{PaymentRecord, PaymentStream};
use lambda_shell::ErrorChain;

/// How often a stream may refuse payments, and how long it is left alone each time. A shard's limits are by the second.
pub(crate) const PAUSES: &[Duration] = &[
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1600),
];
/// What one call takes (`PutRecords`, Kinesis API reference). That a call has 5 MiB at most is no limit for payments of a kilobyte.
const CALL_RECORDS_MAX: usize = 500;

/// A stream, as `stream-intake` knows it.
#[derive(Debug)]
pub struct StreamTarget<Stream> {
    /// Where payments are put.
    pub stream: Stream,
    /// Under which the ids of its payments are derived: a Kinesis stream's ARN, or a topic with its cluster (`stream_record::kafka_source`).
    pub source: String,
}

/// Puts payments, and answers how many were not taken. Of a key none is put before those in front of it were taken, so a call holds the first one of
/// each key.
pub(crate) async fn put_in_order(
    stream: &impl PaymentStream,
    records: Vec<PaymentRecord>,
    pauses: &[Duration],
) -> usize {
    let mut left = records;
    let mut pauses = pauses.iter();
    while !left.is_empty() {
        let heads = first_of_each_key(&left);
        let taken = match stream.put(&heads.iter().map(|place| &left[*place]).collect::<Vec<_>>()).await {
            Ok(taken) => taken,
            Err(error) => {
                // The SDK has tried it several times.
                tracing::error!(error = %ErrorChain(&error), "a stream takes no payments");
                return left.len();
            }
        };
        // An answer that says nothing of a payment does not say that it was taken.
        let is_taken = |number: usize| taken.get(number).copied().unwrap_or(false);
        let is_refused = (0..heads.len()).any(|number| !is_taken(number));
        let mut done: HashSet<usize> = HashSet::new();
        done.extend(heads.iter().enumerate().filter(|(number, _)| is_taken(*number)).map(|(_, place)| place));
        let mut place = 0..;
        left.retain(|_| place.next().is_none_or(|place| !done.contains(&place)));
        if is_refused {
            match pauses.next() {
                Some(pause) => tokio::time::sleep(*pause).await,
                None => {
                    tracing::error!(payments = left.len(), "a stream goes on refusing payments");
                    return left.len();
                }
            }
        }
    }
    0
}

/// The places of records that go into one call.
fn first_of_each_key(records: &[PaymentRecord]) -> Vec<usize> {
    let mut seen = HashSet::new();
    let firsts = records.iter().enumerate().filter(|(_, record)| seen.insert(&record.key));
    firsts.map(|(place, _)| place).take(CALL_RECORDS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use aws_io::CallError;

    use super::*;

    /// Refuses every record so many times, and then takes it.
    #[derive(Default)]
    struct Reluctant {
        refusals: usize,
        calls: Mutex<Vec<Vec<String>>>,
        taken: Mutex<Vec<String>>,
    }

    impl PaymentStream for Reluctant {
        async fn put(&self, records: &[&PaymentRecord]) -> Result<Vec<bool>, CallError> {
            assert!(records.len() <= CALL_RECORDS_MAX);
            let mut calls = self.calls.lock().unwrap();
            calls.push(records.iter().map(|record| record.body.clone()).collect());
            let asked = |body: &String| calls.iter().flatten().filter(|asked| *asked == body).count();
            let answers: Vec<bool> =
                records.iter().map(|record| asked(&record.body) > self.refusals).collect();
            let taken = records.iter().zip(&answers).filter(|(_, is_taken)| **is_taken);
            self.taken.lock().unwrap().extend(taken.map(|(record, _)| record.body.clone()));
            Ok(answers)
        }
    }

    const AT_ONCE: &[Duration] = &[Duration::ZERO; 5];

    fn records(bodies: &[&str]) -> Vec<PaymentRecord> {
        let key = |body: &str| body[..1].to_owned();
        bodies.iter().map(|body| PaymentRecord { key: key(body), body: (*body).to_owned() }).collect()
    }

    #[tokio::test]
    async fn what_is_refused_is_put_again_and_those_of_a_key_stay_in_order() {
        for refusals in [0, 1, 2] {
            let stream = Reluctant { refusals, ..Reluctant::default() };
            assert_eq!(put_in_order(&stream, records(&["a1", "b1", "a2", "c1"]), AT_ONCE).await, 0);
            let taken = stream.taken.lock().unwrap().clone();
            assert_eq!(taken, ["a1", "b1", "c1", "a2"], "{refusals}");
        }
    }

    #[tokio::test]
    async fn a_stream_that_goes_on_refusing_is_left_alone() {
        let stream = Reluctant { refusals: 100, ..Reluctant::default() };
        assert_eq!(put_in_order(&stream, records(&["a1", "a2", "b1"]), AT_ONCE).await, 3);
        assert_eq!(stream.calls.lock().unwrap().len(), AT_ONCE.len() + 1);
    }

    #[tokio::test]
    async fn a_call_holds_no_more_than_a_stream_takes() {
        let stream = Reluctant::default();
        let bodies =
            (0..1_200).map(|number| PaymentRecord { key: number.to_string(), body: number.to_string() });
        assert_eq!(put_in_order(&stream, bodies.collect(), AT_ONCE).await, 0);
        assert_eq!(stream.taken.lock().unwrap().len(), 1_200);
    }
}
