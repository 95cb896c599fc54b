# Who reaches the API besides holders of a key: networks, private endpoints, a web ACL, an authorizer.

locals {
  is_private = length(var.private_api_endpoint_ids) > 0

  # A private API is seen from the addresses in its VPCs, another one from those in the internet.
  network_key = local.is_private ? "aws:VpcSourceIp" : "aws:SourceIp"

  reach_denials = concat(
    local.is_private ? [{ StringNotEquals = { "aws:SourceVpce" = sort(var.private_api_endpoint_ids) } }] : [],
    length(var.allowed_networks) > 0 ? [{ NotIpAddress = { (local.network_key) = sort(var.allowed_networks) } }] : [],
  )

  authorization = var.authorizer == null ? "NONE" : var.authorizer.function_arn == null ? "COGNITO_USER_POOLS" : "CUSTOM"
}

resource "aws_api_gateway_rest_api_policy" "reach" {
  count = length(local.reach_denials) > 0 ? 1 : 0

  rest_api_id = aws_api_gateway_rest_api.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([{
      Sid       = "LetCallersIn"
      Effect    = "Allow"
      Principal = "*"
      Action    = ["execute-api:Invoke"]
      Resource  = ["${aws_api_gateway_rest_api.this.execution_arn}/*"]
      }], [for number, condition in local.reach_denials : {
      Sid       = "KeepOthersOut${number}"
      Effect    = "Deny"
      Principal = "*"
      Action    = ["execute-api:Invoke"]
      Resource  = ["${aws_api_gateway_rest_api.this.execution_arn}/*"]
      Condition = condition
    }])
  })
}

resource "aws_wafv2_web_acl_association" "api" {
  count = var.web_acl_arn == null ? 0 : 1

  resource_arn = aws_api_gateway_stage.this.arn
  web_acl_arn  = var.web_acl_arn
}

resource "aws_api_gateway_authorizer" "this" {
  count = var.authorizer == null ? 0 : 1

  name            = "tollgate-${var.environment}"
  rest_api_id     = aws_api_gateway_rest_api.this.id
  type            = local.authorization == "CUSTOM" ? "REQUEST" : local.authorization
  provider_arns   = local.authorization == "CUSTOM" ? null : var.authorizer.user_pool_arns
  identity_source = "method.request.header.Authorization"

  authorizer_uri = local.authorization != "CUSTOM" ? null : join("", [
    "arn:${local.partition}:apigateway:${local.region}:lambda:path/2015-03-31/functions/${var.authorizer.function_arn}/invocations",
  ])
  authorizer_result_ttl_in_seconds = var.authorizer.ttl_seconds
}

resource "aws_lambda_permission" "authorizer" {
  count = local.authorization == "CUSTOM" ? 1 : 0

  statement_id  = "tollgate-${var.environment}-authorizer"
  action        = "lambda:InvokeFunction"
  function_name = var.authorizer.function_arn
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/authorizers/${aws_api_gateway_authorizer.this[0].id}"
}
