# Webhooks: nothing of them by default, and what one takes.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  environment     = "test"
  packages_dir    = "tests/packages"
  card_key        = "0123456789012345678901234567890123456789012345678901234567890123"
  zone_ids        = ["euw1-az1", "euw1-az2"]
  webhook_secrets = { ledger = "01234567890123456789012345678901" }
}

run "nothing_of_them_is_there_by_default" {
  command = plan

  variables {
    decision_events = {}
  }

  assert {
    condition = (
      length(module.webhook_sender) == 0 && length(module.webhook_failures) == 0 && length(aws_secretsmanager_secret.webhook) == 0 &&
      length(aws_lambda_event_source_mapping.events_to_webhook) == 0 && !strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "Webhook") &&
      !anytrue([for name in concat(keys(output.function_names), keys(module.dead_letters_alarm)) : startswith(name, "webhook-")])
    )
    error_message = "Who has no webhook pays for something of it."
  }
}

run "a_webhook_reads_the_stream_by_itself_and_may_do_no_more" {
  command = plan

  variables {
    decision_events = {}
    webhooks        = { ledger = { url = "https://ledger.example.com/tollgate", outcomes = ["review", "block"] } }
  }

  assert {
    condition = output.granted_permissions["webhook-ledger"] == toset([
      "kinesis:DescribeStream arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:DescribeStreamSummary arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:GetRecords arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:GetShardIterator arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kinesis:ListShards arn:aws:kinesis:eu-west-1:123456789012:stream/decision-events-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/webhook-ledger-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/webhook-ledger-test:*",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:webhook-ledger-test-mocked",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:webhook-ledger-failures-test",
    ])
    error_message = "webhook-ledger may now do: ${jsonencode(output.granted_permissions["webhook-ledger"])}"
  }

  assert {
    condition = {
      for name, value in module.webhook_sender["ledger"].function.environment[0].variables : name => value
      if startswith(name, "WEBHOOK_")
      } == {
      WEBHOOK_URL                = "https://ledger.example.com/tollgate"
      WEBHOOK_SECRET_ARN         = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:webhook-ledger-test-mocked"
      WEBHOOK_FAILURES_QUEUE_URL = "https://sqs.eu-west-1.amazonaws.com/123456789012/webhook-ledger-failures-test"
      WEBHOOK_TIMEOUT_SECONDS    = "5"
      WEBHOOK_TYPES              = "tollgate.decision.v1,tollgate.label.v1"
      WEBHOOK_OUTCOMES           = "block,review"
    }
    error_message = "webhook-ledger is configured with something else than it reads."
  }

  # Who sends to others is outside of the closed network: it has a way out, and none to the tables.
  assert {
    condition     = length(module.webhook_sender["ledger"].function.vpc_config) == 0
    error_message = "The closed network has no way out."
  }

  assert {
    condition = [
      for filter in aws_lambda_event_source_mapping.events_to_webhook["ledger"].filter_criteria[0].filter : jsondecode(filter.pattern)
    ] == [{ data = { type = ["tollgate.decision.v1", "tollgate.label.v1"], data = { outcome = ["block", "review"] } } }]
    error_message = "A webhook is told of what it subscribed to, and of nothing else."
  }

  assert {
    condition = (
      aws_lambda_event_source_mapping.events_to_webhook["ledger"].function_response_types == toset(["ReportBatchItemFailures"]) &&
      aws_lambda_event_source_mapping.events_to_webhook["ledger"].bisect_batch_on_function_error &&
      aws_lambda_event_source_mapping.events_to_webhook["ledger"].maximum_retry_attempts == -1 &&
      aws_lambda_event_source_mapping.events_to_webhook["ledger"].maximum_record_age_in_seconds == 12 * 60 * 60 &&
      aws_lambda_event_source_mapping.events_to_webhook["ledger"].maximum_record_age_in_seconds < aws_kinesis_stream.decision_events[0].retention_period * 60 * 60 &&
      aws_lambda_event_source_mapping.events_to_webhook["ledger"].destination_config[0].on_failure[0].destination_arn == module.webhook_failures["ledger"].queue.arn
    )
    error_message = "What can't be sent is retried, and kept before the stream forgets it."
  }

  assert {
    condition = (
      module.webhook_failures["ledger"].queue.kms_master_key_id == aws_kms_key.data.arn && aws_secretsmanager_secret.webhook["ledger"].kms_key_id == aws_kms_key.data.arn &&
      module.dead_letters_alarm["webhook-ledger-failures"].alarm.dimensions["QueueName"] == "webhook-ledger-failures-test" &&
      module.iterator_age_alarm["webhook-ledger"].alarm.dimensions["FunctionName"] == "webhook-ledger-test" &&
      alltrue([for alarms in [module.errors_alarm, module.throttles_alarm, module.duration_alarm] : contains(keys(alarms), "webhook-ledger")])
    )
    error_message = "A queue or secret is not encrypted under the key, or a webhook that fails goes unnoticed."
  }

  assert {
    condition     = module.webhook_sender["ledger"].function.filename == "tests/packages/webhook-sender.zip"
    error_message = "All webhooks are one package."
  }
}

run "cases_and_documents_are_sent_to_whoever_asks_for_them" {
  command = plan

  variables {
    decision_events = {}
    webhook_secrets = { cases = "01234567890123456789012345678901", documents = "10123456789012345678901234567890" }
    webhooks = {
      cases     = { url = "https://ledger.example.com/cases", types = ["tollgate.case.v1", "tollgate.document.v1"], outcomes = ["block"] }
      documents = { url = "https://ledger.example.com/documents", types = ["tollgate.document.v1"] }
    }
  }

  assert {
    condition = {
      for name, mapping in aws_lambda_event_source_mapping.events_to_webhook :
      name => [for filter in mapping.filter_criteria[0].filter : filter.pattern]
      } == {
      cases = [
        jsonencode({ data = { data = { outcome = ["block"] }, type = ["tollgate.case.v1"] } }),
        jsonencode({ data = { type = ["tollgate.document.v1"] } }),
      ]
      documents = [jsonencode({ data = { type = ["tollgate.document.v1"] } })]
    }
    error_message = "The filters are ${jsonencode([for mapping in aws_lambda_event_source_mapping.events_to_webhook : mapping.filter_criteria])}"
  }
}

run "an_address_is_https_and_belongs_to_nobody_who_asks" {
  command = plan

  variables {
    decision_events = {}
    webhooks = {
      plain = { url = "http://ledger.example.com/" }
    }
  }

  expect_failures = [var.webhooks]
}

run "an_address_with_a_password_is_refused" {
  command = plan

  variables {
    decision_events = {}
    webhooks = {
      secret = { url = "https://user:password@ledger.example.com/" }
    }
  }

  expect_failures = [var.webhooks]
}

run "what_a_webhook_subscribes_to_and_how_long_it_is_tried_is_checked" {
  command = plan

  variables {
    decision_events = {}
    webhooks = {
      ledger = { url = "https://ledger.example.com/", types = ["tollgate.secret.v1"], outcomes = ["denied"], timeout_seconds = 60, retry_hours = 24 }
    }
  }

  expect_failures = [var.webhooks]
}

run "webhooks_take_the_stream" {
  command = plan

  variables {
    webhooks = { ledger = { url = "https://ledger.example.com/" } }
  }

  expect_failures = [var.webhooks]
}
