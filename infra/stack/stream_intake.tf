# Transactions from a Kinesis stream or from Kafka: checked, tokenised and stored as those that are posted. Nothing of it is there
# unless kinesis_intake or kafka_intake is set. What Kafka takes is in kafka_intake.tf.

locals {
  takes_kinesis = var.kinesis_intake != null
  takes_streams = local.takes_kinesis || var.kafka_intake != null

  intake_stream_arn = !local.takes_kinesis ? null : coalesce(var.kinesis_intake.stream_arn, one(aws_kinesis_stream.intake[*].arn))

  # A stream of somebody else's may be encrypted under a key of its own.
  intake_key_arns = compact([try(var.kinesis_intake.stream_kms_key_arn, null)])
}

# For who has no stream yet.
resource "aws_kinesis_stream" "intake" {
  count = try(var.kinesis_intake.stream_arn, "none") == null ? 1 : 0

  name             = "transactions-${var.environment}"
  retention_period = 48
  encryption_type  = "KMS"
  kms_key_id       = aws_kms_key.data.arn

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}

module "stream_intake" {
  source = "../modules/lambda-function"
  count  = local.takes_streams ? 1 : 0

  name                 = "stream-intake"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["stream-intake"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["stream-intake"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days
  in_vpc               = local.api_in_vpc
  polled_in_vpc        = local.kafka_in_vpc
  network              = local.api_in_vpc ? local.function_network : null

  environment_variables = merge(local.function_environment, local.stream_marks ? local.mark_key_environment : {}, {
    TRANSACTIONS_TABLE        = module.transactions.table.name
    CARD_KEY_SECRET_ARN       = aws_secretsmanager_secret.card_key.arn
    RETENTION_DAYS            = tostring(var.retention_days)
    INTAKE_FAILURES_QUEUE_URL = module.intake_failures[0].queue.url
    COLUMN_MAPPING            = var.intake_column_mapping
  })

  permissions = concat(local.stream_marks ? local.mark_key_permissions : [], [for arn in local.intake_key_arns : { sid = "ReadEncryptedStream", actions = ["kms:Decrypt"], resources = [arn] }], [
    {
      sid       = "StoreTransactions"
      actions   = ["dynamodb:PutItem"]
      resources = [module.transactions.table.arn]
    },
    {
      sid       = "SetRecordsAside"
      actions   = ["sqs:SendMessage"]
      resources = [module.intake_failures[0].queue.arn]
    },
    {
      sid       = "ReadCardKey"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [aws_secretsmanager_secret.card_key.arn]
    },
    {
      sid       = "UseEncryptedStreamTablesQueueAndSecret"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [aws_kms_key.data.arn]
    },
    ], !local.takes_kinesis ? [] : [{
      sid = "ReadStream"
      actions = [
        "kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards",
      ]
      resources = [local.intake_stream_arn]
  }], local.kafka_permissions)

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}

# Where the function puts what it can't read, and Lambda what it gave up: place, hash and reason, never the record.
module "intake_failures" {
  source = "../modules/queue"
  count  = local.takes_streams ? 1 : 0

  name        = "intake-failures"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
}

resource "aws_lambda_event_source_mapping" "kinesis_to_intake" {
  count = local.takes_kinesis ? 1 : 0

  event_source_arn  = local.intake_stream_arn
  function_name     = module.stream_intake[0].target.arn
  starting_position = var.kinesis_intake.starting_position

  batch_size                         = var.kinesis_intake.batch_size
  maximum_batching_window_in_seconds = var.kinesis_intake.batch_window_seconds
  parallelization_factor             = var.kinesis_intake.parallelization_factor

  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true

  # By age alone: what the function can never read it sets aside itself, so that what fails is a table or a queue, and a few
  # minutes of throttling would use up any number of tries.
  maximum_retry_attempts        = -1
  maximum_record_age_in_seconds = var.kinesis_intake.record_age_hours_max * 60 * 60

  destination_config {
    on_failure {
      destination_arn = module.intake_failures[0].queue.arn
    }
  }

  # A function that gets records before it can reach anything holds them up.
  depends_on = [module.network]
}
