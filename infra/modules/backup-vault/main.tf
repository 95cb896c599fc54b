# Daily backups of tables in a vault of their own, under the data key, and, where it is wanted, under a lock that nobody can open.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  label = "${var.name_prefix}-${var.environment}"
}

resource "aws_backup_vault" "this" {
  name        = local.label
  kms_key_arn = var.kms_key_arn
}

# Once lock_after_days have passed, no backup can be deleted before its time: not by us, not by AWS.
resource "aws_backup_vault_lock_configuration" "this" {
  count = var.lock_after_days == null ? 0 : 1

  backup_vault_name   = aws_backup_vault.this.name
  changeable_for_days = var.lock_after_days
  min_retention_days  = var.days
}

resource "aws_backup_plan" "this" {
  name = local.label

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.this.name
    schedule          = "cron(30 1 * * ? *)"

    lifecycle {
      delete_after = var.days
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = "${var.name_prefix}-backup-${var.environment}-${data.aws_region.current.name}"
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "backup.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

# AWS's own policy: what AWS Backup calls is its business, and changes with it.
resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
}

resource "aws_backup_selection" "this" {
  name         = local.label
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.this.arn
  resources    = var.resource_arns

  depends_on = [aws_iam_role_policy_attachment.this]
}
