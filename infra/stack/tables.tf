# Where transactions, answers to repeated requests, and the record of what was mailed are kept.

locals {
  # What history needs of a past transaction. Both attributes are written once, by the first PutItem, and never again: an
  # index that held the status or the assessment would be written a second time by every decision.
  history_attributes = ["created_at_ms", "transaction"]

  # By whom or what a past transaction is found. A transaction that names no device, address or e-mail is in none of these
  # indexes, and costs none of them a write.
  history_indexes = {
    for name, key in {
      by_card     = "card_token"
      by_customer = "customer_id"
      by_device   = "device_id"
      by_email    = "email_address"
      by_ip       = "ip_address"
      by_mailbox  = "mailbox"
      by_network  = "network"
    } : name => { key = key, sort_key = "event_time_ms", attributes = local.history_attributes }
  }
}

module "transactions" {
  source = "../modules/table"

  name                   = "transactions"
  restored_name          = lookup(var.table_names, "transactions", null)
  environment            = var.environment
  key                    = "key_id"
  kms_key_arn            = aws_kms_key.data.arn
  keeps_data             = var.keeps_data
  stream                 = true
  point_in_time_recovery = true
  indexes                = local.history_indexes

  # What goes after the table when the stack is destroyed, and stays where the table refuses: without the key no card is
  # recognised, and without every version of the policy no decision understood.
  depends_on = [aws_s3_object.default_policy, aws_secretsmanager_secret_version.card_key]
}

module "idempotency" {
  source = "../modules/table"

  name        = "idempotency"
  environment = var.environment
  key         = "idempotency_id"
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = var.keeps_data
}

module "alert_ledger" {
  source = "../modules/table"

  name        = "alert-ledger"
  environment = var.environment
  key         = "key_id"
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = var.keeps_data
}
