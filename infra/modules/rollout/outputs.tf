# The resources themselves, so that whoever uses the construct, tests included, reaches every attribute.

output "application" {
  description = "The application in CodeDeploy."
  value       = aws_codedeploy_app.this
}

output "groups" {
  description = "How each function's versions are rolled out."
  value       = aws_codedeploy_deployment_group.this
}

output "role" {
  description = "The role that CodeDeploy works with."
  value       = aws_iam_role.this
}

output "granted" {
  description = "What the role allows, as action and resource: read back from the policy, so that nothing is left out."
  value = toset(flatten([
    for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : [
      for pair in setproduct(statement.Action, statement.Resource) : join(" ", pair)
    ]
  ]))
}
