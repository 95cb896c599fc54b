# Where transactions, answers to repeated requests, and the record of what was mailed are kept.

locals {
  # What history needs of a past transaction. Both attributes are written once, by the first PutItem, and never again: an
  # index that held the status or the assessment would be written a second time by every decision.
  history_attributes = ["created_at_ms", "transaction"]
}

module "transactions" {
  source = "../modules/table"

  name                   = "transactions"
  environment            = var.environment
  key                    = "key_id"
  kms_key_arn            = aws_kms_key.data.arn
  stream                 = true
  point_in_time_recovery = true

  indexes = {
    by_card     = { key = "card_token", sort_key = "event_time_ms", attributes = local.history_attributes }
    by_customer = { key = "customer_id", sort_key = "event_time_ms", attributes = local.history_attributes }
  }
}

module "idempotency" {
  source = "../modules/table"

  name        = "idempotency"
  environment = var.environment
  key         = "idempotency_id"
  kms_key_arn = aws_kms_key.data.arn
}

module "alert_ledger" {
  source = "../modules/table"

  name        = "alert-ledger"
  environment = var.environment
  key         = "key_id"
  kms_key_arn = aws_kms_key.data.arn
}
