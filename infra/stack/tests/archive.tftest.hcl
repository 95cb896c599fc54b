# The archive: every decision and label, by the day, in a form that Athena reads.

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

run "the_archiver_gets_decisions_and_labels_and_nothing_else" {
  command = plan

  assert {
    condition = [
      for filter in aws_lambda_event_source_mapping.transactions_to_archiver.filter_criteria[0].filter : jsondecode(filter.pattern)
    ] == [{ eventName = ["INSERT", "MODIFY"], dynamodb = { NewImage = { status = { S = ["Done"] } } } }]
    error_message = "A transaction that is decided, at once or later, and every change to it afterwards is a row."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.transactions_to_archiver.event_source_arn == module.transactions.table.stream_arn
    error_message = "The archiver reads the stream that is the outbox."
  }
}

run "rows_lie_in_a_folder_of_their_day" {
  command = plan

  assert {
    condition = (
      module.decisions_stream.stream.extended_s3_configuration[0].bucket_arn == module.archive.bucket.arn &&
      module.decisions_stream.stream.extended_s3_configuration[0].prefix == "decisions/day=!{timestamp:yyyy-MM-dd}/" &&
      module.decisions_stream.stream.extended_s3_configuration[0].compression_format == "GZIP"
    )
    error_message = "Rows are compressed lines under decisions/day=YYYY-MM-DD/."
  }

  assert {
    condition     = startswith(module.decisions_stream.stream.extended_s3_configuration[0].error_output_prefix, "failed/")
    error_message = "What could not be delivered lies where Athena does not look for rows."
  }
}

run "athena_finds_the_days_by_itself" {
  command = plan

  assert {
    condition = (
      aws_glue_catalog_table.decisions.parameters["projection.enabled"] == "true" &&
      aws_glue_catalog_table.decisions.parameters["storage.location.template"] == "s3://tollgate-archive-test-123456789012-eu-west-1/decisions/day=$${day}" &&
      aws_glue_catalog_table.decisions.storage_descriptor[0].location == "s3://tollgate-archive-test-123456789012-eu-west-1/decisions/"
    )
    error_message = "Partitions follow from their names, where the rows are put."
  }

  assert {
    condition = [for key in aws_glue_catalog_table.decisions.partition_keys : key.name] == ["day"] && (
      [for column in aws_glue_catalog_table.decisions.storage_descriptor[0].columns : column.name] ==
      [for column in local.archive_columns : column.name]
    )
    error_message = "The table has the columns of a row and the day."
  }
}

run "archive_retention_days_is_checked" {
  command = plan

  variables {
    archive_retention_days = 30
  }

  expect_failures = [var.archive_retention_days]
}

run "archive_buffer_seconds_is_checked" {
  command = plan

  variables {
    archive_buffer_seconds = 30
  }

  expect_failures = [var.archive_buffer_seconds]
}

run "archive_batch_window_seconds_is_checked" {
  command = plan

  variables {
    archive_batch_window_seconds = 301
  }

  expect_failures = [var.archive_batch_window_seconds]
}
