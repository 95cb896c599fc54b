# What the deployment has to wait for.

output "integration_response" {
  description = "The answer: a deployment without it would publish a method that fails."
  value       = aws_api_gateway_integration_response.this
}
