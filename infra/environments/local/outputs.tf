# The stack's outputs, as they are, and the mailbox.

output "api_url" {
  description = "Address of the API with its stage, without a slash at the end."
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
  description = "Table of the history that decisions are made on."
  value       = module.stack.payment_history_table
}

output "alert_ledger_table" {
  description = "Table of alerts that were mailed."
  value       = module.stack.alert_ledger_table
}

output "policy_bucket" {
  description = "Bucket of the policy (policy.toml) and its lists (lists/NAME.txt)."
  value       = module.stack.policy_bucket
}

output "rule_activity_table" {
  description = "Table of how often each rule hit."
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
  description = "Bucket of documents that could not be told."
  value       = module.stack.quarantine_bucket
}

output "documents_table" {
  description = "Table of what became of each document."
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
  description = "Bucket of the models (champion.tgm decides) and of what becomes of them."
  value       = module.stack.models_bucket
}

output "models_topic_arn" {
  description = "Topic of drift and promotions."
  value       = module.stack.models_topic_arn
}

output "watchlist_bucket" {
  description = "Bucket of the watchlist's index (watchlist.idx)."
  value       = module.stack.watchlist_bucket
}

output "watchlist_clearances_table" {
  description = "Table of what analysts have cleared."
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
  description = "Kinesis stream that transactions are taken from; null without kinesis_intake."
  value       = module.stack.intake_stream_arn
}

output "intake_failures_queue_url" {
  description = "Queue of records of streams that are not transactions, or were not stored; null without kinesis_intake and kafka_intake."
  value       = module.stack.intake_failures_queue_url
}

output "decision_stream_arn" {
  description = "Kinesis stream of decisions and labels; null without decision_events."
  value       = module.stack.decision_stream_arn
}

output "waiting_events_queue_url" {
  description = "Queue of events that the stream of decisions did not take at first; null without decision_events."
  value       = module.stack.waiting_events_queue_url
}

output "webhook_secret_arns" {
  description = "The secret of each of webhooks, by its name."
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
  description = "Bucket of the API's access log (requests/day=YYYY-MM-DD/); null where it goes to CloudWatch."
  value       = module.stack.access_log_bucket
}

output "rollouts" {
  description = "Newest version of each function that versions are rolled out of, for infra/rollout.sh."
  value       = module.stack.rollouts
}

output "rollout_application" {
  description = "Application in CodeDeploy that rolls versions out; null without canary_rollouts."
  value       = module.stack.rollout_application
}

output "portal" {
  description = "Where the portal is, and how customers sign in to it; null where there is none."
  value       = module.stack.portal
}

output "console" {
  description = "Where the console is, and how people sign in to it; null where there is none."
  value       = module.stack.console
}

output "console_accounts" {
  description = "Accounts of the local console by role, and the password of all of them."
  value       = { password = local.console_password, accounts = { for role, user in aws_cognito_user.staff : role => user.username } }
}
