# The resources themselves, so that whoever uses the construct, tests included, reaches every attribute.

output "function" {
  description = "The function."
  value       = aws_lambda_function.this
}

output "role" {
  description = "The function's role."
  value       = aws_iam_role.this
}

output "policies" {
  description = "The policies of the role: its work, and network interfaces where it runs in a VPC or is fed from one."
  value       = concat([aws_iam_role_policy.this], aws_iam_role_policy.network)
}

output "log_group" {
  description = "The function's log group."
  value       = aws_cloudwatch_log_group.this
}

output "granted" {
  description = "What the role allows, as action and resource: read back from the policies, so that nothing is left out."
  value = toset(flatten([
    for policy in concat([aws_iam_role_policy.this], aws_iam_role_policy.network) : [
      for statement in jsondecode(policy.policy).Statement : [
        for pair in setproduct(statement.Action, statement.Resource) : join(" ", pair)
      ] if statement.Effect == "Allow"
    ]
  ]))
}

output "statements" {
  description = "The statements of the role's work, read back from the policy: what an endpoint has to let through for the function."
  value       = jsondecode(aws_iam_role_policy.this.policy).Statement
}

output "target" {
  description = "What to call: the alias where versions are rolled out, else the function."
  value = {
    function_name = aws_lambda_function.this.function_name
    qualifier     = one(aws_lambda_alias.live[*].name)
    arn           = var.versioned ? one(aws_lambda_alias.live[*].arn) : aws_lambda_function.this.arn
    invoke_arn    = var.versioned ? one(aws_lambda_alias.live[*].invoke_arn) : aws_lambda_function.this.invoke_arn
  }
}
