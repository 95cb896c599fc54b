# An encrypted queue that speaks TLS only.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  queue_name = "${var.name}-${var.environment}"
  arn_prefix = join(":", [
    "arn", data.aws_partition.current.partition, "sqs", data.aws_region.current.name,
    data.aws_caller_identity.current.account_id,
  ])

  queue_policy = {
    Version = "2012-10-17"
    Statement = concat(local.notifications, local.events, [{
      Sid       = "RefusePlainHttp"
      Effect    = "Deny"
      Principal = "*"
      # In a denial the asterisk is the narrow choice. Spelled out they are too many: SQS takes seven actions in a statement.
      Action    = ["sqs:*"]
      Resource  = "${local.arn_prefix}:${local.queue_name}"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }])
  }

  events = var.event_rule_arn == null ? [] : [{
    Sid       = "TakeEventsOfTheRule"
    Effect    = "Allow"
    Principal = { Service = "events.amazonaws.com" }
    Action    = ["sqs:SendMessage"]
    Resource  = "${local.arn_prefix}:${local.queue_name}"
    Condition = { ArnEquals = { "aws:SourceArn" = var.event_rule_arn } }
  }]

  notifications = var.bucket_arn == null ? [] : [{
    Sid       = "TakeNotificationsOfTheBucket"
    Effect    = "Allow"
    Principal = { Service = "s3.amazonaws.com" }
    Action    = ["sqs:SendMessage"]
    Resource  = "${local.arn_prefix}:${local.queue_name}"
    Condition = {
      ArnEquals    = { "aws:SourceArn" = var.bucket_arn }
      StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
    }
  }]
}

# Policies are part of the queue and not resources of their own, for which the provider would wait another 25 seconds each;
# the ARNs in them are built from their parts, because a queue cannot refer to itself.
resource "aws_sqs_queue" "this" {
  name                       = local.queue_name
  kms_master_key_id          = var.kms_key_arn
  visibility_timeout_seconds = var.visibility_timeout_seconds
  message_retention_seconds  = var.retention_days * 24 * 60 * 60

  policy = jsonencode(local.queue_policy)

  redrive_allow_policy = var.dead_letters_of == null ? null : jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = ["${local.arn_prefix}:${var.dead_letters_of}-${var.environment}"]
  })
}
