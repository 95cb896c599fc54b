# Answers every method that a path does not have with 405 and the list of those it has. Left alone, the gateway answers 403,
# which says the wrong thing. No function is invoked.

locals {
  # What a request may hold that means another method of the path. One without a type counts as JSON.
  body_types = [
    "application/json",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "application/xml",
    "multipart/form-data",
    "text/plain",
  ]
}

resource "aws_api_gateway_method" "this" {
  rest_api_id      = var.api.id
  resource_id      = var.resource_id
  http_method      = "ANY"
  authorization    = "NONE"
  api_key_required = var.api_key_required
}

resource "aws_api_gateway_integration" "this" {
  rest_api_id = var.api.id
  resource_id = var.resource_id
  http_method = aws_api_gateway_method.this.http_method
  type        = "MOCK"

  # A body of a type that has no template is answered 415. Passed through instead it would be the mock's own instructions.
  passthrough_behavior = "NEVER"
  request_templates    = { for type in local.body_types : type => jsonencode({ statusCode = 405 }) }

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
