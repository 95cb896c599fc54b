# POST of a document: a place to upload it to. POST /transactions: check, tokenise, store as Pending. POST /predict: the same, decided at once. POST of a label: what came
# of a payment.

module "api_handler" {
  source = "../modules/lambda-function"

  name                 = "api-handler"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["api-handler"]
  architecture         = var.architecture
  timeout_seconds      = local.functions["api-handler"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days
  in_vpc               = local.api_in_vpc
  network              = local.api_in_vpc ? local.function_network : null

  environment_variables = merge(local.function_environment, local.decision_environment, local.staff_environment, local.api_key_environment, local.api_marks ? local.mark_key_environment : {}, {
    TRANSACTIONS_TABLE  = module.transactions.table.name
    CARD_KEY_SECRET_ARN = aws_secretsmanager_secret.card_key.arn
    RETENTION_DAYS      = tostring(var.retention_days)
    HISTORY_BUDGET_MS   = tostring(var.history_budget_ms)

    DOCUMENTS_TABLE       = module.document_records.table.name
    DOCUMENTS_BUCKET      = module.documents.bucket.bucket
    DOCUMENTS_BUCKET_HOST = module.documents.bucket.bucket_regional_domain_name
    DOCUMENT_BYTES_MAX    = tostring(var.document_bytes_max)
    },
    { for table in module.idempotency : "FORMER_CLAIMS_TABLE" => table.table.name },
  )

  permissions = concat(local.decision_permissions, local.api_marks ? local.mark_key_permissions : [], [
    {
      sid       = "StoreTransactionsAndLabels"
      actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
      resources = [module.transactions.table.arn]
    },
    {
      sid       = "ReadCardKey"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [aws_secretsmanager_secret.card_key.arn]
    },
    {
      sid       = "ExpectDocuments"
      actions   = ["dynamodb:PutItem"]
      resources = [module.document_records.table.arn]
    },
    {
      # The forms that it signs carry its own permissions.
      sid       = "PermitUploads"
      actions   = ["s3:PutObject"]
      resources = ["${module.documents.bucket.arn}/${local.permitted_uploads}"]
    },
    {
      sid       = "UseEncryptedTablesSecretAndBuckets"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [aws_kms_key.data.arn]
    },
    ],
    [
      for table in module.idempotency : {
        sid       = "FindFormerClaims"
        actions   = ["dynamodb:GetItem"]
        resources = [table.table.arn]
      }
    ],
  )

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}
