# The resource itself, so that whoever uses the construct, tests included, reaches every attribute.

output "alarm" {
  description = "The alarm."
  value       = aws_cloudwatch_metric_alarm.this
}
