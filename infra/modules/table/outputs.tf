# The resource itself, so that whoever uses the construct, tests included, reaches every attribute.

output "table" {
  description = "The table."
  value       = aws_dynamodb_table.this
}
