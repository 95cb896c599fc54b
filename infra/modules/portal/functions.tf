# What customers ask for, and who erases what they deleted: two functions, so that the one that strangers reach can delete nothing.

locals {
  buckets = concat([var.documents_bucket.arn], [for shelf in values(var.document_shelves) : shelf.arn])
}

module "portal" {
  source = "../lambda-function"

  name                 = "portal"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = var.packages["portal"]
  architecture         = var.architecture
  timeout_seconds      = var.functions["portal"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = var.kms_key_arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(var.function_environment, {
    CUSTOMERS_TABLE       = module.customers.table.name
    DOCUMENTS_TABLE       = var.documents_table.name
    DOCUMENTS_BUCKET      = var.documents_bucket.id
    DOCUMENTS_BUCKET_HOST = var.documents_bucket.host
    DOCUMENT_BYTES_MAX    = tostring(var.document_bytes_max)
    QUARANTINE_BUCKET     = var.document_shelves["quarantine"].name
    ERASURES_QUEUE_URL    = module.erasures.queue.url
    LAST_PASS_SECONDS     = tostring(var.last_pass_seconds)
    RETENTION_DAYS        = tostring(var.retention_days)
    CUSTOMERS_ISSUER      = local.issuer
    CUSTOMERS_CLIENT_ID   = aws_cognito_user_pool_client.portal.id
  })

  permissions = [
    {
      # PutItem and UpdateItem as parts of a transaction, or alone.
      sid       = "SeeAndAddWhatCustomersHave"
      actions   = ["dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
      resources = [module.customers.table.arn]
    },
    {
      sid       = "ExpectDocumentsAndSeeHowFarTheyAre"
      actions   = ["dynamodb:BatchGetItem", "dynamodb:PutItem"]
      resources = [var.documents_table.arn]
    },
    {
      # Who holds a form that it signed may do for one key what it may.
      sid       = "PermitUploads"
      actions   = ["s3:PutObject"]
      resources = ["${var.documents_bucket.arn}/uploads/*"]
    },
    {
      sid       = "SeeWhatHasCome"
      actions   = ["s3:ListBucket"]
      resources = [var.documents_bucket.arn]
    },
    {
      sid       = "QueueErasures"
      actions   = ["sqs:SendMessage"]
      resources = [module.erasures.queue.arn]
    },
    {
      sid       = "UseEncryptedTablesBucketAndQueue"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]
    },
  ]

  traced                   = var.traced
  versioned                = var.versioned
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "erasures" {
  source = "../queue-with-dlq"

  name        = "document-erasures"
  environment = var.environment
  kms_key_arn = var.kms_key_arn

  # Six times the function's timeout, as AWS advises.
  visibility_timeout_seconds = 6 * var.functions["document-eraser"].timeout_seconds
}

module "document_eraser" {
  source = "../lambda-function"

  name                 = "document-eraser"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = var.packages["document-eraser"]
  architecture         = var.architecture
  timeout_seconds      = var.functions["document-eraser"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = var.kms_key_arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(var.function_environment, {
    CUSTOMERS_TABLE   = module.customers.table.name
    DOCUMENTS_TABLE   = var.documents_table.name
    DOCUMENTS_BUCKET  = var.documents_bucket.id
    PII_BUCKET        = var.document_shelves["pii"].name
    NON_PII_BUCKET    = var.document_shelves["non-pii"].name
    QUARANTINE_BUCKET = var.document_shelves["quarantine"].name
    CUSTOMERS_POOL_ID = aws_cognito_user_pool.customers.id
  })

  permissions = [
    {
      sid       = "ForgetWhatCustomersHad"
      actions   = ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
      resources = [module.customers.table.arn]
    },
    {
      sid       = "EraseRecords"
      actions   = ["dynamodb:UpdateItem"]
      resources = [var.documents_table.arn]
    },
    {
      sid       = "FindEveryVersion"
      actions   = ["s3:ListBucketVersions"]
      resources = local.buckets
    },
    {
      sid     = "DeleteEveryVersion"
      actions = ["s3:DeleteObjectVersion"]
      resources = concat(
        ["${var.documents_bucket.arn}/uploads/*", "${var.document_shelves["pii"].arn}/redacted/*"],
        flatten([for shelf in values(var.document_shelves) : ["${shelf.arn}/documents/*", "${shelf.arn}/findings/*"]]),
      )
    },
    {
      sid       = "DeleteUsers"
      actions   = ["cognito-idp:AdminDeleteUser"]
      resources = [aws_cognito_user_pool.customers.arn]
    },
    {
      sid       = "ReadErasuresQueue"
      actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      resources = [module.erasures.queue.arn]
    },
    {
      sid       = "UseEncryptedTablesAndQueue"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]
    },
  ]

  traced                   = var.traced
  versioned                = var.versioned
  permissions_boundary_arn = var.permissions_boundary_arn
}

resource "aws_lambda_event_source_mapping" "erasures_to_eraser" {
  event_source_arn        = module.erasures.queue.arn
  function_name           = module.document_eraser.target.arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.queue_concurrency
  }
}
