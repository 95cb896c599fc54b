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
}

module "alert_notifier" {
  source = "../modules/lambda-function"

  name                 = "alert-notifier"
  environment          = var.environment
  package              = "${var.packages_dir}/alert-notifier.zip"
  architecture         = var.architecture
  timeout_seconds      = local.functions["alert-notifier"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(local.function_environment, {
    ALERT_LEDGER_TABLE = module.alert_ledger.table.name
    ALERTS_TOPIC_ARN   = module.alerts_topic.topic.arn
    API_URL            = local.api_url
  })

  permissions = [
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
      sid       = "ReadAlertsQueue"
      actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      resources = [module.alerts_queue.queue.arn]
    },
    {
      sid       = "UseEncryptedTableQueueAndTopic"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [aws_kms_key.data.arn]
    },
  ]
}

resource "aws_lambda_event_source_mapping" "alerts_to_notifier" {
  event_source_arn        = module.alerts_queue.queue.arn
  function_name           = module.alert_notifier.function.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  # Pollers that outnumber the executions there are get throttled, and each throttled receive counts towards the
  # dead-letter queue: messages would end there that nobody ever looked at.
  scaling_config {
    maximum_concurrency = local.queue_concurrency
  }
}
