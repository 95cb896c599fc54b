# The resources themselves, so that whoever uses the construct, tests included, reaches every attribute.

output "schedule" {
  description = "The schedule."
  value       = aws_scheduler_schedule.this
}

output "role" {
  description = "The role under which the function is started."
  value       = aws_iam_role.this
}

output "policy" {
  description = "What that role allows."
  value       = aws_iam_role_policy.this
}
