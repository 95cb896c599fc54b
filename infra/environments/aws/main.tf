# The stack on AWS. The state is in a bucket of your own: terraform init -backend-config=backend.hcl

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "= 5.100.0"
    }
  }

  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = merge(var.tags, {
      project     = "tollgate"
      environment = var.environment
    })
  }
}

ephemeral "aws_secretsmanager_random_password" "card_key" {
  password_length     = 64
  exclude_punctuation = true
}

ephemeral "aws_secretsmanager_random_password" "webhook" {
  for_each = var.webhooks

  password_length     = 32
  exclude_punctuation = true
}

ephemeral "aws_secretsmanager_random_password" "traffic" {
  password_length     = 64
  exclude_punctuation = true
}

module "stack" {
  source = "../../stack"

  environment  = var.environment
  packages_dir = var.packages_dir
  architecture = var.architecture
  card_key     = ephemeral.aws_secretsmanager_random_password.card_key.random_password

  api_url         = var.api_url
  domain_name     = var.domain_name
  certificate_arn = var.certificate_arn

  alert_emails           = var.alert_emails
  alert_subscriptions    = var.alert_subscriptions
  alert_mails_per_minute = var.alert_mails_per_minute
  alert_shared_minutes   = var.alert_shared_minutes
  operations_emails      = var.operations_emails
  model_emails           = var.model_emails
  notify_outcomes        = var.notify_outcomes

  drift_schedule     = var.drift_schedule
  training_schedule  = var.training_schedule
  trainer_memory_mb  = var.trainer_memory_mb
  unlabelled_is_good = var.unlabelled_is_good

  reads_former_history = var.reads_former_history

  api_key_scopes = var.api_key_scopes
  api_clients    = var.api_clients

  history_budget_ms = var.history_budget_ms
  afd_detector_id   = var.afd_detector_id
  afd_event_type    = var.afd_event_type
  afd_entity_type   = var.afd_entity_type
  afd_variables     = var.afd_variables
  afd_budget_ms     = var.afd_budget_ms

  document_bytes_max        = var.document_bytes_max
  redact_documents          = var.redact_documents
  document_classifier_image = var.document_classifier_image
  document_ocr_models       = var.document_ocr_models
  document_backends         = var.document_backends

  keeps_data                  = var.keeps_data
  retention_days              = var.retention_days
  archive_retention_days      = var.archive_retention_days
  log_retention_days          = var.log_retention_days
  stream_batch_size           = var.stream_batch_size
  stream_batch_window_seconds = var.stream_batch_window_seconds
  reserved_concurrency        = var.reserved_concurrency
  queue_concurrency           = var.queue_concurrency
  api_requests_per_second     = var.api_requests_per_second
  api_burst                   = var.api_burst
  vpc_enabled                 = var.vpc_enabled
  name_prefix                 = var.name_prefix
  concurrency_limit           = var.concurrency_limit
  packages_s3                 = var.packages_s3
  access_log_destination      = var.access_log_destination
  api_in_vpc                  = var.api_in_vpc
  existing_network            = var.existing_network
  zone_ids                    = var.zone_ids
  zone_ids_without_lambda     = var.zone_ids_without_lambda
  manage_api_gateway_account  = var.manage_api_gateway_account
  tracing_enabled             = var.tracing_enabled
  permissions_boundary_arn    = var.permissions_boundary_arn
  access_log_retention_days   = var.access_log_retention_days
  monthly_budget_usd          = var.monthly_budget_usd
  private_api_endpoint_ids    = var.private_api_endpoint_ids
  allowed_networks            = var.allowed_networks
  web_acl_arn                 = var.web_acl_arn
  authorizer                  = var.authorizer
  client_certificates         = var.client_certificates
  multi_region_key            = var.multi_region_key
  card_key_replicas           = var.card_key_replicas
  backup                      = var.backup
  table_names                 = var.table_names
  api_latency_ms_max          = var.api_latency_ms_max
  silence_minutes             = var.silence_minutes
  canary_rollouts             = var.canary_rollouts
  console                     = var.console
  portal                      = var.portal
  kinesis_intake              = var.kinesis_intake
  kafka_intake                = var.kafka_intake
  decision_events             = var.decision_events
  webhooks                    = var.webhooks
  webhook_secrets             = { for name, password in ephemeral.aws_secretsmanager_random_password.webhook : name => password.random_password }
  postgresql                  = var.postgresql
  kafka_topic                 = var.kafka_topic
  athena_reports              = var.athena_reports
  intake_column_mapping       = var.intake_column_mapping
  traffic                     = var.traffic
  traffic_mark_key            = ephemeral.aws_secretsmanager_random_password.traffic.random_password
}
