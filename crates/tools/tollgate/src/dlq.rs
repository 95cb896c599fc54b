//! `tollgate dlq`: the queues in which ends what could not be processed.
//!
//! `alerts-dlq` holds alerts that could not be mailed five times. `scorer-failures` holds transactions that
//! could not be assessed: those the scorer quarantined, and batches of the stream that Lambda gave up on;
//! `archiver-failures` is the same for decisions that could not be archived. `document-uploads-dlq` holds uploads
//! that could not be classified five times. `intake-failures`, where transactions come through a stream, holds the
//! places of records that are not transactions, and of those that Lambda gave up on. `document-erasures-dlq`, where customers have
//! a portal, holds what they deleted and what could not be erased five times. `decision-events-dlq`, where other systems are told of
//! decisions, holds events that their stream did not take five times; `webhook-…-failures` the places of those that a webhook's
//! receiver refused, or did not take in time.

mod kinesis_records;
mod letter;
mod queue;
mod redrive;
mod stream_batch;

use std::cell::Cell;

use anyhow::Result;
use aws_config::SdkConfig;
use clap::{Args, Subcommand, ValueEnum};

use crate::output::say_line;
use letter::Letter;
use queue::{Fate, Message, Queue};

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
}

impl QueueName {
    /// Whether only some deployments have it: those that read a stream or fill one, or have a portal.
    fn is_optional(self) -> bool {
        matches!(self, QueueName::IntakeFailures | QueueName::Erasures | QueueName::DecisionEvents)
    }

    /// The queues of this name, without the environment: each webhook has one, of the other names there is one.
    async fn resources(self, deployment: &Deployment) -> Result<Vec<String>> {
        let resource = match self {
            QueueName::Alerts => "alerts-dlq",
            QueueName::ScorerFailures => "scorer-failures",
            QueueName::ArchiverFailures => "archiver-failures",
            QueueName::Documents => "document-uploads-dlq",
            QueueName::IntakeFailures => "intake-failures",
            QueueName::Erasures => "document-erasures-dlq",
            QueueName::DecisionEvents => "decision-events-dlq",
            QueueName::Webhooks => return deployment.webhook_queues().await,
        };
        Ok(vec![resource.to_owned()])
    }
}

/// A function that reads the transactions' stream.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StreamReader {
    /// New transactions.
    Scorer,
    /// Decisions and labels.
    Archiver,
}

impl StreamReader {
    fn function(self) -> &'static str {
        match self {
            StreamReader::Scorer => "fraud-scorer",
            StreamReader::Archiver => "decision-archiver",
        }
    }

    fn failures(self) -> QueueName {
        match self {
            StreamReader::Scorer => QueueName::ScorerFailures,
            StreamReader::Archiver => QueueName::ArchiverFailures,
        }
    }

    fn queue(self) -> &'static str {
        match self {
            StreamReader::Scorer => "scorer-failures",
            StreamReader::Archiver => "archiver-failures",
        }
    }
}

/// A deployment, reached with the caller's credentials.
struct Deployment {
    sdk: SdkConfig,
    environment: String,
}

impl Deployment {
    /// The deployed name of a resource.
    fn name_of(&self, resource: &str) -> String {
        format!("{resource}-{}", self.environment)
    }

    /// The failures queues of the webhooks, without the environment.
    async fn webhook_queues(&self) -> Result<Vec<String>> {
        let sqs = aws_sdk_sqs::Client::new(&self.sdk);
        let names = queue::names(&sqs, "webhook-").await?;
        let ours = names.iter().filter_map(|name| name.strip_suffix(&format!("-{}", self.environment)));
        Ok(ours.filter(|name| name.ends_with("-failures")).map(str::to_owned).collect())
    }

    async fn queue(&self, resource: &str) -> Result<Queue> {
        Queue::find(aws_sdk_sqs::Client::new(&self.sdk), &self.name_of(resource)).await
    }
}

pub(crate) async fn run(arguments: Arguments) -> Result<()> {
    let sdk = aws_io::connection::loader().load().await;
    let deployment = Deployment { sdk, environment: arguments.environment };
    match arguments.command {
        Command::List { json } => list(&deployment, json).await,
        Command::Redrive { queue: QueueName::Alerts } => {
            redrive::unchanged(&deployment, "alerts-dlq", "alerts").await
        }
        Command::Redrive { queue: QueueName::Documents } => {
            redrive::unchanged(&deployment, "document-uploads-dlq", "document-uploads").await
        }
        Command::Redrive { queue: QueueName::DecisionEvents } => {
            redrive::unchanged(&deployment, "decision-events-dlq", "decision-events").await
        }
        Command::Redrive { queue: QueueName::ScorerFailures } => {
            redrive::stream_failures(&deployment, StreamReader::Scorer).await
        }
        Command::Redrive { queue: QueueName::ArchiverFailures } => {
            redrive::stream_failures(&deployment, StreamReader::Archiver).await
        }
        Command::Redrive { queue: QueueName::Erasures } => {
            redrive::unchanged(&deployment, "document-erasures-dlq", "document-erasures").await
        }
        Command::Redrive { queue: QueueName::IntakeFailures } => {
            redrive::of_a_stream(&deployment, "intake-failures", "stream-intake").await
        }
        Command::Redrive { queue: QueueName::Webhooks } => redrive::webhooks(&deployment).await,
    }
}

async fn list(deployment: &Deployment, json: bool) -> Result<()> {
    for name in QueueName::value_variants().iter().copied() {
        for resource in name.resources(deployment).await? {
            match deployment.queue(&resource).await {
                Ok(queue) => list_queue(name, &queue, json).await?,
                Err(error) if name.is_optional() && queue::is_missing(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

async fn list_queue(name: QueueName, queue: &Queue, json: bool) -> Result<()> {
    let total = Cell::new(0);
    let shown = queue.go_through(1, async |message| {
        if !json && total.get() == 0 {
            say_line!("{}:", queue.name())?;
        }
        total.set(total.get() + 1);
        show(queue, name, message, json)?;
        Ok(Fate::Kept)
    });
    shown.await?;
    match total.get() {
        _ if json => Ok(()),
        0 => say_line!("{}: empty", queue.name()),
        total => say_line!("  {}", counted(total)),
    }
}

fn show(queue: &Queue, name: QueueName, message: &Message, json: bool) -> Result<()> {
    let Message { sent_at, body, .. } = message;
    let letter = Letter::read(name, body);
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
