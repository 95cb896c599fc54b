# Views of the archive for Athena, and what a query may scan.

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
    condition     = length(aws_glue_catalog_table.view) == 0 && length(aws_athena_workgroup.reports) == 0
    error_message = "Nobody asked for reports."
  }
}

run "views_say_their_columns_and_ask_the_archive" {
  command = plan

  variables {
    athena_reports = { scanned_gigabytes_max = 20 }
  }

  assert {
    condition = toset(keys(aws_glue_catalog_table.view)) == toset(["daily_countries", "daily_outcomes", "decisions_latest", "labels_delay", "rule_precision"]) && alltrue([
      for name, view in aws_glue_catalog_table.view :
      view.table_type == "VIRTUAL_VIEW" && view.parameters["presto_view"] == "true" && view.database_name == "tollgate_test"
    ])
    error_message = "A view is missing, or is not one."
  }

  assert {
    condition = alltrue([
      for name, view in aws_glue_catalog_table.view : alltrue([
        for definition in [jsondecode(base64decode(regex("^/\\* Presto View: (.*) \\*/$", view.view_original_text)[0]))] :
        definition.originalSql == local.view_sql[name] && definition.schema == "tollgate_test" && !strcontains(definition.originalSql, "$") &&
        [for column in definition.columns : column.name] == [for column in view.storage_descriptor[0].columns : column.name]
      ])
    ])
    error_message = "What Athena asks is not what the file says."
  }

  assert {
    condition = {
      for column in local.athena_types["decisions_latest"] : column.name => column.type
      if contains(["key_id", "revision", "hits", "features", "missing_history", "risk_score"], column.name)
      } == {
      key_id          = "varchar"
      revision        = "integer"
      hits            = "array(row(code varchar,contribution double))"
      features        = "map(varchar,double)"
      missing_history = "array(varchar)"
      risk_score      = "double"
    }
    error_message = "A view says another type than its table has."
  }

  assert {
    condition = (
      aws_athena_workgroup.reports[0].configuration[0].enforce_workgroup_configuration &&
      aws_athena_workgroup.reports[0].configuration[0].bytes_scanned_cutoff_per_query == 20000000000 &&
      aws_athena_workgroup.reports[0].configuration[0].result_configuration[0].output_location == "s3://tollgate-archive-test-123456789012-eu-west-1/athena-results/" &&
      aws_athena_workgroup.reports[0].configuration[0].result_configuration[0].encryption_configuration[0].kms_key_arn == aws_kms_key.data.arn
    )
    error_message = "A query may scan what it likes, or leaves its results unencrypted."
  }
}

run "the_limit_is_checked" {
  command = plan

  variables {
    athena_reports = { scanned_gigabytes_max = 0 }
  }

  expect_failures = [var.athena_reports]
}
