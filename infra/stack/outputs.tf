# What callers, tests and the command line need to find the stack.

output "api_url" {
  description = "Address of the API with its stage, without a trailing slash."
  value       = local.api_url
}

output "domain_target" {
  description = "Where to point domain_name in your DNS: name is the target of a CNAME record or, with zone_id, of an alias record in Route 53. Null without domain_name."
  value = one([
    for domain in aws_api_gateway_domain_name.own : { name = domain.regional_domain_name, zone_id = domain.regional_zone_id }
  ])
}

output "api_id" {
  description = "Id of the REST API."
  value       = aws_api_gateway_rest_api.this.id
}

output "api_client_keys" {
  description = "Values of the API keys of api_clients, by name."
  value       = { for name, key in aws_api_gateway_api_key.client : name => key.value }
  sensitive   = true
}

output "api_key" {
  description = "Key that callers send in the x-api-key header."
  value       = aws_api_gateway_api_key.this.value
  sensitive   = true
}

output "transactions_table" {
  description = "Table of transactions and their decisions."
  value       = module.transactions.table.name
}

output "payment_history_table" {
  description = "Table of the payment history of cards, customers and other entities."
  value       = module.payment_history.table.name
}

output "alert_ledger_table" {
  description = "Table of alerts and other mails that were sent, so that each is sent once."
  value       = module.alert_ledger.table.name
}

output "policy_bucket" {
  description = "Bucket of the policy (policy.toml) and its lists (lists/NAME.txt)."
  value       = module.policies.bucket.bucket
}

output "rule_activity_table" {
  description = "Table of whom each rule and model hit, and of the guard's findings."
  value       = module.rule_activity.table.name
}

output "documents_bucket" {
  description = "Bucket that loan documents are uploaded to."
  value       = module.documents.bucket.bucket
}

output "pii_bucket" {
  description = "Bucket of documents with personal data."
  value       = module.pii_documents.bucket.bucket
}

output "non_pii_bucket" {
  description = "Bucket of documents without personal data."
  value       = module.non_pii_documents.bucket.bucket
}

output "quarantine_bucket" {
  description = "Bucket of documents that could not be read or classified."
  value       = module.quarantined_documents.bucket.bucket
}

output "documents_table" {
  description = "Table of documents: the status and classification of each."
  value       = module.document_records.table.name
}

output "document_uploads_queue_url" {
  description = "Queue of uploads to be classified."
  value       = module.document_uploads.queue.url
}

output "document_uploads_dlq_url" {
  description = "Queue of uploads that could not be classified."
  value       = module.document_uploads.dead_letter_queue.url
}

output "models_bucket" {
  description = "Bucket of the models (champion.tgm is in force), with the promotion log and reports."
  value       = module.models.bucket.bucket
}

output "models_topic_arn" {
  description = "Topic of mails about drift and promotions."
  value       = module.models_topic.topic.arn
}

output "watchlist_bucket" {
  description = "Bucket of the watchlist's index (watchlist.idx)."
  value       = module.watchlist.bucket.bucket
}

output "watchlist_clearances_table" {
  description = "Table of clearances: matches with the watchlist that analysts cleared."
  value       = module.watchlist_clearances.table.name
}

output "alerts_queue_url" {
  description = "Queue of alerts to be mailed."
  value       = module.alerts_queue.queue.url
}

output "alerts_dlq_url" {
  description = "Queue of alerts that could not be mailed."
  value       = module.alerts_queue.dead_letter_queue.url
}

output "scorer_failures_queue_url" {
  description = "Queue of transactions that could not be assessed."
  value       = module.scorer_failures.queue.url
}

output "archive_bucket" {
  description = "Bucket of the archived decisions (decisions/day=YYYY-MM-DD/)."
  value       = module.archive.bucket.bucket
}

output "archive_database" {
  description = "Database in the Glue catalogue whose table decisions is the archive."
  value       = aws_glue_catalog_database.archive.name
}

output "archiver_failures_queue_url" {
  description = "Queue of decisions that could not be archived."
  value       = module.archiver_failures.queue.url
}

output "intake_stream_arn" {
  description = "Kinesis stream that transactions are read from; null without kinesis_intake."
  value       = local.intake_stream_arn
}

output "intake_failures_queue_url" {
  description = "Queue of the positions of records that are not transactions or could not be stored; null without kinesis_intake and kafka_intake."
  value       = one(module.intake_failures[*].queue.url)
}

output "decision_stream_arn" {
  description = "Kinesis stream of decisions, labels, cases and documents; null without decision_events."
  value       = one(aws_kinesis_stream.decision_events[*].arn)
}

output "waiting_events_queue_url" {
  description = "Queue of events that the stream of decisions refused and that wait to be put again; null without decision_events."
  value       = one(module.waiting_events[*].queue.url)
}

output "webhook_secret_arns" {
  description = "ARN of the secret of each webhook, by the webhook's name."
  value       = { for name, secret in aws_secretsmanager_secret.webhook : name => secret.arn }
}

output "alerts_topic_arn" {
  description = "Topic of the alerts."
  value       = module.alerts_topic.topic.arn
}

output "operations_topic_arn" {
  description = "Topic of the alarms."
  value       = module.operations_topic.topic.arn
}

output "function_names" {
  description = "Deployed names of the functions by their short names."
  value       = { for name, deployed in local.deployed_functions : name => deployed.function.function_name }
}

output "granted_permissions" {
  description = "What the role of each function allows, as action and resource, by the function's short name."
  value       = { for name, deployed in local.deployed_functions : name => deployed.granted }
}

output "card_key_secret_arn" {
  description = "Secret that holds the key of the card tokens."
  value       = aws_secretsmanager_secret.card_key.arn
}

output "dashboard_name" {
  description = "CloudWatch dashboard of the stack."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}

output "reserved_executions" {
  description = "Concurrent executions that the functions reserve together. AWS keeps 100 of the account's limit unreserved."
  value       = local.executions_reserved

  precondition {
    condition     = local.executions_reserved == 0 || local.executions_reserved + 100 <= local.concurrency_limit
    error_message = "reserved_concurrency reserves ${local.executions_reserved} executions, and AWS keeps 100 unreserved, but the account's limit is ${local.concurrency_limit}. Ask for more under Service Quotas, AWS Lambda, Concurrent executions, or set it to null."
  }
}

output "access_log_bucket" {
  description = "Bucket of the API's access log (requests/day=YYYY-MM-DD/); null if the log goes to CloudWatch."
  value       = one(module.access_log[*].bucket.bucket)
}

output "rollouts" {
  description = "Newest version of each function that is rolled out gradually, by its deployed name, for infra/rollout.sh; empty without canary_rollouts."
  value       = var.canary_rollouts ? { for name, deployed in local.rolled_out : deployed.function.function_name => { group = name, version = deployed.function.version } } : {}
}

output "rollout_application" {
  description = "CodeDeploy application that rolls versions out; null without canary_rollouts."
  value       = one(module.rollout[*].application.name)
}

output "portal" {
  description = "Address of the portal, and what signing in to it needs; null without portal."
  value = var.portal == null ? null : {
    url             = module.portal[0].url
    issuer          = module.portal[0].issuer
    client_id       = module.portal[0].client.id
    user_pool_id    = module.portal[0].user_pool.id
    user_pool_url   = module.portal[0].user_pool_url
    customers_table = module.portal[0].table.name
    erasures_queue  = module.portal[0].erasures.queue.url
    erasures_dlq    = module.portal[0].erasures.dead_letter_queue.url
  }
}

output "console" {
  description = "Address of the console, and what signing in to it needs; null without console."
  value = var.console == null ? null : {
    url          = module.console[0].url
    sign_in_url  = module.console[0].sign_in_url
    issuer       = module.console[0].issuer
    client_id    = module.console[0].client.id
    user_pool_id = module.console[0].user_pool.id
    cases_table  = module.console[0].tables.cases.name
    audit_table  = module.console[0].tables.audit.name
  }
}
