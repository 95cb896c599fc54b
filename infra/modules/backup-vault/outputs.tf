# The resources themselves, so that whoever uses the construct, tests included, reaches every attribute.

output "vault" {
  description = "The vault."
  value       = aws_backup_vault.this
}

output "lock" {
  description = "The vault's lock, one or none."
  value       = aws_backup_vault_lock_configuration.this
}

output "plan" {
  description = "When backups are made, and how long they are kept."
  value       = aws_backup_plan.this
}

output "selection" {
  description = "What is backed up."
  value       = aws_backup_selection.this
}

output "role" {
  description = "The role that AWS Backup works with."
  value       = aws_iam_role.this
}
