# The stack's outputs, as they are, and the mailbox.

output "api_url" {
  description = "Address of the API with its stage, without a trailing slash."
  value       = module.stack.api_url
}

output "api_id" {
  description = "Id of the REST API."
  value       = module.stack.api_id
}

output "api_client_keys" {
  description = "Values of the API keys of api_clients, by name."
  value       = module.stack.api_client_keys
  sensitive   = true
}

output "api_key" {
  description = "Key that callers send in the x-api-key header."
  value       = module.stack.api_key
  sensitive   = true
}

output "transactions_table" {
  description = "Table of transactions and their decisions."
  value       = module.stack.transactions_table
}

output "payment_history_table" {
  description = "Table of the payment history of cards, customers and other entities."
  value       = module.stack.payment_history_table
}

output "alert_ledger_table" {
  description = "Table of alerts and other mails that were sent, so that each is sent once."
  value       = module.stack.alert_ledger_table
}

output "policy_bucket" {
  description = "Bucket of the policy (policy.toml) and its lists (lists/NAME.txt)."
  value       = module.stack.policy_bucket
}

output "rule_activity_table" {
  description = "Table of whom each rule and model hit, and of the guard's findings."
  value       = module.stack.rule_activity_table
}

output "documents_bucket" {
  description = "Bucket that loan documents are uploaded to."
  value       = module.stack.documents_bucket
}

output "pii_bucket" {
  description = "Bucket of documents with personal data."
  value       = module.stack.pii_bucket
}

output "non_pii_bucket" {
  description = "Bucket of documents without personal data."
  value       = module.stack.non_pii_bucket
}

output "quarantine_bucket" {
  description = "Bucket of documents that could not be read or classified."
  value       = module.stack.quarantine_bucket
}

output "documents_table" {
  description = "Table of documents: the status and classification of each."
  value       = module.stack.documents_table
}

output "document_uploads_queue_url" {
  description = "Queue of uploads to be classified."
  value       = module.stack.document_uploads_queue_url
}

output "document_uploads_dlq_url" {
  description = "Queue of uploads that could not be classified."
  value       = module.stack.document_uploads_dlq_url
}

output "models_bucket" {
  description = "Bucket of the models (champion.tgm is in force), with the promotion log and reports."
  value       = module.stack.models_bucket
}

output "models_topic_arn" {
  description = "Topic of mails about drift and promotions."
  value       = module.stack.models_topic_arn
}

output "watchlist_bucket" {
  description = "Bucket of the watchlist's index (watchlist.idx)."
  value       = module.stack.watchlist_bucket
}

output "watchlist_clearances_table" {
  description = "Table of clearances: matches with the watchlist that analysts cleared."
  value       = module.stack.watchlist_clearances_table
}

output "alerts_queue_url" {
  description = "Queue of alerts to be mailed."
  value       = module.stack.alerts_queue_url
}

output "alerts_dlq_url" {
  description = "Queue of alerts that could not be mailed."
  value       = module.stack.alerts_dlq_url
}

output "scorer_failures_queue_url" {
  description = "Queue of transactions that could not be assessed."
  value       = module.stack.scorer_failures_queue_url
}

output "archive_bucket" {
  description = "Bucket of the archived decisions (decisions/day=YYYY-MM-DD/)."
  value       = module.stack.archive_bucket
}

output "archive_database" {
  description = "Database in the Glue catalogue whose table decisions is the archive."
  value       = module.stack.archive_database
}

output "archiver_failures_queue_url" {
  description = "Queue of decisions that could not be archived."
  value       = module.stack.archiver_failures_queue_url
}

output "intake_stream_arn" {
  description = "Kinesis stream that transactions are read from; null without kinesis_intake."
  value       = module.stack.intake_stream_arn
}

output "intake_failures_queue_url" {
  description = "Queue of the positions of records that are not transactions or could not be stored; null without kinesis_intake and kafka_intake."
  value       = module.stack.intake_failures_queue_url
}

output "decision_stream_arn" {
  description = "Kinesis stream of decisions, labels, cases and documents; null without decision_events."
  value       = module.stack.decision_stream_arn
}

output "waiting_events_queue_url" {
  description = "Queue of events that the stream of decisions refused and that wait to be put again; null without decision_events."
  value       = module.stack.waiting_events_queue_url
}

output "webhook_secret_arns" {
  description = "ARN of the secret of each webhook, by the webhook's name."
  value       = module.stack.webhook_secret_arns
}

output "alerts_topic_arn" {
  description = "Topic of the alerts."
  value       = module.stack.alerts_topic_arn
}

output "operations_topic_arn" {
  description = "Topic of the alarms."
  value       = module.stack.operations_topic_arn
}

output "function_names" {
  description = "Deployed names of the functions by their short names."
  value       = module.stack.function_names
}

output "granted_permissions" {
  description = "What the role of each function allows, as action and resource, by the function's short name."
  value       = module.stack.granted_permissions
}

output "card_key_secret_arn" {
  description = "Secret that holds the key of the card tokens."
  value       = module.stack.card_key_secret_arn
}

output "dashboard_name" {
  description = "CloudWatch dashboard of the stack."
  value       = module.stack.dashboard_name
}

output "mailbox_queue_url" {
  description = "Queue that holds every alert e-mail as SNS sent it."
  value       = aws_sqs_queue.mailbox.url
}

output "reserved_executions" {
  description = "Concurrent executions that the functions reserve together."
  value       = module.stack.reserved_executions
}

output "access_log_bucket" {
  description = "Bucket of the API's access log (requests/day=YYYY-MM-DD/); null if the log goes to CloudWatch."
  value       = module.stack.access_log_bucket
}

output "rollouts" {
  description = "Newest version of each function that is rolled out gradually, for infra/rollout.sh; empty without canary_rollouts."
  value       = module.stack.rollouts
}

output "rollout_application" {
  description = "CodeDeploy application that rolls versions out; null without canary_rollouts."
  value       = module.stack.rollout_application
}

output "portal" {
  description = "Address of the portal, and what signing in to it needs; null without portal."
  value       = module.stack.portal
}

output "console" {
  description = "Address of the console, and what signing in to it needs; null without console."
  value       = module.stack.console
}

output "console_accounts" {
  description = "Accounts of the local console by role, and the password of all of them."
  value       = { password = local.console_password, accounts = { for role, user in aws_cognito_user.staff : role => user.username } }
}
