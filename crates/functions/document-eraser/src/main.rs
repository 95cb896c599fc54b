//! The Lambda function `document-eraser`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::connection;
use aws_io::customer_table::DynamoCustomers;
use aws_io::document_objects::S3DocumentObjects;
use aws_io::document_store::Buckets;
use aws_io::document_table::DynamoDocumentTable;
use aws_io::user_pool::CognitoUserPool;
use document_eraser::{Deps, handle};
use lambda_shell::{Config, Telemetry};

struct Settings {
    customers_table: String,
    documents_table: String,
    buckets: Buckets,
    user_pool_id: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("document-eraser")?;
    let settings = Config::read(|config| Settings {
        customers_table: config.text("CUSTOMERS_TABLE"),
        documents_table: config.text("DOCUMENTS_TABLE"),
        buckets: Buckets {
            documents: config.text("DOCUMENTS_BUCKET"),
            pii: config.text("PII_BUCKET"),
            non_pii: config.text("NON_PII_BUCKET"),
            quarantine: config.text("QUARANTINE_BUCKET"),
        },
        user_pool_id: config.text("CUSTOMERS_POOL_ID"),
    })?;
    let sdk = connection::from_environment().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&sdk);
    let deps = Deps {
        customers: DynamoCustomers::new(dynamodb.clone(), settings.customers_table),
        documents: DynamoDocumentTable::new(dynamodb, settings.documents_table),
        objects: S3DocumentObjects::new(&sdk, settings.buckets),
        users: CognitoUserPool::new(&sdk, settings.user_pool_id),
    };
    lambda_shell::run(&telemetry, async |event| {
        Ok::<_, Infallible>(Box::pin(handle(event, &deps, lambda_shell::now())).await)
    })
    .await
}
