# What the deployment has to wait for, and the resources themselves for tests.

output "method" {
  description = "The method."
  value       = aws_api_gateway_method.this
}

output "integration" {
  description = "The integration: a deployment without it would publish a method that nobody answers."
  value       = aws_api_gateway_integration.this
}

output "permission" {
  description = "The gateway's permission to invoke the function."
  value       = aws_lambda_permission.this
}

output "published" {
  description = "What a deployment publishes of the route: a change of it takes a new one."
  value = {
    function         = join(":", compact([var.function.function_name, var.function.qualifier]))
    authorization    = aws_api_gateway_method.this.authorization
    authorizer       = var.authorizer_id
    api_key_required = aws_api_gateway_method.this.api_key_required
    integration      = aws_api_gateway_integration.this.type
    invoked_by       = aws_api_gateway_integration.this.integration_http_method
  }
}

output "path" {
  description = "The path."
  value       = var.path
}
