# One method of one path, answered by one function, for callers with an API key or for people with a token.

resource "aws_api_gateway_method" "this" {
  rest_api_id      = var.api.id
  resource_id      = var.resource_id
  http_method      = var.method
  authorization    = var.authorization
  authorizer_id    = var.authorizer_id
  api_key_required = var.api_key_required
}

resource "aws_api_gateway_integration" "this" {
  rest_api_id             = var.api.id
  resource_id             = var.resource_id
  http_method             = aws_api_gateway_method.this.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = var.function.invoke_arn
}

resource "aws_lambda_permission" "this" {
  # One function may answer several routes, each with a permission of its own.
  statement_id  = join("-", concat(["rest-api", var.method], regexall("[A-Za-z_]+", var.path)))
  action        = "lambda:InvokeFunction"
  function_name = var.function.function_name
  qualifier     = var.function.qualifier
  principal     = "apigateway.amazonaws.com"

  # API Gateway asks with an asterisk in the place of each path parameter.
  source_arn = "${var.api.execution_arn}/${var.stage}/${var.method}${replace(var.path, "/\\{[^}]+\\}/", "*")}"
}
