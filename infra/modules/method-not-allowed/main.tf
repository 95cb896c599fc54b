# Answers every method that a path does not have with 405 and the list of those it has. Left alone, the gateway answers 403,
# which says the wrong thing. No function is invoked.

resource "aws_api_gateway_method" "this" {
  rest_api_id      = var.api.id
  resource_id      = var.resource_id
  http_method      = "ANY"
  authorization    = "NONE"
  api_key_required = true
}

resource "aws_api_gateway_integration" "this" {
  rest_api_id          = var.api.id
  resource_id          = var.resource_id
  http_method          = aws_api_gateway_method.this.http_method
  type                 = "MOCK"
  passthrough_behavior = "NEVER"
  request_templates    = { "application/json" = jsonencode({ statusCode = 405 }) }

  lifecycle {
    # A mock calls nobody, by whatever method; the emulator reads one back all the same.
    ignore_changes = [integration_http_method]
  }
}

resource "aws_api_gateway_method_response" "this" {
  rest_api_id = var.api.id
  resource_id = var.resource_id
  http_method = aws_api_gateway_method.this.http_method
  status_code = "405"

  response_parameters = {
    "method.response.header.Allow"        = true
    "method.response.header.Content-Type" = true
  }
}

resource "aws_api_gateway_integration_response" "this" {
  rest_api_id = var.api.id
  resource_id = var.resource_id
  http_method = aws_api_gateway_integration.this.http_method
  status_code = aws_api_gateway_method_response.this.status_code

  response_parameters = {
    "method.response.header.Allow"        = "'${join(", ", var.allowed)}'"
    "method.response.header.Content-Type" = "'application/problem+json'"
  }

  response_templates = {
    "application/json" = jsonencode({
      type   = "about:blank"
      title  = "Method Not Allowed"
      status = 405
      detail = "This path answers ${join(" and ", var.allowed)}."
    })
  }
}
