# Events sent to addresses that somebody else keeps: for each webhook a function that reads the stream of decisions by a
# mapping of its own, with a failure queue and a secret of its own. One that hangs holds up neither decisions nor another one.

module "webhook_sender" {
  source   = "../modules/lambda-function"
  for_each = var.webhooks

  name                 = "webhook-${each.key}"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["webhook-${each.key}"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["webhook-${each.key}"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(local.function_environment, {
    WEBHOOK_URL                = each.value.url
    WEBHOOK_SECRET_ARN         = aws_secretsmanager_secret.webhook[each.key].arn
    WEBHOOK_FAILURES_QUEUE_URL = module.webhook_failures[each.key].queue.url
    WEBHOOK_TIMEOUT_SECONDS    = tostring(each.value.timeout_seconds)
    WEBHOOK_TYPES              = join(",", sort(each.value.types))
    WEBHOOK_OUTCOMES           = join(",", sort(each.value.outcomes))
  })

  permissions = [
    local.reads_events,
    {
      sid       = "ReadSecret"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [aws_secretsmanager_secret.webhook[each.key].arn]
    },
    {
      sid       = "SetEventsAside"
      actions   = ["sqs:SendMessage"]
      resources = [module.webhook_failures[each.key].queue.arn]
    },
    {
      sid       = "UseEncryptedStreamQueueAndSecret"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [aws_kms_key.data.arn]
    },
  ]

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}

# Where the function puts what the receiver refuses for good, and Lambda what it gave up: the places of events in their stream.
module "webhook_failures" {
  source   = "../modules/queue"
  for_each = var.webhooks

  name        = "webhook-${each.key}-failures"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
}

resource "aws_lambda_event_source_mapping" "events_to_webhook" {
  for_each = var.webhooks

  event_source_arn = one(aws_kinesis_stream.decision_events[*].arn)
  function_name    = module.webhook_sender[each.key].target.arn

  # Who subscribes hears of what comes from then on.
  starting_position = "LATEST"
  batch_size        = 100

  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true

  # By age alone: what the receiver never takes is set aside by the function, so that what fails is a receiver that is down.
  maximum_retry_attempts        = -1
  maximum_record_age_in_seconds = each.value.retry_hours * 60 * 60

  destination_config {
    on_failure {
      destination_arn = module.webhook_failures[each.key].queue.arn
    }
  }

  # The function passes over what nobody subscribed to; the filter saves its invocation. A document has no outcome.
  filter_criteria {
    dynamic "filter" {
      for_each = concat(
        [for types in [sort(setsubtract(each.value.types, ["tollgate.document.v1"]))] : { type = types, data = { outcome = sort(each.value.outcomes) } } if length(types) > 0],
        contains(each.value.types, "tollgate.document.v1") ? [{ type = ["tollgate.document.v1"] }] : [],
      )
      content {
        pattern = jsonencode({ data = filter.value })
      }
    }
  }
}

# Write-only arguments keep it out of the plan and the state.
resource "aws_secretsmanager_secret" "webhook" {
  for_each = var.webhooks

  name        = "webhook-${each.key}-${var.environment}"
  description = "What messages to ${each.key} are signed with. Two with a space between them: both sign, while one takes the place of the other."
  kms_key_id  = aws_kms_key.data.arn

  recovery_window_in_days = var.keeps_data ? 7 : 0
}

resource "aws_secretsmanager_secret_version" "webhook" {
  for_each = var.webhooks

  secret_id        = aws_secretsmanager_secret.webhook[each.key].id
  secret_string_wo = "whsec_${base64encode(var.webhook_secrets[each.key])}"

  # Sent once: whoever replaces the secret does so in Secrets Manager, and no apply takes it back.
  secret_string_wo_version = 1
}
