# The stack on an AWS emulator on this machine. The state lies in a bucket of the emulator and is forgotten with everything else
# when it ends. A file would be written whole after each resource, which took most of the time of a destroy; a bucket gets it
# every 20 seconds.

terraform {
  required_version = ">= 1.11"

  backend "s3" {
    bucket     = "terraform-state"
    key        = "local.tfstate"
    region     = "us-east-1"
    access_key = "000000000000"
    secret_key = "test"

    use_path_style              = true
    skip_credentials_validation = true
    skip_metadata_api_check     = true
    skip_requesting_account_id  = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "= 5.100.0"
    }
  }
}

# AWS_ENDPOINT_URL points the provider and the backend at the emulator. The credentials are fixed here, and no real ones: should the variable
# be missing, AWS refuses them, and nothing is created in anybody's account.
provider "aws" {
  region     = "us-east-1"
  access_key = var.account
  secret_key = "test"

  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true

  default_tags {
    tags = {
      project     = "tollgate"
      environment = var.environment

      # The emulator gives the REST API the id that this tag names, so that its address is known beforehand.
      ms-custom-id = local.api_id
    }
  }
}

locals {
  api_id = "tollgate-${var.environment}"
}

ephemeral "aws_secretsmanager_random_password" "card_key" {
  password_length     = 64
  exclude_punctuation = true
}

ephemeral "aws_secretsmanager_random_password" "webhook" {
  password_length     = 32
  exclude_punctuation = true
}

ephemeral "aws_secretsmanager_random_password" "traffic" {
  password_length     = 64
  exclude_punctuation = true
}

# As RDS writes the secret of a user.
resource "aws_secretsmanager_secret" "postgresql" {
  count = var.postgresql_port == null ? 0 : 1

  name                    = "postgresql-${var.environment}"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "postgresql" {
  count = var.postgresql_port == null ? 0 : 1

  secret_id     = aws_secretsmanager_secret.postgresql[0].id
  secret_string = jsonencode({ username = "postgres", password = "local-password-of-no-value" })
}

module "stack" {
  source = "../../stack"

  environment  = var.environment
  packages_dir = var.packages_dir
  packages_s3 = {
    bucket = aws_s3_bucket.packages.bucket
    # Every function waits for the zips.
    folder = one(distinct([for package in aws_s3_object.packages : dirname(package.key)]))
  }
  architecture = var.architecture
  card_key     = ephemeral.aws_secretsmanager_random_password.card_key.random_password
  api_url      = "${var.endpoint_url}/restapis/${local.api_id}/${var.environment}/_user_request_"

  notify_outcomes             = var.notify_outcomes
  history_budget_ms           = var.history_budget_ms
  stream_batch_size           = var.stream_batch_size
  stream_batch_window_seconds = var.stream_batch_window_seconds
  reserved_concurrency        = var.reserved_concurrency
  api_requests_per_second     = var.api_requests_per_second
  document_ocr_models         = var.document_ocr_models

  console = var.console_folder == null ? null : { folder = var.console_folder, emulator_url = var.endpoint_url }

  # Tests don't wait a quarter of an hour for the last pass of an erasure.
  portal = var.portal_folder == null ? null : { folder = var.portal_folder, emulator_url = var.endpoint_url, last_pass_seconds = 5 }

  # With a stream of its own, so that what comes this way is tried as well.
  kinesis_intake = {}
  kafka_intake   = var.kafka_broker == null ? null : { topics = ["payments"], bootstrap_servers = [var.kafka_broker], authentication = "none" }

  # Likewise what others are told.
  decision_events = {}
  webhooks        = var.webhook_url == null ? {} : { local = { url = var.webhook_url, timeout_seconds = 2 } }
  webhook_secrets = { local = ephemeral.aws_secretsmanager_random_password.webhook.random_password }

  # Likewise rows for analysts, in a database of this machine.
  postgresql = var.postgresql_port == null ? null : {
    host                = "127.0.0.1"
    port                = var.postgresql_port
    database            = "postgres"
    user                = "postgres"
    password_secret_arn = aws_secretsmanager_secret.postgresql[0].arn
    connections_max     = 4
  }

  # Likewise events on a topic of the broker that payments come from.
  kafka_topic = var.kafka_broker == null ? null : { bootstrap_servers = [var.kafka_broker], authentication = "none" }

  # Made-up payments come when somebody asks for a minute of them: tests count what there is.
  traffic          = { targets = concat(["api", "kinesis"], var.kafka_broker == null ? [] : ["kafka"]), payments_per_hour = 600, fraud_rate = 0.1, scheduled = false }
  traffic_mark_key = ephemeral.aws_secretsmanager_random_password.traffic.random_password

  # Whoever tries a mail out waits for it, often with one card.
  alert_mails_per_minute = 60
  alert_shared_minutes   = 0

  # It goes with the emulator, at the latest.
  keeps_data = false

  # The emulator does not gather records: each call becomes an object at once.
  archive_batch_window_seconds = 1

  # What the emulator cannot do: choose an API key itself, keep interface endpoints without a difference in every plan.
  api_key     = "local-api-key-of-no-value"
  vpc_enabled = false

  # Somebody who may do less.
  api_clients       = { shop = { scopes = ["payments"] } }
  api_client_values = { shop = "local-shop-key-of-no-value", traffic = "local-traffic-key-of-no-value" }

  # The emulator has no such limit, and knows of no quotas.
  concurrency_limit = 100000
}
