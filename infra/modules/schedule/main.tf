# A function that is started at set times, and the role under which EventBridge Scheduler starts it. What fails is started
# again by Lambda; what can't even be handed over, by the scheduler for an hour.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  schedule_name = "${var.name}-${var.environment}"
}

resource "aws_iam_role" "this" {
  # Roles are the account's, schedules the region's.
  name                 = "${var.name_prefix}-${local.schedule_name}-schedule-${data.aws_region.current.name}"
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "start"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "StartTheFunction"
      Effect   = "Allow"
      Action   = ["lambda:InvokeFunction"]
      Resource = [var.function_arn]
    }]
  })
}

resource "aws_scheduler_schedule" "this" {
  name                         = local.schedule_name
  group_name                   = var.group
  schedule_expression          = var.expression
  schedule_expression_timezone = "UTC"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = var.function_arn
    role_arn = aws_iam_role.this.arn
    # What the scheduler fills in stands between angle brackets, which jsonencode escapes.
    input = replace(replace(jsonencode(var.request), "\\u003c", "<"), "\\u003e", ">")

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 10
    }
  }

  # Without its permission the first start would fail.
  depends_on = [aws_iam_role_policy.this]
}
