# A model's life: the trainer, the drift monitor, when they run, and who is told.

locals {
  # A payment takes two to three kilobytes while a model is trained.
  payments_per_megabyte = 200
  # What features look back at takes 51 KB for each payment a day of generated traffic, measured; 70 % of the memory is for it.
  daily_payments_per_megabyte = 14
  drift_monitor_memory_mb     = 1769 # a whole CPU

  model_life_environment = {
    ARCHIVE_BUCKET     = module.archive.bucket.bucket
    MODELS_BUCKET      = module.models.bucket.bucket
    MODELS_TOPIC_ARN   = module.models_topic.topic.arn
    ENVIRONMENT        = var.environment
    UNLABELLED_IS_GOOD = tostring(var.unlabelled_is_good)
  }

  model_life_permissions = [
    {
      sid       = "ReadDecisions"
      actions   = ["s3:GetObject"]
      resources = ["${module.archive.bucket.arn}/decisions/*"]
    },
    {
      # The models are listed to find the newest report and the log, and because S3 calls what is not there forbidden to
      # those who may not list it.
      sid       = "FindDecisionsAndModels"
      actions   = ["s3:ListBucket"]
      resources = [module.archive.bucket.arn, module.models.bucket.arn]
    },
    {
      sid       = "UseEncryptedBucketsAndTopic"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [aws_kms_key.data.arn]
    },
    {
      sid       = "TellOfModels"
      actions   = ["sns:Publish"]
      resources = [module.models_topic.topic.arn]
    },
  ]
}

module "models_topic" {
  source = "../modules/topic"

  name        = "models"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
  emails      = var.model_emails
}

module "trainer" {
  source = "../modules/lambda-function"

  name                 = "trainer"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["trainer"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["trainer"].timeout_seconds
  memory_mb            = var.trainer_memory_mb
  reserved_concurrency = local.clockwork_concurrency["trainer"] # two can't both put a model in force
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(local.function_environment, local.model_life_environment, {
    POLICY_BUCKET      = module.policies.bucket.bucket
    PAYMENTS_MAX       = tostring(var.trainer_memory_mb * local.payments_per_megabyte)
    PAYMENTS_A_DAY_MAX = tostring(var.trainer_memory_mb * local.daily_payments_per_megabyte)
  })

  permissions = concat(local.model_life_permissions, [
    {
      sid     = "ReadModelsAndLog"
      actions = ["s3:GetObject"]
      resources = [
        for object in ["challenger.tgm", "champion.tgm", "promotions/*"] : "${module.models.bucket.arn}/${object}"
      ]
    },
    {
      sid     = "PutModelsLogAndReports"
      actions = ["s3:PutObject"]
      resources = [
        for object in ["challenger.tgm", "champion.tgm", "models/*", "promotions/*", "reports/training/*"] :
        "${module.models.bucket.arn}/${object}"
      ]
    },
    {
      sid       = "RetireChallenger"
      actions   = ["s3:DeleteObject"]
      resources = ["${module.models.bucket.arn}/challenger.tgm"]
    },
    {
      sid       = "ReadRatesOfPolicy"
      actions   = ["s3:GetObject"]
      resources = ["${module.policies.bucket.arn}/policy.toml"]
    },
  ])

  traced                   = var.tracing_enabled
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "drift_monitor" {
  source = "../modules/lambda-function"

  name                 = "drift-monitor"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["drift-monitor"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["drift-monitor"].timeout_seconds
  memory_mb            = local.drift_monitor_memory_mb
  reserved_concurrency = local.clockwork_concurrency["drift-monitor"]
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(local.function_environment, local.model_life_environment, {
    TRAINER_FUNCTION   = module.trainer.function.function_name
    PAYMENTS_MAX       = "200000"
    PAYMENTS_A_DAY_MAX = tostring(local.drift_monitor_memory_mb * local.daily_payments_per_megabyte)
  })

  permissions = concat(local.model_life_permissions, [
    {
      sid     = "ReadChampionAndReports"
      actions = ["s3:GetObject"]
      resources = [
        for object in ["champion.tgm", "reports/drift/*"] : "${module.models.bucket.arn}/${object}"
      ]
    },
    {
      sid       = "PutReports"
      actions   = ["s3:PutObject"]
      resources = ["${module.models.bucket.arn}/reports/drift/*"]
    },
    {
      sid       = "AskForAChallenger"
      actions   = ["lambda:InvokeFunction"]
      resources = [module.trainer.function.arn]
    },
  ])

  traced                   = var.tracing_enabled
  permissions_boundary_arn = var.permissions_boundary_arn
}

resource "aws_scheduler_schedule_group" "this" {
  name = "tollgate-${var.environment}"
}

# After the roll-up of merchants, which a new day's decisions wait for more than a report does.
module "drift_schedule" {
  source = "../modules/schedule"

  name         = "drift-monitor"
  environment  = var.environment
  name_prefix  = var.name_prefix
  group        = aws_scheduler_schedule_group.this.name
  function_arn = module.drift_monitor.function.arn
  expression   = var.drift_schedule

  permissions_boundary_arn = var.permissions_boundary_arn
}

module "training_schedule" {
  source = "../modules/schedule"

  name         = "trainer"
  environment  = var.environment
  name_prefix  = var.name_prefix
  group        = aws_scheduler_schedule_group.this.name
  function_arn = module.trainer.function.arn
  expression   = var.training_schedule
  request      = { reason = "the schedule" }

  permissions_boundary_arn = var.permissions_boundary_arn
}

# A run that fails is started again twice, and each failure rings by the function's alarm of errors; one that finds no
# execution free waits for six hours. This is what is left undone after that. The next run on schedule makes up for it.
module "undone_alarm" {
  source = "../modules/alarm"
  for_each = merge({
    for deployed in module.traffic_sender : "traffic-sender-undone" => { metric = "AsyncEventsDropped", dimensions = { FunctionName = deployed.function.function_name } }
    }, {
    trainer-undone       = { metric = "AsyncEventsDropped", dimensions = { FunctionName = module.trainer.function.function_name } }
    drift-monitor-undone = { metric = "AsyncEventsDropped", dimensions = { FunctionName = module.drift_monitor.function.function_name } }
    risk-rollup-undone   = { metric = "AsyncEventsDropped", dimensions = { FunctionName = module.risk_rollup.function.function_name } }
    schedules-undone     = { metric = "InvocationDroppedCount", dimensions = { ScheduleGroup = aws_scheduler_schedule_group.this.name } }
  })

  name        = each.key
  environment = var.environment
  description = "A training, a drift check, a roll-up of merchants or a minute of made-up payments was given up, after three failures or six hours without a free execution. The champion and the merchant risk stay in force. The function's log says why; `aws lambda invoke --invocation-type Event` starts it again."
  topic_arn   = module.operations_topic.topic.arn
  namespace   = each.value.metric == "AsyncEventsDropped" ? "AWS/Lambda" : "AWS/Scheduler"
  metric      = each.value.metric
  dimensions  = each.value.dimensions
  statistic   = "Sum"
  at_least    = 1
}
