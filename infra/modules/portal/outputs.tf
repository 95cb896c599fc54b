# The resources themselves, so that whoever uses the construct, tests included, reaches every attribute.

output "url" {
  description = "Address of the portal, without a slash at the end."
  value       = module.application.url
}

output "user_pool_url" {
  description = "Where the portal's forms call the user pool."
  value       = local.user_pool_url
}

output "issuer" {
  description = "Who issues the customers' tokens."
  value       = local.issuer
}

output "user_pool" {
  description = "The customers' user pool."
  value       = aws_cognito_user_pool.customers
}

output "client" {
  description = "The application as the user pool knows it."
  value       = aws_cognito_user_pool_client.portal
}

output "authorizer" {
  description = "The API's check of the customers' tokens."
  value       = aws_api_gateway_authorizer.customers
}

output "distribution" {
  description = "What serves files and API."
  value       = module.application.distribution
}

output "response_headers" {
  description = "What browsers are told."
  value       = module.application.response_headers
}

output "uploads_cors" {
  description = "Whose pages may upload documents."
  value       = aws_s3_bucket_cors_configuration.uploads
}

output "table" {
  description = "The table of customers."
  value       = module.customers.table
}

output "erasures" {
  description = "The queue of what customers have deleted."
  value       = module.erasures
}

output "mapping" {
  description = "How the eraser gets its messages."
  value       = aws_lambda_event_source_mapping.erasures_to_eraser
}

output "functions" {
  description = "The functions, by their short names."
  value       = { portal = module.portal, document-eraser = module.document_eraser }
}
