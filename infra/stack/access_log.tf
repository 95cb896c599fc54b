# Who called what, without anything a caller could have put a card number into.

locals {
  # Left out on purpose: path (the resource path names the route, with its parameter's name in place of the value), query,
  # user agent, error message, and requestId, which a caller may choose; extendedRequestId is always the gateway's own.
  access_log_fields = {
    request_id         = "$context.extendedRequestId"
    time               = "$context.requestTime"
    api_key_id         = "$context.identity.apiKeyId"
    method             = "$context.httpMethod"
    route              = "$context.resourcePath"
    status             = "$context.status"
    error_type         = "$context.error.responseType"
    response_bytes     = "$context.responseLength"
    latency_ms         = "$context.responseLatency"
    integration_ms     = "$context.integrationLatency"
    integration_status = "$context.integration.status"
  }
}

locals {
  access_log_in_bucket = var.access_log_destination == "bucket"
  access_log_arn       = local.access_log_in_bucket ? module.access_log_stream[0].stream.arn : aws_cloudwatch_log_group.api[0].arn
}

# In a bucket by default: for that the gateway uses a role that AWS makes, while CloudWatch takes a setting of the whole account.
module "access_log" {
  source = "../modules/private-bucket"
  count  = local.access_log_in_bucket ? 1 : 0

  name           = "access-log"
  environment    = var.environment
  name_prefix    = var.name_prefix
  kms_key_arn    = aws_kms_key.data.arn
  keeps_data     = var.keeps_data
  retention_days = var.access_log_retention_days
}

module "access_log_stream" {
  source = "../modules/delivery-stream"
  count  = local.access_log_in_bucket ? 1 : 0

  name               = "access-log"
  stream_prefix      = "amazon-apigateway-" # the gateway writes to no other stream
  environment        = var.environment
  name_prefix        = var.name_prefix
  bucket_arn         = module.access_log[0].bucket.arn
  folder             = "requests"
  buffer_seconds     = 300
  kms_key_arn        = aws_kms_key.data.arn
  log_retention_days = var.log_retention_days

  permissions_boundary_arn = var.permissions_boundary_arn
}

resource "aws_cloudwatch_log_group" "api" {
  count = local.access_log_in_bucket ? 0 : 1

  name              = "/aws/apigateway/tollgate-${var.environment}"
  retention_in_days = var.access_log_retention_days
  kms_key_id        = aws_kms_key.data.arn
}

# The role by which API Gateway writes to CloudWatch belongs to the account and region, not to one API: the gateway checks it for
# the whole set of log actions, which is why it carries the policy that AWS keeps for this and not one of ours.
resource "aws_iam_role" "api_gateway_logs" {
  count = var.manage_api_gateway_account ? 1 : 0

  name                 = "${var.name_prefix}-api-gateway-logs-${var.environment}-${local.region}"
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "apigateway.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "api_gateway_logs" {
  count = var.manage_api_gateway_account ? 1 : 0

  role       = aws_iam_role.api_gateway_logs[0].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "this" {
  count = var.manage_api_gateway_account ? 1 : 0

  cloudwatch_role_arn = aws_iam_role.api_gateway_logs[0].arn

  # Leaves no account setting behind that points at a role which is gone.
  reset_on_delete = true

  depends_on = [aws_iam_role_policy_attachment.api_gateway_logs]
}
