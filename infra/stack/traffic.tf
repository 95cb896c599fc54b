# Made-up payments, minute by minute, and a day later their labels, for trials and demonstrations: sent to the API as a client sends them, with a
# key of their own, or into the stream or the topic that is taken in. Nothing of it is there unless traffic is set. docs/decisions/0028 says by what they are told from real ones.

locals {
  makes_traffic   = var.traffic != null
  traffic_targets = local.makes_traffic ? var.traffic.targets : []

  # Marks are only taken where there is a producer that makes them, and sends them there.
  mark_key_environment = { for secret in aws_secretsmanager_secret.mark_key : "MARK_KEY_SECRET_ARN" => secret.arn }
  api_marks            = contains(local.traffic_targets, "api")
  to_stream            = contains(local.traffic_targets, "kinesis")
  to_topic             = contains(local.traffic_targets, "kafka")
  stream_marks         = local.to_stream || local.to_topic

  mark_key_permissions = [
    for secret in aws_secretsmanager_secret.mark_key : {
      sid       = "ReadMarkKey"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [secret.arn]
    }
  ]

  # A stream of somebody else's may be encrypted under a key of its own.
  traffic_stream_permissions = !local.to_stream ? [] : [
    {
      sid       = "PutPayments"
      actions   = ["kinesis:PutRecords"]
      resources = [local.intake_stream_arn]
    },
    {
      sid       = "EncryptPayments"
      actions   = ["kms:GenerateDataKey"]
      resources = coalescelist(local.intake_key_arns, [aws_kms_key.data.arn])
    },
  ]

  # The brokers and the sign-in of kafka_intake, whose function reads the topic.
  traffic_topic         = local.to_topic ? coalesce(var.traffic.kafka_topic, join(" ", var.kafka_intake.topics)) : ""
  traffic_topic_is_iam  = local.to_topic && local.kafka_is_msk && local.kafka_authentication == "iam"
  traffic_topic_secrets = !local.to_topic ? [] : compact([var.kafka_intake.secret_arn, var.kafka_intake.root_ca_secret_arn])
  traffic_brokers = (
    !local.to_topic ? "" :
    !local.kafka_is_msk ? join(",", var.kafka_intake.bootstrap_servers) :
    local.traffic_topic_is_iam ? data.aws_msk_bootstrap_brokers.intake[0].bootstrap_brokers_sasl_iam :
    local.kafka_authentication == "scram" ? data.aws_msk_bootstrap_brokers.intake[0].bootstrap_brokers_sasl_scram :
    data.aws_msk_bootstrap_brokers.intake[0].bootstrap_brokers_tls
  )
  traffic_topic_variables = !local.to_topic ? {} : {
    TRAFFIC_KAFKA_BROKERS              = local.traffic_brokers
    TRAFFIC_KAFKA_TOPIC                = local.traffic_topic
    TRAFFIC_KAFKA_ACCESS               = local.traffic_topic_is_iam ? "IAM" : lookup(local.kafka_secret_types, local.kafka_authentication, "")
    TRAFFIC_KAFKA_SECRET_ARN           = var.kafka_intake.secret_arn == null ? "" : var.kafka_intake.secret_arn
    TRAFFIC_KAFKA_AUTHORITY_SECRET_ARN = var.kafka_intake.root_ca_secret_arn == null ? "" : var.kafka_intake.root_ca_secret_arn
    TRAFFIC_KAFKA_CLUSTER_ARN          = var.kafka_intake.cluster_arn == null ? "" : var.kafka_intake.cluster_arn
  }
  traffic_topic_permissions = !local.to_topic ? [] : concat(
    !local.traffic_topic_is_iam ? [] : [
      {
        sid       = "ConnectToBrokers"
        actions   = ["kafka-cluster:Connect"]
        resources = [var.kafka_intake.cluster_arn]
      },
      {
        sid       = "WriteTopic"
        actions   = ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"]
        resources = ["${local.kafka_cluster_name[0]}:topic/${local.kafka_cluster_name[1]}/${local.traffic_topic}"]
      },
    ],
    length(local.traffic_topic_secrets) == 0 ? [] : [{
      sid       = "SignInToBrokers"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = local.traffic_topic_secrets
    }],
    [for arn in local.kafka_key_arns : { sid = "ReadEncryptedSecrets", actions = ["kms:Decrypt"], resources = [arn] }],
  )

  # A client like others, but for who made its key.
  traffic_clients = { for name in local.makes_traffic ? ["traffic"] : [] : name => { scopes = toset(["payments", "labels"]), key_id = null } }
}

data "aws_msk_bootstrap_brokers" "intake" {
  count = local.to_topic && local.kafka_is_msk ? 1 : 0

  cluster_arn = var.kafka_intake.cluster_arn
}

module "traffic_sender" {
  source = "../modules/lambda-function"
  count  = local.makes_traffic ? 1 : 0

  name               = "traffic-sender"
  environment        = var.environment
  name_prefix        = var.name_prefix
  package            = local.packages["traffic-sender"]
  architecture       = var.architecture
  timeout_seconds    = local.functions["traffic-sender"].timeout_seconds
  kms_key_arn        = aws_kms_key.data.arn
  log_retention_days = var.log_retention_days

  in_vpc  = var.traffic.network != null
  network = var.traffic.network

  # Of a week's payments at the highest rate, each of whose customers has a few hundred bytes, twice.
  memory_mb = 512

  # One, so that its pace is kept.
  reserved_concurrency = local.clockwork_concurrency["traffic-sender"]

  environment_variables = merge(local.function_environment, var.traffic.set_apart ? local.mark_key_environment : {}, {
    TRAFFIC_API_URL            = local.api_url
    TRAFFIC_TO_API             = tostring(local.api_marks)
    TRAFFIC_API_KEY_ID         = aws_api_gateway_api_key.client["traffic"].id
    TRAFFIC_API_KEY_SECRET_ARN = aws_secretsmanager_secret.traffic_api_key[0].arn
    TRAFFIC_SEED               = tostring(var.traffic.seed)
    TRAFFIC_PAYMENTS_PER_HOUR  = tostring(var.traffic.payments_per_hour)
    TRAFFIC_FRAUD_RATE         = tostring(var.traffic.fraud_rate)
  }, local.to_stream ? { TRAFFIC_STREAM_ARN = local.intake_stream_arn } : {}, local.traffic_topic_variables)

  permissions = concat(var.traffic.set_apart ? local.mark_key_permissions : [], local.traffic_stream_permissions, local.traffic_topic_permissions, [
    {
      sid       = "ReadApiKey"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [aws_secretsmanager_secret.traffic_api_key[0].arn]
    },
    {
      sid       = "UseEncryptedSecrets"
      actions   = ["kms:Decrypt"]
      resources = [aws_kms_key.data.arn]
    },
  ])

  traced                   = var.tracing_enabled
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "traffic_schedule" {
  source = "../modules/schedule"
  count  = try(var.traffic.scheduled, false) ? 1 : 0

  name         = "traffic-sender"
  environment  = var.environment
  name_prefix  = var.name_prefix
  group        = aws_scheduler_schedule_group.this.name
  function_arn = module.traffic_sender[0].function.arn
  expression   = "rate(1 minute)"

  # Whenever it is started again, it sends that minute.
  request = { time = "<aws.scheduler.scheduled-time>" }

  permissions_boundary_arn = var.permissions_boundary_arn
}

# Write-only arguments keep it out of the plan and the state.
resource "aws_secretsmanager_secret" "mark_key" {
  count = try(var.traffic.set_apart, false) ? 1 : 0

  name        = "traffic-mark-key-${var.environment}"
  description = "What made-up payments are marked with. A new value takes effect as functions start anew."
  kms_key_id  = aws_kms_key.data.arn

  # Nothing that is kept depends on it.
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "mark_key" {
  count = length(aws_secretsmanager_secret.mark_key)

  secret_id                = aws_secretsmanager_secret.mark_key[0].id
  secret_string_wo         = var.traffic_mark_key
  secret_string_wo_version = 1
}

resource "aws_secretsmanager_secret" "traffic_api_key" {
  count = local.makes_traffic ? 1 : 0

  name        = "traffic-api-key-${var.environment}"
  description = "The API key that made-up payments are sent with."
  kms_key_id  = aws_kms_key.data.arn

  # Another one can be made any time.
  recovery_window_in_days = 0
}

# The state has the value anyway, with the key.
resource "aws_secretsmanager_secret_version" "traffic_api_key" {
  count = local.makes_traffic ? 1 : 0

  secret_id     = aws_secretsmanager_secret.traffic_api_key[0].id
  secret_string = aws_api_gateway_api_key.client["traffic"].value
}
