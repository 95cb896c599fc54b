# What became of each merchant's payments: counted from the archive once a day, when labels have had a week to come. The same pass
# tallies each day's decisions, and the cases that people closed, for the console's reports.

locals {
  # Where people work on cases, the trail says which ones they closed and how long they were open.
  closings_permissions = var.console == null ? [] : [
    {
      sid       = "CountClosings"
      actions   = ["dynamodb:Query"]
      resources = [module.console[0].tables.audit.arn]
    },
  ]
}

module "risk_rollup" {
  source = "../modules/lambda-function"

  name               = "risk-rollup"
  environment        = var.environment
  name_prefix        = var.name_prefix
  package            = local.packages["risk-rollup"]
  architecture       = var.architecture
  timeout_seconds    = local.functions["risk-rollup"].timeout_seconds
  kms_key_arn        = aws_kms_key.data.arn
  log_retention_days = var.log_retention_days

  # A core to itself, and room for the payments of a day: some hundred bytes each.
  memory_mb = 1769

  # Runs don't disturb each other, but nobody needs two.
  reserved_concurrency = local.clockwork_concurrency["risk-rollup"]

  environment_variables = merge(local.function_environment, {
    ARCHIVE_BUCKET = module.archive.bucket.bucket
    MODELS_BUCKET  = module.models.bucket.bucket
  }, local.trail_environment)

  permissions = concat(local.closings_permissions, [
    {
      sid       = "ListArchive"
      actions   = ["s3:ListBucket"]
      resources = [module.archive.bucket.arn]
    },
    {
      sid       = "ReadArchive"
      actions   = ["s3:GetObject"]
      resources = ["${module.archive.bucket.arn}/decisions/*"]
    },
    {
      sid       = "KeepMerchantRisk"
      actions   = ["s3:GetObject", "s3:PutObject"]
      resources = ["${module.models.bucket.arn}/merchant-risk.tgr", "${module.models.bucket.arn}/merchant-risk/days/*"]
    },
    {
      sid       = "KeepTalliesOfDays"
      actions   = ["s3:GetObject", "s3:PutObject"]
      resources = ["${module.models.bucket.arn}/reports/daily/*"]
    },
    {
      sid       = "UseEncryptedBuckets"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [aws_kms_key.data.arn]
    },
  ])

  traced                   = var.tracing_enabled
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "risk_rollup_schedule" {
  source = "../modules/schedule"

  name         = "risk-rollup"
  environment  = var.environment
  name_prefix  = var.name_prefix
  group        = aws_scheduler_schedule_group.this.name
  function_arn = module.risk_rollup.function.arn

  # In the morning, when the last rows of the day before have long been delivered.
  expression = "cron(0 3 * * ? *)"

  permissions_boundary_arn = var.permissions_boundary_arn
}
