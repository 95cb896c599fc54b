# Transactions from topics of Amazon MSK or of a Kafka cluster of one's own, read by Lambda with the role of stream-intake.

locals {
  kafka_topics = toset(try(var.kafka_intake.topics, []))
  kafka_is_msk = try(var.kafka_intake.cluster_arn, null) != null

  # Brokers of MSK have addresses in a VPC; those of others may have.
  kafka_in_vpc = local.kafka_is_msk || length(try(var.kafka_intake.subnet_ids, [])) > 0

  kafka_authentication = try(coalesce(var.kafka_intake.authentication, local.kafka_is_msk ? "iam" : "scram"), "none")
  kafka_secret_types = {
    scram      = "SASL_SCRAM_512_AUTH"
    scram_256  = "SASL_SCRAM_256_AUTH"
    mutual_tls = "CLIENT_CERTIFICATE_TLS_AUTH"
  }

  kafka_access = var.kafka_intake == null ? [] : concat(
    [for type in compact([lookup(local.kafka_secret_types, local.kafka_authentication, null)]) : { type = type, uri = var.kafka_intake.secret_arn }],
    [for arn in compact([var.kafka_intake.root_ca_secret_arn]) : { type = "SERVER_ROOT_CA_CERTIFICATE", uri = arn }],
    [for id in var.kafka_intake.subnet_ids : { type = "VPC_SUBNET", uri = "subnet:${id}" }],
    [for id in var.kafka_intake.security_group_ids : { type = "VPC_SECURITY_GROUP", uri = "security_group:${id}" }],
  )
  kafka_secret_arns = [for access in local.kafka_access : access.uri if startswith(access.uri, "arn:")]
  kafka_key_arns    = compact([try(var.kafka_intake.secret_kms_key_arn, null)])

  # A group for each topic: where it was read to is kept under it, so that it must stay the same.
  kafka_groups = { for topic in local.kafka_topics : topic => "${coalesce(var.kafka_intake.consumer_group, "tollgate-${var.environment}")}-${topic}" }

  # The names of topics and groups have the cluster's name and id in front of their own.
  kafka_cluster_name = local.kafka_is_msk ? split(":cluster/", var.kafka_intake.cluster_arn) : ["", ""]
  kafka_iam = !(local.kafka_is_msk && local.kafka_authentication == "iam") ? [] : [
    {
      sid       = "ConnectToBrokers"
      actions   = ["kafka-cluster:Connect", "kafka-cluster:DescribeClusterDynamicConfiguration"]
      resources = [var.kafka_intake.cluster_arn]
    },
    {
      sid       = "ReadTopics"
      actions   = ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"]
      resources = [for topic in local.kafka_topics : "${local.kafka_cluster_name[0]}:topic/${local.kafka_cluster_name[1]}/${topic}"]
    },
    {
      sid       = "KeepPlacesOfTopics"
      actions   = ["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"]
      resources = [for group in local.kafka_groups : "${local.kafka_cluster_name[0]}:group/${local.kafka_cluster_name[1]}/${group}"]
    },
  ]

  kafka_permissions = concat(
    !local.kafka_is_msk ? [] : [{
      sid       = "FindBrokers"
      actions   = ["kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers"]
      resources = [var.kafka_intake.cluster_arn]
    }],
    local.kafka_iam,
    length(local.kafka_secret_arns) == 0 ? [] : [{
      sid       = "SignInToBrokers"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = local.kafka_secret_arns
    }],
    [for arn in local.kafka_key_arns : { sid = "ReadEncryptedSecrets", actions = ["kms:Decrypt"], resources = [arn] }],
  )
}

resource "aws_lambda_event_source_mapping" "kafka_to_intake" {
  for_each = local.kafka_topics

  event_source_arn  = var.kafka_intake.cluster_arn
  topics            = [each.key]
  function_name     = module.stream_intake[0].target.arn
  starting_position = var.kafka_intake.starting_position

  batch_size                         = var.kafka_intake.batch_size
  maximum_batching_window_in_seconds = var.kafka_intake.batch_window_seconds

  dynamic "self_managed_event_source" {
    for_each = local.kafka_is_msk ? [] : [join(",", var.kafka_intake.bootstrap_servers)]
    content {
      endpoints = { KAFKA_BOOTSTRAP_SERVERS = self_managed_event_source.value }
    }
  }

  dynamic "source_access_configuration" {
    for_each = local.kafka_access
    content {
      type = source_access_configuration.value.type
      uri  = source_access_configuration.value.uri
    }
  }

  dynamic "amazon_managed_kafka_event_source_config" {
    for_each = local.kafka_is_msk ? [local.kafka_groups[each.key]] : []
    content {
      consumer_group_id = amazon_managed_kafka_event_source_config.value
    }
  }

  dynamic "self_managed_kafka_event_source_config" {
    for_each = local.kafka_is_msk ? [] : [local.kafka_groups[each.key]]
    content {
      consumer_group_id = self_managed_kafka_event_source_config.value
    }
  }

  # Without pollers of its own a mapping of Kafka knows neither partial batches nor limits: one record that fails would stop its topic.
  provisioned_poller_config {
    minimum_pollers = var.kafka_intake.pollers.minimum
    maximum_pollers = var.kafka_intake.pollers.maximum
  }

  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true

  # By age, as with Kinesis. Lambda turns a number of tries without limit into ten where there is a destination, so that the limit is the
  # highest that it takes.
  maximum_retry_attempts        = 10000
  maximum_record_age_in_seconds = var.kafka_intake.record_age_hours_max * 60 * 60

  # A queue, which is sent places: to a bucket or to another topic Lambda would send the records, with their card numbers.
  destination_config {
    on_failure {
      destination_arn = module.intake_failures[0].queue.arn
    }
  }

  depends_on = [module.network]
}
