# Sanctions screening: the index that names are looked for in, what analysts have cleared, and the routes for people.

# Whoever builds the index (`tollgate watchlist build`) puts it here as watchlist.idx. A new stack has none, screens nobody and
# says so in every decision.
module "watchlist" {
  source = "../modules/private-bucket"

  name        = "watchlist"
  environment = var.environment
  name_prefix = var.name_prefix
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = var.keeps_data
}

# Decisions of people that have to be kept for years: no table is harder to lose.
module "watchlist_clearances" {
  source = "../modules/table"

  name                   = "watchlist-clearances"
  restored_name          = lookup(var.table_names, "watchlist-clearances", null)
  environment            = var.environment
  key                    = "party"
  sort_key               = "clearance_id"
  kms_key_arn            = aws_kms_key.data.arn
  keeps_data             = var.keeps_data
  point_in_time_recovery = true

  # Which clearances of a list end when: people look at them again before their matches come back.
  indexes = var.console == null ? {} : {
    by_end = {
      key        = "list"
      sort_key   = "holds_until_ms"
      attributes = ["name", "entry_id", "fingerprint", "note", "cleared_by", "cleared_at_ms", "revocation", "expires_at"]
    }
  }
}

locals {
  watchlist_object_arn = "${module.watchlist.bucket.arn}/watchlist.idx"

  watchlist_environment = {
    WATCHLIST_BUCKET           = module.watchlist.bucket.bucket
    WATCHLIST_CLEARANCES_TABLE = module.watchlist_clearances.table.name
  }

  watchlist_permissions = [
    {
      sid       = "ReadWatchlist"
      actions   = ["s3:GetObject", "s3:GetObjectVersion"]
      resources = [local.watchlist_object_arn]
    },
    {
      # A function that starts beside a damaged index screens by the last good one.
      sid       = "FindLastGoodWatchlist"
      actions   = ["s3:ListBucketVersions"]
      resources = [module.watchlist.bucket.arn]
    },
    {
      sid       = "FindClearances"
      actions   = ["dynamodb:Query"]
      resources = [module.watchlist_clearances.table.arn]
    },
  ]
}

locals {
  expiring_clearances_permissions = var.console == null ? [] : [
    {
      sid       = "FindExpiringClearances"
      actions   = ["dynamodb:Query"]
      resources = ["${module.watchlist_clearances.table.arn}/index/by_end"]
    },
  ]
}

module "watchlist_search" {
  source = "../modules/lambda-function"

  name                 = "watchlist-search"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["watchlist-search"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["watchlist-search"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(
    local.function_environment,
    local.watchlist_environment,
    local.staff_environment,
    local.trail_environment,
    local.api_key_environment,
  )

  permissions = concat(local.watchlist_permissions, local.trail_permissions, local.expiring_clearances_permissions, [
    {
      sid       = "ClearAndRevoke"
      actions   = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
      resources = [module.watchlist_clearances.table.arn]
    },
    {
      sid       = "ReadEncryptedWatchlistAndTable"
      actions   = ["kms:Decrypt"]
      resources = [aws_kms_key.data.arn]
    },
  ])

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}
