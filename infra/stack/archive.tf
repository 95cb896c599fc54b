# Every decision, and again with every label it gets, by the day, for Athena, training and drift.

module "archive" {
  source = "../modules/private-bucket"

  name           = "archive"
  environment    = var.environment
  name_prefix    = var.name_prefix
  kms_key_arn    = aws_kms_key.data.arn
  keeps_data     = var.keeps_data
  retention_days = var.archive_retention_days
}

module "decisions_stream" {
  source = "../modules/delivery-stream"

  name               = "decisions"
  environment        = var.environment
  name_prefix        = var.name_prefix
  bucket_arn         = module.archive.bucket.arn
  folder             = "decisions"
  buffer_seconds     = var.archive_buffer_seconds
  kms_key_arn        = aws_kms_key.data.arn
  log_retention_days = var.log_retention_days

  permissions_boundary_arn = var.permissions_boundary_arn
}

module "decision_archiver" {
  source = "../modules/lambda-function"

  name                 = "decision-archiver"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["decision-archiver"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["decision-archiver"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(local.function_environment, local.telling_environment, {
    ARCHIVE_STREAM              = module.decisions_stream.stream.name
    ARCHIVER_FAILURES_QUEUE_URL = module.archiver_failures.queue.url
  })

  permissions = concat(local.telling_permissions, [
    {
      sid       = "PutRows"
      actions   = ["firehose:PutRecordBatch"]
      resources = [module.decisions_stream.stream.arn]
    },
    {
      sid       = "SendFailures"
      actions   = ["sqs:SendMessage"]
      resources = [module.archiver_failures.queue.arn]
    },
    {
      sid       = "ReadStream"
      actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
      resources = [module.transactions.table.stream_arn]
    },
    {
      sid       = "UseEncryptedStreamsAndQueue"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [aws_kms_key.data.arn]
    },
  ])

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}

# Where records end that failed for six hours, and where the archiver itself puts what it can never read.
module "archiver_failures" {
  source = "../modules/queue"

  name        = "archiver-failures"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
}

# The stream's second reader, of the two that DynamoDB advises at most.
resource "aws_lambda_event_source_mapping" "transactions_to_archiver" {
  event_source_arn = module.transactions.table.stream_arn
  function_name    = module.decision_archiver.target.arn

  # The archive holds every decision, from the very first one on.
  starting_position = "TRIM_HORIZON"

  # Large and late, because a record of Firehose is billed as 5 KB at least: nobody waits for a row.
  batch_size                         = 500
  maximum_batching_window_in_seconds = var.archive_batch_window_seconds

  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true

  # By age alone: what the archiver can never read it sets aside itself, so that what fails is Firehose, and a few minutes of
  # throttling would use up any number of tries.
  maximum_retry_attempts        = -1
  maximum_record_age_in_seconds = 6 * 60 * 60

  destination_config {
    on_failure {
      destination_arn = module.archiver_failures.queue.arn
    }
  }

  # Whatever is decided, from the moment it is, and every change to it afterwards: those are its labels.
  filter_criteria {
    filter {
      pattern = jsonencode({
        eventName = ["INSERT", "MODIFY"]
        dynamodb  = { NewImage = { status = { S = ["Done"] } } }
      })
    }
  }
}

locals {
  # The columns as `aws_io::decision_archive::DecisionRow` writes them, which a test of that module compares.
  archive_columns = [
    { name = "key_id", type = "string", comment = "Id of the transaction" },
    { name = "revision", type = "int", comment = "How many labels it has: of several rows of one key_id the one with most is the latest" },
    { name = "received_at_ms", type = "bigint", comment = "When it was received" },
    { name = "event_time_ms", type = "bigint", comment = "When it happened" },
    { name = "decided_at_ms", type = "bigint", comment = "When it was decided; null if nobody here decided it, as of all that follows from a decision" },
    { name = "card_token", type = "string", comment = "The card" },
    { name = "card_bin", type = "string", comment = "The card's issuer" },
    { name = "customer_id", type = "string", comment = "Who pays" },
    { name = "device_id", type = "string", comment = "The payer's device" },
    { name = "ip_address", type = "string", comment = "Where the request came from" },
    { name = "email_address", type = "string", comment = "The payer's e-mail address, in lower case" },
    { name = "amount_minor", type = "bigint", comment = "Amount in minor units" },
    { name = "currency", type = "string", comment = "Currency" },
    { name = "merchant", type = "string", comment = "Who is paid" },
    { name = "merchant_id", type = "string", comment = "The client's id of the merchant" },
    { name = "merchant_category", type = "string", comment = "Merchant category code" },
    { name = "channel", type = "string", comment = "How it was made" },
    { name = "country", type = "string", comment = "Country it was made in" },
    { name = "outcome", type = "string", comment = "approve, review or block" },
    { name = "risk_score", type = "double", comment = "0 to 100" },
    { name = "evidence_weight", type = "double", comment = "What the evidence weighs" },
    { name = "forced_by", type = "string", comment = "Rule that forced the outcome" },
    { name = "hits", type = "array<struct<code:string,contribution:double>>", comment = "The evidence, heaviest first" },
    { name = "shadow_hits", type = "array<string>", comment = "Rules in shadow that hit" },
    { name = "features", type = "map<string,double>", comment = "What the policy's features came to; yes is 1" },
    { name = "signals", type = "string", comment = "JSON: what others found out, with the version of what found it" },
    { name = "missing_history", type = "array<string>", comment = "Whose history was missing" },
    { name = "policy_version", type = "string", comment = "Policy that decided" },
    { name = "policy_hash", type = "string", comment = "Its hash" },
    { name = "watchlist_version", type = "string", comment = "Watchlist that the parties were screened against" },
    { name = "model_version", type = "string", comment = "Model that was asked" },
    { name = "fraud_probability", type = "double", comment = "How likely fraud is by that model" },
    { name = "anomaly_score", type = "double", comment = "The part of past payments that are less unusual, by that model" },
    { name = "model_features", type = "string", comment = "JSON: what the model looked at" },
    { name = "challengers", type = "array<struct<version:string,fraud_probability:double,anomaly_score:double>>", comment = "What models in shadow said" },
    { name = "label", type = "string", comment = "fraud or legitimate, once somebody said so" },
    { name = "label_source", type = "string", comment = "Who said so; import, if it came with an imported payment" },
    { name = "label_time_ms", type = "bigint", comment = "Since when it is known" },
    { name = "transaction", type = "string", comment = "JSON: the transaction, to compute features of it again" },
  ]
}

resource "aws_glue_catalog_database" "archive" {
  name = "tollgate_${var.environment}"
}

# Partitions are computed from their names, so that there is no crawler and nothing to add by the day. They begin long ago,
# because payments of long ago may be imported.
resource "aws_glue_catalog_table" "decisions" {
  name          = "decisions"
  database_name = aws_glue_catalog_database.archive.name
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    EXTERNAL                       = "TRUE"
    "projection.enabled"           = "true"
    "projection.day.type"          = "date"
    "projection.day.format"        = "yyyy-MM-dd"
    "projection.day.range"         = "2000-01-01,NOW"
    "projection.day.interval"      = "1"
    "projection.day.interval.unit" = "DAYS"
    "storage.location.template"    = "s3://${module.archive.bucket.bucket}/decisions/day=$${day}"
  }

  partition_keys {
    name    = "day"
    type    = "string"
    comment = "Day of delivery (UTC); a decision's late labels lie under later days"
  }

  storage_descriptor {
    location      = "s3://${module.archive.bucket.bucket}/decisions/"
    input_format  = "org.apache.hadoop.mapred.TextInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    ser_de_info {
      serialization_library = "org.openx.data.jsonserde.JsonSerDe"
    }

    dynamic "columns" {
      for_each = local.archive_columns
      content {
        name    = columns.value.name
        type    = columns.value.type
        comment = columns.value.comment
      }
    }
  }
}
