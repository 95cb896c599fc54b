# GET /transactions/{key_id}: the status of a transaction, and its assessment once there is one. GET /documents/{key_id}: the
# same of a document.

module "status_checker" {
  source = "../modules/lambda-function"

  name                 = "status-checker"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["status-checker"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["status-checker"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(local.function_environment, local.api_key_environment, {
    TRANSACTIONS_TABLE = module.transactions.table.name
    DOCUMENTS_TABLE    = module.document_records.table.name
  })

  permissions = [
    {
      sid       = "ReadTransactionsAndDocuments"
      actions   = ["dynamodb:GetItem"]
      resources = [module.document_records.table.arn, module.transactions.table.arn]
    },
    {
      sid       = "ReadEncryptedTable"
      actions   = ["kms:Decrypt"]
      resources = [aws_kms_key.data.arn]
    },
  ]

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}
