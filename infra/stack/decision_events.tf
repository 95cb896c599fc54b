# Decisions, labels, cases and documents for other systems: a stream that decision-archiver fills beside the archive. Nothing of it is there unless
# decision_events is set.

locals {
  tells_decisions = var.decision_events != null

  # Where people work on cases there is a table of them; documents are always there. Both tables have a stream only for this.
  tells_cases = local.tells_decisions && var.console != null
  told_tables = concat(
    local.tells_cases ? [module.console[0].tables.cases] : [],
    local.tells_decisions ? [module.document_records.table] : [],
  )
}

resource "aws_kinesis_stream" "decision_events" {
  count = local.tells_decisions ? 1 : 0

  name             = "decision-events-${var.environment}"
  retention_period = var.decision_events.retention_hours
  encryption_type  = "KMS"
  kms_key_id       = aws_kms_key.data.arn

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}

# Events that the stream does not take for now: the archive does not wait for it. The archiver puts them again.
module "waiting_events" {
  source = "../modules/queue-with-dlq"
  count  = local.tells_decisions ? 1 : 0

  name        = "decision-events"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
}

resource "aws_lambda_event_source_mapping" "waiting_events_to_archiver" {
  count = local.tells_decisions ? 1 : 0

  event_source_arn        = module.waiting_events[0].queue.arn
  function_name           = module.decision_archiver.target.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  # The archive is not to lack executions because the stream refuses events.
  scaling_config {
    maximum_concurrency = 2
  }
}

# Each change of a case, and what becomes of each document, from the streams of their tables: what is written there is told, however a
# writer ends. Mappings of their own, so that neither waits for the archive.
resource "aws_lambda_event_source_mapping" "cases_to_archiver" {
  count = local.tells_cases ? 1 : 0

  event_source_arn = module.console[0].tables.cases.stream_arn
  function_name    = module.decision_archiver.target.arn

  # The stream begins when this is turned on, and is told from its beginning.
  starting_position = "TRIM_HORIZON"
  batch_size        = 100

  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true

  # By age alone, as of transactions.
  maximum_retry_attempts        = -1
  maximum_record_age_in_seconds = 6 * 60 * 60

  destination_config {
    on_failure {
      destination_arn = module.archiver_failures.queue.arn
    }
  }

  # The table also holds the alerts of cases, and which case a card or customer has.
  filter_criteria {
    filter {
      pattern = jsonencode({ eventName = ["INSERT", "MODIFY"], dynamodb = { Keys = { part = { S = ["case"] } } } })
    }
  }

  # What reads the events was told first to leave these out.
  depends_on = [aws_lambda_event_source_mapping.events_to_predictions, aws_lambda_event_source_mapping.events_to_topic]
}

resource "aws_lambda_event_source_mapping" "documents_to_archiver" {
  count = local.tells_decisions ? 1 : 0

  event_source_arn  = module.document_records.table.stream_arn
  function_name     = module.decision_archiver.target.arn
  starting_position = "TRIM_HORIZON"
  batch_size        = 100

  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 6 * 60 * 60

  destination_config {
    on_failure {
      destination_arn = module.archiver_failures.queue.arn
    }
  }

  # Documents that lie where they belong, and what people decide about them since.
  filter_criteria {
    filter {
      pattern = jsonencode({ eventName = ["INSERT", "MODIFY"], dynamodb = { NewImage = { status = { S = ["Done"] } } } })
    }
  }

  depends_on = [aws_lambda_event_source_mapping.events_to_predictions, aws_lambda_event_source_mapping.events_to_topic]
}

locals {
  # What the archiver needs for it, and nothing where there is none.
  telling_environment = !local.tells_decisions ? {} : merge({
    DECISION_STREAM          = aws_kinesis_stream.decision_events[0].name
    DOCUMENTS_TABLE          = module.document_records.table.name
    EVENT_SOURCE             = "/tollgate/${var.environment}"
    WAITING_EVENTS_QUEUE_URL = module.waiting_events[0].queue.url
  }, local.case_environment)

  telling_permissions = !local.tells_decisions ? [] : [
    {
      sid       = "TellDecisions"
      actions   = ["kinesis:PutRecords"]
      resources = [aws_kinesis_stream.decision_events[0].arn]
    },
    {
      sid       = "KeepEventsWaiting"
      actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage"]
      resources = [module.waiting_events[0].queue.arn]
    },
    {
      sid       = "ReadStreamsOfCasesAndDocuments"
      actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
      resources = local.told_tables[*].stream_arn
    },
  ]
}

# What each reader of the stream may do; where it takes the events is its own.
locals {
  # A table or topic of payments takes these, and is not invoked for others.
  events_of_payments = jsonencode({ data = { type = ["tollgate.decision.v1", "tollgate.label.v1"] } })

  reads_events = {
    sid = "ReadEvents"
    actions = [
      "kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards",
    ]
    resources = aws_kinesis_stream.decision_events[*].arn
  }
  uses_encrypted_stream_and_queue = {
    sid       = "UseEncryptedStreamAndQueue"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.data.arn]
  }
}
