# The Kafka topic of decisions: nothing of it by default, and what it takes.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  environment     = "test"
  packages_dir    = "tests/packages"
  card_key        = "0123456789012345678901234567890123456789012345678901234567890123"
  zone_ids        = ["euw1-az1", "euw1-az2"]
  decision_events = {}
}

run "nothing_of_it_is_there_by_default" {
  command = plan

  assert {
    condition = (
      length(module.kafka_writer) == 0 && length(module.kafka_failures) == 0 && length(data.aws_msk_bootstrap_brokers.topic) == 0 &&
      length(aws_lambda_event_source_mapping.events_to_topic) == 0 && !strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "Kafka") &&
      !anytrue([for name in concat(keys(output.function_names), keys(module.dead_letters_alarm)) : startswith(name, "kafka-")])
    )
    error_message = "Who has no topic pays for something of it."
  }
}

run "by_iam_the_writer_writes_one_topic_and_may_do_no_more" {
  command = plan

  variables {
    kafka_topic = {
      cluster_arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5"
      network     = { subnet_ids = ["subnet-0a"], security_group_ids = ["sg-0a"] }
    }
  }

  assert {
    condition = setsubtract(output.granted_permissions["kafka-writer"], [
      for granted in output.granted_permissions["kafka-writer"] : granted if startswith(granted, "ec2:")
      ]) == toset([
      "kafka-cluster:Connect arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5",
      "kafka-cluster:DescribeTopic arn:aws:kafka:eu-west-1:123456789012:topic/shop/9f1c-5/processed_transactions",
      "kafka-cluster:WriteData arn:aws:kafka:eu-west-1:123456789012:topic/shop/9f1c-5/processed_transactions",
      "kinesis:DescribeStream arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:DescribeStreamSummary arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:GetRecords arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:GetShardIterator arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:ListShards arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/kafka-writer-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/kafka-writer-test:*",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:kafka-failures-test",
    ])
    error_message = "kafka-writer may now do: ${jsonencode(output.granted_permissions["kafka-writer"])}"
  }

  assert {
    condition = {
      for name, value in module.kafka_writer[0].function.environment[0].variables : name => value if startswith(name, "KAFKA_")
      } == {
      KAFKA_BROKERS              = "b-1.shop.kafka.eu-west-1.amazonaws.com:9098,b-2.shop.kafka.eu-west-1.amazonaws.com:9098"
      KAFKA_TOPIC                = "processed_transactions"
      KAFKA_ACCESS               = "IAM"
      KAFKA_SECRET_ARN           = ""
      KAFKA_AUTHORITY_SECRET_ARN = ""
      KAFKA_FAILURES_QUEUE_URL   = "https://sqs.eu-west-1.amazonaws.com/123456789012/kafka-failures-test"
    }
    error_message = "kafka-writer is configured with something else than it reads."
  }

  assert {
    condition     = module.kafka_writer[0].function.vpc_config[0].subnet_ids == toset(["subnet-0a"])
    error_message = "The writer is not where the brokers are."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.events_to_topic[0].function_response_types == toset(["ReportBatchItemFailures"]) &&
      aws_lambda_event_source_mapping.events_to_topic[0].bisect_batch_on_function_error &&
      aws_lambda_event_source_mapping.events_to_topic[0].maximum_retry_attempts == -1 &&
      aws_lambda_event_source_mapping.events_to_topic[0].maximum_record_age_in_seconds < aws_kinesis_stream.decision_events[0].retention_period * 60 * 60 &&
      aws_lambda_event_source_mapping.events_to_topic[0].destination_config[0].on_failure[0].destination_arn == module.kafka_failures[0].queue.arn
    )
    error_message = "An event that is not written is lost."
  }

  assert {
    condition = [
      for filter in aws_lambda_event_source_mapping.events_to_topic[0].filter_criteria[0].filter : jsondecode(filter.pattern)
    ] == [{ data = { type = ["tollgate.decision.v1", "tollgate.label.v1"] } }]
    error_message = "The topic of payments gets something else."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.events_to_topic[0].parallelization_factor == 1
    error_message = "Events of one card would have two writers."
  }

  assert {
    condition = (
      module.kafka_failures[0].queue.kms_master_key_id == aws_kms_key.data.arn &&
      module.dead_letters_alarm["kafka-failures"].alarm.dimensions["QueueName"] == "kafka-failures-test" &&
      module.iterator_age_alarm["kafka-writer"].alarm.dimensions["FunctionName"] == "kafka-writer-test" &&
      alltrue([for alarms in [module.errors_alarm, module.throttles_alarm, module.duration_alarm] : contains(keys(alarms), "kafka-writer")])
    )
    error_message = "The queue is not encrypted under the key, or a writer that fails goes unnoticed."
  }

  assert {
    condition     = strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "KafkaWritten") && strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "kafka-failures-test")
    error_message = "The dashboard does not show what becomes of the topic."
  }
}

run "by_secrets_the_writer_reads_two" {
  command = plan

  variables {
    kafka_topic = {
      topic               = "decisions"
      bootstrap_servers   = ["b1.example.com:9096", "b2.example.com:9096"]
      authentication      = "scram_256"
      secret_arn          = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:brokers"
      root_ca_secret_arn  = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:authority"
      secrets_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/theirs"
    }
  }

  assert {
    condition = setsubtract(output.granted_permissions["kafka-writer"], [
      for granted in output.granted_permissions["kafka-writer"] : granted
      if anytrue([for start in ["kinesis:", "logs:", "sqs:"] : startswith(granted, start)])
      ]) == toset([
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/theirs",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:authority",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:brokers",
    ])
    error_message = "kafka-writer may now do: ${jsonencode(output.granted_permissions["kafka-writer"])}"
  }

  assert {
    condition = {
      for name, value in module.kafka_writer[0].function.environment[0].variables : name => value if startswith(name, "KAFKA_")
      } == {
      KAFKA_BROKERS              = "b1.example.com:9096,b2.example.com:9096"
      KAFKA_TOPIC                = "decisions"
      KAFKA_ACCESS               = "SASL_SCRAM_256_AUTH"
      KAFKA_SECRET_ARN           = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:brokers"
      KAFKA_AUTHORITY_SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:authority"
      KAFKA_FAILURES_QUEUE_URL   = "https://sqs.eu-west-1.amazonaws.com/123456789012/kafka-failures-test"
    }
    error_message = "kafka-writer is configured with something else than it reads."
  }

  assert {
    condition     = length(module.kafka_writer[0].function.vpc_config) == 0
    error_message = "Without a network the brokers are reached over the internet."
  }
}

run "by_certificates_the_brokers_of_msk_are_those_of_tls" {
  command = plan

  variables {
    kafka_topic = {
      cluster_arn    = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5"
      authentication = "mutual_tls"
      secret_arn     = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:brokers"
      network        = { subnet_ids = ["subnet-0a"], security_group_ids = ["sg-0a"] }
    }
  }

  assert {
    condition = (
      module.kafka_writer[0].function.environment[0].variables["KAFKA_BROKERS"] == "b-1.shop.kafka.eu-west-1.amazonaws.com:9094,b-2.shop.kafka.eu-west-1.amazonaws.com:9094" &&
      module.kafka_writer[0].function.environment[0].variables["KAFKA_ACCESS"] == "CLIENT_CERTIFICATE_TLS_AUTH" &&
      !anytrue([for granted in output.granted_permissions["kafka-writer"] : startswith(granted, "kafka")])
    )
    error_message = "The writer signs in otherwise than by its certificate, or may do what that does not take."
  }
}

run "brokers_without_a_sign_in_are_for_loopback" {
  command = plan

  variables {
    kafka_topic = { bootstrap_servers = ["b1.example.com:9092"], authentication = "none" }
  }

  expect_failures = [var.kafka_topic]
}

run "a_cluster_of_msk_has_a_network_and_its_own_sign_in" {
  command = plan

  variables {
    kafka_topic = { cluster_arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5", authentication = "scram_256" }
  }

  expect_failures = [var.kafka_topic]
}

run "a_shard_has_no_more_readers_than_it_can_be_read_by" {
  command = plan

  variables {
    kafka_topic     = { bootstrap_servers = ["127.0.0.1:9092"], authentication = "none" }
    webhooks        = { for name in ["a", "b", "c"] : name => { url = "https://${name}.example.com/" } }
    webhook_secrets = { for name in ["a", "b", "c"] : name => "01234567890123456789012345678901" }
    postgresql      = { host = "db.example.com", database = "fraud", iam_resource_id = "db-ABC" }
  }

  expect_failures = [var.kafka_topic]
}

run "times_are_checked" {
  command = plan

  variables {
    kafka_topic = { bootstrap_servers = ["127.0.0.1:9092"], authentication = "none", retry_hours = 24 }
  }

  expect_failures = [var.kafka_topic]
}

run "kafka_topic_takes_the_stream" {
  command = plan

  variables {
    decision_events = null
    kafka_topic     = { bootstrap_servers = ["127.0.0.1:9092"], authentication = "none" }
  }

  expect_failures = [var.kafka_topic]
}
