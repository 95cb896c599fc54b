//! The Lambda function `console-act`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::case_table::DynamoCases;
use aws_io::connection;
use aws_io::document_desk::AwsDocumentDesk;
use aws_io::document_store::Buckets;
use aws_io::document_table::DynamoDocumentTable;
use aws_io::payment_history::DynamoPaymentHistory;
use aws_io::transaction_table::DynamoTransactionTable;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use casework::TokenTerms;
use console_act::{Deps, DocumentDeps, handle, handle_document};
use lambda_shell::{Config, Telemetry};

/// What the routes of acts on documents begin with.
const DOCUMENT_ROUTES: &str = "/console/document-";

struct Settings {
    cases_table: String,
    audit_table: String,
    transactions_table: String,
    history_table: String,
    documents_table: String,
    buckets: Buckets,
    terms: TokenTerms,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("console-act")?;
    let settings = Config::read(|config| Settings {
        cases_table: config.text("CASES_TABLE"),
        audit_table: config.text("AUDIT_TABLE"),
        transactions_table: config.text("TRANSACTIONS_TABLE"),
        history_table: config.text("HISTORY_TABLE"),
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
    let documents = DocumentDeps {
        table: DynamoDocumentTable::new(dynamodb.clone(), settings.documents_table.clone()),
        desk: AwsDocumentDesk::new(
            &sdk,
            settings.documents_table,
            settings.audit_table.clone(),
            settings.buckets.clone(),
        ),
        buckets: settings.buckets,
        terms: settings.terms.clone(),
    };
    let cases = DynamoCases::new(dynamodb.clone(), settings.cases_table);
    let deps = Deps {
        cases: cases.with_trail(settings.audit_table, settings.transactions_table.clone()),
        table: DynamoTransactionTable::new(dynamodb, settings.transactions_table),
        history: DynamoPaymentHistory::new(&sdk, settings.history_table, None, None),
        terms: settings.terms,
    };
    lambda_shell::run(&telemetry, async |request: ApiGatewayProxyRequest| {
        let now = lambda_shell::now();
        let is_document = request.resource.as_deref().is_some_and(|path| path.starts_with(DOCUMENT_ROUTES));
        let answer = if is_document {
            Box::pin(handle_document(&request, &documents, now, lambda_shell::random)).await
        } else {
            Box::pin(handle(request, &deps, now, lambda_shell::random)).await
        };
        Ok::<_, Infallible>(answer)
    })
    .await
}
