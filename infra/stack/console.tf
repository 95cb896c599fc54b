# The place where people work on cases, where a deployment has one.

module "console" {
  source = "../modules/console"
  count  = var.console == null ? 0 : 1

  environment  = var.environment
  name_prefix  = var.name_prefix
  folder       = var.console.folder
  emulator_url = var.console.emulator_url
  api          = local.application_api

  sanctions_hours = var.console.sanctions_hours
  tells_cases     = local.tells_decisions

  transactions_table = { name = module.transactions.table.name, arn = module.transactions.table.arn }
  history_table      = { name = module.payment_history.table.name, arn = module.payment_history.table.arn }
  documents_table    = { name = module.document_records.table.name, arn = module.document_records.table.arn }
  document_shelves   = local.shelves_by_class
  archive_bucket     = { name = module.archive.bucket.bucket, arn = module.archive.bucket.arn }
  models_bucket      = { name = module.models.bucket.bucket, arn = module.models.bucket.arn }

  failure_queues = { for name, queue in local.failure_queues : name => { url = queue.url, arn = queue.arn } }
  watched_queues = { for name, queue in local.working_queues : name => { url = queue.url, arn = queue.arn } }
  stream_readers = {
    fraud-scorer      = module.fraud_scorer.function.arn
    decision-archiver = module.decision_archiver.function.arn
  }
  policy_bucket        = { name = module.policies.bucket.bucket, arn = module.policies.bucket.arn }
  rule_activity_table  = { name = module.rule_activity.table.name, arn = module.rule_activity.table.arn }
  operations_topic_arn = module.operations_topic.topic.arn
  models_topic_arn     = module.models_topic.topic.arn

  functions            = local.functions
  packages             = local.packages
  function_environment = local.function_environment
  architecture         = var.architecture
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  keeps_data           = var.keeps_data
  log_retention_days   = var.log_retention_days

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}

locals {
  # Where ends what could not be processed, as crates/adapters/operations knows it.
  failure_queues = merge(
    {
      alerts-dlq           = module.alerts_queue.dead_letter_queue
      archiver-failures    = module.archiver_failures.queue
      document-uploads-dlq = module.document_uploads.dead_letter_queue
      scorer-failures      = module.scorer_failures.queue
    },
    { for failures in module.intake_failures : "intake-failures" => failures.queue },
    { for portal in module.portal : "document-erasures-dlq" => portal.erasures.dead_letter_queue },
    { for waiting in module.waiting_events : "decision-events-dlq" => waiting.dead_letter_queue },
    { for name, failures in module.webhook_failures : "webhook-${name}-failures" => failures.queue },
    { for failures in module.prediction_failures : "prediction-failures" => failures.queue },
    { for failures in module.kafka_failures : "kafka-failures" => failures.queue },
  )

  working_queues = merge(
    {
      alerts           = module.alerts_queue.queue
      alerts-waiting   = module.waiting_alerts.queue
      document-uploads = module.document_uploads.queue
    },
    { for portal in module.portal : "document-erasures" => portal.erasures.queue },
    { for waiting in module.waiting_events : "decision-events" => waiting.queue },
  )

  # How the distributions of the console and of the portal reach the API.
  application_api = {
    id   = aws_api_gateway_rest_api.this.id
    host = local.on_emulator ? "localhost" : coalesce(var.domain_name, local.gateway_host)
    path = local.on_emulator ? "/restapis/${aws_api_gateway_rest_api.this.id}/${local.stage}/_user_request_" : (
      local.has_domain ? "" : "/${local.stage}"
    )
  }
  on_emulator = try(var.console.emulator_url, null) != null || try(var.portal.emulator_url, null) != null

  # Who mails alerts makes cases of them: no queue and no function more, and an alert is in a case before it is mailed.
  case_environment = var.console == null ? {} : { CASES_TABLE = module.console[0].tables.cases.name }

  case_permissions = var.console == null ? [] : [
    {
      sid       = "MakeCasesOfAlerts"
      actions   = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem"]
      resources = [module.console[0].tables.cases.arn]
    },
  ]

  # What else serves people knows whose tokens are taken, and may append to the trail.
  staff_environment = var.console == null ? {} : {
    STAFF_ISSUER    = module.console[0].issuer
    STAFF_CLIENT_ID = module.console[0].client.id
  }
  trail_environment = var.console == null ? {} : { AUDIT_TABLE = module.console[0].tables.audit.name }

  trail_permissions = var.console == null ? [] : [
    {
      sid       = "AppendToTheTrail"
      actions   = ["dynamodb:PutItem"]
      resources = [module.console[0].tables.audit.arn]
    },
    {
      sid       = "EncryptTheTrail"
      actions   = ["kms:GenerateDataKey"]
      resources = [aws_kms_key.data.arn]
    },
  ]
}
