# The trained models, and what deciders read of them. A new stack has none: rules decide alone, and every decision says so.

# champion.tgm decides, challenger.tgm is only watched, merchant-risk.tgr is what the last roll-up knows of merchants. Beside
# them lie every model that was trained, the log of promotions, the counts of each day and the reports.
module "models" {
  source = "../modules/private-bucket"

  name        = "models"
  environment = var.environment
  name_prefix = var.name_prefix
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = var.keeps_data
}

locals {
  served_model_arns = [
    for object in ["champion.tgm", "challenger.tgm", "merchant-risk.tgr"] : "${module.models.bucket.arn}/${object}"
  ]

  served_model_permissions = [
    {
      sid       = "ReadModels"
      actions   = ["s3:GetObject", "s3:GetObjectVersion"]
      resources = local.served_model_arns
    },
    {
      # A function that starts beside a damaged model decides by the last good one.
      sid       = "FindLastGoodModel"
      actions   = ["s3:ListBucketVersions"]
      resources = [module.models.bucket.arn]
    },
  ]
}
