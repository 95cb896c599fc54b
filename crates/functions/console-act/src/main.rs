//! The Lambda function `console-act`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::case_table::DynamoCases;
use aws_io::connection;
use aws_io::payment_history::DynamoPaymentHistory;
use aws_io::transaction_table::DynamoTransactionTable;
use casework::TokenTerms;
use console_act::{Deps, handle};
use lambda_shell::{Config, Telemetry};

struct Settings {
    cases_table: String,
    audit_table: String,
    transactions_table: String,
    history_table: String,
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
        terms: lambda_shell::token_terms(config),
    })?;
    let sdk = connection::from_environment().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&sdk);
    let cases = DynamoCases::new(dynamodb.clone(), settings.cases_table);
    let deps = Deps {
        cases: cases.with_trail(settings.audit_table, settings.transactions_table.clone()),
        table: DynamoTransactionTable::new(dynamodb, settings.transactions_table),
        history: DynamoPaymentHistory::new(&sdk, settings.history_table, None, None),
        terms: settings.terms,
    };
    lambda_shell::run(&telemetry, async |request| {
        let answer = Box::pin(handle(request, &deps, lambda_shell::now(), lambda_shell::random)).await;
        Ok::<_, Infallible>(answer)
    })
    .await
}
