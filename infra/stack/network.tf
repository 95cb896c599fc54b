# The closed network: how the functions that handle payments reach the services they call, and nothing else. No NAT, no internet
# gateway: card data has no road out. That holds where api_in_vpc is true, for api-handler is who reads card numbers.

locals {
  api_in_vpc      = var.api_in_vpc == null ? var.vpc_enabled : var.api_in_vpc
  makes_network   = var.vpc_enabled && var.existing_network == null
  zones_are_found = local.makes_network && var.zone_ids == null

  function_network = !var.vpc_enabled ? null : var.existing_network != null ? var.existing_network : module.network[0].function_network

  interface_services = concat(
    ["sqs"],
    local.api_in_vpc ? ["secretsmanager"] : [],
    var.tracing_enabled ? ["xray"] : [],
    var.afd_detector_id == null ? [] : ["frauddetector"],
  )

  # Who runs in it, and what each one's role lets it call.
  closed_functions = merge(
    { fraud-scorer = { role_arn = module.fraud_scorer.role.arn, statements = module.fraud_scorer.statements } },
    { for deployed in module.stream_intake : "stream-intake" => { role_arn = deployed.role.arn, statements = deployed.statements } if local.api_in_vpc },
    local.api_in_vpc ? { api-handler = { role_arn = module.api_handler.role.arn, statements = module.api_handler.statements } } : {},
  )

  # An endpoint's own policy is the second lock: even stolen credentials of another account find no way out through it. It lets each function
  # do what its role does. The stream is read by Lambda, from outside.
  endpoint_policies = {
    for service in concat(["dynamodb", "s3"], local.interface_services) : service => jsonencode({
      Version = "2012-10-17"
      Statement = flatten([
        for function in values(local.closed_functions) : [
          for statement in function.statements : {
            Effect    = "Allow"
            Principal = "*"
            Action    = statement.Action
            Resource  = statement.Resource
            # Gateway endpoints take no role as a principal, so that the role stands in the condition.
            Condition = { ArnEquals = { "aws:PrincipalArn" = function.role_arn } }
          } if startswith(statement.Action[0], "${service}:") && !strcontains(statement.Resource[0], "/stream/")
        ]
      ])
    })
  }
}

# Local zones, which have to be opted into, have neither functions nor endpoints.
data "aws_availability_zones" "available" {
  count = local.zones_are_found ? 1 : 0

  state            = "available"
  exclude_zone_ids = var.zone_ids_without_lambda

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
  zone_ids_by_name = merge([for available in data.aws_availability_zones.available : zipmap(available.names, available.zone_ids)]...)
  zone_ids_served = sort([
    for name in setintersection(
      keys(local.zone_ids_by_name), [for service in data.aws_vpc_endpoint_service.interface : service.availability_zones]...
    ) : local.zone_ids_by_name[name]
  ])
}

# The zones that were found first are kept: one that opens or closes later would otherwise move the subnets, with the functions in them.
# By id, for a name means another zone in each account.
resource "terraform_data" "zones" {
  count = local.zones_are_found ? 1 : 0

  # One of them may fail.
  input = slice(local.zone_ids_served, 0, min(2, length(local.zone_ids_served)))

  lifecycle {
    ignore_changes = [input]

    precondition {
      condition     = length(local.zone_ids_served) >= 2
      error_message = "Not two zones have Lambda and every endpoint (${join(", ", local.interface_services)}). Name two by zone_ids, or a network of your own by existing_network."
    }
  }
}

module "network" {
  source = "../modules/private-network"
  count  = local.makes_network ? 1 : 0

  name        = "tollgate"
  environment = var.environment
  region      = local.region
  zone_count  = var.zone_ids == null ? 2 : length(var.zone_ids)
  zone_ids    = var.zone_ids == null ? terraform_data.zones[0].output : var.zone_ids

  gateway_endpoints   = { for service in ["dynamodb", "s3"] : service => local.endpoint_policies[service] }
  interface_endpoints = { for service in local.interface_services : service => local.endpoint_policies[service] }

  # Lambda takes its network interfaces back with the functions' permissions, some time after the functions are gone, and the
  # network cannot go before they do: so the permissions are destroyed after the network.
  depends_on = [module.api_handler.policies, module.fraud_scorer.policies, module.stream_intake[0].policies]
}
