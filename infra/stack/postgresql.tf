# Decisions and labels as rows of a table in a PostgreSQL that somebody else keeps. The function reads the stream of decisions by a mapping of its
# own, with a failure queue of its own: a database that is away holds up neither decisions nor another reader. Nothing of it is there unless
# postgresql is set.

locals {
  writes_predictions = var.postgresql != null

  # As many as the database is to see connections from one version of the function: each execution holds one.
  prediction_writer_concurrency = local.writes_predictions ? { prediction-writer = var.postgresql.connections_max } : {}

  # In the order in which they are set; a password and a bundle may lie in secrets under a key of their own.
  postgresql_secret_arns = compact([try(var.postgresql.password_secret_arn, null), try(var.postgresql.authorities_secret_arn, null)])
  postgresql_key_arns    = compact([try(var.postgresql.secrets_kms_key_arn, null)])

  postgresql_permissions = concat(
    length(local.postgresql_secret_arns) == 0 ? [] : [{
      sid       = "ReadPasswordAndAuthorities"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = local.postgresql_secret_arns
    }],
    length(local.postgresql_key_arns) == 0 ? [] : [{
      sid       = "UseEncryptedSecrets"
      actions   = ["kms:Decrypt"]
      resources = local.postgresql_key_arns
    }],
    try(var.postgresql.iam_resource_id, null) == null ? [] : [{
      sid     = "SignIn"
      actions = ["rds-db:connect"]
      resources = [join(":", [
        "arn", local.partition, "rds-db", local.region, local.account, "dbuser", "${var.postgresql.iam_resource_id}/${var.postgresql.user}",
      ])]
    }],
  )
}

module "prediction_writer" {
  source = "../modules/lambda-function"
  count  = local.writes_predictions ? 1 : 0

  name                 = "prediction-writer"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["prediction-writer"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["prediction-writer"].timeout_seconds
  reserved_concurrency = var.postgresql.connections_max
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days
  in_vpc               = var.postgresql.network != null
  network              = var.postgresql.network

  environment_variables = merge(local.function_environment, {
    POSTGRESQL_HOST                   = var.postgresql.host
    POSTGRESQL_PORT                   = tostring(var.postgresql.port)
    POSTGRESQL_DATABASE               = var.postgresql.database
    POSTGRESQL_USER                   = var.postgresql.user
    POSTGRESQL_PASSWORD_SECRET_ARN    = var.postgresql.password_secret_arn == null ? "" : var.postgresql.password_secret_arn
    POSTGRESQL_AUTHORITIES_SECRET_ARN = var.postgresql.authorities_secret_arn == null ? "" : var.postgresql.authorities_secret_arn
    PREDICTION_FAILURES_QUEUE_URL     = module.prediction_failures[0].queue.url
    PREDICTION_RETENTION_DAYS         = tostring(var.postgresql.retention_days)
  })

  permissions = concat(local.postgresql_permissions, [
    local.reads_events,
    {
      sid       = "SetEventsAside"
      actions   = ["sqs:SendMessage"]
      resources = [module.prediction_failures[0].queue.arn]
    },
    local.uses_encrypted_stream_and_queue,
  ])

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}

# Where the function puts what makes no row, and Lambda what it gave up: the places of events in their stream.
module "prediction_failures" {
  source = "../modules/queue"
  count  = local.writes_predictions ? 1 : 0

  name        = "prediction-failures"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
}

resource "aws_lambda_event_source_mapping" "events_to_predictions" {
  count = local.writes_predictions ? 1 : 0

  event_source_arn = one(aws_kinesis_stream.decision_events[*].arn)
  function_name    = module.prediction_writer[0].target.arn

  # The table begins with what the stream still has.
  starting_position = "TRIM_HORIZON"

  # One statement a batch. Each shard is one execution, and so one connection.
  batch_size                         = 200
  maximum_batching_window_in_seconds = 1
  parallelization_factor             = 1

  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true

  # By age alone: what the database never takes is set aside by the function, so that what fails is a database that is away.
  maximum_retry_attempts        = -1
  maximum_record_age_in_seconds = var.postgresql.retry_hours * 60 * 60

  destination_config {
    on_failure {
      destination_arn = module.prediction_failures[0].queue.arn
    }
  }

  # The function passes over other events; the filter saves its invocation.
  filter_criteria {
    filter {
      pattern = local.events_of_payments
    }
  }
}
