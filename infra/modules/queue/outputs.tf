# The resource itself, so that whoever uses the construct, tests included, reaches every attribute.

output "queue" {
  description = "The queue."
  value       = aws_sqs_queue.this
}
