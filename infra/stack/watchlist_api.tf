# The routes of the watchlist: search, clearances, revocations.

resource "aws_api_gateway_resource" "watchlist" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = "watchlist"
}

resource "aws_api_gateway_resource" "watchlist_search" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.watchlist.id
  path_part   = "search"
}

resource "aws_api_gateway_resource" "watchlist_clearances" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.watchlist.id
  path_part   = "clearances"
}

resource "aws_api_gateway_resource" "watchlist_revocations" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.watchlist.id
  path_part   = "revocations"
}

module "get_watchlist_search" {
  source = "../modules/lambda-route"

  api      = aws_api_gateway_rest_api.this
  stage    = local.stage
  resource = aws_api_gateway_resource.watchlist_search
  method   = "GET"
  function = module.watchlist_search.function
}

module "get_clearances" {
  source = "../modules/lambda-route"

  api      = aws_api_gateway_rest_api.this
  stage    = local.stage
  resource = aws_api_gateway_resource.watchlist_clearances
  method   = "GET"
  function = module.watchlist_search.function
}

module "post_clearance" {
  source = "../modules/lambda-route"

  api      = aws_api_gateway_rest_api.this
  stage    = local.stage
  resource = aws_api_gateway_resource.watchlist_clearances
  method   = "POST"
  function = module.watchlist_search.function
}

module "post_revocation" {
  source = "../modules/lambda-route"

  api      = aws_api_gateway_rest_api.this
  stage    = local.stage
  resource = aws_api_gateway_resource.watchlist_revocations
  method   = "POST"
  function = module.watchlist_search.function
}

module "watchlist_search_other_methods" {
  source = "../modules/method-not-allowed"

  api      = aws_api_gateway_rest_api.this
  resource = aws_api_gateway_resource.watchlist_search
  allowed  = ["GET"]
}

module "watchlist_clearances_other_methods" {
  source = "../modules/method-not-allowed"

  api      = aws_api_gateway_rest_api.this
  resource = aws_api_gateway_resource.watchlist_clearances
  allowed  = ["GET", "POST"]
}

module "watchlist_revocations_other_methods" {
  source = "../modules/method-not-allowed"

  api      = aws_api_gateway_rest_api.this
  resource = aws_api_gateway_resource.watchlist_revocations
  allowed  = ["POST"]
}
