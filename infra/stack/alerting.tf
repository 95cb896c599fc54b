# From an alert in the queue to the e-mail of an analyst.

module "alerts_queue" {
  source = "../modules/queue-with-dlq"

  name        = "alerts"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
}

module "alerts_topic" {
  source = "../modules/topic"

  name        = "alerts"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
  emails      = var.alert_emails
  others      = var.alert_subscriptions
}

# Alerts that wait for the next digest. Nothing here is given up on: what is not mailed comes out again, and rings when it
# waits too long.
module "waiting_alerts" {
  source = "../modules/queue"

  name        = "alerts-waiting"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
}

locals {
  # The topics that people are told by, and how many subscriptions each should have.
  watched_topics = {
    (module.alerts_topic.topic.arn)     = length(var.alert_emails) + length(var.alert_subscriptions)
    (module.operations_topic.topic.arn) = length(var.operations_emails)
    (module.models_topic.topic.arn)     = length(var.model_emails)
  }
}

module "alert_notifier" {
  source = "../modules/lambda-function"

  name                 = "alert-notifier"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["alert-notifier"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["alert-notifier"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(local.function_environment, local.case_environment, {
    ALERT_LEDGER_TABLE       = module.alert_ledger.table.name
    ALERT_MAILS_PER_MINUTE   = tostring(var.alert_mails_per_minute)
    ALERT_SHARED_MINUTES     = tostring(var.alert_shared_minutes)
    ALERTS_TOPIC_ARN         = module.alerts_topic.topic.arn
    API_URL                  = local.api_url
    WAITING_ALERTS_QUEUE_URL = module.waiting_alerts.queue.url
    WATCHED_TOPICS           = join(",", [for arn, count in local.watched_topics : "${arn}=${count}"])
  })

  permissions = concat(local.case_permissions, [
    {
      sid       = "RecordWhatWasMailed"
      actions   = ["dynamodb:UpdateItem"]
      resources = [module.alert_ledger.table.arn]
    },
    {
      sid       = "PublishAlerts"
      actions   = ["sns:Publish"]
      resources = [module.alerts_topic.topic.arn]
    },
    {
      sid       = "CountSubscriptions"
      actions   = ["sns:GetTopicAttributes"]
      resources = [module.alerts_topic.topic.arn, module.models_topic.topic.arn, module.operations_topic.topic.arn]
    },
    {
      sid       = "HaveAlertsWait"
      actions   = ["sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:SendMessage"]
      resources = [module.waiting_alerts.queue.arn]
    },
    {
      sid       = "ReadAlertsQueue"
      actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      resources = [module.alerts_queue.queue.arn]
    },
    {
      sid       = "UseEncryptedTableQueueAndTopic"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [aws_kms_key.data.arn]
    },
  ])

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}

resource "aws_lambda_event_source_mapping" "alerts_to_notifier" {
  event_source_arn        = module.alerts_queue.queue.arn
  function_name           = module.alert_notifier.target.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  # Pollers that outnumber the executions there are get throttled, and each throttled receive counts towards the
  # dead-letter queue: messages would end there that nobody ever looked at.
  scaling_config {
    maximum_concurrency = local.queue_concurrency
  }
}

# Once a minute a digest of what waits, if anything does.
module "digest_schedule" {
  source = "../modules/schedule"

  name         = "alert-digest"
  environment  = var.environment
  name_prefix  = var.name_prefix
  group        = aws_scheduler_schedule_group.this.name
  function_arn = module.alert_notifier.target.arn
  expression   = "rate(1 minute)"
  request      = { task = "digest" }

  permissions_boundary_arn = var.permissions_boundary_arn
}
