# Transactions from a Kinesis stream or from Kafka: nothing of it by default, and what it takes where it is asked for.

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

run "nothing_of_it_is_there_by_default" {
  command = plan

  assert {
    condition = (
      length(aws_kinesis_stream.intake) == 0 && length(module.stream_intake) == 0 && length(module.intake_failures) == 0 &&
      length(aws_lambda_event_source_mapping.kinesis_to_intake) == 0 && output.intake_stream_arn == null &&
      length(aws_lambda_event_source_mapping.kafka_to_intake) == 0 && length(module.offset_lag_alarm) == 0
    )
    error_message = "Who reads no stream pays for something of it."
  }

  assert {
    condition     = !contains(keys(output.function_names), "stream-intake") && !contains(keys(module.errors_alarm), "stream-intake")
    error_message = "A function that is not there is watched."
  }
}

run "somebodys_own_stream_is_read_with_no_more_than_it_takes" {
  command = plan

  variables {
    kinesis_intake = {
      stream_arn         = "arn:aws:kinesis:eu-west-1:123456789012:stream/payments"
      stream_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/theirs"
    }
    intake_column_mapping = "[columns]\namount = 'amt'\n"
  }

  assert {
    condition     = length(aws_kinesis_stream.intake) == 0
    error_message = "A stream is made beside the one that there is."
  }

  assert {
    condition = output.granted_permissions["stream-intake"] == toset([
      "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "ec2:AssignPrivateIpAddresses *",
      "ec2:CreateNetworkInterface *",
      "ec2:DeleteNetworkInterface *",
      "ec2:DescribeNetworkInterfaces *",
      "ec2:DescribeSubnets *",
      "ec2:UnassignPrivateIpAddresses *",
      "kinesis:DescribeStream arn:aws:kinesis:eu-west-1:123456789012:stream/payments",
      "kinesis:DescribeStreamSummary arn:aws:kinesis:eu-west-1:123456789012:stream/payments",
      "kinesis:GetRecords arn:aws:kinesis:eu-west-1:123456789012:stream/payments",
      "kinesis:GetShardIterator arn:aws:kinesis:eu-west-1:123456789012:stream/payments",
      "kinesis:ListShards arn:aws:kinesis:eu-west-1:123456789012:stream/payments",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/theirs",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/stream-intake-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/stream-intake-test:*",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:card-key-test-mocked",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:intake-failures-test",
    ])
    error_message = "stream-intake may now do: ${jsonencode(output.granted_permissions["stream-intake"])}"
  }

  assert {
    condition = setsubtract(keys(module.stream_intake[0].function.environment[0].variables), ["METRICS_NAMESPACE", "RUST_LOG"]) == toset([
      "CARD_KEY_SECRET_ARN", "COLUMN_MAPPING", "INTAKE_FAILURES_QUEUE_URL", "RETENTION_DAYS", "TRANSACTIONS_TABLE",
    ])
    error_message = "stream-intake is configured with something else than it reads."
  }

  assert {
    condition     = length(module.stream_intake[0].function.vpc_config) == 1
    error_message = "Who reads card numbers runs in the closed network."
  }
}

run "no_record_is_lost_and_none_holds_the_others_up" {
  command = plan

  variables {
    kinesis_intake = { parallelization_factor = 4, record_age_hours_max = 36 }
  }

  assert {
    condition = (
      aws_kinesis_stream.intake[0].kms_key_id == aws_kms_key.data.arn && aws_kinesis_stream.intake[0].encryption_type == "KMS" &&
      aws_kinesis_stream.intake[0].stream_mode_details[0].stream_mode == "ON_DEMAND"
    )
    error_message = "A stream that is made here is encrypted under the key."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.kinesis_to_intake[0].function_response_types == toset(["ReportBatchItemFailures"]) &&
      aws_lambda_event_source_mapping.kinesis_to_intake[0].bisect_batch_on_function_error &&
      aws_lambda_event_source_mapping.kinesis_to_intake[0].starting_position == "TRIM_HORIZON" &&
      aws_lambda_event_source_mapping.kinesis_to_intake[0].parallelization_factor == 4 &&
      aws_lambda_event_source_mapping.kinesis_to_intake[0].destination_config[0].on_failure[0].destination_arn == module.intake_failures[0].queue.arn
    )
    error_message = "A poison record is cut out of its batch and kept."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.kinesis_to_intake[0].maximum_record_age_in_seconds < aws_kinesis_stream.intake[0].retention_period * 60 * 60
    error_message = "A record is given up, and kept in the failures queue, before the stream forgets it."
  }

  assert {
    condition     = module.intake_failures[0].queue.kms_master_key_id == aws_kms_key.data.arn && module.intake_failures[0].queue.message_retention_seconds == 14 * 24 * 60 * 60
    error_message = "What is set aside is encrypted and kept for 14 days."
  }

  assert {
    condition = (
      module.dead_letters_alarm["intake-failures"].alarm.dimensions["QueueName"] == "intake-failures-test" &&
      module.iterator_age_alarm["stream-intake"].alarm.dimensions["FunctionName"] == "stream-intake-test" &&
      alltrue([for alarms in [module.errors_alarm, module.throttles_alarm, module.duration_alarm] : contains(keys(alarms), "stream-intake")])
    )
    error_message = "A stream that is not taken in goes unnoticed."
  }
}

run "settings_of_a_stream_are_checked" {
  command = plan

  variables {
    kinesis_intake = { stream_arn = "payments", starting_position = "AT_TIMESTAMP", batch_size = 5000, parallelization_factor = 11, record_age_hours_max = 168 }
  }

  expect_failures = [var.kinesis_intake]
}

run "topics_of_msk_are_read_with_no_more_than_it_takes" {
  command = plan

  variables {
    api_in_vpc = false
    kafka_intake = {
      topics      = ["payments", "refunds"]
      cluster_arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5"
    }
  }

  assert {
    condition = output.granted_permissions["stream-intake"] == toset([
      "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "ec2:CreateNetworkInterface *",
      "ec2:DeleteNetworkInterface *",
      "ec2:DescribeNetworkInterfaces *",
      "ec2:DescribeSecurityGroups *",
      "ec2:DescribeSubnets *",
      "ec2:DescribeVpcs *",
      "kafka-cluster:AlterGroup arn:aws:kafka:eu-west-1:123456789012:group/shop/9f1c-5/tollgate-test-payments",
      "kafka-cluster:AlterGroup arn:aws:kafka:eu-west-1:123456789012:group/shop/9f1c-5/tollgate-test-refunds",
      "kafka-cluster:Connect arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5",
      "kafka-cluster:DescribeClusterDynamicConfiguration arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5",
      "kafka-cluster:DescribeGroup arn:aws:kafka:eu-west-1:123456789012:group/shop/9f1c-5/tollgate-test-payments",
      "kafka-cluster:DescribeGroup arn:aws:kafka:eu-west-1:123456789012:group/shop/9f1c-5/tollgate-test-refunds",
      "kafka-cluster:DescribeTopic arn:aws:kafka:eu-west-1:123456789012:topic/shop/9f1c-5/payments",
      "kafka-cluster:DescribeTopic arn:aws:kafka:eu-west-1:123456789012:topic/shop/9f1c-5/refunds",
      "kafka-cluster:ReadData arn:aws:kafka:eu-west-1:123456789012:topic/shop/9f1c-5/payments",
      "kafka-cluster:ReadData arn:aws:kafka:eu-west-1:123456789012:topic/shop/9f1c-5/refunds",
      "kafka:DescribeClusterV2 arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5",
      "kafka:GetBootstrapBrokers arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/stream-intake-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/stream-intake-test:*",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:card-key-test-mocked",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:intake-failures-test",
    ])
    error_message = "stream-intake may now do: ${jsonencode(output.granted_permissions["stream-intake"])}"
  }

  assert {
    condition = anytrue([
      for statement in jsondecode(module.stream_intake[0].policies[1].policy).Statement :
      statement.Effect == "Deny" && contains(statement.Action, "ec2:CreateNetworkInterface") && contains(statement.Action, "ec2:DescribeVpcs")
    ])
    error_message = "What Lambda reaches the brokers with is taken back for the function's own code."
  }

  assert {
    condition = { for topic, mapping in aws_lambda_event_source_mapping.kafka_to_intake : topic => [
      mapping.event_source_arn, mapping.topics, mapping.amazon_managed_kafka_event_source_config[0].consumer_group_id,
      length(mapping.self_managed_event_source), length(mapping.source_access_configuration),
      ] } == {
      payments = ["arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5", toset(["payments"]), "tollgate-test-payments", 0, 0]
      refunds  = ["arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5", toset(["refunds"]), "tollgate-test-refunds", 0, 0]
    }
    error_message = "Each topic is read by a mapping and a consumer group of its own."
  }

  assert {
    condition = length(aws_kinesis_stream.intake) == 0 && length(aws_lambda_event_source_mapping.kinesis_to_intake) == 0 && (
      !contains(keys(module.iterator_age_alarm), "stream-intake") && output.intake_stream_arn == null
    )
    error_message = "Who reads Kafka pays for a Kinesis stream."
  }
}

run "no_record_of_a_topic_is_lost_and_none_holds_the_others_up" {
  command = plan

  variables {
    kinesis_intake = { stream_arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/payments" }
    kafka_intake = {
      topics             = ["payments"]
      bootstrap_servers  = ["b1.example.com:9096", "b2.example.com:9096"]
      secret_arn         = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:brokers"
      root_ca_secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:authority"
      secret_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/theirs"
      subnet_ids         = ["subnet-1"]
      security_group_ids = ["sg-1"]
      consumer_group     = "fraud"
      pollers            = { maximum = 8 }
    }
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.kafka_to_intake["payments"].function_response_types == toset(["ReportBatchItemFailures"]) &&
      aws_lambda_event_source_mapping.kafka_to_intake["payments"].bisect_batch_on_function_error &&
      aws_lambda_event_source_mapping.kafka_to_intake["payments"].maximum_retry_attempts == 10000 &&
      aws_lambda_event_source_mapping.kafka_to_intake["payments"].maximum_record_age_in_seconds == 18 * 60 * 60 &&
      aws_lambda_event_source_mapping.kafka_to_intake["payments"].provisioned_poller_config[0].minimum_pollers == 1 &&
      aws_lambda_event_source_mapping.kafka_to_intake["payments"].provisioned_poller_config[0].maximum_pollers == 8
    )
    error_message = "Lambda keeps to limits and partial batches only where a mapping of Kafka has pollers of its own, and tries ten times where it has no limit."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.kafka_to_intake["payments"].destination_config[0].on_failure[0].destination_arn == module.intake_failures[0].queue.arn
    error_message = "What is given up goes to the queue, as places: a bucket or a topic would get the records."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.kafka_to_intake["payments"].self_managed_event_source[0].endpoints == tomap({ KAFKA_BOOTSTRAP_SERVERS = "b1.example.com:9096,b2.example.com:9096" }) &&
      aws_lambda_event_source_mapping.kafka_to_intake["payments"].self_managed_kafka_event_source_config[0].consumer_group_id == "fraud-payments" &&
      toset([for access in aws_lambda_event_source_mapping.kafka_to_intake["payments"].source_access_configuration : "${access.type} ${access.uri}"]) == toset([
        "SASL_SCRAM_512_AUTH arn:aws:secretsmanager:eu-west-1:123456789012:secret:brokers",
        "SERVER_ROOT_CA_CERTIFICATE arn:aws:secretsmanager:eu-west-1:123456789012:secret:authority",
        "VPC_SECURITY_GROUP security_group:sg-1",
        "VPC_SUBNET subnet:subnet-1",
      ])
    )
    error_message = "Brokers of one's own are reached and signed in to as Lambda has it."
  }

  assert {
    condition = length(setsubtract([
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/theirs",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:authority",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:brokers",
      "ec2:DescribeVpcs *",
    ], output.granted_permissions["stream-intake"])) == 0 && alltrue([for pair in output.granted_permissions["stream-intake"] : !startswith(pair, "kafka")])
    error_message = "Brokers of one's own take their secrets and the way into their VPC, and nothing of MSK."
  }

  assert {
    condition = (
      module.offset_lag_alarm[0].alarm.metric_name == "OffsetLag" && module.offset_lag_alarm[0].alarm.dimensions["FunctionName"] == "stream-intake-test" &&
      module.offset_lag_alarm[0].alarm.alarm_actions == toset([module.operations_topic.topic.arn])
    )
    error_message = "A topic that is not taken in goes unnoticed."
  }
}

run "brokers_without_a_sign_in_are_for_loopback" {
  command = plan

  variables {
    canary_rollouts = true
    kafka_intake    = { topics = ["payments"], bootstrap_servers = ["127.0.0.1:9092"], authentication = "none" }
  }

  assert {
    condition     = contains(module.rollout[0].groups["stream-intake"].alarm_configuration[0].alarms, "stream-intake-offset-lag-test")
    error_message = "A version that falls behind its topic stays."
  }

  assert {
    condition     = length(aws_lambda_event_source_mapping.kafka_to_intake["payments"].source_access_configuration) == 0
    error_message = "Loopback takes no secret."
  }
}

run "brokers_elsewhere_are_signed_in_to" {
  command = plan

  variables {
    kafka_intake = { topics = ["payments"], bootstrap_servers = ["127.0.0.1:9092", "b1.example.com:9092"], authentication = "none" }
  }

  expect_failures = [var.kafka_intake]
}

run "a_sign_in_takes_its_secret" {
  command = plan

  variables {
    kafka_intake = { topics = ["payments"], bootstrap_servers = ["b1.example.com:9096"], authentication = "mutual_tls" }
  }

  expect_failures = [var.kafka_intake]
}

run "a_cluster_is_of_msk_or_ones_own" {
  command = plan

  variables {
    kafka_intake = { topics = ["payments"], bootstrap_servers = ["b1.example.com:9096"], cluster_arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/9f1c-5" }
  }

  expect_failures = [var.kafka_intake]
}

run "settings_of_topics_are_checked" {
  command = plan

  variables {
    kafka_intake = {
      topics               = ["pay ments"]
      cluster_arn          = "shop"
      authentication       = "plain"
      batch_size           = 5000
      record_age_hours_max = 169
      starting_position    = "AT_TIMESTAMP"
      pollers              = { minimum = 5 }
    }
  }

  expect_failures = [var.kafka_intake]
}
