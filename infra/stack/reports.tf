# Views of the archive for who asks by SQL, the same as reports/views.py makes on DuckDB. They take no crawler and cost nothing by
# themselves; what a query scans is limited, because Athena charges by that.

locals {
  # Athena's words where the two dialects differ.
  athena_words = merge(jsondecode(file("${path.module}/../../reports/athena.json")), {
    columns = join(", ", concat([for column in local.archive_columns : "\"${column.name}\""], ["day"]))
  })

  # A view says the types of its columns twice: as Hive names them, for the catalogue, and as Athena does.
  count_type = "bigint"
  views = {
    decisions_latest = concat([for column in local.archive_columns : { name = column.name, type = column.type }], [{ name = "day", type = "string" }])
    daily_outcomes = concat(
      [{ name = "decided_on", type = "date" }, { name = "outcome", type = "string" }, { name = "currency", type = "string" }],
      [for name in ["payments", "amount_minor", "fraud", "legitimate", "fraud_amount_minor"] : { name = name, type = local.count_type }],
      [{ name = "minor_units", type = "int" }],
    )
    daily_countries = concat(
      [{ name = "decided_on", type = "date" }, { name = "country", type = "string" }, { name = "outcome", type = "string" }],
      [for name in ["payments", "fraud", "legitimate"] : { name = name, type = local.count_type }],
    )
    rule_precision = concat(
      [{ name = "rule", type = "string" }],
      [for name in ["payments", "labelled", "fraud"] : { name = name, type = local.count_type }],
      [{ name = "rule_precision", type = "double" }],
    )
    labels_delay = concat(
      [{ name = "label_source", type = "string" }, { name = "label", type = "string" }, { name = "labels", type = local.count_type }],
      [for name in ["days_min", "days_mean", "days_median", "days_max"] : { name = name, type = "double" }],
    )
  }

  view_sql = { for name in keys(local.views) : name => templatefile("${path.module}/../../reports/sql/${name}.sql", local.athena_words) }

  athena_types = {
    for name, columns in local.views : name => [
      for column in columns : {
        name = column.name
        type = column.type == "int" ? "integer" : replace(replace(replace(replace(replace(replace(
        column.type, "string", "varchar"), "array<", "array("), "struct<", "row("), "map<", "map("), ":", " "), ">", ")")
      }
    ]
  }
}

resource "aws_glue_catalog_table" "view" {
  for_each = var.athena_reports == null ? {} : local.views

  name          = each.key
  database_name = aws_glue_catalog_database.archive.name
  table_type    = "VIRTUAL_VIEW"

  # How Athena keeps a view of its own making.
  parameters         = { presto_view = "true", comment = "Presto View" }
  view_expanded_text = "/* Presto View */"
  view_original_text = "/* Presto View: ${base64encode(jsonencode({
    originalSql = local.view_sql[each.key]
    catalog     = "awsdatacatalog"
    schema      = aws_glue_catalog_database.archive.name
    columns     = local.athena_types[each.key]
  }))} */"

  storage_descriptor {
    ser_de_info {
      name                  = "-"
      serialization_library = "-"
    }

    dynamic "columns" {
      for_each = each.value
      content {
        name = columns.value.name
        type = columns.value.type
      }
    }
  }
}

resource "aws_athena_workgroup" "reports" {
  count = var.athena_reports == null ? 0 : 1

  name          = "tollgate-${var.environment}"
  description   = "Questions to the archive of decisions"
  force_destroy = !var.keeps_data

  configuration {
    # A client can't choose another place or another limit.
    enforce_workgroup_configuration = true
    bytes_scanned_cutoff_per_query  = var.athena_reports.scanned_gigabytes_max * 1000 * 1000 * 1000

    result_configuration {
      # Beside the rows, and removed with them.
      output_location = "s3://${module.archive.bucket.bucket}/athena-results/"

      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = aws_kms_key.data.arn
      }
    }
  }
}
