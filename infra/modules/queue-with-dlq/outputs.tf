# The resources themselves, so that whoever uses the construct, tests included, reaches every attribute.

output "queue" {
  description = "The queue that feeds the function."
  value       = module.queue.queue
}

output "dead_letter_queue" {
  description = "The queue of messages that could not be handled."
  value       = module.dead_letter_queue.queue
}

output "redrive_policy" {
  description = "When messages move to the dead-letter queue."
  value       = aws_sqs_queue_redrive_policy.this
}
