# What cannot be deployed is refused before anything is.

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
    condition     = setsubtract(keys(output.defaults["aws"]), output.passed_on) == toset(["tags"])
    error_message = "A variable of environments/aws does not reach the stack."
  }

  assert {
    # The archive's pace is the emulator's business; API Gateway chooses its keys, and the key of cards, that of marks and the secrets of webhooks are made up.
    condition = setsubtract(keys(output.defaults["stack"]), keys(output.defaults["aws"])) == toset([
      "archive_batch_window_seconds", "archive_buffer_seconds", "api_client_values", "api_key", "card_key", "traffic_mark_key", "webhook_secrets",
    ])
    error_message = "A variable of the stack can't be set on AWS."
  }

  assert {
    condition = {
      for name, default in output.defaults["aws"] : name => default
      if contains(keys(output.defaults["stack"]), name) && default != try(output.defaults["stack"][name], null)
      } == {
      # `make package` writes there.
      packages_dir = "\"../../../target/packages/aws-arm64\""
    }
    error_message = "A default of environments/aws is another one than the stack's."
  }
}

run "environment_is_checked" {
  command = plan

  variables {
    environment = "Prod-1"
  }

  expect_failures = [var.environment]
}

run "architecture_is_checked" {
  command = plan

  variables {
    architecture = "arm"
  }

  expect_failures = [var.architecture]
}

run "reserved_concurrency_is_checked" {
  command = plan

  variables {
    reserved_concurrency = 1
  }

  expect_failures = [var.reserved_concurrency]
}

run "queue_concurrency_is_checked" {
  command = plan

  variables {
    queue_concurrency = 1
  }

  expect_failures = [var.queue_concurrency]
}

run "queues_use_no_more_than_is_reserved" {
  command = plan

  variables {
    reserved_concurrency = 10
    queue_concurrency    = 11
  }

  expect_failures = [var.queue_concurrency]
}

run "document_classifier_image_is_checked" {
  command = plan

  variables {
    document_classifier_image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/document-classifier:1"
  }

  expect_failures = [var.document_classifier_image]
}

run "api_url_is_checked" {
  command = plan

  variables {
    api_url = "https://example.com/"
  }

  expect_failures = [var.api_url]
}

run "domain_name_is_checked" {
  command = plan

  variables {
    domain_name     = "https://payments.example.com"
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/mocked"
  }

  expect_failures = [var.domain_name]
}

run "certificate_arn_is_checked" {
  command = plan

  variables {
    domain_name     = "payments.example.com"
    certificate_arn = "mocked"
  }

  expect_failures = [var.certificate_arn]
}

run "a_name_without_a_certificate_is_refused" {
  command = plan

  variables {
    domain_name = "payments.example.com"
  }

  expect_failures = [var.certificate_arn]
}

run "api_key_is_checked" {
  command = plan

  variables {
    api_key = "short"
  }

  expect_failures = [var.api_key]
}

run "api_requests_per_second_is_checked" {
  command = plan

  variables {
    api_requests_per_second = 0
  }

  expect_failures = [var.api_requests_per_second]
}

run "api_burst_is_checked" {
  command = plan

  variables {
    api_burst = 0.5
  }

  expect_failures = [var.api_burst]
}

run "alert_emails_is_checked" {
  command = plan

  variables {
    alert_emails = ["nobody"]
  }

  expect_failures = [var.alert_emails]
}

run "alert_subscriptions_is_checked" {
  command = plan

  variables {
    alert_subscriptions = { pager = { protocol = "sms", endpoint = "+15550100" } }
  }

  expect_failures = [var.alert_subscriptions]
}

run "alert_mails_per_minute_is_checked" {
  command = plan

  variables {
    alert_mails_per_minute = 301
    alert_shared_minutes   = 16
  }

  expect_failures = [var.alert_mails_per_minute, var.alert_shared_minutes]
}

run "operations_emails_is_checked" {
  command = plan

  variables {
    operations_emails = ["a b@c"]
  }

  expect_failures = [var.operations_emails]
}

run "notify_outcomes_is_checked" {
  command = plan

  variables {
    notify_outcomes = ["deny"]
  }

  expect_failures = [var.notify_outcomes]
}

run "history_budget_ms_is_checked" {
  command = plan

  variables {
    history_budget_ms = 0
  }

  expect_failures = [var.history_budget_ms]
}

run "history_budget_ms_leaves_time_for_an_answer" {
  command = plan

  variables {
    history_budget_ms = 5001
  }

  expect_failures = [var.history_budget_ms]
}

run "afd_detector_id_is_checked" {
  command = plan

  variables {
    afd_detector_id = "Payments*"
    afd_event_type  = "card_payment"
    afd_variables   = ["order_price"]
  }

  expect_failures = [var.afd_detector_id]
}

run "afd_event_type_is_checked" {
  command = plan

  variables {
    afd_detector_id = "payments"
    afd_event_type  = "card payment"
    afd_variables   = ["order_price"]
  }

  expect_failures = [var.afd_event_type]
}

run "a_detector_without_an_event_type_is_refused" {
  command = plan

  variables {
    afd_detector_id = "payments"
    afd_variables   = ["order_price"]
  }

  expect_failures = [var.afd_event_type]
}

run "a_detector_without_variables_is_refused" {
  command = plan

  variables {
    afd_detector_id = "payments"
    afd_event_type  = "card_payment"
  }

  expect_failures = [var.afd_variables]
}

run "afd_variables_are_checked" {
  command = plan

  variables {
    afd_detector_id = "payments"
    afd_event_type  = "card_payment"
    afd_variables   = ["order price"]
  }

  expect_failures = [var.afd_variables]
}

run "afd_entity_type_is_checked" {
  command = plan

  variables {
    afd_entity_type = "Customer"
  }

  expect_failures = [var.afd_entity_type]
}

run "afd_budget_ms_leaves_time_for_an_answer" {
  command = plan

  variables {
    afd_budget_ms = 5001
  }

  expect_failures = [var.afd_budget_ms]
}

run "retention_days_is_checked" {
  command = plan

  variables {
    retention_days = 0
  }

  expect_failures = [var.retention_days]
}

run "stream_batch_size_is_checked" {
  command = plan

  variables {
    stream_batch_size = 10001
  }

  expect_failures = [var.stream_batch_size]
}

run "stream_batch_window_seconds_is_checked" {
  command = plan

  variables {
    stream_batch_window_seconds = 301
  }

  expect_failures = [var.stream_batch_window_seconds]
}

run "log_retention_days_is_checked" {
  command = plan

  variables {
    log_retention_days = 8
  }

  expect_failures = [var.log_retention_days]
}

run "card_key_is_checked" {
  command = plan

  variables {
    card_key = "short"
  }

  expect_failures = [var.card_key]
}

run "packages_dir_is_checked" {
  command = plan

  variables {
    packages_dir = "tests/nowhere"
  }

  expect_failures = [var.packages_dir]
}

run "document_ocr_models_are_checked" {
  command = plan

  variables {
    document_ocr_models = "ppocr"
  }

  expect_failures = [var.document_ocr_models]
}

run "document_backends_are_checked" {
  command = plan

  variables {
    document_backends = ["presidio"]
  }

  expect_failures = [var.document_backends]
}

run "textract_has_one_role" {
  command = plan

  variables {
    document_backends = ["textract", "textract-fallback"]
  }

  expect_failures = [var.document_backends]
}

run "a_gliner_model_takes_an_image" {
  command = plan

  variables {
    document_backends = ["gliner=/opt/gliner"]
  }

  expect_failures = [var.document_backends]
}

run "access_log_retention_days_is_checked" {
  command = plan

  variables {
    access_log_retention_days = 401
  }

  expect_failures = [var.access_log_retention_days]
}

run "what_differs_between_accounts_is_checked" {
  command = plan

  variables {
    name_prefix            = "a-prefix-of-unbearable-length"
    concurrency_limit      = 0
    packages_s3            = { bucket = "releases", folder = "1.4.0/" }
    access_log_destination = "elsewhere"

    document_classifier_image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/document-classifier@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

    existing_network = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
    zone_ids         = ["eu-west-1a", "eu-west-1b"]
  }

  expect_failures = [
    var.access_log_destination, var.concurrency_limit, var.document_classifier_image, var.existing_network, var.name_prefix, var.packages_s3, var.zone_ids,
  ]
}

run "without_the_network_nothing_is_in_it" {
  command = plan

  variables {
    vpc_enabled      = false
    api_in_vpc       = true
    existing_network = { subnet_ids = ["subnet-1", "subnet-2"], security_group_ids = ["sg-1"] }
  }

  expect_failures = [var.api_in_vpc, var.existing_network]
}
