# Decisions, labels, cases and documents for other systems: nothing of it by default, and what it takes where it is asked for.

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

  variables {
    console = { folder = "tests/console" }
  }

  assert {
    condition = (
      length(aws_kinesis_stream.decision_events) == 0 && length(module.waiting_events) == 0 &&
      length(aws_lambda_event_source_mapping.waiting_events_to_archiver) == 0 && output.decision_stream_arn == null &&
      length(aws_lambda_event_source_mapping.cases_to_archiver) == 0 && length(aws_lambda_event_source_mapping.documents_to_archiver) == 0 &&
      !module.document_records.table.stream_enabled && !module.console[0].tables.cases.stream_enabled
    )
    error_message = "Who tells nobody pays for something of it."
  }

  assert {
    condition = (
      !anytrue([for granted in output.granted_permissions["decision-archiver"] : startswith(granted, "kinesis:") || strcontains(granted, "decision-events")]) &&
      length(setintersection(keys(module.decision_archiver.function.environment[0].variables), ["CASES_TABLE", "DECISION_STREAM", "DOCUMENTS_TABLE"])) == 0 &&
      !anytrue([for granted in output.granted_permissions["decision-archiver"] : strcontains(granted, "table/cases-") || strcontains(granted, "table/documents-")]) &&
      !contains(keys(module.dead_letters_alarm), "decision-events-dlq") && !strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "EventsTold")
    )
    error_message = "The archiver may tell, or an alarm or a chart watches what is not there."
  }
}

run "events_are_encrypted_and_kept" {
  command = plan

  variables {
    decision_events = { retention_hours = 48 }
  }

  assert {
    condition = (
      aws_kinesis_stream.decision_events[0].name == "decision-events-test" && aws_kinesis_stream.decision_events[0].retention_period == 48 &&
      aws_kinesis_stream.decision_events[0].encryption_type == "KMS" && aws_kinesis_stream.decision_events[0].kms_key_id == aws_kms_key.data.arn &&
      aws_kinesis_stream.decision_events[0].stream_mode_details[0].stream_mode == "ON_DEMAND"
    )
    error_message = "The stream is encrypted under the key, keeps events as long as asked, and grows by itself."
  }

  assert {
    condition = (
      module.waiting_events[0].queue.kms_master_key_id == aws_kms_key.data.arn &&
      module.waiting_events[0].dead_letter_queue.kms_master_key_id == aws_kms_key.data.arn &&
      module.waiting_events[0].dead_letter_queue.message_retention_seconds == 14 * 24 * 60 * 60 &&
      jsondecode(module.waiting_events[0].redrive_policy.redrive_policy).maxReceiveCount == 5
    )
    error_message = "What the stream does not take is encrypted, tried five times and kept for 14 days."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.waiting_events_to_archiver[0].event_source_arn == module.waiting_events[0].queue.arn &&
      aws_lambda_event_source_mapping.waiting_events_to_archiver[0].function_name == module.decision_archiver.target.arn &&
      aws_lambda_event_source_mapping.waiting_events_to_archiver[0].function_response_types == toset(["ReportBatchItemFailures"]) &&
      local.functions["decision-archiver"].timeout_seconds * 6 <= module.waiting_events[0].queue.visibility_timeout_seconds
    )
    error_message = "The archiver puts them again, one by one."
  }

  assert {
    condition     = module.dead_letters_alarm["decision-events-dlq"].alarm.dimensions["QueueName"] == "decision-events-dlq-test"
    error_message = "An event that nobody was told of goes unnoticed."
  }
}

run "the_archiver_may_tell_and_no_more" {
  command = plan

  variables {
    decision_events = {}
  }

  assert {
    condition = toset([
      for granted in output.granted_permissions["decision-archiver"] : granted if startswith(granted, "kinesis:") || strcontains(granted, ":decision-events")
      ]) == toset([
      "kinesis:PutRecords arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "sqs:DeleteMessage arn:aws:sqs:eu-west-1:123456789012:decision-events-test",
      "sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:decision-events-test",
      "sqs:ReceiveMessage arn:aws:sqs:eu-west-1:123456789012:decision-events-test",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:decision-events-test",
    ])
    error_message = "decision-archiver may now do: ${jsonencode(output.granted_permissions["decision-archiver"])}"
  }

  assert {
    condition = setsubtract(keys(module.decision_archiver.function.environment[0].variables), ["METRICS_NAMESPACE", "RUST_LOG"]) == toset([
      "ARCHIVER_FAILURES_QUEUE_URL", "ARCHIVE_STREAM", "DECISION_STREAM", "DOCUMENTS_TABLE", "EVENT_SOURCE", "WAITING_EVENTS_QUEUE_URL",
    ])
    error_message = "decision-archiver is configured with something else than it reads."
  }
}

run "cases_and_documents_are_told_from_the_streams_of_their_tables" {
  command = plan

  variables {
    console         = { folder = "tests/console" }
    decision_events = {}
    postgresql = {
      host                = "db.example.com"
      database            = "fraud"
      password_secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:database-AbCdEf"
    }
  }

  assert {
    condition = alltrue([
      for table in [module.document_records.table, module.console[0].tables.cases] : table.stream_enabled && table.stream_view_type == "NEW_IMAGE"
    ])
    error_message = "A table has no stream, or one without the new item."
  }

  assert {
    condition = {
      for mapping in [aws_lambda_event_source_mapping.cases_to_archiver[0], aws_lambda_event_source_mapping.documents_to_archiver[0]] :
      mapping.event_source_arn => [for filter in mapping.filter_criteria[0].filter : jsondecode(filter.pattern)]
      } == {
      (module.console[0].tables.cases.stream_arn) = [{ eventName = ["INSERT", "MODIFY"], dynamodb = { Keys = { part = { S = ["case"] } } } }]
      (module.document_records.table.stream_arn)  = [{ eventName = ["INSERT", "MODIFY"], dynamodb = { NewImage = { status = { S = ["Done"] } } } }]
    }
    error_message = "The archiver reads the cases, not what stands beside them, and the documents that are done."
  }

  assert {
    condition = alltrue([
      for mapping in [aws_lambda_event_source_mapping.cases_to_archiver[0], aws_lambda_event_source_mapping.documents_to_archiver[0]] :
      mapping.function_name == module.decision_archiver.target.arn && mapping.starting_position == "TRIM_HORIZON" &&
      mapping.function_response_types == toset(["ReportBatchItemFailures"]) && mapping.bisect_batch_on_function_error &&
      mapping.maximum_retry_attempts == -1 && mapping.maximum_record_age_in_seconds == 6 * 60 * 60 &&
      mapping.destination_config[0].on_failure[0].destination_arn == module.archiver_failures.queue.arn
    ])
    error_message = "A change that can't be told for now is retried, and kept before the stream forgets it after a day."
  }

  assert {
    condition = toset([
      for granted in output.granted_permissions["decision-archiver"] : granted if strcontains(granted, "table/cases-") || strcontains(granted, "table/documents-")
      ]) == toset([
      for pair in setproduct(["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], ["cases-test", "documents-test"]) :
      "${pair[0]} arn:aws:dynamodb:eu-west-1:123456789012:table/${pair[1]}/stream/2026-01-01T00:00:00.000"
    ])
    error_message = "The archiver may do something else with cases and documents than read their streams."
  }

  assert {
    condition = (
      module.decision_archiver.function.environment[0].variables["CASES_TABLE"] == module.console[0].tables.cases.name &&
      module.decision_archiver.function.environment[0].variables["DOCUMENTS_TABLE"] == module.document_records.table.name
    )
    error_message = "The archiver tells the tables by their names."
  }

  assert {
    condition = [
      for filter in aws_lambda_event_source_mapping.events_to_predictions[0].filter_criteria[0].filter : jsondecode(filter.pattern)
    ] == [{ data = { type = ["tollgate.decision.v1", "tollgate.label.v1"] } }]
    error_message = "Who writes rows of payments is invoked for something else."
  }

  assert {
    condition = strcontains(module.dead_letters_alarm["archiver-failures"].alarm.alarm_description, "cases and documents") && (
      module.iterator_age_alarm["decision-archiver"].alarm.dimensions == tomap({ FunctionName = "decision-archiver-test" })
    )
    error_message = "A change that waits, or was not told, goes unnoticed."
  }
}

run "without_a_console_there_are_no_cases_to_tell" {
  command = plan

  variables {
    decision_events = {}
  }

  assert {
    condition     = length(aws_lambda_event_source_mapping.cases_to_archiver) == 0 && length(aws_lambda_event_source_mapping.documents_to_archiver) == 1
    error_message = "Documents are told, and there are no cases."
  }
}

run "retention_is_checked" {
  command = plan

  variables {
    decision_events = { retention_hours = 12 }
  }

  expect_failures = [var.decision_events]
}
