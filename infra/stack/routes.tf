# What the API answers. The gateway's resources, the answer to methods that a path lacks, the gateway's permissions and what is
# published all follow from the first map.

locals {
  # Method and path, and the function that answers.
  routes = merge(local.machine_routes, local.staff_routes, local.policy_routes, local.customer_routes)

  # For customers who sign in, each of whom reaches what is theirs.
  customer_routes = var.portal == null ? {} : {
    "DELETE /portal/account"            = module.portal[0].functions["portal"].target
    "DELETE /portal/documents/{key_id}" = module.portal[0].functions["portal"].target
    "GET /portal/account"               = module.portal[0].functions["portal"].target
    "GET /portal/documents"             = module.portal[0].functions["portal"].target
    "POST /portal/documents"            = module.portal[0].functions["portal"].target
  }

  # For people who sign in. crates/core/casework says who of them may use which.
  staff_routes = var.console == null ? {} : {
    "GET /console/audit"                         = module.console[0].functions["console-read"].target
    "GET /console/cases"                         = module.console[0].functions["console-read"].target
    "GET /console/cases/{case_id}"               = module.console[0].functions["console-read"].target
    "GET /console/dead-letters"                  = module.console[0].functions["console-operate"].target
    "GET /console/documents"                     = module.console[0].functions["console-read"].target
    "GET /console/documents/{key_id}"            = module.console[0].functions["console-read"].target
    "GET /console/me"                            = module.console[0].functions["console-read"].target
    "GET /console/models"                        = module.console[0].functions["console-read"].target
    "GET /console/operations"                    = module.console[0].functions["console-operate"].target
    "GET /console/payments"                      = module.console[0].functions["console-read"].target
    "GET /console/payments/{key_id}"             = module.console[0].functions["console-read"].target
    "POST /console/card-tokens"                  = module.api_handler.target
    "GET /console/reports"                       = module.console[0].functions["console-read"].target
    "GET /console/replays/{key_id}"              = module.console[0].functions["console-read"].target
    "GET /console/surroundings/{key_id}"         = module.console[0].functions["console-read"].target
    "GET /console/watchlist/clearances"          = module.watchlist_search.target
    "GET /console/watchlist/expiring-clearances" = module.watchlist_search.target
    "GET /console/watchlist/search"              = module.watchlist_search.target
    "POST /console/watchlist/clearances"         = module.watchlist_search.target
    "POST /console/watchlist/revocations"        = module.watchlist_search.target
    "POST /console/assignments"                  = module.console[0].functions["console-act"].target
    "POST /console/closures"                     = module.console[0].functions["console-act"].target
    "POST /console/discards"                     = module.console[0].functions["console-operate"].target
    "POST /console/document-downloads"           = module.console[0].functions["console-act"].target
    "POST /console/document-handlings"           = module.console[0].functions["console-act"].target
    "POST /console/escalations"                  = module.console[0].functions["console-act"].target
    "POST /console/labels"                       = module.console[0].functions["console-act"].target
    "POST /console/model-decisions"              = module.console[0].functions["console-act"].target
    "POST /console/model-proposals"              = module.console[0].functions["console-act"].target
    "POST /console/notes"                        = module.console[0].functions["console-act"].target
    "POST /console/rule-rearms"                  = module.console[0].functions["console-act"].target
    "POST /console/redrives"                     = module.console[0].functions["console-operate"].target
    "POST /console/snoozes"                      = module.console[0].functions["console-act"].target
  }

  # The same, for people who work on policies.
  policy_routes = var.console == null ? {} : {
    "GET /console/policy"                       = module.console[0].functions["console-read"].target
    "GET /console/policy-drafts"                = module.console[0].functions["console-read"].target
    "GET /console/policy-drafts/{draft_id}"     = module.console[0].functions["console-read"].target
    "GET /console/policy-language"              = module.console[0].functions["console-read"].target
    "GET /console/policy-lists"                 = module.console[0].functions["console-read"].target
    "GET /console/policy-versions"              = module.console[0].functions["console-read"].target
    "GET /console/policy-versions/{version_id}" = module.console[0].functions["console-read"].target
    "POST /console/policy-backtests"            = module.console[0].functions["console-read"].target
    "POST /console/policy-suggestions"          = module.console[0].functions["console-read"].target
    "POST /console/policy-checks"               = module.console[0].functions["console-read"].target
    "POST /console/policy-decisions"            = module.console[0].functions["console-act"].target
    "POST /console/policy-drafts"               = module.console[0].functions["console-act"].target
  }

  # For callers with an API key.
  machine_routes = {
    "GET /documents/{key_id}"           = module.status_checker.target
    "POST /documents"                   = module.api_handler.target
    "POST /predict"                     = module.api_handler.target
    "GET /transactions/{key_id}"        = module.status_checker.target
    "POST /transactions"                = module.api_handler.target
    "POST /transactions/{key_id}/label" = module.api_handler.target
    "GET /watchlist/clearances"         = module.watchlist_search.target
    "GET /watchlist/search"             = module.watchlist_search.target
    "POST /watchlist/clearances"        = module.watchlist_search.target
    "POST /watchlist/revocations"       = module.watchlist_search.target
  }

  # The methods of each path.
  paths = {
    for route in keys(local.routes) : split(" ", route)[1] => split(" ", route)[0]...
  }

  # The gateway wants a resource for each part of a path: these are the paths of one, two and three parts, and a part is found
  # under the one before it. /watchlist is a part and no path.
  parts = [
    for depth in range(1, 4) : toset([
      for path in keys(local.paths) : join("/", slice(split("/", path), 0, depth + 1)) if length(split("/", path)) > depth
    ])
  ]

  resources = merge(aws_api_gateway_resource.first, aws_api_gateway_resource.second, aws_api_gateway_resource.third)
}

resource "aws_api_gateway_resource" "first" {
  for_each = local.parts[0]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = basename(each.key)
}

resource "aws_api_gateway_resource" "second" {
  for_each = local.parts[1]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.first[dirname(each.key)].id
  path_part   = basename(each.key)
}

resource "aws_api_gateway_resource" "third" {
  for_each = local.parts[2]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.second[dirname(each.key)].id
  path_part   = basename(each.key)
}

module "route" {
  source   = "../modules/lambda-route"
  for_each = local.routes

  api         = aws_api_gateway_rest_api.this
  stage       = local.stage
  method      = split(" ", each.key)[0]
  path        = split(" ", each.key)[1]
  resource_id = local.resources[split(" ", each.key)[1]].id
  function    = each.value

  api_key_required = contains(keys(local.machine_routes), each.key)
  authorization    = contains(keys(local.machine_routes), each.key) ? local.authorization : "COGNITO_USER_POOLS"
  authorizer_id = contains(keys(local.machine_routes), each.key) ? one(aws_api_gateway_authorizer.this[*].id) : (
    contains(keys(local.customer_routes), each.key) ? one(module.portal[*].authorizer.id) : one(module.console[*].authorizer.id)
  )
}

module "other_methods" {
  source   = "../modules/method-not-allowed"
  for_each = local.paths

  api         = aws_api_gateway_rest_api.this
  resource_id = local.resources[each.key].id
  allowed     = sort(each.value)

  api_key_required = !startswith(each.key, "/console/") && !startswith(each.key, "/portal/")
}
