# From a loan document in the documents bucket to the bucket where it belongs, with what was found in it.

locals {
  # What a document is put into, by what it is.
  document_shelves = {
    pii        = module.pii_documents.bucket
    non-pii    = module.non_pii_documents.bucket
    quarantine = module.quarantined_documents.bucket
  }

  # The same, as constructs take them.
  shelves_by_class = { for class, bucket in local.document_shelves : class => { name = bucket.bucket, arn = bucket.arn } }

  # Where the API lets documents be uploaded to. Who has access to the bucket uploads wherever they like.
  permitted_uploads = "uploads/*"

  # What the backends of AWS are called by. A GLiNER model runs in the function itself.
  document_backend_actions = {
    comprehend        = "comprehend:DetectPiiEntities"
    textract          = "textract:DetectDocumentText"
    textract-fallback = "textract:DetectDocumentText"
  }
}

module "documents" {
  source = "../modules/private-bucket"

  name        = "documents"
  environment = var.environment
  name_prefix = var.name_prefix
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = var.keeps_data
}

module "pii_documents" {
  source = "../modules/private-bucket"

  name        = "pii"
  environment = var.environment
  name_prefix = var.name_prefix
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = var.keeps_data
}

module "non_pii_documents" {
  source = "../modules/private-bucket"

  name        = "non-pii"
  environment = var.environment
  name_prefix = var.name_prefix
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = var.keeps_data
}

module "quarantined_documents" {
  source = "../modules/private-bucket"

  name        = "quarantine"
  environment = var.environment
  name_prefix = var.name_prefix
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = var.keeps_data
}

module "document_records" {
  source = "../modules/table"

  name                   = "documents"
  restored_name          = lookup(var.table_names, "documents", null)
  environment            = var.environment
  key                    = "key_id"
  kms_key_arn            = aws_kms_key.data.arn
  keeps_data             = var.keeps_data
  point_in_time_recovery = true

  # Only to tell others of documents.
  stream = local.tells_decisions
}

# A queue between the bucket and the function, because it keeps what fails, and can be redriven.
module "document_uploads" {
  source = "../modules/queue-with-dlq"

  name        = "document-uploads"
  environment = var.environment
  kms_key_arn = aws_kms_key.data.arn
  bucket_arn  = module.documents.bucket.arn

  # Twice the function's timeout: a batch is one document, which is never retried within an invocation.
  visibility_timeout_seconds = 2 * local.functions["document-classifier"].timeout_seconds
}

resource "aws_s3_bucket_notification" "uploads" {
  bucket = module.documents.bucket.id

  queue {
    id        = "uploads"
    queue_arn = module.document_uploads.queue.arn
    events    = ["s3:ObjectCreated:*"]
  }
}

module "document_classifier" {
  source = "../modules/lambda-function"

  name                 = "document-classifier"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = local.packages["document-classifier"]
  image_uri            = var.document_classifier_image
  architecture         = var.architecture
  timeout_seconds      = local.functions["document-classifier"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days

  # A child that reads a document may take 1,000 MB, PP-OCR's models included, and a tesseract beside it. A GLiNER model lies in the function's own memory;
  # 3,008 MB is the most that a new account has.
  memory_mb = anytrue([for name in var.document_backends : startswith(name, "gliner=")]) ? 3008 : 2048

  environment_variables = merge(local.function_environment, {
    DOCUMENTS_BUCKET   = module.documents.bucket.bucket
    PII_BUCKET         = local.document_shelves["pii"].bucket
    NON_PII_BUCKET     = local.document_shelves["non-pii"].bucket
    QUARANTINE_BUCKET  = local.document_shelves["quarantine"].bucket
    DOCUMENTS_TABLE    = module.document_records.table.name
    ALERT_LEDGER_TABLE = module.alert_ledger.table.name
    ALERTS_TOPIC_ARN   = module.alerts_topic.topic.arn
    API_URL            = local.api_url
    RETENTION_DAYS     = tostring(var.retention_days)
    REDACT_DOCUMENTS   = tostring(var.redact_documents)
    },
    var.document_ocr_models == null ? {} : { OCR_MODELS = var.document_ocr_models },
    length(var.document_backends) == 0 ? {} : { DOCUMENT_BACKENDS = join(",", var.document_backends) },
  )

  permissions = concat([for name in var.document_backends : {
    # Neither call is about a resource that it could be limited to.
    sid       = "Ask${title(split("-", name)[0])}"
    actions   = [local.document_backend_actions[name]]
    resources = ["*"]
    } if contains(keys(local.document_backend_actions), name)], [
    {
      sid       = "TakeUploads"
      actions   = ["s3:DeleteObjectVersion", "s3:GetObjectVersion"]
      resources = ["${module.documents.bucket.arn}/*"]
    },
    {
      # Without it S3 calls a version that is not there any more forbidden, as if it were somebody else's.
      sid       = "TellGoneFromForbidden"
      actions   = ["s3:ListBucket", "s3:ListBucketVersions"]
      resources = [module.documents.bucket.arn]
    },
    {
      sid       = "PutDocuments"
      actions   = ["s3:PutObject", "s3:PutObjectTagging"]
      resources = [for bucket in values(local.document_shelves) : "${bucket.arn}/documents/*"]
    },
    {
      sid     = "PutFindings"
      actions = ["s3:PutObject"]
      resources = concat(
        [for bucket in values(local.document_shelves) : "${bucket.arn}/findings/*"],
        var.redact_documents ? ["${local.document_shelves["pii"].arn}/redacted/*"] : [],
      )
    },
    {
      sid       = "RecordDocumentsAndMails"
      actions   = ["dynamodb:UpdateItem"]
      resources = [module.alert_ledger.table.arn, module.document_records.table.arn]
    },
    {
      sid       = "TellOfQuarantine"
      actions   = ["sns:Publish"]
      resources = [module.alerts_topic.topic.arn]
    },
    {
      sid       = "ReadUploadsQueue"
      actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      resources = [module.document_uploads.queue.arn]
    },
    {
      sid       = "UseEncryptedBucketsTablesQueueAndTopic"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [aws_kms_key.data.arn]
    },
  ])

  traced                   = var.tracing_enabled
  versioned                = var.canary_rollouts
  permissions_boundary_arn = var.permissions_boundary_arn
}

resource "aws_lambda_event_source_mapping" "uploads_to_classifier" {
  event_source_arn        = module.document_uploads.queue.arn
  function_name           = module.document_classifier.target.arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = local.queue_concurrency
  }
}
