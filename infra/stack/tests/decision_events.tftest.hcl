# Decisions and labels for other systems: nothing of it by default, and what it takes where it is asked for.

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
      length(aws_kinesis_stream.decision_events) == 0 && length(module.waiting_events) == 0 &&
      length(aws_lambda_event_source_mapping.waiting_events_to_archiver) == 0 && output.decision_stream_arn == null
    )
    error_message = "Who tells nobody pays for something of it."
  }

  assert {
    condition = (
      !anytrue([for granted in output.granted_permissions["decision-archiver"] : startswith(granted, "kinesis:") || strcontains(granted, "decision-events")]) &&
      !contains(keys(module.decision_archiver.function.environment[0].variables), "DECISION_STREAM") &&
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
      "ARCHIVER_FAILURES_QUEUE_URL", "ARCHIVE_STREAM", "DECISION_STREAM", "EVENT_SOURCE", "WAITING_EVENTS_QUEUE_URL",
    ])
    error_message = "decision-archiver is configured with something else than it reads."
  }
}

run "retention_is_checked" {
  command = plan

  variables {
    decision_events = { retention_hours = 12 }
  }

  expect_failures = [var.decision_events]
}
