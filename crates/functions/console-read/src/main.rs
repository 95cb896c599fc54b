//! The Lambda function `console-read`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;
use std::time::Duration;

use aws_io::case_table::DynamoCases;
use aws_io::connection;
use aws_io::decision_archive::S3DecisionArchive;
use aws_io::document_shelf::S3DocumentShelves;
use aws_io::document_store::Buckets;
use aws_io::document_table::DynamoDocumentTable;
use aws_io::model_proposal_table::DynamoModelProposals;
use aws_io::model_store::{ModelStore, S3ModelObjects};
use aws_io::object_store::{ReadLimits, S3ObjectStore};
use aws_io::payment_history::DynamoPaymentIndex;
use aws_io::policy_draft_table::DynamoPolicyDrafts;
use aws_io::rule_activity::DynamoRuleActivity;
use aws_io::transaction_batch::DynamoTransactionBatch;
use aws_io::transaction_table::DynamoTransactionTable;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use casework::TokenTerms;
use console_read::{
    Deps, DocumentDeps, OversightDeps, PolicyDeps, ReplayDeps, SearchDeps, handle, handle_oversight,
    handle_policy, handle_replay, is_of_oversight, is_of_replays,
};
use lambda_shell::{Config, Telemetry};

/// What the routes about policies begin with.
const POLICY_ROUTES: &str = "/console/policy";
/// What is read of the policy and its lists while a person waits.
const POLICY_LIMITS: ReadLimits = ReadLimits { bytes: 4 << 20, time: Duration::from_secs(3) };
/// A day's tally names each rule and country once. A person waits for it.
const TALLY_LIMITS: ReadLimits = ReadLimits { bytes: 1 << 20, time: Duration::from_secs(5) };

struct Settings {
    cases_table: String,
    audit_table: String,
    transactions_table: String,
    history_table: String,
    archive_bucket: String,
    models_bucket: String,
    documents_table: String,
    policy_bucket: String,
    rule_activity_table: String,
    sanctions_hours: u32,
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
        models_bucket: config.text("MODELS_BUCKET"),
        documents_table: config.text("DOCUMENTS_TABLE"),
        policy_bucket: config.text("POLICY_BUCKET"),
        rule_activity_table: config.text("RULE_ACTIVITY_TABLE"),
        sanctions_hours: config.parsed("SANCTIONS_HOURS"),
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
    let policy_bucket = S3ObjectStore::new(&sdk, settings.policy_bucket, POLICY_LIMITS);
    let replays = ReplayDeps {
        transactions: DynamoTransactionTable::new(dynamodb.clone(), transactions.clone()),
        policies: policy_bucket.clone(),
        terms: settings.terms.clone(),
    };
    let policies = PolicyDeps {
        drafts: DynamoPolicyDrafts::new(
            dynamodb.clone(),
            settings.cases_table.clone(),
            settings.audit_table.clone(),
        ),
        bucket: policy_bucket,
        activity: DynamoRuleActivity::new(&dynamodb, settings.rule_activity_table),
        archive: S3DecisionArchive::new(&sdk, settings.archive_bucket.clone()),
        terms: settings.terms.clone(),
    };
    let oversight = OversightDeps {
        models: ModelStore::new(S3ModelObjects::new(&sdk, settings.models_bucket.clone())),
        proposals: DynamoModelProposals::new(
            dynamodb.clone(),
            settings.cases_table.clone(),
            settings.audit_table.clone(),
        ),
        tallies: S3ObjectStore::new(&sdk, settings.models_bucket, TALLY_LIMITS),
        terms: settings.terms.clone(),
    };
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
        sanctions_hours: settings.sanctions_hours,
        terms: settings.terms,
    };
    lambda_shell::run(&telemetry, async |request: ApiGatewayProxyRequest| {
        let now = lambda_shell::now();
        let is_policy = request.resource.as_deref().is_some_and(|path| path.starts_with(POLICY_ROUTES));
        let answer = if is_policy {
            Box::pin(handle_policy(&request, &policies, now)).await
        } else if is_of_replays(&request) {
            Box::pin(handle_replay(&request, &replays, now)).await
        } else if is_of_oversight(&request) {
            Box::pin(handle_oversight(&request, &oversight, now)).await
        } else {
            Box::pin(handle(request, &deps, now)).await
        };
        Ok::<_, Infallible>(answer)
    })
    .await
}
