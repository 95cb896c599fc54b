# The place where customers upload their documents by themselves, where a deployment has one.

module "portal" {
  source = "../modules/portal"
  count  = var.portal == null ? 0 : 1

  environment  = var.environment
  name_prefix  = var.name_prefix
  folder       = var.portal.folder
  emulator_url = var.portal.emulator_url
  mail         = var.portal.mail
  api          = local.application_api

  documents_table    = { name = module.document_records.table.name, arn = module.document_records.table.arn }
  document_shelves   = local.shelves_by_class
  document_bytes_max = var.document_bytes_max
  retention_days     = var.retention_days
  last_pass_seconds  = var.portal.last_pass_seconds
  queue_concurrency  = local.queue_concurrency

  documents_bucket = {
    id   = module.documents.bucket.id
    arn  = module.documents.bucket.arn
    host = module.documents.bucket.bucket_regional_domain_name
  }

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
