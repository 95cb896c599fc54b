# The resources themselves, so that whoever uses the construct, tests included, reaches every attribute.

output "topic" {
  description = "The topic."
  value       = aws_sns_topic.this
}

output "policy" {
  description = "The topic's policy."
  value       = aws_sns_topic_policy.this
}

output "subscriptions" {
  description = "The e-mail subscriptions by address."
  value       = aws_sns_topic_subscription.email
}

output "others" {
  description = "The further subscriptions by name."
  value       = aws_sns_topic_subscription.other
}
