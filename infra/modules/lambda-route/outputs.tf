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

output "path" {
  description = "The path."
  value       = var.path
}
