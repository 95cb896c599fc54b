# Nothing that was accepted is lost: what cannot be handled ends where it can be seen and sent again.

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
    condition     = output.constructs["queue-with-dlq"] == 3 && output.constructs["queue"] == 8
    error_message = "The tests below, in stream_intake.tftest.hcl, decision_events.tftest.hcl, webhooks.tftest.hcl, postgresql.tftest.hcl and kafka_topic.tftest.hcl know eleven queues, and the dead-letter queues of three. Add the new one to them."
  }

  assert {
    condition     = length([for type in output.stack_resources : type if type == "aws_lambda_event_source_mapping"]) == 12
    error_message = "The tests below, in stream_intake.tftest.hcl, decision_events.tftest.hcl, webhooks.tftest.hcl, postgresql.tftest.hcl and kafka_topic.tftest.hcl know twelve event source mappings. Add the new one to them."
  }

  assert {
    condition     = !contains(output.stack_resources, "aws_sqs_queue")
    error_message = "Queues are made by the constructs, which encrypt them and refuse plain HTTP."
  }
}

run "alerts_that_fail_five_times_go_to_the_dead_letter_queue" {
  command = plan

  assert {
    condition = jsondecode(module.alerts_queue.redrive_policy.redrive_policy) == {
      deadLetterTargetArn = "arn:aws:sqs:eu-west-1:123456789012:alerts-dlq-test"
      maxReceiveCount     = 5
    }
    error_message = "The queue that feeds the notifier has a dead-letter queue after five receives, as AWS asks for with Lambda."
  }

  assert {
    condition     = module.alerts_queue.redrive_policy.queue_url == module.alerts_queue.queue.url
    error_message = "The dead-letter queue belongs to the queue that feeds the notifier."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.alerts_to_notifier.event_source_arn == module.alerts_queue.queue.arn
    error_message = "The notifier is fed from the queue with the dead-letter queue."
  }

  assert {
    condition = jsondecode(module.alerts_queue.dead_letter_queue.redrive_allow_policy) == {
      redrivePermission = "byQueue"
      sourceQueueArns   = ["arn:aws:sqs:eu-west-1:123456789012:alerts-test"]
    }
    error_message = "No other queue may use the dead-letter queue."
  }

  assert {
    condition     = module.alerts_queue.queue.visibility_timeout_seconds == 360
    error_message = "A received alert is hidden for 360 seconds."
  }

  assert {
    condition     = local.functions["alert-notifier"].timeout_seconds * 6 <= module.alerts_queue.queue.visibility_timeout_seconds
    error_message = "AWS asks for a visibility timeout of at least six times the function's timeout."
  }

  assert {
    condition = alltrue([
      for queue in [module.alerts_queue.dead_letter_queue, module.scorer_failures.queue, module.archiver_failures.queue, module.key_danger.queue] :
      queue.message_retention_seconds == 14 * 24 * 60 * 60
    ])
    error_message = "Failures are kept for 14 days."
  }

  assert {
    condition     = module.alerts_queue.queue.message_retention_seconds < module.alerts_queue.dead_letter_queue.message_retention_seconds
    error_message = "A message takes its age along to the dead-letter queue, so that queue has to keep messages longer."
  }
}

run "batches_fail_record_by_record" {
  command = plan

  assert {
    condition = alltrue([
      for mapping in [
        aws_lambda_event_source_mapping.alerts_to_notifier,
        aws_lambda_event_source_mapping.transactions_to_scorer,
        aws_lambda_event_source_mapping.transactions_to_archiver,
      ] : mapping.function_response_types == toset(["ReportBatchItemFailures"])
    ])
    error_message = "Every mapping takes partial batch responses."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.alerts_to_notifier.batch_size == 10
    error_message = "The notifier gets ten alerts at once."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.alerts_to_notifier.scaling_config[0].maximum_concurrency == 2
    error_message = "Where nothing is reserved, the pollers leave the account to who is waiting."
  }
}

run "the_stream_never_stops_at_a_poison_record" {
  command = plan

  assert {
    condition = alltrue([
      for mapping in [
        aws_lambda_event_source_mapping.transactions_to_scorer, aws_lambda_event_source_mapping.transactions_to_archiver,
      ] : mapping.bisect_batch_on_function_error
    ])
    error_message = "A failing batch is cut in two until the poison record is alone."
  }

  assert {
    condition = alltrue([
      for mapping in [
        aws_lambda_event_source_mapping.transactions_to_scorer, aws_lambda_event_source_mapping.transactions_to_archiver,
      ] : mapping.maximum_retry_attempts == -1
    ])
    error_message = "What can't be done for now is tried again until it is too old, however often that is."
  }

  assert {
    condition = alltrue([
      for mapping in [
        aws_lambda_event_source_mapping.transactions_to_scorer, aws_lambda_event_source_mapping.transactions_to_archiver,
      ] : mapping.maximum_record_age_in_seconds > 0 && mapping.maximum_record_age_in_seconds < 24 * 60 * 60
    ])
    error_message = "A record is given up, and kept in the failures queue, before the stream forgets it after a day."
  }

  assert {
    condition = {
      scorer   = aws_lambda_event_source_mapping.transactions_to_scorer.destination_config[0].on_failure[0].destination_arn
      archiver = aws_lambda_event_source_mapping.transactions_to_archiver.destination_config[0].on_failure[0].destination_arn
      } == {
      scorer   = "arn:aws:sqs:eu-west-1:123456789012:scorer-failures-test"
      archiver = "arn:aws:sqs:eu-west-1:123456789012:archiver-failures-test"
    }
    error_message = "What is given up goes to the function's failures queue."
  }

  assert {
    condition = alltrue([
      for mapping in [
        aws_lambda_event_source_mapping.transactions_to_scorer, aws_lambda_event_source_mapping.transactions_to_archiver,
      ] : mapping.starting_position == "TRIM_HORIZON"
    ])
    error_message = "The first records of a new stream are not passed over."
  }
}

run "the_scorer_gets_new_transactions_in_batches" {
  command = plan

  variables {
    stream_batch_size           = 25
    stream_batch_window_seconds = 5
  }

  assert {
    condition = [
      for filter in aws_lambda_event_source_mapping.transactions_to_scorer.filter_criteria[0].filter : jsondecode(filter.pattern)
    ] == [{ eventName = ["INSERT"] }]
    error_message = "The scorer sees inserts only: its own updates would be work without end."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.transactions_to_scorer.batch_size == 25 &&
      aws_lambda_event_source_mapping.transactions_to_scorer.maximum_batching_window_in_seconds == 5
    )
    error_message = "Size and window of a batch are variables."
  }

  assert {
    condition = (
      module.transactions.table.stream_enabled && module.transactions.table.stream_view_type == "NEW_IMAGE" &&
      aws_lambda_event_source_mapping.transactions_to_scorer.event_source_arn == module.transactions.table.stream_arn
    )
    error_message = "The scorer reads the transactions table's stream, with the new item in each record."
  }
}
