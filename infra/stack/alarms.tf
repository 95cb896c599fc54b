# Alarms about what is missing, slow or about to be lost. operations.tf has those about failures.

locals {
  # What every payment reads or writes. On-demand tables accept any load, but a key no more than 1,000 writes and 3,000 reads a second.
  throttling = {
    transactions-reads         = { table = module.transactions.table.name, metric = "ReadThrottleEvents" }
    payment-history-reads      = { table = module.payment_history.table.name, metric = "ReadThrottleEvents" }
    payment-history-writes     = { table = module.payment_history.table.name, metric = "WriteThrottleEvents" }
    transactions-writes        = { table = module.transactions.table.name, metric = "WriteThrottleEvents" }
    rule-activity-writes       = { table = module.rule_activity.table.name, metric = "WriteThrottleEvents" }
    alert-ledger-writes        = { table = module.alert_ledger.table.name, metric = "WriteThrottleEvents" }
    documents-writes           = { table = module.document_records.table.name, metric = "WriteThrottleEvents" }
    watchlist-clearances-reads = { table = module.watchlist_clearances.table.name, metric = "ReadThrottleEvents" }
  }

  key_rule_name = "key-danger-${var.environment}"
}

module "throttled_tables_alarm" {
  source   = "../modules/alarm"
  for_each = local.throttling

  name        = "${each.key}-throttled"
  environment = var.environment
  description = "${each.value.table} refused requests, five minutes in a row: one key is hot, or traffic has more than doubled at once. The requests are retried; decisions may lack history meanwhile."
  topic_arn   = module.operations_topic.topic.arn
  namespace   = "AWS/DynamoDB"
  metric      = each.value.metric
  dimensions  = { TableName = each.value.table }
  statistic   = "Sum"
  at_least    = 1
  periods     = 5
}

module "alerts_age_alarm" {
  source = "../modules/alarm"

  name        = "alerts-age"
  environment = var.environment
  description = "An alert has waited over five minutes to be mailed. The log of alert-notifier says why; after five failed attempts it goes to ${module.alerts_queue.dead_letter_queue.name}."
  topic_arn   = module.operations_topic.topic.arn
  namespace   = "AWS/SQS"
  metric      = "ApproximateAgeOfOldestMessage"
  dimensions  = { QueueName = module.alerts_queue.queue.name }
  statistic   = "Maximum"
  at_least    = 5 * 60
  periods     = 3
}

# Of the function that payments are sent to. The gateway's own latency counts callers as well who want to wait (?wait=20).
module "api_latency_alarm" {
  source = "../modules/alarm"

  name           = "api-latency"
  environment    = var.environment
  description    = "One request in a hundred to api-handler takes over ${var.api_latency_ms_max} ms, a quarter of an hour long. Look at its durations and at DynamoDB's latency."
  topic_arn      = module.operations_topic.topic.arn
  namespace      = "AWS/Lambda"
  metric         = "Duration"
  dimensions     = { FunctionName = local.function_names["api-handler"] }
  statistic      = "p99"
  at_least       = var.api_latency_ms_max
  period_seconds = 300
  periods        = 3
}

# Of the whole account: other functions take executions from ours.
module "concurrency_alarm" {
  source = "../modules/alarm"

  name        = "account-concurrency"
  environment = var.environment
  description = "The account's functions use four fifths of its ${local.concurrency_limit} concurrent executions; beyond that callers get errors. Ask for more under Service Quotas, AWS Lambda."
  topic_arn   = module.operations_topic.topic.arn
  namespace   = "AWS/Lambda"
  metric      = "ConcurrentExecutions"
  dimensions  = {}
  statistic   = "Maximum"
  at_least    = ceil(local.concurrency_limit * 0.8)
}

# The number of stored decisions: each one records once whether it had its history.
module "silence_alarm" {
  source = "../modules/alarm"
  count  = var.silence_minutes == null ? 0 : 1

  name           = "no-payments"
  environment    = var.environment
  description    = "Nothing was decided for ${var.silence_minutes} minutes. Nobody sends payments, or none gets through: try `tollgate smoke --environment ${var.environment}`."
  topic_arn      = module.operations_topic.topic.arn
  namespace      = local.metrics_namespace
  metric         = "WithoutHistory"
  dimensions     = {}
  statistic      = "SampleCount"
  less_than      = 1
  period_seconds = 60 * var.silence_minutes
}

# Without the encryption key nothing that is stored can be read; without the card key no card is recognised. EventBridge gets these
# calls from CloudTrail, which has to have a trail in the account.
resource "aws_cloudwatch_event_rule" "key_danger" {
  name        = local.key_rule_name
  description = "The encryption key or the card key is disabled or to be deleted"

  event_pattern = jsonencode({
    source      = ["aws.kms", "aws.secretsmanager"]
    detail-type = ["AWS API Call via CloudTrail"]
    detail = {
      eventName = ["DeleteSecret", "DisableKey", "ScheduleKeyDeletion"]
      "$or" = [
        { requestParameters = { keyId = [aws_kms_key.data.key_id, aws_kms_key.data.arn] } },
        { requestParameters = { secretId = [aws_secretsmanager_secret.card_key.name, aws_secretsmanager_secret.card_key.arn] } },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "key_danger" {
  rule = aws_cloudwatch_event_rule.key_danger.name
  arn  = module.key_danger.queue.arn
}

# Such calls are kept here, and an alarm rings, until somebody has looked at them.
module "key_danger" {
  source = "../modules/queue"

  name           = "key-danger"
  environment    = var.environment
  kms_key_arn    = aws_kms_key.data.arn
  event_rule_arn = "arn:${local.partition}:events:${local.region}:${local.account}:rule/${local.key_rule_name}"
}
