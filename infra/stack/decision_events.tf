# Decisions and labels for other systems: a stream that decision-archiver fills beside the archive. Nothing of it is there unless
# decision_events is set.

locals {
  tells_decisions = var.decision_events != null
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

locals {
  # What the archiver needs for it, and nothing where there is none.
  telling_environment = !local.tells_decisions ? {} : {
    DECISION_STREAM          = aws_kinesis_stream.decision_events[0].name
    EVENT_SOURCE             = "/tollgate/${var.environment}"
    WAITING_EVENTS_QUEUE_URL = module.waiting_events[0].queue.url
  }

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
  ]
}

# What each reader of the stream may do; where it takes the events is its own.
locals {
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
