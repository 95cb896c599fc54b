# A Rust function on the custom runtime, with its own log group and its own role: nothing is shared between functions.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  function_name = "${var.name}-${var.environment}"
  zipped        = var.image_uri == null

  # Built from its parts, because the role's policy names the function before the function exists.
  function_arn = join(":", [
    "arn", data.aws_partition.current.partition, "lambda", data.aws_region.current.name,
    data.aws_caller_identity.current.account_id, "function", local.function_name,
  ])
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${local.function_name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_lambda_function" "this" {
  function_name    = local.function_name
  role             = aws_iam_role.this.arn
  package_type     = local.zipped ? "Zip" : "Image"
  image_uri        = var.image_uri
  filename         = local.zipped ? var.package.file : null
  source_code_hash = local.zipped && var.package.file != null ? filebase64sha256(var.package.file) : null
  s3_bucket        = local.zipped ? var.package.bucket : null
  s3_key           = local.zipped ? var.package.key : null

  runtime       = local.zipped ? "provided.al2023" : null
  handler       = local.zipped ? "bootstrap" : null
  architectures = [var.architecture]
  memory_size   = var.memory_mb
  timeout       = var.timeout_seconds
  publish       = var.versioned
  kms_key_arn   = var.kms_key_arn

  # To AWS, -1 is none.
  reserved_concurrent_executions = coalesce(var.reserved_concurrency, -1)

  environment {
    variables = var.environment_variables
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  # Pass-through: a caller that traces is followed, and nobody else pays for it.
  tracing_config {
    mode = var.traced ? "Active" : "PassThrough"
  }

  dynamic "vpc_config" {
    for_each = var.in_vpc ? [var.network] : []
    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  # Without its permissions a function in a VPC cannot be created, and an event source mapping is refused.
  depends_on = [aws_iam_role_policy.this, aws_iam_role_policy.network]
}

# What callers call, where versions are rolled out bit by bit: who deploys moves it, no apply does.
resource "aws_lambda_alias" "live" {
  count = var.versioned ? 1 : 0

  name             = "live"
  description      = "The version that is in use; while another one is rolled out, a tenth goes to that"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version

  lifecycle {
    ignore_changes = [function_version, routing_config]
  }
}
