# How and where the functions run.

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
    condition = length(setintersection(output.resource_types, [
      "aws_nat_gateway", "aws_internet_gateway", "aws_egress_only_internet_gateway", "aws_route", "aws_eip",
    ])) == 0
    error_message = "The network has a way out: no NAT, no internet gateway, no route but those of the endpoints."
  }

  assert {
    condition     = !contains(output.stack_resources, "aws_lambda_function")
    error_message = "Functions are made by the construct, which gives them a log, a role and a limit."
  }
}

run "functions_run_as_agreed" {
  command = plan

  assert {
    condition = alltrue([
      for deployed in local.deployed_functions :
      deployed.function.runtime == "provided.al2023" && deployed.function.architectures == tolist(["arm64"])
    ])
    error_message = "Functions run on provided.al2023, on arm64 unless told otherwise."
  }

  assert {
    condition     = alltrue([for deployed in local.deployed_functions : deployed.function.tracing_config[0].mode == "PassThrough"])
    error_message = "A function pays for traces that nobody asked for."
  }

  assert {
    condition = alltrue([
      for deployed in local.deployed_functions : alltrue([for pair in deployed.granted : !startswith(pair, "xray:")])
    ])
    error_message = "A function that is not traced may send traces."
  }

  assert {
    condition = alltrue([
      for deployed in local.deployed_functions :
      deployed.function.logging_config[0].log_group == deployed.log_group.name && deployed.function.logging_config[0].log_format == "JSON"
    ])
    error_message = "Every function logs JSON, to the log group with a retention."
  }

  assert {
    condition = alltrue([
      for name, deployed in local.deployed_functions :
      deployed.function.function_name == "${name}-test" && deployed.function.timeout == local.functions[name].timeout_seconds
    ])
    error_message = "Functions are named {name}-{environment} and time out when the list says so."
  }
}

run "a_large_account_reserves_for_each_function" {
  command = plan

  variables {
    reserved_concurrency = 100
  }

  assert {
    condition = alltrue([
      for name, deployed in local.deployed_functions :
      deployed.function.reserved_concurrent_executions == lookup({ risk-rollup = 1, trainer = 2, drift-monitor = 2 }, name, 100)
    ])
    error_message = "Every function that many wait for reserves 100 executions, and one that works by the clock one or two."
  }

  assert {
    condition     = sum(values(local.reservations)) == 705
    error_message = "The functions reserve ${sum(values(local.reservations))} executions together: reserved_concurrency and infra/README.md say 705."
  }

  assert {
    condition     = local.reservations == { for name, deployed in local.deployed_functions : name => deployed.function.reserved_concurrent_executions }
    error_message = "A function reserves something else than the check of reserved_concurrency counts and its alarm says."
  }

  assert {
    condition = alltrue([
      for mapping in [aws_lambda_event_source_mapping.alerts_to_notifier, aws_lambda_event_source_mapping.uploads_to_classifier] :
      mapping.scaling_config[0].maximum_concurrency == 100
    ])
    error_message = "A queue uses what its function has reserved, and no more."
  }
}

run "functions_are_traced_on_request" {
  command = plan

  variables {
    tracing_enabled = true
  }

  assert {
    condition     = alltrue([for deployed in local.deployed_functions : deployed.function.tracing_config[0].mode == "Active"])
    error_message = "A function is left out of the traces."
  }

  assert {
    condition = alltrue([
      for deployed in local.deployed_functions : anytrue([for pair in deployed.granted : startswith(pair, "xray:")])
    ])
    error_message = "A function may not send the traces that are wanted of it."
  }

  assert {
    condition     = toset(keys(module.network[0].endpoints)) == toset(["dynamodb", "s3", "secretsmanager", "sqs", "xray"])
    error_message = "Traces have no way out of the network."
  }
}

run "roles_stay_within_a_boundary" {
  command = plan

  variables {
    permissions_boundary_arn   = "arn:aws:iam::123456789012:policy/boundary"
    manage_api_gateway_account = true
  }

  assert {
    condition = alltrue([
      for role in concat(
        [for deployed in local.deployed_functions : deployed.role],
        [aws_iam_role.api_gateway_logs[0], module.decisions_stream.role, module.access_log_stream[0].role],
        [for schedule in [module.digest_schedule, module.drift_schedule, module.training_schedule, module.risk_rollup_schedule] : schedule.role],
      ) : role.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"
    ])
    error_message = "A role is outside the boundary."
  }
}

run "a_small_account_reserves_little" {
  command = plan

  variables {
    reserved_concurrency = 2
  }

  assert {
    condition     = sum(values(local.reservations)) == 19
    error_message = "The functions reserve ${sum(values(local.reservations))} executions at least: reserved_concurrency says 19."
  }
}

run "a_new_account_reserves_nothing_by_default" {
  command = plan

  assert {
    condition     = alltrue([for deployed in local.deployed_functions : deployed.function.reserved_concurrent_executions == -1])
    error_message = "A function reserves executions of an account that has none to spare."
  }

  assert {
    condition = alltrue([
      for mapping in [aws_lambda_event_source_mapping.alerts_to_notifier, aws_lambda_event_source_mapping.uploads_to_classifier] :
      mapping.scaling_config[0].maximum_concurrency == 2
    ])
    error_message = "A queue leaves callers nothing of a small account."
  }

  assert {
    condition     = alltrue([for alarm in module.throttles_alarm : !strcontains(alarm.alarm.alarm_description, "-1")])
    error_message = "An alarm names a reservation that there is not."
  }
}

run "queues_may_use_more_than_two_executions" {
  command = plan

  variables {
    reserved_concurrency = null
    queue_concurrency    = 20
  }

  assert {
    condition = alltrue([
      for mapping in [aws_lambda_event_source_mapping.alerts_to_notifier, aws_lambda_event_source_mapping.uploads_to_classifier] :
      mapping.scaling_config[0].maximum_concurrency == 20
    ])
    error_message = "A queue uses something else than was set."
  }
}

run "functions_know_what_they_need" {
  command = plan

  assert {
    condition = {
      for name, deployed in local.deployed_functions :
      name => setsubtract(keys(deployed.function.environment[0].variables), ["METRICS_NAMESPACE", "RUST_LOG"])
      } == {
      api-handler = toset([
        "API_KEY_SCOPES", "CARD_KEY_SECRET_ARN", "DOCUMENTS_BUCKET", "DOCUMENTS_BUCKET_HOST", "DOCUMENTS_TABLE", "DOCUMENT_BYTES_MAX",
        "HISTORY_BUDGET_MS", "HISTORY_TABLE", "MODELS_BUCKET", "POLICY_BUCKET", "RETENTION_DAYS", "RULE_ACTIVITY_TABLE", "TRANSACTIONS_TABLE",
        "WATCHLIST_BUCKET", "WATCHLIST_CLEARANCES_TABLE",
      ])
      fraud-scorer = toset([
        "ALERTS_QUEUE_URL", "HISTORY_TABLE", "MODELS_BUCKET", "NOTIFY_OUTCOMES", "POLICY_BUCKET", "RULE_ACTIVITY_TABLE", "SCORER_FAILURES_QUEUE_URL",
        "TRANSACTIONS_TABLE", "WATCHLIST_BUCKET", "WATCHLIST_CLEARANCES_TABLE",
      ])
      alert-notifier = toset(["ALERTS_TOPIC_ARN", "ALERT_LEDGER_TABLE", "ALERT_MAILS_PER_MINUTE", "ALERT_SHARED_MINUTES", "API_URL", "WAITING_ALERTS_QUEUE_URL", "WATCHED_TOPICS"])
      status-checker = toset(["API_KEY_SCOPES", "DOCUMENTS_TABLE", "TRANSACTIONS_TABLE"])
      document-classifier = toset([
        "ALERTS_TOPIC_ARN", "ALERT_LEDGER_TABLE", "API_URL", "DOCUMENTS_BUCKET", "DOCUMENTS_TABLE", "NON_PII_BUCKET", "PII_BUCKET",
        "QUARANTINE_BUCKET", "REDACT_DOCUMENTS", "RETENTION_DAYS",
      ])
      watchlist-search  = toset(["API_KEY_SCOPES", "WATCHLIST_BUCKET", "WATCHLIST_CLEARANCES_TABLE"])
      decision-archiver = toset(["ARCHIVER_FAILURES_QUEUE_URL", "ARCHIVE_STREAM"])
      risk-rollup       = toset(["ARCHIVE_BUCKET", "MODELS_BUCKET"])
      trainer = toset([
        "ARCHIVE_BUCKET", "ENVIRONMENT", "MODELS_BUCKET", "MODELS_TOPIC_ARN", "PAYMENTS_A_DAY_MAX", "PAYMENTS_MAX", "POLICY_BUCKET", "UNLABELLED_IS_GOOD",
      ])
      drift-monitor = toset([
        "ARCHIVE_BUCKET", "ENVIRONMENT", "MODELS_BUCKET", "MODELS_TOPIC_ARN", "PAYMENTS_A_DAY_MAX", "PAYMENTS_MAX", "TRAINER_FUNCTION", "UNLABELLED_IS_GOOD",
      ])
    }
    error_message = "A function is configured with something else than it reads."
  }

  assert {
    condition     = toset(split(",", module.fraud_scorer.function.environment[0].variables["NOTIFY_OUTCOMES"])) == toset(["review", "block"])
    error_message = "Analysts hear of review and block unless told otherwise."
  }
}

run "who_handles_payments_is_shut_in_by_default" {
  command = plan

  assert {
    condition = length(module.network) == 1 && alltrue([
      for name in ["api-handler", "fraud-scorer"] : length(local.deployed_functions[name].function.vpc_config) == 1
    ])
    error_message = "Who reads card numbers and who decides run in the VPC unless told otherwise."
  }

  assert {
    condition     = toset(keys(module.network[0].endpoints)) == toset(["dynamodb", "s3", "secretsmanager", "sqs"])
    error_message = "The network reaches the services that these functions call, and no others."
  }

  assert {
    condition = alltrue(flatten([
      for service, endpoint in module.network[0].endpoints : [
        for statement in jsondecode(endpoint.policy).Statement :
        contains([module.api_handler.role.arn, module.fraud_scorer.role.arn], statement.Condition.ArnEquals["aws:PrincipalArn"]) &&
        alltrue([for action in statement.Action : !strcontains(action, "*")]) &&
        alltrue([
          for resource in statement.Resource :
          # X-Ray has no resources, and analysts and clients name lists and documents as they like.
          service == "xray" || !strcontains(resource, "*") || contains([
            "arn:aws:s3:::policies-test-123456789012/lists/*", "arn:aws:s3:::documents-test-123456789012/uploads/*",
          ], resource)
        ])
      ]
    ]))
    error_message = "An endpoint lets somebody else through than these functions, or more than they do."
  }

  assert {
    condition = toset(flatten([
      for endpoint in module.network[0].endpoints : [
        for statement in jsondecode(endpoint.policy).Statement : [
          for pair in setproduct(statement.Action, statement.Resource) : join(" ", pair)
        ]
      ]
      ])) == toset([
      # KMS, the log, the stream and the network interfaces are the services' own business, outside this network.
      for pair in setunion(module.api_handler.granted, module.fraud_scorer.granted) : pair
      if !can(regex("^(kms|logs|ec2):", pair)) && !strcontains(pair, "/stream/")
    ])
    error_message = "What the functions may call and what the endpoints let through are not the same."
  }

  assert {
    condition = alltrue([
      for name, deployed in local.deployed_functions : length(deployed.function.vpc_config) == 0
      if !contains(["api-handler", "fraud-scorer"], name)
    ])
    error_message = "A function is in the VPC that was not meant to be."
  }
}

run "the_api_can_be_left_outside" {
  command = plan

  variables {
    api_in_vpc = false
  }

  assert {
    condition     = length(module.api_handler.function.vpc_config) == 0 && length(module.fraud_scorer.function.vpc_config) == 1
    error_message = "api_in_vpc concerns api-handler alone."
  }

  assert {
    condition = toset(keys(module.network[0].endpoints)) == toset(["dynamodb", "s3", "sqs"]) && alltrue(flatten([
      for endpoint in module.network[0].endpoints : [
        for statement in jsondecode(endpoint.policy).Statement :
        statement.Condition.ArnEquals["aws:PrincipalArn"] == module.fraud_scorer.role.arn
      ]
    ]))
    error_message = "An endpoint is paid for, or open, that nobody in the network uses."
  }
}

run "a_network_of_ones_own_is_taken" {
  command = plan

  variables {
    zone_ids         = null
    existing_network = { subnet_ids = ["subnet-1", "subnet-2"], security_group_ids = ["sg-1"] }
  }

  assert {
    condition = length(module.network) == 0 && length(terraform_data.zones) == 0 && alltrue([
      for name in ["api-handler", "fraud-scorer"] :
      local.deployed_functions[name].function.vpc_config[0].subnet_ids == toset(["subnet-1", "subnet-2"]) &&
      local.deployed_functions[name].function.vpc_config[0].security_group_ids == toset(["sg-1"])
    ])
    error_message = "Functions run in the network that was named, and none is made beside it."
  }
}

run "the_network_can_be_left_out" {
  command = plan

  variables {
    vpc_enabled = false
  }

  assert {
    condition     = length(module.network) == 0 && alltrue([for deployed in local.deployed_functions : length(deployed.function.vpc_config) == 0])
    error_message = "Without the VPC all functions run alike."
  }

  assert {
    condition     = length(module.fraud_scorer.policies) == 1
    error_message = "Outside the VPC the scorer's role handles no network interfaces."
  }
}

run "the_network_lies_where_every_endpoint_is" {
  command = plan

  variables {
    zone_ids        = null
    tracing_enabled = true
  }

  override_data {
    target = data.aws_vpc_endpoint_service.interface["sqs"]
    values = { availability_zones = ["eu-west-1c", "eu-west-1b", "eu-west-1a"] }
  }

  override_data {
    target = data.aws_vpc_endpoint_service.interface["secretsmanager"]
    values = { availability_zones = ["eu-west-1c", "eu-west-1b", "eu-west-1a"] }
  }

  override_data {
    target = data.aws_vpc_endpoint_service.interface["xray"]
    values = { availability_zones = ["eu-west-1c", "eu-west-1b"] }
  }

  assert {
    condition     = terraform_data.zones[0].input == tolist(["euw1-az1", "euw1-az2"])
    error_message = "An endpoint would be made where its service is not: ${join(", ", terraform_data.zones[0].input)}."
  }

  assert {
    condition = [
      for filter in data.aws_availability_zones.available[0].filter : "${filter.name} ${join(",", filter.values)}"
    ] == ["opt-in-status opt-in-not-required"]
    error_message = "The network could lie in a local zone, where Lambda is not."
  }

  assert {
    condition     = data.aws_availability_zones.available[0].exclude_zone_ids == toset(["apne1-az3", "cac1-az3", "use1-az3", "usw1-az2"])
    error_message = "The network could lie in a zone where Lambda is not."
  }

  assert {
    condition     = alltrue([for service in data.aws_vpc_endpoint_service.interface : service.service_type == "Interface"])
    error_message = "The zones of another kind of endpoint are looked at."
  }
}

run "a_region_without_two_zones_is_refused" {
  command = plan

  variables {
    zone_ids = null
  }

  override_data {
    target = data.aws_vpc_endpoint_service.interface["sqs"]
    values = { availability_zones = ["eu-west-1c"] }
  }

  override_data {
    target = data.aws_vpc_endpoint_service.interface["secretsmanager"]
    values = { availability_zones = ["eu-west-1c", "eu-west-1b", "eu-west-1a"] }
  }

  expect_failures = [terraform_data.zones]
}

run "zones_can_be_named" {
  command = plan

  variables {
    zone_ids = ["euw1-az3", "euw1-az1", "euw1-az2"]
  }

  assert {
    condition     = length(data.aws_availability_zones.available) == 0 && length(data.aws_vpc_endpoint_service.interface) == 0
    error_message = "Whoever names the zones needs no look-up."
  }

  assert {
    condition     = tolist([for subnet in values(module.network[0].subnets) : subnet.availability_zone_id]) == var.zone_ids
    error_message = "The network lies somewhere else than was said."
  }
}

run "packages_come_from_a_bucket_as_well" {
  command = plan

  variables {
    packages_dir = "tests/nowhere"
    packages_s3  = { bucket = "releases", folder = "tollgate/1.4.0" }
  }

  assert {
    condition = alltrue([
      for name, deployed in local.deployed_functions :
      deployed.function.s3_bucket == "releases" && deployed.function.s3_key == "tollgate/1.4.0/${name}.zip" && deployed.function.filename == null
    ])
    error_message = "A function's package is taken from somewhere else."
  }
}

run "names_of_the_world_have_prefix_and_region" {
  command = plan

  variables {
    name_prefix = "acme"
  }

  assert {
    condition     = module.documents.bucket.bucket == "acme-documents-test-123456789012-eu-west-1"
    error_message = "A bucket of the same name may be somebody else's, or our own in another region."
  }

  assert {
    condition = alltrue([
      for role in concat(
        [for deployed in local.deployed_functions : deployed.role], [module.decisions_stream.role, module.access_log_stream[0].role],
        [for schedule in [module.digest_schedule, module.drift_schedule, module.training_schedule, module.risk_rollup_schedule] : schedule.role],
      ) : startswith(role.name, "acme-") && endswith(role.name, "-eu-west-1") && length(role.name) <= 64
    ])
    error_message = "Roles are the account's: two regions would ask for the same one."
  }
}

run "more_than_is_free_is_not_reserved" {
  command = plan

  variables {
    reserved_concurrency = 100
    concurrency_limit    = 804
  }

  expect_failures = [output.reserved_executions]
}

run "the_limit_is_looked_up" {
  command = plan

  variables {
    reserved_concurrency = 200
  }

  expect_failures = [output.reserved_executions]
}
