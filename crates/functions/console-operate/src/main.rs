//! The Lambda function `console-operate`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::audit_trail::DynamoAuditTrail;
use aws_io::connection;
use casework::TokenTerms;
use console_operate::{Deps, handle};
use lambda_shell::{Config, Telemetry};
use operations::Deployment;

struct Settings {
    environment: String,
    queue_urls: Vec<String>,
    audit_table: String,
    terms: TokenTerms,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("console-operate")?;
    let settings = Config::read(|config| Settings {
        environment: config.text("ENVIRONMENT"),
        queue_urls: config.list("QUEUE_URLS"),
        audit_table: config.text("AUDIT_TABLE"),
        terms: lambda_shell::token_terms(config),
    })?;
    let sdk = connection::from_environment().await;
    let trail = aws_sdk_dynamodb::Client::new(&sdk);
    let deps = Deps {
        operations: Deployment::new(sdk, settings.environment).with_queues(&settings.queue_urls),
        trail: DynamoAuditTrail::new(trail, settings.audit_table),
        terms: settings.terms,
    };
    lambda_shell::run(&telemetry, async |request| {
        let now = lambda_shell::now();
        Ok::<_, Infallible>(Box::pin(handle(request, &deps, now, lambda_shell::random)).await)
    })
    .await
}
