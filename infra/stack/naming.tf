# Where the stack stands, and what every function is told.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name

  # By deployment, so that two in one account and region don't run together.
  metrics_namespace = "tollgate-${var.environment}"

  function_environment = {
    METRICS_NAMESPACE = local.metrics_namespace
    RUST_LOG          = "info"
  }
}
