//! Sending messages again. Every step may be repeated: what was mailed is not mailed again, what was decided is
//! not decided again.

use aws_sdk_lambda::primitives::Blob;
use serde_dynamo::Item;
use serde_json::{Value, json};
use stream_record::StreamPosition;

use super::letter::{Letter, Places};
use super::queue::{Message, Queue};
use super::stored_item::{StoredItem, StoredTable};
use super::{Failures, kinesis_records, stream_batch};
use crate::{Deployment, OperationError};

/// A function that reads tables' streams.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum StreamReader {
    /// New transactions.
    Scorer,
    /// Decisions and labels; cases and documents.
    Archiver,
}

impl StreamReader {
    fn function(self) -> &'static str {
        match self {
            StreamReader::Scorer => "fraud-scorer",
            StreamReader::Archiver => "decision-archiver",
        }
    }
}

/// The way back of what lies in a queue.
#[derive(Debug)]
pub struct Redrive<'d> {
    deployment: &'d Deployment,
    failures: Failures,
    to: Recipient,
}

/// Who gets it again.
#[derive(Debug)]
enum Recipient {
    /// The queue that it came from.
    Queue { name: &'static str, queue: Queue },
    /// A function, with items as the table holds them now.
    OfTable(StreamReader),
    /// A function, with records of a stream, as the stream holds them. What it still can't read, or get rid of, becomes a new
    /// message.
    OfStream(String),
}

impl<'d> Redrive<'d> {
    /// The way back from a queue, by its name without the environment.
    pub async fn of(deployment: &'d Deployment, queue: &str) -> Result<Redrive<'d>, OperationError> {
        let failures = Failures::of_queue(queue)
            .ok_or_else(|| OperationError::refused(format!("{queue} holds no dead letters")))?;
        let returned = async |name: &'static str| {
            Ok::<_, OperationError>(Recipient::Queue { name, queue: deployment.queue(name).await? })
        };
        let to = match failures {
            Failures::Alerts => returned("alerts").await?,
            Failures::Documents => returned("document-uploads").await?,
            Failures::Erasures => returned("document-erasures").await?,
            Failures::DecisionEvents => returned("decision-events").await?,
            Failures::Scorer => Recipient::OfTable(StreamReader::Scorer),
            Failures::Archiver => Recipient::OfTable(StreamReader::Archiver),
            Failures::Intake => Recipient::OfStream("stream-intake".to_owned()),
            Failures::Predictions => Recipient::OfStream("prediction-writer".to_owned()),
            Failures::Kafka => Recipient::OfStream("kafka-writer".to_owned()),
            Failures::Webhooks => {
                Recipient::OfStream(queue.strip_suffix("-failures").unwrap_or(queue).to_owned())
            }
        };
        Ok(Redrive { deployment, failures, to })
    }

    /// The queue that messages go back to as they are, if they do.
    pub fn returns_to(&self) -> Option<String> {
        match self.to {
            Recipient::Queue { name, .. } => Some(self.deployment.name_of(name)),
            Recipient::OfTable(_) | Recipient::OfStream(_) => None,
        }
    }

    /// Sends a message again, which its queue then still holds. `report` is told what became of each transaction.
    pub async fn send_again(
        &self,
        message: &Message,
        report: &(dyn Fn(&str) + Sync),
    ) -> Result<(), OperationError> {
        match &self.to {
            Recipient::Queue { queue, .. } => queue.send(&message.body).await,
            Recipient::OfTable(reader) => self.handle_items(*reader, message, report).await,
            Recipient::OfStream(function) => {
                for event in self.streamed(function, message).await? {
                    invoke(self.deployment, function, event).await?;
                }
                Ok(())
            }
        }
    }

    async fn handle_items(
        &self,
        reader: StreamReader,
        message: &Message,
        report: &(dyn Fn(&str) + Sync),
    ) -> Result<(), OperationError> {
        let deployment = self.deployment;
        let items = match Letter::read(self.failures, &message.body) {
            Letter::Quarantined(record) => vec![StoredItem::of_subject(&record.key_id)],
            Letter::StreamBatch(failed) => stream_batch::items(deployment, reader, &failed.batch).await?,
            _ => return Err(stranger(reader.function())),
        };
        for item in items {
            let Some(stored) = item.read(deployment).await? else {
                report(&format!("{item}  is not in the table any more"));
                continue;
            };
            let event = inserted(stored, &deployment.name_of(item.table.name()));
            invoke(deployment, reader.function(), event).await.map_err(|error| match error {
                OperationError::Refused(why) => {
                    let kind = if item.table == StoredTable::Transactions { "transaction " } else { "" };
                    OperationError::Refused(format!("{kind}{item}: {why}"))
                }
                other => other,
            })?;
            report(&format!("{item}  {}", outcome(deployment, &item).await?));
        }
        Ok(())
    }

    /// The batches that a function gets.
    async fn streamed(&self, function: &str, message: &Message) -> Result<Vec<Value>, OperationError> {
        match Letter::read(self.failures, &message.body) {
            Letter::Record(record) => match record.position {
                StreamPosition::Kinesis { stream_arn, shard_id, sequence_number: number } => {
                    kinesis_records::batches(self.deployment, &stream_arn, &shard_id, (&number, &number))
                        .await
                }
                StreamPosition::Kafka { cluster_arn, topic, partition, offset, timestamp } => {
                    let place = Places::one(topic, partition, offset, timestamp)?;
                    kafka_event(self.deployment, function, cluster_arn.as_deref(), &[place])
                        .await
                        .map(|event| vec![event])
                }
            },
            Letter::TopicBatch(failed) => {
                let cluster_arn = failed.batch.event_source_arn.as_deref();
                kafka_event(self.deployment, function, cluster_arn, &failed.batch.places()?)
                    .await
                    .map(|event| vec![event])
            }
            Letter::StreamBatch(failed) => {
                let batch = &failed.batch;
                let range = (batch.start_sequence_number.as_str(), batch.end_sequence_number.as_str());
                kinesis_records::batches(self.deployment, &batch.stream_arn, &batch.shard_id, range).await
            }
            _ => Err(stranger(function)),
        }
    }
}

/// Records of Kafka topics, by whoever can reach brokers.
#[cfg(feature = "kafka")]
async fn kafka_event(
    deployment: &Deployment,
    function: &str,
    cluster_arn: Option<&str>,
    places: &[Places],
) -> Result<Value, OperationError> {
    super::kafka_records::event(deployment, function, cluster_arn, places).await
}

#[cfg(not(feature = "kafka"))]
async fn kafka_event(
    _: &Deployment,
    _: &str,
    _: Option<&str>,
    _: &[Places],
) -> Result<Value, OperationError> {
    Err(OperationError::refused("records of Kafka topics are read again by `tollgate dlq redrive`"))
}

fn stranger(function: &str) -> OperationError {
    OperationError::refused(format!("it is not a message of {function} or of Lambda"))
}

/// What became of an item.
async fn outcome(deployment: &Deployment, item: &StoredItem) -> Result<String, OperationError> {
    if item.table != StoredTable::Transactions {
        return Ok("was handed over again".to_owned());
    }
    Ok(match item.read(deployment).await?.as_ref().and_then(|stored| stored.get("status")) {
        Some(serde_dynamo::AttributeValue::S(status)) => status.clone(),
        _ => "is not in the table any more".to_owned(),
    })
}

/// An item as if it had just come from its table's stream. A function that reads several tables tells them by the stream's name.
fn inserted(item: Item, table: &str) -> Value {
    json!({ "Records": [{
        "eventID": "redrive",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "eventSourceARN": format!("arn:aws:dynamodb:::table/{table}/stream/redrive"),
        "awsRegion": "",
        "dynamodb": {
            "ApproximateCreationDateTime": 0.0,
            "Keys": {},
            "NewImage": item,
            "SequenceNumber": "0",
            "SizeBytes": 0,
            "StreamViewType": "NEW_IMAGE"
        }
    }] })
}

/// Hands a function a batch of a stream.
async fn invoke(deployment: &Deployment, function: &str, event: Value) -> Result<(), OperationError> {
    let answer = aws_sdk_lambda::Client::new(&deployment.sdk)
        .invoke()
        .function_name(deployment.name_of(function))
        .payload(Blob::new(event.to_string()))
        .send()
        .await
        .map_err(OperationError::call(format!("{function} can't be invoked")))?;
    let payload = answer.payload.map(Blob::into_inner).unwrap_or_default();
    if let Some(error) = answer.function_error {
        let payload = String::from_utf8_lossy(&payload);
        return Err(OperationError::refused(format!("{function} failed: {error} {payload}")));
    }
    let response: Value = serde_json::from_slice(&payload)
        .map_err(OperationError::call(format!("the answer of {function} is not JSON")))?;
    match response["batchItemFailures"].as_array() {
        Some(failures) if failures.is_empty() => Ok(()),
        _ => Err(OperationError::refused(format!("{function} could not deal with it; its log says why"))),
    }
}
