# The REST API: for callers with an API key, one stage, throttled. routes.tf says what it answers.

locals {
  stage = var.environment

  gateway_host = "${aws_api_gateway_rest_api.this.id}.execute-api.${local.region}.${data.aws_partition.current.dns_suffix}"
  gateway_url  = "https://${local.gateway_host}/${local.stage}"
  own_url      = var.api_url != null ? var.api_url : var.domain_name != null ? "https://${var.domain_name}" : null
  api_url      = coalesce(local.own_url, local.gateway_url)

  # Everything that a deployment publishes, in words. A hash of the resources instead would change with every attribute
  # that the gateway fills in later, and deploy again for nothing.
  published = {
    routes           = { for route, made in module.route : route => made.published }
    other_methods    = { for path, refusal in module.other_methods : path => refusal.published }
    problems         = local.gateway_problems
    gateways_address = !local.has_domain
    reach            = local.reach_denials
  }
}

resource "aws_api_gateway_rest_api" "this" {
  name        = "tollgate-${var.environment}"
  description = "Transactions in, decisions out; documents in, classifications out"

  # The gateway's own address takes TLS 1.0, and card numbers go over it.
  disable_execute_api_endpoint = local.has_domain

  endpoint_configuration {
    types            = [local.is_private ? "PRIVATE" : "REGIONAL"]
    vpc_endpoint_ids = local.is_private ? var.private_api_endpoint_ids : null
  }
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  triggers    = { published = sha256(jsonencode(local.published)) }

  depends_on = [aws_api_gateway_gateway_response.problem, aws_api_gateway_rest_api_policy.reach, module.other_methods, module.route]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  deployment_id = aws_api_gateway_deployment.this.id
  stage_name    = local.stage

  # The gateway's traces hold the whole address, and with it the names that were looked for. Functions trace by themselves, where they do.
  xray_tracing_enabled = false

  # Functions take the address that a caller used from the request, but where another one was set.
  variables = local.own_url == null ? null : { api_url = local.own_url }

  access_log_settings {
    destination_arn = local.access_log_arn
    format          = jsonencode(local.access_log_fields)
  }

  # The gateway refuses a stage that logs to CloudWatch while it has no role to write by, and whoever is served before there is
  # a policy, or before the functions reach anything, rings the alarm for it.
  depends_on = [aws_api_gateway_account.this, aws_s3_object.default_policy, module.network]
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    # By method, for money. Alarms and dashboard look at the stage, which costs nothing.
    metrics_enabled = false

    throttling_rate_limit  = var.api_requests_per_second
    throttling_burst_limit = var.api_burst

    # Execution logs would hold paths, headers and bodies, and with them card numbers.
    logging_level      = "OFF"
    data_trace_enabled = false
  }
}

resource "aws_api_gateway_usage_plan" "this" {
  name = "tollgate-${var.environment}"

  api_stages {
    api_id = aws_api_gateway_rest_api.this.id
    stage  = aws_api_gateway_stage.this.stage_name
  }

  throttle_settings {
    rate_limit  = var.api_requests_per_second
    burst_limit = var.api_burst
  }

  lifecycle {
    # There is no quota here; the emulator reads back one of nothing, which would be a difference in every plan.
    ignore_changes = [quota_settings]
  }
}
