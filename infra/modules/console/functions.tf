# What people see, and what they do: two functions, so that the one that shows can write nothing.

locals {
  table_arns  = { cases = module.cases.table.arn, audit = module.audit.table.arn }
  case_views  = [for index in ["by_age", "by_pile", "by_risk"] : "${local.table_arns.cases}/index/${index}"]
  trail_views = [local.table_arns.audit, "${local.table_arns.audit}/index/by_subject"]

  append_to_trail = {
    # Put, on the condition that nothing stands there: nobody may change or delete an entry.
    sid       = "AppendToTheTrail"
    actions   = ["dynamodb:PutItem"]
    resources = [local.table_arns.audit]
  }

  policy_objects = [for object in ["policy.toml", "lists/*"] : "${var.policy_bucket.arn}/${object}"]

  shelf_arns = [for shelf in values(var.document_shelves) : shelf.arn]

  settings = merge(var.function_environment, {
    CASES_TABLE        = module.cases.table.name
    AUDIT_TABLE        = module.audit.table.name
    TRANSACTIONS_TABLE = var.transactions_table.name
    DOCUMENTS_TABLE    = var.documents_table.name
    PII_BUCKET         = var.document_shelves["pii"].name
    NON_PII_BUCKET     = var.document_shelves["non-pii"].name
    QUARANTINE_BUCKET  = var.document_shelves["quarantine"].name
    POLICY_BUCKET      = var.policy_bucket.name
    MODELS_BUCKET      = var.models_bucket.name
    STAFF_ISSUER       = local.issuer
    STAFF_CLIENT_ID    = aws_cognito_user_pool_client.console.id
  })
}

module "console_read" {
  source = "../lambda-function"

  name                 = "console-read"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = var.packages["console-read"]
  architecture         = var.architecture
  timeout_seconds      = var.functions["console-read"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = var.kms_key_arn
  log_retention_days   = var.log_retention_days

  # A search of the archive unpacks some tens of megabytes; the share of a processor goes with the memory.
  memory_mb = 1024

  environment_variables = merge(local.settings, {
    HISTORY_TABLE       = var.history_table.name
    ARCHIVE_BUCKET      = var.archive_bucket.name
    RULE_ACTIVITY_TABLE = var.rule_activity_table.name
    SANCTIONS_HOURS     = tostring(var.sanctions_hours)
  })

  permissions = [
    {
      # Drafts of policies and proposals of models are beside the cases.
      sid       = "FindCasesPaymentsDocumentsAndHits"
      actions   = ["dynamodb:GetItem"]
      resources = [local.table_arns.cases, var.transactions_table.arn, var.documents_table.arn, var.rule_activity_table.arn]
    },
    {
      sid       = "ReadManyAtOnce"
      actions   = ["dynamodb:BatchGetItem"]
      resources = [local.table_arns.cases, var.transactions_table.arn, var.documents_table.arn]
    },
    {
      sid       = "SearchWhatPartiesPaid"
      actions   = ["dynamodb:Query"]
      resources = [var.history_table.arn]
    },
    {
      sid       = "ListArchiveModelsAndDocuments"
      actions   = ["s3:ListBucket"]
      resources = concat([var.archive_bucket.arn, var.models_bucket.arn], local.shelf_arns)
    },
    {
      # What was found, masked; not the documents.
      sid       = "ReadArchiveAndFindings"
      actions   = ["s3:GetObject"]
      resources = concat(["${var.archive_bucket.arn}/decisions/*"], [for arn in local.shelf_arns : "${arn}/findings/*"])
    },
    {
      sid       = "ReadPoliciesOfAnyTime"
      actions   = ["s3:GetObject", "s3:GetObjectVersion"]
      resources = local.policy_objects
    },
    {
      sid       = "ListEarlierPolicies"
      actions   = ["s3:ListBucketVersions"]
      resources = [var.policy_bucket.arn]
    },
    {
      sid       = "SeeModelsAndReports"
      actions   = ["s3:GetObject"]
      resources = [for object in ["challenger.tgm", "champion.tgm", "models/*", "promotions/*", "reports/daily/*", "reports/drift/*"] : "${var.models_bucket.arn}/${object}"]
    },
    {
      sid       = "LookThroughQueuesAndTrail"
      actions   = ["dynamodb:Query"]
      resources = concat(local.case_views, local.trail_views)
    },
    {
      sid       = "ReadEncryptedTablesAndArchive"
      actions   = ["kms:Decrypt"]
      resources = [var.kms_key_arn]
    },
  ]

  traced                   = var.traced
  versioned                = var.versioned
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "console_act" {
  source = "../lambda-function"

  name                 = "console-act"
  environment          = var.environment
  name_prefix          = var.name_prefix
  package              = var.packages["console-act"]
  architecture         = var.architecture
  timeout_seconds      = var.functions["console-act"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = var.kms_key_arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(local.settings, {
    HISTORY_TABLE        = var.history_table.name
    ENVIRONMENT          = var.environment
    RULE_ACTIVITY_TABLE  = var.rule_activity_table.name
    OPERATIONS_TOPIC_ARN = var.operations_topic_arn
    MODELS_TOPIC_ARN     = var.models_topic_arn
  })

  permissions = [
    {
      sid       = "WorkOnCases"
      actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
      resources = [local.table_arns.cases]
    },
    local.append_to_trail,
    {
      sid       = "LabelPayments"
      actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
      resources = [var.transactions_table.arn]
    },
    {
      sid       = "DecideAboutDocuments"
      actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
      resources = [var.documents_table.arn]
    },
    {
      # Fetched by the address that it signs; and the versions that a decision is about are copied from, and deleted.
      sid       = "ReadDocuments"
      actions   = ["s3:DeleteObjectVersion", "s3:GetObject", "s3:GetObjectVersion"]
      resources = [for arn in local.shelf_arns : "${arn}/*"]
    },
    {
      sid       = "TakeDocumentsWhereTheyBelong"
      actions   = ["s3:PutObject", "s3:PutObjectTagging"]
      resources = flatten([for class in ["pii", "non-pii"] : [for folder in ["documents", "findings"] : "${var.document_shelves[class].arn}/${folder}/*"]])
    },
    {
      # Without it S3 calls an object that is not there forbidden, as if it were somebody else's. The log of promotions is listed.
      sid       = "TellGoneFromForbidden"
      actions   = ["s3:ListBucket"]
      resources = concat([var.models_bucket.arn], local.shelf_arns)
    },
    {
      # A demotion is ended on the condition that it still stands.
      sid       = "PutRulesBack"
      actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
      resources = [var.rule_activity_table.arn]
    },
    {
      sid       = "CheckPolicies"
      actions   = ["s3:GetObject"]
      resources = local.policy_objects
    },
    {
      # On the condition that what a draft starts from is still there.
      sid       = "PutPoliciesAndListsInForce"
      actions   = ["s3:PutObject"]
      resources = local.policy_objects
    },
    {
      sid       = "ReadModelsAndLog"
      actions   = ["s3:GetObject"]
      resources = [for object in ["challenger.tgm", "champion.tgm", "models/*", "promotions/*"] : "${var.models_bucket.arn}/${object}"]
    },
    {
      # On the condition that the one that was looked at is still there; and the log says so.
      sid       = "PutModelsInForce"
      actions   = ["s3:PutObject"]
      resources = [for object in ["champion.tgm", "promotions/*"] : "${var.models_bucket.arn}/${object}"]
    },
    {
      sid       = "RetireChallenger"
      actions   = ["s3:DeleteObject"]
      resources = ["${var.models_bucket.arn}/challenger.tgm"]
    },
    {
      # Of models, and of what nobody else looked at.
      sid       = "TellOfModelsAndBypasses"
      actions   = ["sns:Publish"]
      resources = [var.models_topic_arn, var.operations_topic_arn]
    },
    {
      sid       = "TellTheHistoryOfLabels"
      actions   = ["dynamodb:UpdateItem"]
      resources = [var.history_table.arn]
    },
    {
      sid       = "UseEncryptedTablesAndBuckets"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]
    },
  ]

  traced                   = var.traced
  versioned                = var.versioned
  permissions_boundary_arn = var.permissions_boundary_arn
}
