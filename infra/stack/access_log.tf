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

resource "aws_cloudwatch_log_group" "api" {
  name              = "/aws/apigateway/tollgate-${var.environment}"
  retention_in_days = var.access_log_retention_days
  kms_key_id        = aws_kms_key.data.arn
}

# The role by which API Gateway writes logs belongs to the account and region, not to one API: the gateway checks it for
# the whole set of log actions, which is why it carries the policy that AWS keeps for this and not one of ours.
resource "aws_iam_role" "api_gateway_logs" {
  count = var.manage_api_gateway_account ? 1 : 0

  name                 = "api-gateway-logs-${var.environment}"
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
