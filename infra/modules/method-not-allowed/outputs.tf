# What the deployment has to wait for, and the resources themselves for tests.

output "integration" {
  description = "What makes the answer."
  value       = aws_api_gateway_integration.this
}

output "integration_response" {
  description = "The answer: a deployment without it would publish a method that fails."
  value       = aws_api_gateway_integration_response.this
}

output "published" {
  description = "What a deployment publishes of the answer: a change of it takes a new one."
  value = {
    authorization    = aws_api_gateway_method.this.authorization
    api_key_required = aws_api_gateway_method.this.api_key_required
    integration      = aws_api_gateway_integration.this.type
    passthrough      = aws_api_gateway_integration.this.passthrough_behavior
    requests         = aws_api_gateway_integration.this.request_templates
    status           = aws_api_gateway_integration_response.this.status_code
    headers          = aws_api_gateway_integration_response.this.response_parameters
    body             = aws_api_gateway_integration_response.this.response_templates
  }
}
