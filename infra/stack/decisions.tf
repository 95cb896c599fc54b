# What a decision is made from: the policy, the history of the payment's parties, how often each rule hit, the trained models,
# and, where the account has one, a detector of Amazon Fraud Detector. api-handler decides while the caller waits and fraud-scorer on the
# stream, by the same code and therefore with the same configuration and permissions. Only the caller's wait has an end.

module "policies" {
  source = "../modules/private-bucket"

  name        = "policies"
  environment = var.environment
  name_prefix = var.name_prefix
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = var.keeps_data
}

# The policy that a new stack starts with. From then on the object is the analysts': whatever they put in its place stays,
# however often the stack is applied.
resource "aws_s3_object" "default_policy" {
  bucket       = module.policies.bucket.id
  key          = "policy.toml"
  source       = "${path.module}/../../policies/default.toml"
  content_type = "application/toml"

  # An object takes ten tags, a deployment up to fifty.
  override_provider {
    default_tags {
      tags = {}
    }
  }

  lifecycle {
    ignore_changes = all
  }
}

module "rule_activity" {
  source = "../modules/table"

  name        = "rule-activity"
  environment = var.environment
  key         = "window"
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = var.keeps_data
}

locals {
  history_index_arns = [for index in keys(local.history_indexes) : "${module.transactions.table.arn}/index/${index}"]

  # The lists that a policy names are files of the analysts' own naming.
  policy_object_arns = [for object in ["policy.toml", "lists/*"] : "${module.policies.bucket.arn}/${object}"]

  fraud_detector_prefix = "arn:${local.partition}:frauddetector:${local.region}:${local.account}"
  fraud_detector_arns = var.afd_detector_id == null ? [] : [
    "${local.fraud_detector_prefix}:detector/${var.afd_detector_id}",
    # Whichever version is active: a detector changes its version without us.
    "${local.fraud_detector_prefix}:detector-version/${var.afd_detector_id}/*",
    "${local.fraud_detector_prefix}:event-type/${var.afd_event_type}",
  ]

  decision_environment = merge(local.watchlist_environment, {
    HISTORY_TABLE       = module.payment_history.table.name
    POLICY_BUCKET       = module.policies.bucket.bucket
    RULE_ACTIVITY_TABLE = module.rule_activity.table.name
    MODELS_BUCKET       = module.models.bucket.bucket
    },
    !var.reads_former_history ? {} : { FORMER_HISTORY_TABLE = module.transactions.table.name },
    var.afd_detector_id == null ? {} : {
      AFD_DETECTOR_ID = var.afd_detector_id
      AFD_EVENT_TYPE  = var.afd_event_type
      AFD_ENTITY_TYPE = var.afd_entity_type
      AFD_VARIABLES   = join(",", var.afd_variables)
      AFD_BUDGET_MS   = tostring(var.afd_budget_ms)
    },
  )

  decision_permissions = concat(local.watchlist_permissions, local.served_model_permissions, [
    {
      sid       = "ReadPolicy"
      actions   = ["s3:GetObject", "s3:GetObjectVersion"]
      resources = local.policy_object_arns
    },
    {
      # A function that starts beside a bad policy decides by the last good one.
      sid       = "FindLastGoodPolicy"
      actions   = ["s3:ListBucketVersions"]
      resources = [module.policies.bucket.arn]
    },
    {
      sid       = "KeepHistory"
      actions   = ["dynamodb:Query", "dynamodb:UpdateItem"]
      resources = [module.payment_history.table.arn]
    },
    {
      sid       = "CountRuleHits"
      actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
      resources = [module.rule_activity.table.arn]
    },
    ],
    !var.reads_former_history ? [] : [
      {
        sid       = "FindFormerHistory"
        actions   = ["dynamodb:Query"]
        resources = local.history_index_arns
      },
      {
        sid       = "ReadFormerHistory"
        actions   = ["dynamodb:BatchGetItem"]
        resources = [module.transactions.table.arn]
      },
    ],
    var.afd_detector_id == null ? [] : [{
      sid       = "AskFraudDetector"
      actions   = ["frauddetector:GetEventPrediction"]
      resources = local.fraud_detector_arns
    }],
  )
}
