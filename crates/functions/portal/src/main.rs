//! The Lambda function `portal`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::connection;
use aws_io::customer_table::DynamoCustomers;
use aws_io::document_objects::S3Uploads;
use aws_io::document_table::DynamoDocumentTable;
use aws_io::erasure_queue::SqsErasureQueue;
use aws_io::upload_permit::SignedPermits;
use customers::TokenTerms;
use lambda_shell::{Config, Telemetry};
use portal::{Deps, handle};

struct Settings {
    customers_table: String,
    documents_table: String,
    documents_bucket: String,
    documents_bucket_host: String,
    document_bytes_max: u64,
    quarantine_bucket: String,
    erasures_queue_url: String,
    last_pass_seconds: i32,
    retention_days: u32,
    terms: TokenTerms,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("portal")?;
    let settings = Config::read(|config| Settings {
        customers_table: config.text("CUSTOMERS_TABLE"),
        documents_table: config.text("DOCUMENTS_TABLE"),
        documents_bucket: config.text("DOCUMENTS_BUCKET"),
        documents_bucket_host: config.text("DOCUMENTS_BUCKET_HOST"),
        document_bytes_max: config.parsed("DOCUMENT_BYTES_MAX"),
        quarantine_bucket: config.text("QUARANTINE_BUCKET"),
        erasures_queue_url: config.text("ERASURES_QUEUE_URL"),
        last_pass_seconds: config.parsed("LAST_PASS_SECONDS"),
        retention_days: config.parsed("RETENTION_DAYS"),
        terms: lambda_shell::customers_token_terms(config),
    })?;
    let sdk = connection::from_environment().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&sdk);
    let (bucket, host) = (settings.documents_bucket, settings.documents_bucket_host);
    let sqs = aws_sdk_sqs::Client::new(&sdk);
    let deps = Deps {
        customers: DynamoCustomers::new(dynamodb.clone(), settings.customers_table),
        documents: DynamoDocumentTable::new(dynamodb, settings.documents_table),
        uploads: S3Uploads::new(&sdk, bucket.clone()),
        permits: SignedPermits::new(&sdk, bucket, &host, settings.document_bytes_max),
        erasures: SqsErasureQueue::new(sqs, settings.erasures_queue_url, settings.last_pass_seconds),
        quarantine_bucket: settings.quarantine_bucket,
        retention_days: settings.retention_days,
        terms: settings.terms,
    };
    lambda_shell::run(&telemetry, async |request| {
        let (now, random) = (lambda_shell::now(), lambda_shell::random());
        Ok::<_, Infallible>(Box::pin(handle(request, &deps, now, random)).await)
    })
    .await
}
