//! The Lambda function `console-act`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use std::convert::Infallible;
use std::time::Duration;

use aws_io::bypass_topic::SnsBypassTopic;
use aws_io::case_table::DynamoCases;
use aws_io::connection;
use aws_io::document_desk::AwsDocumentDesk;
use aws_io::document_store::Buckets;
use aws_io::document_table::DynamoDocumentTable;
use aws_io::model_proposal_table::DynamoModelProposals;
use aws_io::model_store::{ModelStore, S3ModelObjects};
use aws_io::model_topic::SnsModelTopic;
use aws_io::object_store::{ReadLimits, S3ObjectStore};
use aws_io::payment_history::DynamoPaymentHistory;
use aws_io::policy_draft_table::DynamoPolicyDrafts;
use aws_io::rule_activity::DynamoRuleActivity;
use aws_io::transaction_table::DynamoTransactionTable;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use casework::TokenTerms;
use console_act::{
    Deps, DocumentDeps, ModelDeps, PolicyDeps, RuleDeps, handle, handle_document, handle_model,
    handle_policy, handle_rule,
};
use lambda_shell::{Config, Telemetry};

/// What the routes of acts on documents begin with.
const DOCUMENT_ROUTES: &str = "/console/document-";
/// And those of acts on policies.
const POLICY_ROUTES: &str = "/console/policy-";
/// And those of acts on single rules.
const RULE_ROUTES: &str = "/console/rule-";
/// And those of acts on models.
const MODEL_ROUTES: &str = "/console/model-";
/// What is read of the policy and its lists while a person waits.
const POLICY_LIMITS: ReadLimits = ReadLimits { bytes: 4 << 20, time: Duration::from_secs(3) };

struct Settings {
    cases_table: String,
    audit_table: String,
    transactions_table: String,
    history_table: String,
    documents_table: String,
    policy_bucket: String,
    rule_activity_table: String,
    models_bucket: String,
    models_topic_arn: String,
    operations_topic_arn: String,
    environment: String,
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
        policy_bucket: config.text("POLICY_BUCKET"),
        rule_activity_table: config.text("RULE_ACTIVITY_TABLE"),
        models_bucket: config.text("MODELS_BUCKET"),
        models_topic_arn: config.text("MODELS_TOPIC_ARN"),
        operations_topic_arn: config.text("OPERATIONS_TOPIC_ARN"),
        environment: config.text("ENVIRONMENT"),
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
    let bypasses = SnsBypassTopic::new(&aws_sdk_sns::Client::new(&sdk), settings.operations_topic_arn);
    let models = ModelDeps {
        proposals: DynamoModelProposals::new(
            dynamodb.clone(),
            settings.cases_table.clone(),
            settings.audit_table.clone(),
        ),
        store: ModelStore::new(S3ModelObjects::new(&sdk, settings.models_bucket)),
        topic: SnsModelTopic::new(&sdk, settings.models_topic_arn),
        bypasses: bypasses.clone(),
        environment: settings.environment.clone(),
        terms: settings.terms.clone(),
    };
    let policy_bucket = S3ObjectStore::new(&sdk, settings.policy_bucket, POLICY_LIMITS);
    let policies = PolicyDeps {
        drafts: DynamoPolicyDrafts::new(
            dynamodb.clone(),
            settings.cases_table.clone(),
            settings.audit_table.clone(),
        ),
        bucket: policy_bucket.clone(),
        topic: bypasses,
        environment: settings.environment,
        terms: settings.terms.clone(),
    };
    let activity = DynamoRuleActivity::new(&dynamodb, settings.rule_activity_table);
    let rules = RuleDeps {
        bucket: policy_bucket,
        activity: activity.with_trail(settings.audit_table.clone()),
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
        let is_about = |routes| request.resource.as_deref().is_some_and(|path| path.starts_with(routes));
        let answer = if is_about(DOCUMENT_ROUTES) {
            Box::pin(handle_document(&request, &documents, now, lambda_shell::random)).await
        } else if is_about(POLICY_ROUTES) {
            Box::pin(handle_policy(&request, &policies, now, lambda_shell::random)).await
        } else if is_about(RULE_ROUTES) {
            Box::pin(handle_rule(&request, &rules, now, lambda_shell::random)).await
        } else if is_about(MODEL_ROUTES) {
            Box::pin(handle_model(&request, &models, now, lambda_shell::random)).await
        } else {
            Box::pin(handle(request, &deps, now, lambda_shell::random)).await
        };
        Ok::<_, Infallible>(answer)
    })
    .await
}
