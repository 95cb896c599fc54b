# The scorer's way to the two services it calls and to X-Ray. No NAT, no internet gateway: card data has no road out.

data "aws_availability_zones" "available" {
  count = var.vpc_enabled ? 1 : 0

  state = "available"
}

locals {
  # An endpoint's own policy is the second lock: even stolen credentials of another account find no way out through it.
  endpoint_policies = {
    for service, statement in {
      dynamodb = {
        Action   = ["dynamodb:UpdateItem"]
        Resource = [module.transactions.table.arn]
      }
      sqs = {
        Action   = ["sqs:SendMessage"]
        Resource = [module.alerts_queue.queue.arn, module.scorer_failures.queue.arn]
      }
      xray = {
        Action = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        # X-Ray has no resource that these actions could be limited to.
        Resource = ["*"]
      }
      } : service => jsonencode({
        Version = "2012-10-17"
        Statement = [merge(statement, {
          Effect    = "Allow"
          Principal = "*"
          # Gateway endpoints take no role as a principal, so that the role stands in the condition.
          Condition = { ArnEquals = { "aws:PrincipalArn" = module.fraud_scorer.role.arn } }
        })]
    })
  }
}

module "network" {
  source = "../modules/private-network"
  count  = var.vpc_enabled ? 1 : 0

  name        = "scorer"
  environment = var.environment
  region      = local.region
  zones       = slice(data.aws_availability_zones.available[0].names, 0, 2)

  gateway_endpoints   = { dynamodb = local.endpoint_policies["dynamodb"] }
  interface_endpoints = { for service in ["sqs", "xray"] : service => local.endpoint_policies[service] }

  # Lambda takes its network interfaces back with the scorer's permissions, some time after the function is gone, and the
  # network cannot go before they do: so the permissions are destroyed after the network.
  depends_on = [module.fraud_scorer.policies]
}
