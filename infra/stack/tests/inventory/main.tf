# Counts what the configuration declares, so that a test which lists every queue or function notices one it forgot.

locals {
  stack_folder   = "${path.module}/../.."
  modules_folder = "${path.module}/../../../modules"

  stack   = join("\n", [for file in fileset(local.stack_folder, "*.tf") : file("${local.stack_folder}/${file}")])
  modules = join("\n", [for file in fileset(local.modules_folder, "**/*.tf") : file("${local.modules_folder}/${file}")])

  aws_folder = "${path.module}/../../../environments/aws"

  # By name, each with its text.
  variables = {
    for place, text in {
      for place, folder in { stack = local.stack_folder, aws = local.aws_folder } :
      place => join("\n", [for file in fileset(folder, "variables*.tf") : file("${folder}/${file}")])
    } :
    place => { for part in slice(split("\nvariable \"", text), 1, length(split("\nvariable \"", text))) : split("\"", part)[0] => part }
  }
  defaults = {
    for place, variables in local.variables :
    place => { for name, text in variables : name => one(flatten(regexall("(?m)^  default += (.*)$", text))) }
  }

  constructs = [
    "alarm", "backup-vault", "delivery-stream", "lambda-function", "lambda-route", "method-not-allowed", "private-bucket", "queue", "queue-with-dlq", "rollout", "schedule", "table",
    "topic",
  ]
}

output "constructs" {
  description = "How often the stack uses each construct."
  value = {
    for construct in local.constructs :
    construct => length(regexall("source\\s*=\\s*\"\\.\\./modules/${construct}\"", local.stack))
  }
}

output "stack_resources" {
  description = "Types of the resources that the stack declares itself, as often as it declares them."
  value       = flatten(regexall("(?m)^resource \"([a-z0-9_]+)\"", local.stack))
}

output "resource_types" {
  description = "Types of all resources, those of the constructs included."
  value       = toset(flatten(regexall("(?m)^resource \"([a-z0-9_]+)\"", "${local.stack}\n${local.modules}")))
}

output "objects_left_alone" {
  description = "Names of the objects that the stack puts into a bucket once and never touches again, which no plan shows."
  value = flatten(regexall(
    "(?s)\nresource \"aws_s3_object\" \"([a-z_]+)\" \\{\n(?:  [^\n]*\n|\n)*  lifecycle \\{\n +ignore_changes = all\n", local.stack,
  ))
}

output "defaults" {
  description = "What each variable of the stack and of environments/aws is when nobody sets it, as it is written."
  value       = local.defaults
}

output "passed_on" {
  description = "Names of the variables that environments/aws hands to the stack."
  value = toset([
    for pair in regexall("(?m)^  ([a-z0-9_]+) += var\\.([a-z0-9_]+)$", file("${local.aws_folder}/main.tf")) : pair[0] if pair[0] == pair[1]
  ])
}

output "outlives_the_transactions" {
  description = "What is destroyed after the transactions table alone, which no plan shows."
  value       = split(", ", one(flatten(regexall("(?s)\nmodule \"transactions\" \\{.*?depends_on = \\[([^]]*)\\]", local.stack))))
}
