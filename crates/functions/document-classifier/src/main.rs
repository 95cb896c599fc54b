//! The Lambda function `document-classifier`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;
use std::path::PathBuf;
use std::process::ExitCode;

use aws_io::alert_ledger::{DOCUMENT_LEASE_MILLIS, DynamoAlertLedger};
use aws_io::connection;
use aws_io::document_store::{Buckets, S3DocumentStore};
use aws_io::document_table::DynamoDocumentTable;
use aws_io::document_topic::SnsDocumentTopic;
use document_backends::BackendChoice;
use document_classifier::{ChildReader, Deps, handle};
use document_sandbox::{Sandbox, Tesseract};
use lambda_shell::{Config, Telemetry};

const THRESHOLDS: &str = include_str!("../../../core/pii/thresholds.toml");

struct Settings {
    buckets: Buckets,
    documents_table: String,
    alert_ledger_table: String,
    alerts_topic_arn: String,
    api_url: String,
    retention_days: u32,
    redacts: bool,
    backends: Vec<BackendChoice>,
    ocr_models: Option<PathBuf>,
}

fn main() -> ExitCode {
    // Each document is read by a child, which is this very program.
    if let Some(code) = document_sandbox::serve_if_child() {
        return code;
    }
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the function can't start");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("document-classifier")?;
    let settings = Config::read(|config| Settings {
        buckets: Buckets {
            documents: config.text("DOCUMENTS_BUCKET"),
            pii: config.text("PII_BUCKET"),
            non_pii: config.text("NON_PII_BUCKET"),
            quarantine: config.text("QUARANTINE_BUCKET"),
        },
        documents_table: config.text("DOCUMENTS_TABLE"),
        alert_ledger_table: config.text("ALERT_LEDGER_TABLE"),
        alerts_topic_arn: config.text("ALERTS_TOPIC_ARN"),
        api_url: config.text("API_URL"),
        retention_days: config.parsed("RETENTION_DAYS"),
        redacts: config.parsed("REDACT_DOCUMENTS"),
        backends: config.optional_list("DOCUMENT_BACKENDS"),
        ocr_models: config.optional("OCR_MODELS").map(PathBuf::from),
    })?;
    let sdk = connection::from_environment().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&sdk);
    let missing = settings.ocr_models.as_deref().filter(|folder| !ppocr::are_in(folder));
    if let Some(folder) = missing {
        return Err(format!("OCR_MODELS: the models of PP-OCR are not in {}", folder.display()).into());
    }
    let sandbox = Sandbox::of_this_program(THRESHOLDS, Tesseract::installed())?
        .reading_by(settings.ocr_models)
        .asking(document_backends::connect(&settings.backends, &sdk)?);
    let deps = Deps {
        store: S3DocumentStore::new(&sdk, settings.buckets),
        table: DynamoDocumentTable::new(dynamodb.clone(), settings.documents_table),
        topic: SnsDocumentTopic::new(&aws_sdk_sns::Client::new(&sdk), settings.alerts_topic_arn),
        ledger: DynamoAlertLedger::new(dynamodb, settings.alert_ledger_table, DOCUMENT_LEASE_MILLIS),
        reader: ChildReader::new(sandbox),
        redacts: settings.redacts,
        retention_days: settings.retention_days,
        api_url: settings.api_url,
    };
    lambda_shell::run(&telemetry, async |event| {
        Ok::<_, Infallible>(Box::pin(handle(event, &deps, lambda_shell::now())).await)
    })
    .await
}
