//! The Lambda function `api-handler`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::time::Duration;

use anyhow::Context;
use api_handler::post_card_token;
use api_handler::post_document::{self, DocumentDeps};
use aws_io::document_table::DynamoDocumentTable;
use aws_io::former_layout::FormerClaims;
use aws_io::transaction_intake::DynamoTransactionIntake;
use aws_io::transaction_table::DynamoTransactionTable;
use aws_io::upload_permit::SignedPermits;
use aws_io::{card_key_secret, connection, mark_key_secret};
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use casework::TokenTerms;
use decider::DeciderSettings;
use lambda_shell::{ApiClients, Config, Telemetry};

struct Settings {
    transactions_table: String,
    /// The claims of an earlier version, while they count.
    former_claims_table: Option<String>,
    card_key_secret_arn: String,
    /// Of made-up payments, where the deployment makes some.
    mark_key_secret_arn: Option<String>,
    retention_days: u32,
    history_budget_ms: u64,
    decider: DeciderSettings,
    documents: Documents,
    /// Which tokens of people are taken, where the deployment has a console.
    terms: Option<TokenTerms>,
    clients: ApiClients,
}

struct Documents {
    table: String,
    bucket: String,
    bucket_host: String,
    bytes_max: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("api-handler")?;
    let settings = Config::read(|config| Settings {
        transactions_table: config.text("TRANSACTIONS_TABLE"),
        former_claims_table: config.optional("FORMER_CLAIMS_TABLE"),
        card_key_secret_arn: config.text("CARD_KEY_SECRET_ARN"),
        mark_key_secret_arn: config.optional("MARK_KEY_SECRET_ARN"),
        retention_days: config.parsed("RETENTION_DAYS"),
        history_budget_ms: config.parsed("HISTORY_BUDGET_MS"),
        documents: Documents {
            table: config.text("DOCUMENTS_TABLE"),
            bucket: config.text("DOCUMENTS_BUCKET"),
            bucket_host: config.text("DOCUMENTS_BUCKET_HOST"),
            bytes_max: config.parsed("DOCUMENT_BYTES_MAX"),
        },
        terms: config.optional("STAFF_ISSUER").map(|_| lambda_shell::token_terms(config)),
        clients: ApiClients::read(config),
        decider: DeciderSettings::read(config),
    })?;
    let sdk = connection::from_environment().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&sdk);
    let dynamodb = aws_sdk_dynamodb::Client::new(&sdk);
    let table = settings.transactions_table;
    let budget = Duration::from_millis(settings.history_budget_ms);
    let former = settings.former_claims_table.map(|table| FormerClaims::new(dynamodb.clone(), table));
    let documents = document_deps(&sdk, &dynamodb, settings.documents, settings.retention_days);
    let deps = api_handler::Deps {
        intake: DynamoTransactionIntake::new(dynamodb.clone(), table.clone(), former),
        table: DynamoTransactionTable::new(dynamodb.clone(), table),
        decider: settings.decider.connect(&sdk, &dynamodb, Some(budget)).context("the built-in policy")?,
        card_key: card_key_secret::load(&secrets, &settings.card_key_secret_arn)
            .await
            .context("the card key can't be loaded")?,
        mark_key: mark_key_secret::load(&secrets, settings.mark_key_secret_arn.as_deref())
            .await
            .context("the key of made-up payments can't be loaded")?,
        retention_days: settings.retention_days,
    };
    lambda_shell::run(&telemetry, async |request: ApiGatewayProxyRequest| {
        let (now, random) = (lambda_shell::now(), lambda_shell::random());
        if let Err(problem) = settings.clients.admit(&request) {
            return Ok(problem.into_answer());
        }
        if request.resource.as_deref() == Some("/documents") {
            return Ok(post_document::handle(&request, &documents, now, random).await);
        }
        if request.resource.as_deref() == Some("/console/card-tokens") {
            return Ok(post_card_token::handle(&request, settings.terms.as_ref(), &deps.card_key, now));
        }
        let is_prediction = request.resource.as_deref() == Some("/predict");
        let answer = Box::pin(api_handler::handle(request, &deps, now, random)).await;
        if is_prediction {
            lambda_shell::record_latency("PredictLatencyMs", now);
        }
        Ok::<_, std::convert::Infallible>(answer)
    })
    .await
}

fn document_deps(
    sdk: &aws_config::SdkConfig,
    dynamodb: &aws_sdk_dynamodb::Client,
    documents: Documents,
    retention_days: u32,
) -> DocumentDeps<DynamoDocumentTable, SignedPermits> {
    DocumentDeps {
        table: DynamoDocumentTable::new(dynamodb.clone(), documents.table),
        permits: SignedPermits::new(sdk, documents.bucket, &documents.bucket_host, documents.bytes_max),
        retention_days,
    }
}
