//! The Lambda function `console-read`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::case_table::DynamoCases;
use aws_io::connection;
use aws_io::decision_archive::S3DecisionArchive;
use aws_io::document_shelf::S3DocumentShelves;
use aws_io::document_store::Buckets;
use aws_io::document_table::DynamoDocumentTable;
use aws_io::payment_history::DynamoPaymentIndex;
use aws_io::transaction_batch::DynamoTransactionBatch;
use aws_io::transaction_table::DynamoTransactionTable;
use casework::TokenTerms;
use console_read::{Deps, DocumentDeps, SearchDeps, handle};
use lambda_shell::{Config, Telemetry};

struct Settings {
    cases_table: String,
    audit_table: String,
    transactions_table: String,
    history_table: String,
    archive_bucket: String,
    documents_table: String,
    buckets: Buckets,
    terms: TokenTerms,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("console-read")?;
    let settings = Config::read(|config| Settings {
        cases_table: config.text("CASES_TABLE"),
        audit_table: config.text("AUDIT_TABLE"),
        transactions_table: config.text("TRANSACTIONS_TABLE"),
        history_table: config.text("HISTORY_TABLE"),
        archive_bucket: config.text("ARCHIVE_BUCKET"),
        documents_table: config.text("DOCUMENTS_TABLE"),
        buckets: Buckets {
            documents: String::new(),
            pii: config.text("PII_BUCKET"),
            non_pii: config.text("NON_PII_BUCKET"),
            quarantine: config.text("QUARANTINE_BUCKET"),
        },
        terms: lambda_shell::token_terms(config),
    })?;
    let sdk = connection::from_environment().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&sdk);
    let transactions = settings.transactions_table;
    let cases = DynamoCases::new(dynamodb.clone(), settings.cases_table);
    let deps = Deps {
        cases: cases.with_trail(settings.audit_table, transactions.clone()),
        search: SearchDeps {
            index: DynamoPaymentIndex::new(dynamodb.clone(), settings.history_table),
            batch: DynamoTransactionBatch::new(dynamodb.clone(), transactions.clone()),
            archive: S3DecisionArchive::new(&sdk, settings.archive_bucket),
        },
        documents: DocumentDeps {
            table: DynamoDocumentTable::new(dynamodb.clone(), settings.documents_table),
            shelves: S3DocumentShelves::new(&sdk, settings.buckets.clone()),
            buckets: settings.buckets,
        },
        transactions: DynamoTransactionTable::new(dynamodb, transactions),
        terms: settings.terms,
    };
    lambda_shell::run(&telemetry, async |request| {
        Ok::<_, Infallible>(Box::pin(handle(request, &deps, lambda_shell::now())).await)
    })
    .await
}
