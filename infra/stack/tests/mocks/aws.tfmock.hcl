# AWS as the tests see it: no network and no account, with ARNs that tell the resources apart.

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_partition" {
  defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
}

mock_data "aws_region" {
  defaults = { name = "eu-west-1" }
}

mock_data "aws_availability_zones" {
  defaults = {
    names    = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    zone_ids = ["euw1-az3", "euw1-az1", "euw1-az2"]
  }
}

mock_data "aws_servicequotas_service_quota" {
  defaults = { value = 1000 }
}

mock_data "aws_msk_bootstrap_brokers" {
  defaults = {
    bootstrap_brokers_sasl_iam   = "b-1.shop.kafka.eu-west-1.amazonaws.com:9098,b-2.shop.kafka.eu-west-1.amazonaws.com:9098"
    bootstrap_brokers_sasl_scram = "b-1.shop.kafka.eu-west-1.amazonaws.com:9096,b-2.shop.kafka.eu-west-1.amazonaws.com:9096"
    bootstrap_brokers_tls        = "b-1.shop.kafka.eu-west-1.amazonaws.com:9094,b-2.shop.kafka.eu-west-1.amazonaws.com:9094"
  }
}

mock_resource "aws_kms_key" {
  defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/data" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
}

mock_resource "aws_lambda_function" {
  defaults = {
    arn        = "arn:aws:lambda:eu-west-1:123456789012:function:mocked"
    invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/mocked/invocations"
  }
}

mock_resource "aws_api_gateway_rest_api" {
  defaults = { execution_arn = "arn:aws:execute-api:eu-west-1:123456789012:mocked" }
}

mock_resource "aws_api_gateway_stage" {
  defaults = { arn = "arn:aws:apigateway:eu-west-1::/restapis/mocked/stages/test" }
}

mock_resource "aws_api_gateway_authorizer" {
  defaults = { id = "mocked-authorizer" }
}

mock_resource "aws_lambda_alias" {
  defaults = {
    arn        = "arn:aws:lambda:eu-west-1:123456789012:function:mocked:live"
    invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/mocked:live/invocations"
  }
}

mock_resource "aws_api_gateway_api_key" {
  defaults = { id = "mocked-key" }
}

mock_resource "aws_api_gateway_usage_plan" {
  defaults = { id = "mocked-plan" }
}

mock_resource "aws_secretsmanager_secret" {
  defaults = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:card-key-test-mocked" }
}

mock_resource "aws_vpc" {
  defaults = { cidr_block = "10.0.0.0/24" }
}

# Those that only some deployments have.
mock_resource "aws_dynamodb_table" {
  defaults = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/mocked" }
}

override_resource {
  target = module.transactions.aws_dynamodb_table.this
  values = {
    arn        = "arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test"
    stream_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test/stream/2026-01-01T00:00:00.000"
  }
}

override_resource {
  target = module.payment_history.aws_dynamodb_table.this
  values = {
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/payment-history-test"
  }
}

override_resource {
  target = module.alert_ledger.aws_dynamodb_table.this
  values = {
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/alert-ledger-test"
  }
}

override_resource {
  target = module.rule_activity.aws_dynamodb_table.this
  values = {
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/rule-activity-test"
  }
}

override_resource {
  target = module.policies.aws_s3_bucket.this
  values = {
    arn = "arn:aws:s3:::policies-test-123456789012"
    id  = "policies-test-123456789012"
  }
}

override_resource {
  target = module.document_records.aws_dynamodb_table.this
  values = {
    arn        = "arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test"
    stream_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test/stream/2026-01-01T00:00:00.000"
  }
}

override_resource {
  target = module.documents.aws_s3_bucket.this
  values = {
    arn = "arn:aws:s3:::documents-test-123456789012"
    id  = "documents-test-123456789012"
  }
}

override_resource {
  target = module.pii_documents.aws_s3_bucket.this
  values = {
    arn = "arn:aws:s3:::pii-test-123456789012"
    id  = "pii-test-123456789012"
  }
}

override_resource {
  target = module.non_pii_documents.aws_s3_bucket.this
  values = {
    arn = "arn:aws:s3:::non-pii-test-123456789012"
    id  = "non-pii-test-123456789012"
  }
}

override_resource {
  target = module.quarantined_documents.aws_s3_bucket.this
  values = {
    arn = "arn:aws:s3:::quarantine-test-123456789012"
    id  = "quarantine-test-123456789012"
  }
}

override_resource {
  target = module.document_uploads.module.queue.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:document-uploads-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/document-uploads-test"
  }
}

override_resource {
  target = module.document_uploads.module.dead_letter_queue.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:document-uploads-dlq-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/document-uploads-dlq-test"
  }
}

override_resource {
  target = module.document_classifier.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/document-classifier-test"
  }
}

override_resource {
  target = module.alerts_queue.module.queue.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:alerts-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/alerts-test"
  }
}

override_resource {
  target = module.alerts_queue.module.dead_letter_queue.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:alerts-dlq-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/alerts-dlq-test"
  }
}

override_resource {
  target = module.waiting_alerts.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:alerts-waiting-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/alerts-waiting-test"
  }
}

override_resource {
  target = module.key_danger.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:key-danger-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/key-danger-test"
  }
}

override_resource {
  target = module.scorer_failures.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:scorer-failures-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/scorer-failures-test"
  }
}

override_resource {
  target = module.alerts_topic.aws_sns_topic.this
  values = {
    arn = "arn:aws:sns:eu-west-1:123456789012:alerts-test"
  }
}

override_resource {
  target = module.operations_topic.aws_sns_topic.this
  values = {
    arn = "arn:aws:sns:eu-west-1:123456789012:operations-test"
  }
}

override_resource {
  target = module.api_handler.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/api-handler-test"
  }
}

override_resource {
  target = module.fraud_scorer.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/fraud-scorer-test"
  }
}

override_resource {
  target = module.alert_notifier.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/alert-notifier-test"
  }
}

override_resource {
  target = module.status_checker.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/status-checker-test"
  }
}

override_resource {
  target = module.access_log[0].aws_s3_bucket.this
  values = {
    arn = "arn:aws:s3:::access-log-test-123456789012"
    id  = "access-log-test-123456789012"
  }
}

override_resource {
  target = module.access_log_stream[0].aws_kinesis_firehose_delivery_stream.this
  values = {
    arn = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-access-log-test"
  }
}

override_resource {
  target = module.access_log_stream[0].aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/kinesisfirehose/access-log-test"
  }
}

override_resource {
  target = aws_cloudwatch_log_group.api[0]
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/apigateway/tollgate-test"
  }
}

override_resource {
  target = module.watchlist_clearances.aws_dynamodb_table.this
  values = {
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/watchlist-clearances-test"
  }
}

override_resource {
  target = module.models.aws_s3_bucket.this
  values = {
    arn = "arn:aws:s3:::models-test-123456789012"
    id  = "models-test-123456789012"
  }
}

override_resource {
  target = module.watchlist.aws_s3_bucket.this
  values = {
    arn = "arn:aws:s3:::watchlist-test-123456789012"
    id  = "watchlist-test-123456789012"
  }
}

override_resource {
  target = module.watchlist_search.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/watchlist-search-test"
  }
}

override_resource {
  target = module.archive.aws_s3_bucket.this
  values = {
    arn = "arn:aws:s3:::archive-test-123456789012"
    id  = "archive-test-123456789012"
  }
}

override_resource {
  target = module.decisions_stream.aws_kinesis_firehose_delivery_stream.this
  values = {
    arn = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/decisions-test"
  }
}

override_resource {
  target = module.decisions_stream.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/kinesisfirehose/decisions-test"
  }
}

override_resource {
  target = module.archiver_failures.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:archiver-failures-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/archiver-failures-test"
  }
}

override_resource {
  target = module.intake_failures[0].aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:intake-failures-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/intake-failures-test"
  }
}

override_resource {
  target = module.stream_intake[0].aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/stream-intake-test"
  }
}

override_resource {
  target = module.decision_archiver.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/decision-archiver-test"
  }
}

override_resource {
  target = module.risk_rollup.aws_lambda_function.this
  values = {
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:risk-rollup-test"
  }
}

override_resource {
  target = module.risk_rollup.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/risk-rollup-test"
  }
}

override_resource {
  target = module.models_topic.aws_sns_topic.this
  values = {
    arn = "arn:aws:sns:eu-west-1:123456789012:models-test"
  }
}

override_resource {
  target = module.trainer.aws_lambda_function.this
  values = {
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:trainer-test"
  }
}

override_resource {
  target = module.trainer.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/trainer-test"
  }
}

override_resource {
  target = module.drift_monitor.aws_lambda_function.this
  values = {
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:drift-monitor-test"
  }
}

override_resource {
  target = module.drift_monitor.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/drift-monitor-test"
  }
}

mock_resource "aws_cognito_user_pool" {
  defaults = {
    id  = "eu-west-1_mocked"
    arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_mocked"
  }
}

mock_resource "aws_cognito_user_pool_client" {
  defaults = { id = "mocked-client" }
}

mock_resource "aws_cloudfront_distribution" {
  defaults = { domain_name = "mocked.cloudfront.net" }
}

override_resource {
  target = module.console[0].module.cases.aws_dynamodb_table.this
  values = {
    arn        = "arn:aws:dynamodb:eu-west-1:123456789012:table/cases-test"
    stream_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/cases-test/stream/2026-01-01T00:00:00.000"
  }
}

override_resource {
  target = module.console[0].module.audit.aws_dynamodb_table.this
  values = {
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/audit-test"
  }
}

override_resource {
  target = module.console[0].module.console_read.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/console-read-test"
  }
}

override_resource {
  target = module.console[0].module.console_act.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/console-act-test"
  }
}

override_resource {
  target = module.console[0].module.console_operate.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/console-operate-test"
  }
}

override_resource {
  target = module.console[0].module.application.module.files.aws_s3_bucket.this
  values = {
    arn = "arn:aws:s3:::console-test-123456789012"
    id  = "console-test-123456789012"
  }
}

override_resource {
  target = module.portal[0].module.customers.aws_dynamodb_table.this
  values = {
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/customers-test"
  }
}

override_resource {
  target = module.portal[0].module.erasures.module.queue.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:document-erasures-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/document-erasures-test"
  }
}

override_resource {
  target = module.portal[0].module.erasures.module.dead_letter_queue.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:document-erasures-dlq-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/document-erasures-dlq-test"
  }
}

override_resource {
  target = module.portal[0].module.portal.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/portal-test"
  }
}

override_resource {
  target = module.portal[0].module.document_eraser.aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/document-eraser-test"
  }
}

override_resource {
  target = module.portal[0].module.application.module.files.aws_s3_bucket.this
  values = {
    arn = "arn:aws:s3:::portal-test-123456789012"
    id  = "portal-test-123456789012"
  }
}

override_resource {
  target = aws_kinesis_stream.decision_events[0]
  values = {
    arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test"
  }
}

override_resource {
  target = module.waiting_events[0].module.queue.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:decision-events-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/decision-events-test"
  }
}

override_resource {
  target = module.waiting_events[0].module.dead_letter_queue.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:decision-events-dlq-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/decision-events-dlq-test"
  }
}

override_resource {
  target = aws_secretsmanager_secret.webhook["ledger"]
  values = {
    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:webhook-ledger-test-mocked"
  }
}

override_resource {
  target = module.webhook_failures["ledger"].aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:webhook-ledger-failures-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/webhook-ledger-failures-test"
  }
}

override_resource {
  target = module.webhook_sender["ledger"].aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/webhook-ledger-test"
  }
}

override_resource {
  target = module.prediction_failures[0].aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:prediction-failures-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/prediction-failures-test"
  }
}

override_resource {
  target = module.prediction_writer[0].aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/prediction-writer-test"
  }
}

override_resource {
  target = module.kafka_failures[0].aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:kafka-failures-test"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/kafka-failures-test"
  }
}

override_resource {
  target = module.kafka_writer[0].aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/kafka-writer-test"
  }
}

override_resource {
  target = module.decision_archiver.aws_lambda_function.this
  values = {
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:decision-archiver-test"
  }
}

override_resource {
  target = module.fraud_scorer.aws_lambda_function.this
  values = {
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:fraud-scorer-test"
  }
}

override_resource {
  target = module.traffic_sender[0].aws_lambda_function.this
  values = {
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:traffic-sender-test"
  }
}

override_resource {
  target = module.traffic_sender[0].aws_cloudwatch_log_group.this
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/traffic-sender-test"
  }
}

override_resource {
  target = aws_api_gateway_api_key.client["traffic"]
  values = {
    id = "mocked-traffic-key"
  }
}

override_resource {
  target = aws_secretsmanager_secret.mark_key[0]
  values = {
    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:traffic-mark-key-test-mocked"
  }
}

override_resource {
  target = aws_secretsmanager_secret.traffic_api_key[0]
  values = {
    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:traffic-api-key-test-mocked"
  }
}
