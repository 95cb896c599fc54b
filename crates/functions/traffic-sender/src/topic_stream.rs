//! A Kafka topic as a stream that payments are put into.

use aws_io::CallError;
use aws_io::payment_stream::{KinesisPaymentStream, PaymentRecord, PaymentStream};
use fraud::Timestamp;
use kafka_topic::{KafkaTopic, KeyedRecord, RecordTopic};
use lambda_shell::ErrorChain;

/// A topic that `stream-intake` reads. Payments are keyed by their customer there too.
#[derive(Debug)]
pub struct TopicStream<Topic> {
    topic: Topic,
    /// For the records' timestamps: a topic forgets by them.
    clock: fn() -> Timestamp,
}

impl<Topic> TopicStream<Topic> {
    /// Puts payments into a topic.
    pub fn new(topic: Topic, clock: fn() -> Timestamp) -> Self {
        TopicStream { topic, clock }
    }
}

impl<Topic: RecordTopic + Sync> PaymentStream for TopicStream<Topic> {
    async fn put(&self, records: &[&PaymentRecord]) -> Result<Vec<bool>, CallError> {
        let now = (self.clock)();
        let keyed = |record: &&PaymentRecord| KeyedRecord {
            key: record.key.clone(),
            headers: [("content-type".to_owned(), b"application/json".to_vec())].into(),
            value: record.body.clone().into_bytes(),
            written_at: now,
        };
        let delivery = self.topic.write(&records.iter().map(keyed).collect::<Vec<_>>()).await;
        for reason in delivery.refused.values() {
            tracing::error!(reason, "a topic refuses a payment");
        }
        match delivery.error {
            // It has tried for as long as a function has.
            Some(error) if delivery.unsent.len() == records.len() => {
                return Err(CallError::new("kafka:Produce", error));
            }
            Some(error) => tracing::warn!(error = %ErrorChain(&error), "a topic takes some payments only"),
            None => {}
        }
        let is_taken =
            |place: usize| !delivery.unsent.contains(&place) && !delivery.refused.contains_key(&place);
        Ok((0..records.len()).map(is_taken).collect())
    }
}

/// Whichever a deployment takes payments in by.
#[derive(Debug)]
pub enum AnyStream {
    /// Kinesis Data Streams.
    Kinesis(KinesisPaymentStream),
    /// A Kafka topic.
    Kafka(TopicStream<KafkaTopic>),
}

impl PaymentStream for AnyStream {
    async fn put(&self, records: &[&PaymentRecord]) -> Result<Vec<bool>, CallError> {
        match self {
            AnyStream::Kinesis(stream) => stream.put(records).await,
            AnyStream::Kafka(stream) => stream.put(records).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use kafka_topic::{Delivery, TopicError};

    use super::*;

    /// Answers each call with the next of these, and keeps what it was asked to write.
    struct FakeTopic {
        answers: Mutex<Vec<Delivery>>,
        asked: Mutex<Vec<KeyedRecord>>,
    }

    impl RecordTopic for FakeTopic {
        async fn write(&self, records: &[KeyedRecord]) -> Delivery {
            self.asked.lock().unwrap().extend_from_slice(records);
            self.answers.lock().unwrap().remove(0)
        }
    }

    fn stream(answers: Vec<Delivery>) -> TopicStream<FakeTopic> {
        let topic = FakeTopic { answers: Mutex::new(answers), asked: Mutex::default() };
        TopicStream::new(topic, || Timestamp::from_millis(1_772_627_400_000))
    }

    fn record(key: &str) -> PaymentRecord {
        PaymentRecord { key: key.to_owned(), body: format!("{{\"customer_id\":\"{key}\"}}") }
    }

    fn late() -> Option<TopicError> {
        Some(TopicError::Late(std::time::Duration::from_secs(15)))
    }

    #[tokio::test]
    async fn a_record_is_keyed_by_its_customer_and_has_its_time() {
        let stream = stream(vec![Delivery::default()]);
        assert_eq!(stream.put(&[&record("c1"), &record("c2")]).await.unwrap(), [true, true]);
        let asked = stream.topic.asked.lock().unwrap();
        assert_eq!(asked.iter().map(|record| record.key.as_str()).collect::<Vec<_>>(), ["c1", "c2"]);
        assert_eq!(asked[0].value, br#"{"customer_id":"c1"}"#);
        assert_eq!(asked[0].written_at.as_millis(), 1_772_627_400_000);
    }

    #[tokio::test]
    async fn what_is_unsent_or_refused_was_not_taken() {
        let partly = Delivery { unsent: [0].into(), error: late(), ..Delivery::default() };
        let refused = Delivery { refused: [(1, "too large".to_owned())].into(), ..Delivery::default() };
        let stream = stream(vec![partly, refused]);
        let records = [&record("c1"), &record("c2")];
        assert_eq!(stream.put(&records).await.unwrap(), [false, true]);
        assert_eq!(stream.put(&records).await.unwrap(), [true, false]);
    }

    #[tokio::test]
    async fn brokers_that_are_away_are_an_error() {
        let away = Delivery { unsent: [0, 1].into(), error: late(), ..Delivery::default() };
        let stream = stream(vec![away]);
        assert!(stream.put(&[&record("c1"), &record("c2")]).await.is_err());
    }
}
