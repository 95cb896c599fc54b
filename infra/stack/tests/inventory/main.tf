# Counts what the configuration declares, so that a test which lists every queue or function notices one it forgot.

locals {
  stack_folder   = "${path.module}/../.."
  modules_folder = "${path.module}/../../../modules"

  stack   = join("\n", [for file in fileset(local.stack_folder, "*.tf") : file("${local.stack_folder}/${file}")])
  modules = join("\n", [for file in fileset(local.modules_folder, "**/*.tf") : file("${local.modules_folder}/${file}")])

  constructs = [
    "alarm", "delivery-stream", "lambda-function", "lambda-route", "method-not-allowed", "private-bucket", "queue", "queue-with-dlq", "schedule", "table",
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
