# The resources themselves, so that whoever uses the construct, tests included, reaches every attribute.

output "stream" {
  description = "The delivery stream."
  value       = aws_kinesis_firehose_delivery_stream.this
}

output "role" {
  description = "The role that the stream delivers with."
  value       = aws_iam_role.this
}

output "log_group" {
  description = "The log of failed deliveries."
  value       = aws_cloudwatch_log_group.this
}

output "granted" {
  description = "What the role allows, as action and resource: read back from the policy, so that nothing is left out."
  value = toset(flatten([
    for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : [
      for pair in setproduct(statement.Action, statement.Resource) : join(" ", pair)
    ] if statement.Effect == "Allow"
  ]))
}
