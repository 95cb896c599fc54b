# The resources themselves, so that whoever uses the construct, tests included, reaches every attribute.

output "url" {
  description = "Address of the application, without a slash at the end."
  value       = local.url
}

output "distribution" {
  description = "What serves files and API."
  value       = aws_cloudfront_distribution.this
}

output "response_headers" {
  description = "What browsers are told."
  value       = aws_cloudfront_response_headers_policy.this
}

output "files" {
  description = "The bucket of the application's files."
  value       = module.files
}
