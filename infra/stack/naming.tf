# Where the stack stands, and what every function is told.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name

  metrics_namespace = "tollgate"

  function_environment = {
    ENVIRONMENT       = var.environment
    METRICS_NAMESPACE = local.metrics_namespace
    RUST_LOG          = "info"
  }
}
