# Backups outside the tables' own, for what can't be made again: they outlive a table that is deleted, and whoever deletes it.

locals {
  kept_tables = concat(
    [
      module.transactions.table, module.payment_history.table, module.document_records.table, module.watchlist_clearances.table,
    ],
    flatten([for console in module.console : [console.tables.audit, console.tables.cases]]),
    [for portal in module.portal : portal.table],
  )
}

module "backup" {
  source = "../modules/backup-vault"
  count  = var.backup == null ? 0 : 1

  environment     = var.environment
  name_prefix     = var.name_prefix
  kms_key_arn     = aws_kms_key.data.arn
  resource_arns   = [for table in local.kept_tables : table.arn]
  days            = var.backup.days
  lock_after_days = var.backup.lock_after_days

  permissions_boundary_arn = var.permissions_boundary_arn
}
