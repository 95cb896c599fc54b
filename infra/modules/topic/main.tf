# An encrypted topic that speaks TLS only, and its e-mail subscribers.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  refuse_plain_http = {
    Sid       = "RefusePlainHttp"
    Effect    = "Deny"
    Principal = "*"
    Action    = ["sns:Publish"]
    Resource  = aws_sns_topic.this.arn
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }

  # The alarms' names are not known here; that they are of this account and region is what keeps others out.
  allow_alarms = {
    Sid       = "AllowAlarms"
    Effect    = "Allow"
    Principal = { Service = "cloudwatch.amazonaws.com" }
    Action    = ["sns:Publish"]
    Resource  = aws_sns_topic.this.arn
    Condition = {
      StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      ArnLike = {
        "aws:SourceArn" = join(":", [
          "arn", data.aws_partition.current.partition, "cloudwatch", data.aws_region.current.name,
          data.aws_caller_identity.current.account_id, "alarm", "*",
        ])
      }
    }
  }
}

resource "aws_sns_topic" "this" {
  name              = "${var.name}-${var.environment}"
  kms_master_key_id = var.kms_key_arn
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.refuse_plain_http], [for statement in [local.allow_alarms] : statement if var.alarms_publish])
  })
}

resource "aws_sns_topic_subscription" "other" {
  for_each = var.others

  topic_arn     = aws_sns_topic.this.arn
  protocol      = each.value.protocol
  endpoint      = each.value.endpoint
  filter_policy = each.value.filter_policy == null ? null : jsonencode(each.value.filter_policy)

  # With SNS's envelope, in which the subject is; an address of one's own confirms by itself.
  raw_message_delivery   = false
  endpoint_auto_confirms = each.value.protocol == "https" ? each.value.confirms_itself : null
}

resource "aws_sns_topic_subscription" "email" {
  for_each = var.emails

  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = each.value
}
