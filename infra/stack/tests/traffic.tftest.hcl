# Made-up payments: nothing of them by default, and what they take.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  environment      = "test"
  packages_dir     = "tests/packages"
  card_key         = "0123456789012345678901234567890123456789012345678901234567890123"
  zone_ids         = ["euw1-az1", "euw1-az2"]
  traffic_mark_key = "0123456789012345678901234567890123456789012345678901234567890123"
}

run "nothing_of_them_is_there_by_default" {
  command = plan

  assert {
    condition = (
      length(module.traffic_sender) == 0 && length(module.traffic_schedule) == 0 && length(aws_secretsmanager_secret.mark_key) == 0 &&
      length(aws_secretsmanager_secret.traffic_api_key) == 0 && length(aws_api_gateway_api_key.client) == 0 &&
      !contains(keys(output.function_names), "traffic-sender") && !strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "Traffic")
    )
    error_message = "Who makes no payments up pays for something of it."
  }

  assert {
    condition = !contains(keys(module.api_handler.function.environment[0].variables), "MARK_KEY_SECRET_ARN") && alltrue([
      for granted in output.granted_permissions["api-handler"] : !strcontains(granted, "mark-key")
    ])
    error_message = "Marks are taken though nobody makes any."
  }
}

run "a_producer_may_send_and_mark_and_no_more" {
  command = plan

  variables {
    traffic     = { payments_per_hour = 120 }
    api_clients = { shop = { scopes = ["payments"] } }
  }

  assert {
    condition = output.granted_permissions["traffic-sender"] == toset([
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/traffic-sender-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/traffic-sender-test:*",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:traffic-api-key-test-mocked",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:traffic-mark-key-test-mocked",
    ])
    error_message = "traffic-sender may now do: ${jsonencode(output.granted_permissions["traffic-sender"])}"
  }

  assert {
    condition = {
      for name, value in module.traffic_sender[0].function.environment[0].variables : name => value if !contains(["METRICS_NAMESPACE", "RUST_LOG", "TRAFFIC_API_URL"], name)
      } == {
      MARK_KEY_SECRET_ARN        = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:traffic-mark-key-test-mocked"
      TRAFFIC_API_KEY_ID         = "mocked-traffic-key"
      TRAFFIC_API_KEY_SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:traffic-api-key-test-mocked"
      TRAFFIC_FRAUD_RATE         = "0.02"
      TRAFFIC_PAYMENTS_PER_HOUR  = "120"
      TRAFFIC_SEED               = "1"
      TRAFFIC_TO_API             = "true"
    }
    error_message = "traffic-sender is configured with something else than it reads."
  }

  assert {
    condition = (
      module.api_handler.function.environment[0].variables["MARK_KEY_SECRET_ARN"] == aws_secretsmanager_secret.mark_key[0].arn &&
      contains(output.granted_permissions["api-handler"], "secretsmanager:GetSecretValue ${aws_secretsmanager_secret.mark_key[0].arn}")
    )
    error_message = "Who takes payments does not know the marks of those that are made up."
  }

  assert {
    condition     = contains(split(",", module.api_handler.function.environment[0].variables["API_KEY_SCOPES"]), "mocked-traffic-key:labels+payments") && length(aws_api_gateway_usage_plan_key.client) == 2
    error_message = "The producer's key is for payments and labels, beside those of others."
  }

  assert {
    condition = alltrue([for secret in concat(aws_secretsmanager_secret.mark_key, aws_secretsmanager_secret.traffic_api_key) :
      secret.kms_key_id == aws_kms_key.data.arn && secret.recovery_window_in_days == 0
    ])
    error_message = "Secrets are encrypted under the key, and a producer that is turned off and on again finds their names free."
  }

  assert {
    condition = (
      module.traffic_schedule[0].schedule.schedule_expression == "rate(1 minute)" &&
      module.traffic_schedule[0].schedule.target[0].input == "{\"time\":\"<aws.scheduler.scheduled-time>\"}" &&
      module.traffic_schedule[0].schedule.target[0].arn == "arn:aws:lambda:eu-west-1:123456789012:function:traffic-sender-test"
    )
    error_message = "A minute that is started again is the minute that it was."
  }

  assert {
    condition = (
      module.undone_alarm["traffic-sender-undone"].alarm.dimensions["FunctionName"] == "traffic-sender-test" &&
      alltrue([for alarms in [module.errors_alarm, module.throttles_alarm, module.duration_alarm] : contains(keys(alarms), "traffic-sender")])
    )
    error_message = "Payments that are not sent go unnoticed."
  }

  assert {
    condition = alltrue([
      for metric in ["TrafficPayments", "TrafficLabels", "TrafficFailures", "MadeUpDecisions"] : strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "\"${metric}\"")
    ])
    error_message = "The dashboard shows what is made up by itself."
  }
}

run "payments_go_into_the_stream_that_is_taken_in" {
  command = plan

  variables {
    traffic        = { targets = ["kinesis"] }
    kinesis_intake = { stream_arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/payments", stream_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/theirs" }
  }

  assert {
    condition = output.granted_permissions["traffic-sender"] == toset([
      "kinesis:PutRecords arn:aws:kinesis:eu-west-1:123456789012:stream/payments",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/theirs",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/traffic-sender-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/traffic-sender-test:*",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:traffic-api-key-test-mocked",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:traffic-mark-key-test-mocked",
    ])
    error_message = "traffic-sender may now do: ${jsonencode(output.granted_permissions["traffic-sender"])}"
  }

  assert {
    condition = (
      module.traffic_sender[0].function.environment[0].variables["TRAFFIC_STREAM_ARN"] == "arn:aws:kinesis:eu-west-1:123456789012:stream/payments" &&
      module.traffic_sender[0].function.environment[0].variables["TRAFFIC_TO_API"] == "false"
    )
    error_message = "traffic-sender is configured with something else than it reads."
  }

  assert {
    condition = (
      module.stream_intake[0].function.environment[0].variables["MARK_KEY_SECRET_ARN"] == aws_secretsmanager_secret.mark_key[0].arn &&
      contains(output.granted_permissions["stream-intake"], "secretsmanager:GetSecretValue ${aws_secretsmanager_secret.mark_key[0].arn}") &&
      !contains(keys(module.api_handler.function.environment[0].variables), "MARK_KEY_SECRET_ARN")
    )
    error_message = "Marks are taken where they are sent, and nowhere else."
  }
}

run "payments_go_onto_the_topic_that_is_taken_in" {
  command = plan

  variables {
    traffic      = { targets = ["kafka"], kafka_topic = "payments", network = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] } }
    kafka_intake = { topics = ["payments", "refunds"], cluster_arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/abc" }
  }

  assert {
    condition = setsubtract(output.granted_permissions["traffic-sender"], [
      for granted in output.granted_permissions["traffic-sender"] : granted if startswith(granted, "ec2:")
      ]) == toset([
      "kafka-cluster:Connect arn:aws:kafka:eu-west-1:123456789012:cluster/shop/abc",
      "kafka-cluster:DescribeTopic arn:aws:kafka:eu-west-1:123456789012:topic/shop/abc/payments",
      "kafka-cluster:WriteData arn:aws:kafka:eu-west-1:123456789012:topic/shop/abc/payments",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/traffic-sender-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/traffic-sender-test:*",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:traffic-api-key-test-mocked",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:traffic-mark-key-test-mocked",
    ])
    error_message = "traffic-sender may now do: ${jsonencode(output.granted_permissions["traffic-sender"])}"
  }

  assert {
    condition = {
      for name, value in module.traffic_sender[0].function.environment[0].variables : name => value
      if startswith(name, "TRAFFIC_KAFKA") || contains(["TRAFFIC_TO_API", "TRAFFIC_STREAM_ARN"], name)
      } == {
      TRAFFIC_KAFKA_ACCESS               = "IAM"
      TRAFFIC_KAFKA_AUTHORITY_SECRET_ARN = ""
      TRAFFIC_KAFKA_BROKERS              = data.aws_msk_bootstrap_brokers.intake[0].bootstrap_brokers_sasl_iam
      TRAFFIC_KAFKA_CLUSTER_ARN          = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/abc"
      TRAFFIC_KAFKA_SECRET_ARN           = ""
      TRAFFIC_KAFKA_TOPIC                = "payments"
      TRAFFIC_TO_API                     = "false"
    }
    error_message = "traffic-sender is configured with something else than it reads."
  }

  assert {
    condition = (
      module.traffic_sender[0].function.vpc_config[0].subnet_ids == toset(["subnet-1"]) &&
      module.stream_intake[0].function.environment[0].variables["MARK_KEY_SECRET_ARN"] == aws_secretsmanager_secret.mark_key[0].arn
    )
    error_message = "Brokers are reached from their network, and marks are taken where they are sent."
  }
}

run "brokers_of_ones_own_are_signed_in_to_as_the_intake_does" {
  command = plan

  variables {
    traffic = { targets = ["kafka"] }
    kafka_intake = {
      topics             = ["payments"]
      bootstrap_servers  = ["broker-1.example.com:9096", "broker-2.example.com:9096"]
      secret_arn         = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:brokers"
      secret_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/theirs"
    }
  }

  assert {
    condition = {
      for name, value in module.traffic_sender[0].function.environment[0].variables : name => value if startswith(name, "TRAFFIC_KAFKA") && value != ""
      } == {
      TRAFFIC_KAFKA_ACCESS     = "SASL_SCRAM_512_AUTH"
      TRAFFIC_KAFKA_BROKERS    = "broker-1.example.com:9096,broker-2.example.com:9096"
      TRAFFIC_KAFKA_SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:brokers"
      TRAFFIC_KAFKA_TOPIC      = "payments"
    }
    error_message = "traffic-sender is configured with something else than it reads."
  }

  assert {
    condition = (
      contains(output.granted_permissions["traffic-sender"], "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:brokers") &&
      contains(output.granted_permissions["traffic-sender"], "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/theirs") &&
      alltrue([for granted in output.granted_permissions["traffic-sender"] : !startswith(granted, "kafka")])
    )
    error_message = "traffic-sender may now do: ${jsonencode(output.granted_permissions["traffic-sender"])}"
  }
}

run "one_of_several_topics_is_named" {
  command = plan

  variables {
    traffic      = { targets = ["kafka"] }
    kafka_intake = { topics = ["payments", "refunds"], bootstrap_servers = ["broker.example.com:9096"], secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:brokers" }
  }

  expect_failures = [var.traffic]
}

run "brokers_of_msk_take_a_network" {
  command = plan

  variables {
    traffic      = { targets = ["kafka"] }
    kafka_intake = { topics = ["payments"], cluster_arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/abc" }
  }

  expect_failures = [var.traffic]
}

run "a_topic_that_is_not_taken_in_gets_no_payments" {
  command = plan

  variables {
    traffic = { targets = ["kafka"] }
  }

  expect_failures = [var.traffic]
}

run "a_stream_that_is_not_taken_in_gets_no_payments" {
  command = plan

  variables {
    traffic = { targets = ["api", "kinesis"] }
  }

  expect_failures = [var.traffic]
}

run "a_stream_of_somebody_elses_form_gets_no_payments" {
  command = plan

  variables {
    traffic               = { targets = ["kinesis"] }
    kinesis_intake        = {}
    intake_column_mapping = "[columns]\namount = 'amt'\n"
  }

  expect_failures = [var.traffic]
}

run "targets_are_known" {
  command = plan

  variables {
    traffic = { targets = ["smtp"] }
  }

  expect_failures = [var.traffic]
}

run "payments_that_are_not_set_apart_have_no_mark" {
  command = plan

  variables {
    traffic              = { set_apart = false, scheduled = false }
    reserved_concurrency = 2
  }

  assert {
    condition = (
      length(aws_secretsmanager_secret.mark_key) == 0 && !contains(keys(module.traffic_sender[0].function.environment[0].variables), "MARK_KEY_SECRET_ARN") &&
      !contains(keys(module.api_handler.function.environment[0].variables), "MARK_KEY_SECRET_ARN")
    )
    error_message = "A mark is taken that nobody makes."
  }

  assert {
    condition     = length(module.traffic_schedule) == 0 && module.traffic_sender[0].function.reserved_concurrent_executions == 1
    error_message = "Without a schedule, minutes are sent when somebody asks for them, one at a time."
  }
}

run "rates_are_checked" {
  command = plan

  variables {
    traffic = { payments_per_hour = 3601, fraud_rate = 0.6, seed = -1 }
  }

  expect_failures = [var.traffic]
}

run "real_callers_are_left_half_of_what_the_api_takes" {
  command = plan

  variables {
    traffic                 = {}
    api_requests_per_second = 39
  }

  expect_failures = [var.traffic]
}

run "an_api_that_an_api_key_alone_does_not_open_takes_none" {
  command = plan

  variables {
    traffic          = {}
    allowed_networks = ["203.0.113.0/24"]
  }

  expect_failures = [var.traffic]
}

run "the_producers_key_is_its_own" {
  command = plan

  variables {
    traffic     = {}
    api_clients = { traffic = { scopes = ["payments"] } }
  }

  expect_failures = [var.traffic]
}

run "marks_take_a_key" {
  command = plan

  variables {
    traffic          = {}
    traffic_mark_key = null
  }

  expect_failures = [var.traffic]
}
