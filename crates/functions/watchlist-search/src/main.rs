//! The Lambda function `watchlist-search`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;

use aws_io::connection;
use aws_io::object_store::S3ObjectStore;
use aws_io::watchlist_clearances::DynamoClearances;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use casework::TokenTerms;
use decider::{WATCHLIST_LIMITS, live_watchlist};
use lambda_shell::{ApiClients, Config, Telemetry};
use watchlist_search::{Deps, handle};

struct Settings {
    watchlist_bucket: String,
    clearances_table: String,
    /// Set where the deployment has a console.
    audit_table: Option<String>,
    terms: Option<TokenTerms>,
    clients: ApiClients,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("watchlist-search")?;
    let settings = Config::read(|config| Settings {
        watchlist_bucket: config.text("WATCHLIST_BUCKET"),
        clearances_table: config.text("WATCHLIST_CLEARANCES_TABLE"),
        audit_table: config.optional("AUDIT_TABLE"),
        terms: config.optional("STAFF_ISSUER").map(|_| lambda_shell::token_terms(config)),
        clients: ApiClients::read(config),
    })?;
    let sdk = connection::from_environment().await;
    let deps = Deps {
        watchlist: live_watchlist(S3ObjectStore::new(&sdk, settings.watchlist_bucket, WATCHLIST_LIMITS)),
        clearances: DynamoClearances::new(&aws_sdk_dynamodb::Client::new(&sdk), settings.clearances_table)
            .with_trail(settings.audit_table.unwrap_or_default()),
        terms: settings.terms,
    };
    lambda_shell::run(&telemetry, async |request: ApiGatewayProxyRequest| {
        if let Err(problem) = settings.clients.admit(&request) {
            return Ok(problem.into_answer());
        }
        let (now, random) = (lambda_shell::now(), lambda_shell::random());
        Ok::<_, Infallible>(Box::pin(handle(request, &deps, now, random)).await)
    })
    .await
}
