//! The Lambda function `status-checker`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::connection;
use aws_io::transaction_table::DynamoTransactionTable;
use lambda_shell::{Config, Telemetry};
use status_checker::{Deps, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("status-checker")?;
    let table = Config::read(|config| config.text("TRANSACTIONS_TABLE"))?;
    let dynamodb = aws_sdk_dynamodb::Client::new(&connection::from_environment().await);
    let deps = Deps { table: DynamoTransactionTable::new(dynamodb, table) };
    lambda_shell::run(&telemetry, async |request| Ok::<_, Infallible>(handle(request, &deps).await)).await
}
