# What operators see and do. Who sends dead letters again may put into the queues of the pipeline and call its functions, so this is a
# function of its own, which may do nothing with cases, payments and documents.

locals {
  failure_queue_arns  = [for queue in values(var.failure_queues) : queue.arn]
  watched_queue_arns  = concat(local.failure_queue_arns, [for queue in values(var.watched_queues) : queue.arn])
  redriven_queue_arns = [for name, queue in var.watched_queues : queue.arn if contains(keys(var.failure_queues), "${name}-dlq")]
}

module "console_operate" {
  source = "../lambda-function"

  name                 = "console-operate"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = var.packages["console-operate"]
  architecture         = var.architecture
  timeout_seconds      = var.functions["console-operate"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = var.kms_key_arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(var.function_environment, {
    ENVIRONMENT     = var.environment
    QUEUE_URLS      = join(",", [for queue in concat(values(var.failure_queues), values(var.watched_queues)) : queue.url])
    AUDIT_TABLE     = module.audit.table.name
    STAFF_ISSUER    = local.issuer
    STAFF_CLIENT_ID = aws_cognito_user_pool_client.console.id
  })

  permissions = [
    {
      # CloudWatch knows alarms by how their names begin, and metrics not at all: nothing narrower is offered.
      sid       = "SeeAlarmsAndAges"
      actions   = ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData"]
      resources = ["*"]
    },
    {
      sid       = "SeeWhatLiesInQueues"
      actions   = ["sqs:GetQueueAttributes"]
      resources = local.watched_queue_arns
    },
    {
      sid       = "LookThroughDeadLetters"
      actions   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"]
      resources = local.failure_queue_arns
    },
    {
      sid       = "PutBackIntoTheQueuesTheyCameFrom"
      actions   = ["sqs:SendMessage"]
      resources = local.redriven_queue_arns
    },
    {
      sid       = "FindTransactions"
      actions   = ["dynamodb:GetItem"]
      resources = [var.transactions_table.arn]
    },
    {
      sid       = "HaveTransactionsLookedAtAgain"
      actions   = ["lambda:InvokeFunction"]
      resources = values(var.stream_readers)
    },
    local.append_to_trail,
    {
      sid       = "UseEncryptedQueuesAndTables"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]
    },
  ]

  traced                   = var.traced
  versioned                = var.versioned
  permissions_boundary_arn = var.permissions_boundary_arn
}
