//! Sending messages again. Every step may be repeated: what was mailed is not mailed again, what was decided is
//! not decided again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_lambda::primitives::Blob;
use serde_dynamo::Item;
use serde_json::{Value, json};
use stream_record::StreamPosition;

use super::letter::Letter;
use super::queue::{Fate, Message};
use super::{Deployment, QueueName, StreamReader, counted, kinesis_records, stream_batch};
use crate::output::{report, tell};

/// How many messages are put back at a time. They wait for the network mostly.
const SENT_AT_A_TIME: usize = 10;

/// Puts messages back into the queue they came from.
pub(super) async fn unchanged(deployment: &Deployment, dead: &str, alive: &str) -> Result<()> {
    let dead = deployment.queue(dead).await?;
    let alive = deployment.queue(alive).await?;
    let sent = Cell::new(0);
    let gone_through = dead.go_through(SENT_AT_A_TIME, async |message| {
        alive.send(&message.body).await?;
        sent.set(sent.get() + 1);
        Ok(Fate::Deleted)
    });
    let gone_through = gone_through.await;
    report!("{}: {} sent to {} again", dead.name(), counted(sent.get()), alive.name());
    gone_through
}

/// Has a function look at transactions again, as the table holds them now.
pub(super) async fn stream_failures(deployment: &Deployment, reader: StreamReader) -> Result<()> {
    each(deployment, (reader.failures(), reader.queue()), async |message| {
        handle_again(deployment, reader, message).await
    })
    .await
}

/// Has each webhook send again what its receiver was not sent.
pub(super) async fn webhooks(deployment: &Deployment) -> Result<()> {
    for failures in QueueName::Webhooks.resources(deployment).await? {
        let function = failures.strip_suffix("-failures").unwrap_or(&failures);
        of_a_stream(deployment, &failures, function).await?;
    }
    Ok(())
}

/// Has a function look at records of a stream again, as the stream holds them. What it still can't read, or get rid of, becomes a
/// new message.
pub(super) async fn of_a_stream(deployment: &Deployment, failures: &str, function: &str) -> Result<()> {
    let name = QueueName::IntakeFailures;
    each(deployment, (name, failures), async |message| {
        let event = match Letter::read(name, &message.body) {
            Letter::Record(record) => match record.position {
                StreamPosition::Kinesis { stream_arn, shard_id, sequence_number: number } => {
                    kinesis_records::event(deployment, &stream_arn, &shard_id, (&number, &number)).await?
                }
                StreamPosition::Kafka { .. } => {
                    bail!("the command line does not read Kafka: have the record's producer send it again")
                }
            },
            Letter::StreamBatch(failed) => {
                let batch = &failed.batch;
                let range = (batch.start_sequence_number.as_str(), batch.end_sequence_number.as_str());
                kinesis_records::event(deployment, &batch.stream_arn, &batch.shard_id, range).await?
            }
            _ => bail!("it is not a message of {function} or of Lambda"),
        };
        invoke(deployment, function, event).await
    })
    .await
}

/// Deals with the messages of a queue, and deletes each once that has worked.
async fn each(
    deployment: &Deployment,
    (name, resource): (QueueName, &str),
    deal_with: impl AsyncFn(&Message) -> Result<()>,
) -> Result<()> {
    let queue = deployment.queue(resource).await?;
    // What fails again comes back as a new message about the same: it stays for the next time.
    let tried = RefCell::new(BTreeSet::new());
    let (done, failed, again) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let count = |counter: &Cell<usize>| counter.set(counter.get() + 1);
    let gone_through = queue.go_through(1, async |message| {
        if !tried.borrow_mut().insert(Letter::read(name, &message.body).subject()) {
            count(&again);
            return Ok(Fate::Kept);
        }
        match deal_with(message).await {
            Ok(()) => {
                count(&done);
                Ok(Fate::Deleted)
            }
            Err(error) => {
                count(&failed);
                tell!("a message stays in {}: {error:#}", queue.name());
                Ok(Fate::Kept)
            }
        }
    });
    gone_through.await?;
    report!("{}: {} dealt with", queue.name(), counted(done.get()));
    if again.get() > 0 {
        report!("{}: {} about what was tried just now stay", queue.name(), counted(again.get()));
    }
    if failed.get() > 0 {
        bail!("{} could not be dealt with", counted(failed.get()));
    }
    Ok(())
}

async fn handle_again(deployment: &Deployment, reader: StreamReader, message: &Message) -> Result<()> {
    let key_ids = match Letter::read(reader.failures(), &message.body) {
        Letter::Quarantined(record) => vec![record.key_id],
        Letter::StreamBatch(failed) => stream_batch::key_ids(deployment, reader, &failed.batch).await?,
        _ => bail!("it is not a message of {} or of Lambda", reader.function()),
    };
    for key_id in key_ids {
        let Some(item) = item(deployment, &key_id).await? else {
            report!("{key_id}  is not in the table any more");
            continue;
        };
        invoke(deployment, reader.function(), inserted(item))
            .await
            .with_context(|| format!("transaction {key_id}"))?;
        report!("{key_id}  {}", status(deployment, &key_id).await?);
    }
    Ok(())
}

async fn item(deployment: &Deployment, key_id: &str) -> Result<Option<Item>> {
    let found = aws_sdk_dynamodb::Client::new(&deployment.sdk)
        .get_item()
        .table_name(deployment.name_of("transactions"))
        .key("key_id", AttributeValue::S(key_id.to_owned()))
        .consistent_read(true)
        .send()
        .await
        .context("the transactions table can't be read")?;
    Ok(found.item.map(Item::from))
}

async fn status(deployment: &Deployment, key_id: &str) -> Result<String> {
    let item = item(deployment, key_id).await?;
    Ok(match item.as_ref().and_then(|item| item.get("status")) {
        Some(serde_dynamo::AttributeValue::S(status)) => status.clone(),
        _ => "is not in the table any more".to_owned(),
    })
}

/// An item as if it had just come from the table's stream.
fn inserted(item: Item) -> Value {
    json!({ "Records": [{
        "eventID": "redrive",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
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
async fn invoke(deployment: &Deployment, function: &str, event: Value) -> Result<()> {
    let answer = aws_sdk_lambda::Client::new(&deployment.sdk)
        .invoke()
        .function_name(deployment.name_of(function))
        .payload(Blob::new(event.to_string()))
        .send()
        .await
        .with_context(|| format!("{function} can't be invoked"))?;
    let payload = answer.payload.map(Blob::into_inner).unwrap_or_default();
    if let Some(error) = answer.function_error {
        bail!("{function} failed: {error} {}", String::from_utf8_lossy(&payload));
    }
    let response: Value = serde_json::from_slice(&payload).context("the function's answer is JSON")?;
    match response["batchItemFailures"].as_array() {
        Some(failures) if failures.is_empty() => Ok(()),
        _ => bail!("{function} could not deal with it; its log says why"),
    }
}
