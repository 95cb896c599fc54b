# Keys of the API and what each may be used for. The gateway checks that a key is one of the usage plan's; which routes it opens, the
# functions decide by its scopes.

locals {
  # What a key may be used for.
  api_scopes = ["payments", "labels", "screening", "clearances", "documents"]

  api_clients = merge(var.api_clients, local.traffic_clients)

  # "id:payments+labels" of every key, for API_KEY_SCOPES.
  api_key_scopes = concat(
    ["${aws_api_gateway_api_key.this.id}:${join("+", var.api_key_scopes)}"],
    [
      for name, client in local.api_clients :
      "${client.key_id == null ? aws_api_gateway_api_key.client[name].id : client.key_id}:${join("+", client.scopes)}"
    ],
  )

  api_key_environment = { API_KEY_SCOPES = join(",", local.api_key_scopes) }
}

resource "aws_api_gateway_api_key" "this" {
  name  = "tollgate-${var.environment}"
  value = var.api_key
}

resource "aws_api_gateway_usage_plan_key" "this" {
  key_id        = aws_api_gateway_api_key.this.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.this.id
}

resource "aws_api_gateway_api_key" "client" {
  for_each = { for name, client in local.api_clients : name => client if client.key_id == null }

  name  = "tollgate-${var.environment}-${each.key}"
  value = lookup(var.api_client_values, each.key, null)
}

resource "aws_api_gateway_usage_plan_key" "client" {
  for_each = aws_api_gateway_api_key.client

  key_id        = each.value.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.this.id
}
