# Transactions from a Kinesis stream: nothing of it by default, and what it takes where it is asked for.

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
      length(aws_lambda_event_source_mapping.kinesis_to_intake) == 0 && output.intake_stream_arn == null
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
