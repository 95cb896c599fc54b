//! The Lambda function `status-checker`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::connection;
use aws_io::document_table::DynamoDocumentTable;
use aws_io::transaction_table::DynamoTransactionTable;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use lambda_shell::{ApiClients, Config, Telemetry};
use status_checker::get_document::{self, DocumentDeps};
use status_checker::{Deps, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("status-checker")?;
    let (transactions, documents, clients) = Config::read(|config| {
        (config.text("TRANSACTIONS_TABLE"), config.text("DOCUMENTS_TABLE"), ApiClients::read(config))
    })?;
    let dynamodb = aws_sdk_dynamodb::Client::new(&connection::from_environment().await);
    let documents = DocumentDeps { table: DynamoDocumentTable::new(dynamodb.clone(), documents) };
    let deps = Deps { table: DynamoTransactionTable::new(dynamodb, transactions) };
    lambda_shell::run(&telemetry, async |request: ApiGatewayProxyRequest| {
        if let Err(problem) = clients.admit(&request) {
            return Ok(problem.into_answer());
        }
        let is_document = request.resource.as_deref() == Some("/documents/{key_id}");
        Ok::<_, Infallible>(if is_document {
            get_document::handle(&request, &documents).await
        } else {
            handle(request, &deps).await
        })
    })
    .await
}
