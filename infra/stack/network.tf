# The scorer's way to the services it calls, and to X-Ray where it is traced. No NAT, no internet gateway: card data has no road out.

# Local zones, which have to be opted into, have neither functions nor endpoints.
data "aws_availability_zones" "available" {
  count = local.zones_are_found ? 1 : 0

  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

# Not every service is in every zone.
data "aws_vpc_endpoint_service" "interface" {
  for_each = toset(local.zones_are_found ? local.interface_services : [])

  service      = each.key
  service_type = "Interface"
}

locals {
  # An endpoint's own policy is the second lock: even stolen credentials of another account find no way out through it.
  endpoint_policies = {
    for service, statements in {
      dynamodb = [
        {
          Action   = ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"]
          Resource = [module.transactions.table.arn]
        },
        {
          Action   = ["dynamodb:Query"]
          Resource = local.history_index_arns
        },
        {
          Action   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
          Resource = [module.rule_activity.table.arn]
        },
        {
          Action   = ["dynamodb:Query"]
          Resource = [module.watchlist_clearances.table.arn]
        },
      ]
      s3 = [
        {
          Action   = ["s3:GetObject", "s3:GetObjectVersion"]
          Resource = concat(local.policy_object_arns, [local.watchlist_object_arn], local.served_model_arns)
        },
        {
          Action   = ["s3:ListBucketVersions"]
          Resource = [module.policies.bucket.arn, module.watchlist.bucket.arn, module.models.bucket.arn]
        },
      ]
      sqs = [{
        Action   = ["sqs:SendMessage"]
        Resource = [module.alerts_queue.queue.arn, module.scorer_failures.queue.arn]
      }]
      xray = [{
        Action = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        # X-Ray has no resource that these actions could be limited to.
        Resource = ["*"]
      }]
      frauddetector = [{
        Action   = ["frauddetector:GetEventPrediction"]
        Resource = local.fraud_detector_arns
      }]
      } : service => jsonencode({
        Version = "2012-10-17"
        Statement = [for statement in statements : merge(statement, {
          Effect    = "Allow"
          Principal = "*"
          # Gateway endpoints take no role as a principal, so that the role stands in the condition.
          Condition = { ArnEquals = { "aws:PrincipalArn" = module.fraud_scorer.role.arn } }
        })]
    })
  }

  interface_services = concat(["sqs"], var.tracing_enabled ? ["xray"] : [], var.afd_detector_id == null ? [] : ["frauddetector"])

  zones_are_found = var.vpc_enabled && var.zones == null
  zones_served = sort(setintersection(
    flatten(data.aws_availability_zones.available[*].names), [for service in data.aws_vpc_endpoint_service.interface : service.availability_zones]...
  ))

  # One of them may fail.
  zones = var.zones != null ? var.zones : slice(local.zones_served, 0, min(2, length(local.zones_served)))
}

module "network" {
  source = "../modules/private-network"
  count  = var.vpc_enabled ? 1 : 0

  name        = "scorer"
  environment = var.environment
  region      = local.region
  zones       = local.zones

  gateway_endpoints   = { for service in ["dynamodb", "s3"] : service => local.endpoint_policies[service] }
  interface_endpoints = { for service in local.interface_services : service => local.endpoint_policies[service] }

  # Lambda takes its network interfaces back with the scorer's permissions, some time after the function is gone, and the
  # network cannot go before they do: so the permissions are destroyed after the network.
  depends_on = [module.fraud_scorer.policies]
}
