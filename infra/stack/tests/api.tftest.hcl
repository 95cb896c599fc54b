# The API: keys, limits, an access log without card numbers, and one form for all errors.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  environment  = "test"
  packages_dir = "tests/packages"
  card_key     = "0123456789012345678901234567890123456789012345678901234567890123"
  zone_ids     = ["euw1-az1", "euw1-az2"]
}

run "inventory" {
  command = plan

  module {
    source = "./tests/inventory"
  }

  assert {
    condition     = output.constructs["lambda-route"] == 1 && !contains(output.stack_resources, "aws_api_gateway_method")
    error_message = "A route is made beside the map of routes."
  }
}

run "callers_need_a_key_and_are_throttled" {
  command = plan

  assert {
    condition = alltrue([
      for route in module.route : route.method.api_key_required
    ])
    error_message = "A route can be called without a key."
  }

  assert {
    condition = (
      aws_api_gateway_usage_plan.this.throttle_settings[0].rate_limit == 1000 &&
      aws_api_gateway_method_settings.all.settings[0].throttling_rate_limit == 1000 &&
      aws_api_gateway_method_settings.all.method_path == "*/*"
    )
    error_message = "The API takes 1,000 requests per second, of one key and of all together."
  }

  assert {
    condition = (
      aws_api_gateway_usage_plan_key.this.key_id == aws_api_gateway_api_key.this.id &&
      aws_api_gateway_usage_plan_key.this.usage_plan_id == aws_api_gateway_usage_plan.this.id
    )
    error_message = "The key belongs to the usage plan, without which it opens nothing."
  }

  assert {
    condition     = !aws_api_gateway_stage.this.xray_tracing_enabled
    error_message = "A trace of the gateway holds the names that were looked for."
  }
}

run "every_path_says_which_methods_it_has" {
  command = plan

  assert {
    condition = {
      for path, refusal in module.other_methods :
      path => "${refusal.integration_response.status_code} ${refusal.integration_response.response_parameters["method.response.header.Allow"]}"
      } == {
      "/documents"                   = "405 'POST'"
      "/documents/{key_id}"          = "405 'GET'"
      "/predict"                     = "405 'POST'"
      "/transactions"                = "405 'POST'"
      "/transactions/{key_id}"       = "405 'GET'"
      "/transactions/{key_id}/label" = "405 'POST'"
      "/watchlist/search"            = "405 'GET'"
      "/watchlist/clearances"        = "405 'GET, POST'"
      "/watchlist/revocations"       = "405 'POST'"
    }
    error_message = "A path names other methods than it has."
  }

  assert {
    condition = alltrue([
      for refusal in module.other_methods :
      length(setsubtract([
        "application/json", "application/octet-stream", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data", "text/plain",
      ], keys(refusal.integration.request_templates))) == 0 &&
      toset(values(refusal.integration.request_templates)) == toset([jsonencode({ statusCode = 405 })])
    ])
    error_message = "Whether a path has a method depends on the type of the body."
  }

  assert {
    condition = toset(keys(local.published.routes)) == toset([
      for route in module.route : "${route.method.http_method} ${route.path}"
    ])
    error_message = "A route that is not in the list is not published when it changes."
  }

  assert {
    condition = alltrue([
      for published in concat(values(local.published.routes), values(local.published.other_methods)) :
      published.api_key_required && published.authorization == "NONE"
    ])
    error_message = "Who may call is not published when it changes."
  }

  assert {
    condition = alltrue([
      for path, refusal in module.other_methods :
      local.published.other_methods[path].body == refusal.integration_response.response_templates &&
      local.published.other_methods[path].headers == refusal.integration_response.response_parameters &&
      local.published.other_methods[path].requests == refusal.integration.request_templates
    ])
    error_message = "What a path says of its methods is not published when it changes."
  }

  assert {
    condition     = aws_api_gateway_deployment.this.triggers["published"] == sha256(jsonencode(local.published))
    error_message = "Something else is published than is listed."
  }
}

run "logs_cannot_hold_a_card_number" {
  command = plan

  assert {
    # Everything here is made or chosen from a list by the gateway. A path, a query, a header, a body, an error message or
    # $context.requestId, which a caller may set, can hold whatever a caller writes there.
    condition = length(setsubtract(values(jsondecode(aws_api_gateway_stage.this.access_log_settings[0].format)), [
      "$context.error.responseType",
      "$context.extendedRequestId",
      "$context.httpMethod",
      "$context.identity.apiKeyId",
      "$context.integration.status",
      "$context.integrationLatency",
      "$context.requestTime",
      "$context.resourcePath",
      "$context.responseLatency",
      "$context.responseLength",
      "$context.status",
    ])) == 0
    error_message = "The access log holds something that a caller chooses: ${aws_api_gateway_stage.this.access_log_settings[0].format}"
  }

  assert {
    condition = (
      aws_api_gateway_method_settings.all.settings[0].logging_level == "OFF" &&
      !aws_api_gateway_method_settings.all.settings[0].data_trace_enabled
    )
    error_message = "The gateway's execution logs would hold bodies."
  }
}

run "the_gateways_own_errors_are_problem_details" {
  command = plan

  assert {
    condition = alltrue([
      for response in aws_api_gateway_gateway_response.problem :
      response.response_parameters["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
    ])
    error_message = "An error of the gateway is not application/problem+json."
  }

  assert {
    condition = toset([
      for type, response in aws_api_gateway_gateway_response.problem : type
      if can(tonumber(trim(response.response_parameters["gatewayresponse.header.Retry-After"], "'")))
    ]) == toset(["INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "THROTTLED"])
    error_message = "Who is to try again is told when, and nobody else."
  }

  assert {
    condition     = length(setsubtract(["DEFAULT_4XX", "DEFAULT_5XX", "INVALID_API_KEY", "THROTTLED"], keys(aws_api_gateway_gateway_response.problem))) == 0
    error_message = "Some errors of the gateway keep their own form."
  }

  assert {
    condition = alltrue([
      for type, response in aws_api_gateway_gateway_response.problem : alltrue([
        for member in ["type", "title", "detail"] : contains(keys(jsondecode(response.response_templates["application/json"])), member)
      ]) && try(tostring(jsondecode(response.response_templates["application/json"]).status), null) == response.status_code
    ])
    error_message = "A problem lacks a member, or names another status than it is sent with."
  }
}

run "the_address_can_be_set_for_mails" {
  command = plan

  variables {
    api_url = "https://fraud.example.com/v1"
  }

  assert {
    condition     = output.api_url == "https://fraud.example.com/v1" && module.alert_notifier.function.environment[0].variables["API_URL"] == output.api_url
    error_message = "Alert mails name the address that callers use."
  }

  assert {
    condition     = aws_api_gateway_stage.this.variables == tomap({ api_url = output.api_url })
    error_message = "Answers name the address that callers use."
  }
}

run "the_gateways_address_is_the_only_one_by_default" {
  command = plan

  assert {
    condition = (
      length(aws_api_gateway_domain_name.own) == 0 && length(aws_api_gateway_base_path_mapping.own) == 0 &&
      !aws_api_gateway_rest_api.this.disable_execute_api_endpoint && output.domain_target == null &&
      output.api_url == local.gateway_url && aws_api_gateway_stage.this.variables == null
    )
    error_message = "An API without a name of its own is reached by the gateway's address."
  }
}

run "a_name_of_ones_own_takes_no_old_tls" {
  command = plan

  variables {
    domain_name     = "payments.example.com"
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/mocked"
  }

  assert {
    condition = (
      aws_api_gateway_domain_name.own[0].security_policy == "TLS_1_2" &&
      aws_api_gateway_domain_name.own[0].endpoint_configuration[0].types == tolist(["REGIONAL"]) &&
      aws_api_gateway_domain_name.own[0].regional_certificate_arn == var.certificate_arn &&
      aws_api_gateway_base_path_mapping.own[0].domain_name == var.domain_name &&
      aws_api_gateway_base_path_mapping.own[0].stage_name == "test"
    )
    error_message = "The name leads to the stage, over TLS 1.2 or later."
  }

  assert {
    condition     = aws_api_gateway_rest_api.this.disable_execute_api_endpoint && !local.published.gateways_address
    error_message = "The gateway's own address, which takes TLS 1.0, is open beside the name."
  }

  assert {
    condition = (
      output.api_url == "https://payments.example.com" && aws_api_gateway_stage.this.variables == tomap({ api_url = output.api_url }) &&
      module.alert_notifier.function.environment[0].variables["API_URL"] == output.api_url
    )
    error_message = "Answers and mails name another address than callers use."
  }
}

run "a_proxy_before_the_name_is_what_callers_use" {
  command = plan

  variables {
    api_url         = "https://edge.example.com/v1"
    domain_name     = "payments.example.com"
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/mocked"
  }

  assert {
    condition     = output.api_url == "https://edge.example.com/v1" && aws_api_gateway_rest_api.this.disable_execute_api_endpoint
    error_message = "Whoever sets an address has it named."
  }
}

run "the_access_log_takes_no_setting_of_the_account" {
  command = plan

  assert {
    condition     = length(aws_api_gateway_account.this) == 0 && length(aws_iam_role.api_gateway_logs) == 0 && length(aws_cloudwatch_log_group.api) == 0
    error_message = "A role of the whole account is set although nobody asked for it."
  }

  assert {
    condition = (
      aws_api_gateway_stage.this.access_log_settings[0].destination_arn == module.access_log_stream[0].stream.arn &&
      module.access_log_stream[0].stream.name == "amazon-apigateway-access-log-test" &&
      module.access_log_stream[0].stream.extended_s3_configuration[0].bucket_arn == module.access_log[0].bucket.arn
    )
    error_message = "The access log goes nowhere: API Gateway writes to streams of this beginning alone."
  }
}

run "the_access_log_goes_to_cloudwatch_on_request" {
  command = plan

  variables {
    access_log_destination     = "cloudwatch"
    manage_api_gateway_account = true
  }

  assert {
    condition = (
      aws_api_gateway_stage.this.access_log_settings[0].destination_arn == aws_cloudwatch_log_group.api[0].arn &&
      aws_cloudwatch_log_group.api[0].retention_in_days == 400 && aws_cloudwatch_log_group.api[0].kms_key_id == aws_kms_key.data.arn &&
      length(aws_api_gateway_account.this) == 1 && length(module.access_log) == 0 && length(module.access_log_stream) == 0
    )
    error_message = "The access log is kept in two places or in none."
  }
}

run "each_key_opens_what_its_scopes_say" {
  command = plan

  variables {
    api_key_scopes = ["payments", "documents"]
    api_clients = {
      back-office = { scopes = ["screening", "clearances"] }
      by-hand     = { scopes = ["labels"], key_id = "abcdef0123" }
    }
  }

  assert {
    condition = (
      length(local.api_key_scopes) == 3 &&
      endswith(local.api_key_scopes[0], ":documents+payments") &&
      endswith(local.api_key_scopes[1], ":clearances+screening") &&
      local.api_key_scopes[2] == "abcdef0123:labels"
    )
    error_message = "The functions are told each key with its scopes."
  }

  assert {
    condition = (
      keys(aws_api_gateway_api_key.client) == ["back-office"] &&
      keys(aws_api_gateway_usage_plan_key.client) == ["back-office"]
    )
    error_message = "A client without a key gets one, in the usage plan, and one that has a key keeps it."
  }

  assert {
    condition = alltrue([
      for function in [module.api_handler, module.status_checker, module.watchlist_search] :
      function.function.environment[0].variables["API_KEY_SCOPES"] == join(",", local.api_key_scopes)
    ])
    error_message = "A function that answers machines does not know what their keys may be used for."
  }
}

run "a_key_without_a_known_scope_is_refused" {
  command = plan

  variables {
    api_key_scopes = ["everything"]
    api_clients    = { shop = { scopes = [] }, office = { scopes = ["labels"], key_id = "the value of a key" } }
  }

  expect_failures = [var.api_key_scopes, var.api_clients]
}
