# What the API answers. The gateway's resources, the answer to methods that a path lacks, the gateway's permissions and what is
# published all follow from the first map.

locals {
  # Method and path, and the function that answers. By name: Terraform keeps with each resource all that it depends on, and a
  # resource for each part of a path would depend on every function and all that these use.
  routes = merge(local.machine_routes, local.staff_routes, local.policy_routes, local.customer_routes)

  # For customers who sign in, each of whom reaches what is theirs.
  customer_routes = var.portal == null ? {} : {
    "DELETE /portal/account"            = "portal"
    "DELETE /portal/documents/{key_id}" = "portal"
    "GET /portal/account"               = "portal"
    "GET /portal/documents"             = "portal"
    "POST /portal/documents"            = "portal"
  }

  # For people who sign in. crates/core/casework says who of them may use which.
  staff_routes = var.console == null ? {} : {
    "GET /console/audit"                         = "console-read"
    "GET /console/cases"                         = "console-read"
    "GET /console/cases/{case_id}"               = "console-read"
    "GET /console/dead-letters"                  = "console-operate"
    "GET /console/documents"                     = "console-read"
    "GET /console/documents/{key_id}"            = "console-read"
    "GET /console/me"                            = "console-read"
    "GET /console/models"                        = "console-read"
    "GET /console/operations"                    = "console-operate"
    "GET /console/payments"                      = "console-read"
    "GET /console/payments/{key_id}"             = "console-read"
    "POST /console/card-tokens"                  = "api-handler"
    "GET /console/reports"                       = "console-read"
    "GET /console/replays/{key_id}"              = "console-read"
    "GET /console/surroundings/{key_id}"         = "console-read"
    "GET /console/watchlist/clearances"          = "watchlist-search"
    "GET /console/watchlist/expiring-clearances" = "watchlist-search"
    "GET /console/watchlist/search"              = "watchlist-search"
    "POST /console/watchlist/clearances"         = "watchlist-search"
    "POST /console/watchlist/revocations"        = "watchlist-search"
    "POST /console/assignments"                  = "console-act"
    "POST /console/closures"                     = "console-act"
    "POST /console/discards"                     = "console-operate"
    "POST /console/document-downloads"           = "console-act"
    "POST /console/document-handlings"           = "console-act"
    "POST /console/escalations"                  = "console-act"
    "POST /console/labels"                       = "console-act"
    "POST /console/model-decisions"              = "console-act"
    "POST /console/model-proposals"              = "console-act"
    "POST /console/notes"                        = "console-act"
    "POST /console/rule-rearms"                  = "console-act"
    "POST /console/redrives"                     = "console-operate"
    "POST /console/snoozes"                      = "console-act"
  }

  # The same, for people who work on policies.
  policy_routes = var.console == null ? {} : {
    "GET /console/policy"                       = "console-read"
    "GET /console/policy-drafts"                = "console-read"
    "GET /console/policy-drafts/{draft_id}"     = "console-read"
    "GET /console/policy-language"              = "console-read"
    "GET /console/policy-lists"                 = "console-read"
    "GET /console/policy-versions"              = "console-read"
    "GET /console/policy-versions/{version_id}" = "console-read"
    "POST /console/policy-backtests"            = "console-read"
    "POST /console/policy-suggestions"          = "console-read"
    "POST /console/policy-checks"               = "console-read"
    "POST /console/policy-decisions"            = "console-act"
    "POST /console/policy-drafts"               = "console-act"
  }

  # For callers with an API key.
  machine_routes = {
    "GET /documents/{key_id}"           = "status-checker"
    "POST /documents"                   = "api-handler"
    "POST /predict"                     = "api-handler"
    "GET /transactions/{key_id}"        = "status-checker"
    "POST /transactions"                = "api-handler"
    "POST /transactions/{key_id}/label" = "api-handler"
    "GET /watchlist/clearances"         = "watchlist-search"
    "GET /watchlist/search"             = "watchlist-search"
    "POST /watchlist/clearances"        = "watchlist-search"
    "POST /watchlist/revocations"       = "watchlist-search"
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

  # No more than answers, for the same reason.
  targets = merge(
    { api-handler = module.api_handler.target, status-checker = module.status_checker.target, watchlist-search = module.watchlist_search.target },
    { for name, deployed in merge({}, module.console[*].functions...) : name => deployed.target },
    { for name, deployed in merge({}, module.portal[*].functions...) : name => deployed.target },
  )
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
  function    = local.targets[each.value]

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
