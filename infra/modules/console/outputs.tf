# The resources themselves, so that whoever uses the construct, tests included, reaches every attribute.

output "url" {
  description = "Address of the console, without a slash at the end."
  value       = module.application.url
}

output "issuer" {
  description = "Who issues the staff's tokens."
  value       = local.issuer
}

output "user_pool" {
  description = "The staff's user pool."
  value       = aws_cognito_user_pool.staff
}

output "client" {
  description = "The application as the user pool knows it."
  value       = aws_cognito_user_pool_client.console
}

output "groups" {
  description = "The groups of the roles."
  value       = aws_cognito_user_group.role
}

output "authorizer" {
  description = "The API's check of the staff's tokens."
  value       = aws_api_gateway_authorizer.staff
}

output "sign_in_url" {
  description = "Where people sign in."
  value       = local.sign_in_url
}

output "distribution" {
  description = "What serves files and API."
  value       = module.application.distribution
}

output "response_headers" {
  description = "What browsers are told."
  value       = module.application.response_headers
}

output "files" {
  description = "The bucket of the application's files."
  value       = module.application.files
}

output "tables" {
  description = "The tables of cases and of the audit trail."
  value       = { cases = module.cases.table, audit = module.audit.table }
}

output "functions" {
  description = "The functions, by their short names."
  value       = { console-read = module.console_read, console-act = module.console_act, console-operate = module.console_operate }
}
