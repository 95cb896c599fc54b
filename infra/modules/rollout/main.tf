# A new version of a function takes a tenth of its traffic for a while, then all of it; any alarm takes it back. Who deploys starts that.

data "aws_partition" "current" {}
data "aws_region" "current" {}

resource "aws_codedeploy_app" "this" {
  name             = "${var.name_prefix}-${var.environment}"
  compute_platform = "Lambda"
}

resource "aws_iam_role" "this" {
  name                 = "${var.name_prefix}-rollout-${var.environment}-${data.aws_region.current.name}"
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codedeploy.amazonaws.com" }
    }]
  })
}

# To move the aliases of these functions, to look at the alarms, and nothing else.
resource "aws_iam_role_policy" "this" {
  name = "work"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "MoveAliases"
        Effect   = "Allow"
        Action   = ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"]
        Resource = flatten([for function in values(var.functions) : [function.arn, "${function.arn}:*"]])
      },
      {
        Sid    = "LookAtAlarms"
        Effect = "Allow"
        Action = ["cloudwatch:DescribeAlarms"]
        # It is about all alarms at once.
        Resource = ["*"]
      },
    ]
  })
}

resource "aws_codedeploy_deployment_group" "this" {
  for_each = var.functions

  app_name               = aws_codedeploy_app.this.name
  deployment_group_name  = each.key
  service_role_arn       = aws_iam_role.this.arn
  deployment_config_name = "CodeDeployDefault.LambdaCanary10Percent${var.minutes}Minutes"

  deployment_style {
    deployment_type   = "BLUE_GREEN"
    deployment_option = "WITH_TRAFFIC_CONTROL"
  }

  alarm_configuration {
    enabled = true
    alarms  = each.value.alarms
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }

  depends_on = [aws_iam_role_policy.this]
}
