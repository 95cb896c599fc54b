# Where transactions, the history that decisions are made on, and the record of what was mailed are kept.

locals {
  # By whom or what versions before payment-history found a past transaction. What they hold is written once, by the first
  # PutItem, and never again.
  history_attributes = ["created_at_ms", "transaction"]
  history_indexes = !var.reads_former_history ? {} : {
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

# One small item for each party that a payment names, written before it is decided. A crowded party throttles its own items
# and nobody else's.
module "payment_history" {
  source = "../modules/table"

  name                   = "payment-history"
  restored_name          = lookup(var.table_names, "payment-history", null)
  environment            = var.environment
  key                    = "party"
  sort_key               = "at"
  kms_key_arn            = aws_kms_key.data.arn
  keeps_data             = var.keeps_data
  point_in_time_recovery = true
}

# The claims of versions before payment-history on idempotency keys. They last a day, so the table may go then.
module "idempotency" {
  source = "../modules/table"
  count  = var.reads_former_history ? 1 : 0

  name        = "idempotency"
  environment = var.environment
  key         = "idempotency_id"
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = false
}

moved {
  from = module.idempotency
  to   = module.idempotency[0]
}

module "alert_ledger" {
  source = "../modules/table"

  name        = "alert-ledger"
  environment = var.environment
  key         = "key_id"
  kms_key_arn = aws_kms_key.data.arn
  keeps_data  = var.keeps_data
}
