# Decisions and labels on a Kafka topic that somebody else keeps, of Amazon MSK or of a cluster of one's own. The function reads the stream of
# decisions by a mapping of its own, with a failure queue of its own: brokers that are away hold up neither decisions nor another reader. Nothing of
# it is there unless kafka_topic is set.

locals {
  writes_topic = var.kafka_topic != null
  topic_is_msk = try(var.kafka_topic.cluster_arn, null) != null

  topic_authentication = try(coalesce(var.kafka_topic.authentication, local.topic_is_msk ? "iam" : "scram"), "none")

  # As the function reads it: IAM, a type of Lambda's access to brokers, or nothing on loopback.
  topic_access = local.topic_authentication == "iam" ? "IAM" : lookup(local.kafka_secret_types, local.topic_authentication, "")

  topic_brokers = (
    !local.writes_topic ? "" :
    !local.topic_is_msk ? join(",", var.kafka_topic.bootstrap_servers) :
    local.topic_authentication == "iam" ? data.aws_msk_bootstrap_brokers.topic[0].bootstrap_brokers_sasl_iam :
    local.topic_authentication == "scram" ? data.aws_msk_bootstrap_brokers.topic[0].bootstrap_brokers_sasl_scram :
    data.aws_msk_bootstrap_brokers.topic[0].bootstrap_brokers_tls
  )

  # In the order in which they are set; they may lie under a key of their own.
  topic_secret_arns = compact([try(var.kafka_topic.secret_arn, null), try(var.kafka_topic.root_ca_secret_arn, null)])
  topic_key_arns    = compact([try(var.kafka_topic.secrets_kms_key_arn, null)])

  # The names of topics have the cluster's name and id in front of their own.
  topic_cluster = local.topic_is_msk ? split(":cluster/", var.kafka_topic.cluster_arn) : ["", ""]

  topic_permissions = concat(
    local.topic_access != "IAM" ? [] : [
      {
        sid       = "ConnectToBrokers"
        actions   = ["kafka-cluster:Connect"]
        resources = [var.kafka_topic.cluster_arn]
      },
      {
        sid       = "WriteTopic"
        actions   = ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"]
        resources = ["${local.topic_cluster[0]}:topic/${local.topic_cluster[1]}/${var.kafka_topic.topic}"]
      },
    ],
    length(local.topic_secret_arns) == 0 ? [] : [{
      sid       = "SignInToBrokers"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = local.topic_secret_arns
    }],
    [for arn in local.topic_key_arns : { sid = "ReadEncryptedSecrets", actions = ["kms:Decrypt"], resources = [arn] }],
  )
}

data "aws_msk_bootstrap_brokers" "topic" {
  count = local.topic_is_msk ? 1 : 0

  cluster_arn = var.kafka_topic.cluster_arn
}

module "kafka_writer" {
  source = "../modules/lambda-function"
  count  = local.writes_topic ? 1 : 0

  name                 = "kafka-writer"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["kafka-writer"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["kafka-writer"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days
  in_vpc               = var.kafka_topic.network != null
  network              = var.kafka_topic.network

  environment_variables = merge(local.function_environment, {
    KAFKA_BROKERS              = local.topic_brokers
    KAFKA_TOPIC                = var.kafka_topic.topic
    KAFKA_ACCESS               = local.topic_access
    KAFKA_SECRET_ARN           = var.kafka_topic.secret_arn == null ? "" : var.kafka_topic.secret_arn
    KAFKA_AUTHORITY_SECRET_ARN = var.kafka_topic.root_ca_secret_arn == null ? "" : var.kafka_topic.root_ca_secret_arn
    KAFKA_FAILURES_QUEUE_URL   = module.kafka_failures[0].queue.url
  })

  permissions = concat(local.topic_permissions, [
    local.reads_events,
    {
      sid       = "SetEventsAside"
      actions   = ["sqs:SendMessage"]
      resources = [module.kafka_failures[0].queue.arn]
    },
    local.uses_encrypted_stream_and_queue,
  ])

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}

# Where the function puts what the brokers never take, and Lambda what it gave up: the places of events in their stream.
module "kafka_failures" {
  source = "../modules/queue"
  count  = local.writes_topic ? 1 : 0

  name        = "kafka-failures"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
}

resource "aws_lambda_event_source_mapping" "events_to_topic" {
  count = local.writes_topic ? 1 : 0

  event_source_arn = one(aws_kinesis_stream.decision_events[*].arn)
  function_name    = module.kafka_writer[0].target.arn

  # The topic begins with what the stream still has.
  starting_position = "TRIM_HORIZON"

  # One batch for each partition of the topic. Two executions of a shard would each have an order of their own.
  batch_size                         = 200
  maximum_batching_window_in_seconds = 0
  parallelization_factor             = 1

  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true

  # By age alone: what the brokers never take is set aside by the function, so that what fails is brokers that are away.
  maximum_retry_attempts        = -1
  maximum_record_age_in_seconds = var.kafka_topic.retry_hours * 60 * 60

  destination_config {
    on_failure {
      destination_arn = module.kafka_failures[0].queue.arn
    }
  }

  # The function passes over other events; the filter saves its invocation.
  filter_criteria {
    filter {
      pattern = local.events_of_payments
    }
  }
}
