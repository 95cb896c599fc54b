//! The Lambda function `decision-archiver`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::connection;
use aws_io::decision_archive::FirehoseDecisionArchive;
use aws_io::decision_stream::{KinesisDecisionStream, PAUSES, SqsEventQueue};
use aws_io::quarantine_queue::SqsQuarantineQueue;
use decision_archiver::{Deps, Events, OtherTables, handle};
use lambda_shell::{Config, Telemetry};

struct Settings {
    archive_stream: String,
    failures_queue_url: String,
    /// Where the deployment has a stream of decisions.
    told: Option<Told>,
}

struct Told {
    stream: String,
    source: String,
    tables: OtherTables,
    waiting_queue_url: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("decision-archiver")?;
    let settings = Config::read(|config| Settings {
        archive_stream: config.text("ARCHIVE_STREAM"),
        failures_queue_url: config.text("ARCHIVER_FAILURES_QUEUE_URL"),
        told: config.optional("DECISION_STREAM").map(|stream| Told {
            stream,
            source: config.text("EVENT_SOURCE"),
            tables: OtherTables {
                cases: config.optional("CASES_TABLE"),
                documents: config.optional("DOCUMENTS_TABLE"),
            },
            waiting_queue_url: config.text("WAITING_EVENTS_QUEUE_URL"),
        }),
    })?;
    let sdk = connection::from_environment().await;
    let sqs = aws_sdk_sqs::Client::new(&sdk);
    let deps = Deps {
        archive: FirehoseDecisionArchive::new(&sdk, settings.archive_stream),
        quarantine: SqsQuarantineQueue::new(sqs.clone(), settings.failures_queue_url),
        events: settings.told.map(|told| Events {
            source: told.source,
            tables: told.tables,
            stream: KinesisDecisionStream::new(&sdk, told.stream),
            waiting: SqsEventQueue::new(sqs, told.waiting_queue_url),
            pauses: PAUSES,
        }),
    };
    lambda_shell::run(&telemetry, async |event| Ok::<_, Infallible>(Box::pin(handle(event, &deps)).await))
        .await
}
