//! `tollgate dlq`: the queues in which ends what could not be processed (`operations::dead_letters` says what each of them holds).

mod redrive;

use std::cell::Cell;

use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use operations::dead_letters::{Failures, Fate, Letter, Message, Queue};
use operations::{Deployment, OperationError};

use crate::output::say_line;

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate dlq list --environment prod
  tollgate dlq list --environment prod --json | jq .
  tollgate dlq redrive alerts --environment prod
  tollgate dlq redrive scorer-failures --environment prod
  tollgate dlq redrive archiver-failures --environment prod
  tollgate dlq redrive documents --environment prod
  tollgate dlq redrive intake-failures --environment prod
  tollgate dlq redrive erasures --environment prod
  tollgate dlq redrive decision-events --environment prod
  tollgate dlq redrive webhooks --environment prod
  tollgate dlq redrive prediction-failures --environment prod
  tollgate dlq redrive kafka-failures --environment prod

Credentials and region come from the usual places of the AWS command line; AWS_ENDPOINT_URL is honoured.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The deployment, the second half of its resources' names.
    #[arg(long, short, env = "TOLLGATE_ENVIRONMENT", global = true, default_value = "prod")]
    environment: String,
}

#[derive(Subcommand)]
enum Command {
    /// Show what lies in the queues. Nothing is taken out.
    List {
        /// As JSON, one object per message and line.
        #[arg(long)]
        json: bool,
    },
    /// Send what lies in a queue again. Each message is removed once that has worked.
    Redrive {
        /// The queue.
        queue: QueueName,
        /// Kafka brokers to read records of topics from, HOST:PORT, in place of those that the topic's mapping names: of a tunnel, or of
        /// Amazon MSK.
        #[arg(long, env = "TOLLGATE_KAFKA_BROKERS", value_delimiter = ',')]
        kafka_brokers: Vec<String>,
    },
}

/// A queue of what could not be processed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum QueueName {
    /// Alerts that could not be mailed.
    Alerts,
    /// Transactions that could not be assessed.
    ScorerFailures,
    /// Decisions that could not be archived.
    ArchiverFailures,
    /// Uploads of documents that could not be classified.
    Documents,
    /// Records of a stream that are not transactions, or could not be stored.
    IntakeFailures,
    /// What customers deleted and what could not be erased.
    Erasures,
    /// Decisions and labels that the stream of decisions did not take.
    DecisionEvents,
    /// Events that webhooks were not sent.
    Webhooks,
    /// Events that are not in the table of predictions.
    PredictionFailures,
    /// Events that are not on the Kafka topic.
    KafkaFailures,
}

impl From<QueueName> for Failures {
    fn from(name: QueueName) -> Failures {
        match name {
            QueueName::Alerts => Failures::Alerts,
            QueueName::ScorerFailures => Failures::Scorer,
            QueueName::ArchiverFailures => Failures::Archiver,
            QueueName::Documents => Failures::Documents,
            QueueName::IntakeFailures => Failures::Intake,
            QueueName::Erasures => Failures::Erasures,
            QueueName::DecisionEvents => Failures::DecisionEvents,
            QueueName::Webhooks => Failures::Webhooks,
            QueueName::PredictionFailures => Failures::Predictions,
            QueueName::KafkaFailures => Failures::Kafka,
        }
    }
}

pub(crate) async fn run(arguments: Arguments) -> Result<()> {
    let sdk = aws_io::connection::loader().load().await;
    let deployment = Deployment::new(sdk, arguments.environment);
    match arguments.command {
        Command::List { json } => list(&deployment, json).await,
        Command::Redrive { queue, kafka_brokers } => {
            let deployment = deployment.with_kafka_brokers(kafka_brokers);
            for queue in Failures::from(queue).queues(&deployment).await? {
                redrive::all(&deployment, &queue).await?;
            }
            Ok(())
        }
    }
}

async fn list(deployment: &Deployment, json: bool) -> Result<()> {
    for failures in Failures::ALL {
        for resource in failures.queues(deployment).await? {
            match deployment.queue(&resource).await {
                Ok(queue) => list_queue(failures, &queue, json).await?,
                Err(OperationError::NoQueue(_)) if failures.is_optional() => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

async fn list_queue(failures: Failures, queue: &Queue, json: bool) -> Result<()> {
    let total = Cell::new(0);
    let shown = queue.go_through(1, async |message| {
        if !json && total.get() == 0 {
            say_line!("{}:", queue.name())?;
        }
        total.set(total.get() + 1);
        show(queue, failures, message, json)?;
        anyhow::Ok(Fate::Kept)
    });
    shown.await?;
    match total.get() {
        _ if json => Ok(()),
        0 => say_line!("{}: empty", queue.name()),
        total => say_line!("  {}", counted(total)),
    }
}

fn show(queue: &Queue, failures: Failures, message: &Message, json: bool) -> Result<()> {
    let Message { sent_at, body, .. } = message;
    let letter = Letter::read(failures, body);
    if json {
        let shown = serde_json::json!({ "queue": queue.name(), "sent_at": sent_at, "letter": letter });
        return say_line!("{shown}");
    }
    say_line!("  {sent_at}  {letter}")
}

fn counted(messages: usize) -> String {
    match messages {
        0 => "empty".to_owned(),
        1 => "1 message".to_owned(),
        many => format!("{many} messages"),
    }
}
