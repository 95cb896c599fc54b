# The table of predictions: nothing of it by default, and what it takes.

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
      length(module.prediction_writer) == 0 && length(module.prediction_failures) == 0 && length(module.prediction_retention_alarm) == 0 &&
      length(aws_lambda_event_source_mapping.events_to_predictions) == 0 && !strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "Prediction") &&
      !anytrue([for name in concat(keys(output.function_names), keys(module.dead_letters_alarm)) : startswith(name, "prediction-")])
    )
    error_message = "Who has no PostgreSQL pays for something of it."
  }
}

run "by_iam_the_writer_signs_in_as_one_role_and_may_do_no_more" {
  command = plan

  variables {
    postgresql = {
      host            = "fraud.proxy-abc.eu-west-1.rds.amazonaws.com"
      database        = "fraud"
      iam_resource_id = "prx-0123abc"
      network         = { subnet_ids = ["subnet-0a"], security_group_ids = ["sg-0a"] }
      connections_max = 6
    }
  }

  assert {
    condition = setsubtract(output.granted_permissions["prediction-writer"], [
      for granted in output.granted_permissions["prediction-writer"] : granted if startswith(granted, "ec2:")
      ]) == toset([
      "kinesis:DescribeStream arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:DescribeStreamSummary arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:GetRecords arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:GetShardIterator arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:ListShards arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/prediction-writer-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/prediction-writer-test:*",
      "rds-db:connect arn:aws:rds-db:eu-west-1:123456789012:dbuser:prx-0123abc/tollgate",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:prediction-failures-test",
    ])
    error_message = "prediction-writer may now do: ${jsonencode(output.granted_permissions["prediction-writer"])}"
  }

  assert {
    condition = (
      module.prediction_writer[0].function.reserved_concurrent_executions == 6 &&
      aws_lambda_event_source_mapping.events_to_predictions[0].parallelization_factor == 1
    )
    error_message = "Each execution holds a connection, and there are more executions than connections_max."
  }

  assert {
    condition     = module.prediction_writer[0].function.vpc_config[0].subnet_ids == toset(["subnet-0a"])
    error_message = "The writer is not where the database is."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.events_to_predictions[0].function_response_types == toset(["ReportBatchItemFailures"]) &&
      aws_lambda_event_source_mapping.events_to_predictions[0].bisect_batch_on_function_error &&
      aws_lambda_event_source_mapping.events_to_predictions[0].maximum_retry_attempts == -1 &&
      aws_lambda_event_source_mapping.events_to_predictions[0].maximum_record_age_in_seconds < aws_kinesis_stream.decision_events[0].retention_period * 60 * 60 &&
      aws_lambda_event_source_mapping.events_to_predictions[0].destination_config[0].on_failure[0].destination_arn == module.prediction_failures[0].queue.arn
    )
    error_message = "An event that is not written is lost."
  }

  assert {
    condition = (
      module.prediction_failures[0].queue.kms_master_key_id == aws_kms_key.data.arn &&
      module.dead_letters_alarm["prediction-failures"].alarm.dimensions["QueueName"] == "prediction-failures-test" &&
      module.iterator_age_alarm["prediction-writer"].alarm.dimensions["FunctionName"] == "prediction-writer-test" &&
      alltrue([for alarms in [module.errors_alarm, module.throttles_alarm, module.duration_alarm] : contains(keys(alarms), "prediction-writer")])
    )
    error_message = "The queue is not encrypted under the key, or a writer that fails goes unnoticed."
  }

  assert {
    condition = (
      module.prediction_retention_alarm[0].alarm.metric_name == "PredictionRetentionFailures" &&
      module.prediction_retention_alarm[0].alarm.namespace == "tollgate-test" && length(module.prediction_retention_alarm[0].alarm.dimensions) == 0 &&
      module.prediction_retention_alarm[0].alarm.period * module.prediction_retention_alarm[0].alarm.evaluation_periods == 6 * 60 * 60 &&
      strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "PredictionRetentionFailures")
    )
    error_message = "Days that are kept for longer than retention_days go unnoticed."
  }

  # It leaves the database alone after 40 seconds, and its queue after 48.
  assert {
    condition     = module.prediction_writer[0].function.timeout >= 60
    error_message = "Lambda ends the writer before it says what went wrong."
  }
}

run "by_password_the_writer_reads_two_secrets" {
  command = plan

  variables {
    postgresql = {
      host                   = "db.example.com"
      port                   = 6432
      database               = "fraud"
      user                   = "writer"
      password_secret_arn    = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:password"
      authorities_secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:authorities"
      secrets_kms_key_arn    = "arn:aws:kms:eu-west-1:123456789012:key/theirs"
      retention_days         = 400
    }
  }

  assert {
    condition = setsubtract(output.granted_permissions["prediction-writer"], [
      for granted in output.granted_permissions["prediction-writer"] : granted
      if anytrue([for start in ["kinesis:", "logs:", "sqs:"] : startswith(granted, start)])
      ]) == toset([
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/theirs",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:authorities",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:password",
    ])
    error_message = "prediction-writer may now do: ${jsonencode(output.granted_permissions["prediction-writer"])}"
  }

  assert {
    condition = {
      for name, value in module.prediction_writer[0].function.environment[0].variables : name => value
      if startswith(name, "POSTGRESQL_") || startswith(name, "PREDICTION_")
      } == {
      POSTGRESQL_HOST                   = "db.example.com"
      POSTGRESQL_PORT                   = "6432"
      POSTGRESQL_DATABASE               = "fraud"
      POSTGRESQL_USER                   = "writer"
      POSTGRESQL_PASSWORD_SECRET_ARN    = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:password"
      POSTGRESQL_AUTHORITIES_SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:authorities"
      PREDICTION_FAILURES_QUEUE_URL     = "https://sqs.eu-west-1.amazonaws.com/123456789012/prediction-failures-test"
      PREDICTION_RETENTION_DAYS         = "400"
    }
    error_message = "prediction-writer is configured with something else than it reads."
  }

  assert {
    condition     = length(module.prediction_writer[0].function.vpc_config) == 0
    error_message = "Without a network the database is reached over the internet."
  }
}

run "there_is_one_way_to_sign_in" {
  command = plan

  variables {
    postgresql = { host = "db.example.com", database = "fraud" }
  }

  expect_failures = [var.postgresql]
}

run "host_and_times_are_checked" {
  command = plan

  variables {
    postgresql = {
      host = "postgresql://db.example.com", database = "fraud", iam_resource_id = "everybody", connections_max = 0, retention_days = 0, retry_hours = 24
    }
  }

  expect_failures = [var.postgresql]
}

run "postgresql_takes_the_stream" {
  command = plan

  variables {
    decision_events = null
    postgresql      = { host = "db.example.com", database = "fraud", iam_resource_id = "db-ABC" }
  }

  expect_failures = [var.postgresql]
}
