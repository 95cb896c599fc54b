# What people see, and what they do: two functions, so that the one that shows can write nothing.

locals {
  table_arns  = { cases = module.cases.table.arn, audit = module.audit.table.arn }
  case_views  = [for index in ["by_age", "by_pile", "by_risk"] : "${local.table_arns.cases}/index/${index}"]
  trail_views = [local.table_arns.audit, "${local.table_arns.audit}/index/by_subject"]

  settings = merge(var.function_environment, {
    CASES_TABLE        = module.cases.table.name
    AUDIT_TABLE        = module.audit.table.name
    TRANSACTIONS_TABLE = var.transactions_table.name
    STAFF_ISSUER       = local.issuer
    STAFF_CLIENT_ID    = aws_cognito_user_pool_client.console.id
  })
}

module "console_read" {
  source = "../lambda-function"

  name                 = "console-read"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = var.packages["console-read"]
  architecture         = var.architecture
  timeout_seconds      = var.functions["console-read"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = var.kms_key_arn
  log_retention_days   = var.log_retention_days

  # A search of the archive unpacks some tens of megabytes; the share of a processor goes with the memory.
  memory_mb = 1024

  environment_variables = merge(local.settings, {
    HISTORY_TABLE  = var.history_table.name
    ARCHIVE_BUCKET = var.archive_bucket.name
  })

  permissions = [
    {
      sid       = "FindCasesAndPayments"
      actions   = ["dynamodb:GetItem"]
      resources = [local.table_arns.cases, var.transactions_table.arn]
    },
    {
      sid       = "ReadAlertsOfCasesAndPayments"
      actions   = ["dynamodb:BatchGetItem"]
      resources = [local.table_arns.cases, var.transactions_table.arn]
    },
    {
      sid       = "SearchWhatPartiesPaid"
      actions   = ["dynamodb:Query"]
      resources = [var.history_table.arn]
    },
    {
      sid       = "ListTheArchive"
      actions   = ["s3:ListBucket"]
      resources = [var.archive_bucket.arn]
    },
    {
      sid       = "SearchTheArchive"
      actions   = ["s3:GetObject"]
      resources = ["${var.archive_bucket.arn}/decisions/*"]
    },
    {
      sid       = "LookThroughQueuesAndTrail"
      actions   = ["dynamodb:Query"]
      resources = concat(local.case_views, local.trail_views)
    },
    {
      sid       = "ReadEncryptedTablesAndArchive"
      actions   = ["kms:Decrypt"]
      resources = [var.kms_key_arn]
    },
  ]

  traced                   = var.traced
  versioned                = var.versioned
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "console_act" {
  source = "../lambda-function"

  name                 = "console-act"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = var.packages["console-act"]
  architecture         = var.architecture
  timeout_seconds      = var.functions["console-act"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = var.kms_key_arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(local.settings, { HISTORY_TABLE = var.history_table.name })

  permissions = [
    {
      sid       = "WorkOnCases"
      actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
      resources = [local.table_arns.cases]
    },
    {
      # Put, on the condition that nothing stands there: nobody may change or delete an entry.
      sid       = "AppendToTheTrail"
      actions   = ["dynamodb:PutItem"]
      resources = [local.table_arns.audit]
    },
    {
      sid       = "LabelPayments"
      actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
      resources = [var.transactions_table.arn]
    },
    {
      sid       = "TellTheHistoryOfLabels"
      actions   = ["dynamodb:UpdateItem"]
      resources = [var.history_table.arn]
    },
    {
      sid       = "UseEncryptedTables"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]
    },
  ]

  traced                   = var.traced
  versioned                = var.versioned
  permissions_boundary_arn = var.permissions_boundary_arn
}
