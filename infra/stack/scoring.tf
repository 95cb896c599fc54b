# The stream of new transactions: assess, store the decision, hand alerts on.

module "fraud_scorer" {
  source = "../modules/lambda-function"

  name                 = "fraud-scorer"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["fraud-scorer"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["fraud-scorer"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days
  in_vpc               = var.vpc_enabled
  network              = local.function_network

  environment_variables = merge(local.function_environment, local.decision_environment, {
    TRANSACTIONS_TABLE        = module.transactions.table.name
    ALERTS_QUEUE_URL          = module.alerts_queue.queue.url
    SCORER_FAILURES_QUEUE_URL = module.scorer_failures.queue.url
    NOTIFY_OUTCOMES           = join(",", sort(var.notify_outcomes))
  })

  permissions = concat(local.decision_permissions, [
    {
      sid       = "StoreDecisions"
      actions   = ["dynamodb:UpdateItem"]
      resources = [module.transactions.table.arn]
    },
    {
      sid       = "SendAlertsAndFailures"
      actions   = ["sqs:SendMessage"]
      resources = [module.alerts_queue.queue.arn, module.scorer_failures.queue.arn]
    },
    {
      sid       = "ReadStream"
      actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
      resources = [module.transactions.table.stream_arn]
    },
    {
      sid       = "UseEncryptedTablesQueuesAndPolicy"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [aws_kms_key.data.arn]
    },
  ])

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}

# Where records end that could not be handled for hours, and where the scorer itself puts what it can never handle.
module "scorer_failures" {
  source = "../modules/queue"

  name        = "scorer-failures"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
}

resource "aws_lambda_event_source_mapping" "transactions_to_scorer" {
  event_source_arn = module.transactions.table.stream_arn
  function_name    = module.fraud_scorer.target.arn

  # The stream is the outbox: from its very first record on, none may be passed over.
  starting_position = "TRIM_HORIZON"

  batch_size                         = var.stream_batch_size
  maximum_batching_window_in_seconds = var.stream_batch_window_seconds

  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true
  # By age, not by count: whatever stands in the way of a record stands in the way of all. What fails by itself, the scorer
  # puts aside. The stream keeps records for 24 hours.
  maximum_retry_attempts        = -1
  maximum_record_age_in_seconds = 6 * 60 * 60

  destination_config {
    on_failure {
      destination_arn = module.scorer_failures.queue.arn
    }
  }

  # The scorer's own update comes through the stream as well: only a new transaction is work.
  filter_criteria {
    filter {
      pattern = jsonencode({ eventName = ["INSERT"] })
    }
  }

  # A scorer that looks for its policy before there is one would ring the alarm for it.
  depends_on = [module.network, aws_s3_object.default_policy]
}
