# The function's role: what the caller lists, its own log, traces where they are wanted, and network interfaces where it runs in a VPC.

locals {
  own_log = [{
    Sid    = "WriteOwnLog"
    Effect = "Allow"
    Action = ["logs:CreateLogStream", "logs:PutLogEvents"]
    # Lambda chooses the names of the streams, so the ARN ends where the group's name ends.
    Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }]

  traces = var.traced ? [{
    Sid    = "SendTraces"
    Effect = "Allow"
    Action = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    # X-Ray has no resource that these actions could be limited to.
    Resource = ["*"]
  }] : []

  network_actions = sort(distinct(concat(
    var.in_vpc ? [
      "ec2:AssignPrivateIpAddresses",
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:UnassignPrivateIpAddresses",
    ] : [],
    var.polled_in_vpc ? [
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
    ] : [],
  )))

  listed = [for permission in var.permissions : {
    Sid      = permission.sid
    Effect   = "Allow"
    Action   = permission.actions
    Resource = permission.resources
  }]
}

resource "aws_iam_role" "this" {
  # Roles are the account's, functions the region's.
  name                 = "${var.name_prefix}-${local.function_name}-${data.aws_region.current.name}"
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "work"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.listed, local.own_log, local.traces)
  })
}

resource "aws_iam_role_policy" "network" {
  count = var.in_vpc || var.polled_in_vpc ? 1 : 0

  name = "network"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "ManageNetworkInterfaces"
        Effect = "Allow"
        Action = local.network_actions
        # The Describe actions have no resource, and the interfaces do not exist yet when Lambda creates them.
        Resource = ["*"]
      },
      {
        # Lambda needs the statement above, the function's code never does: this takes it back for the code alone.
        Sid       = "KeepCodeFromNetworkInterfaces"
        Effect    = "Deny"
        Action    = local.network_actions
        Resource  = ["*"]
        Condition = { ArnEquals = { "lambda:SourceFunctionArn" = [local.function_arn] } }
      },
    ]
  })
}
