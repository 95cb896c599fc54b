# The secret key of the card tokens. Write-only arguments keep it out of the plan and the state.

resource "aws_secretsmanager_secret" "card_key" {
  name        = "card-key-${var.environment}"
  description = "Key of the card tokens. Whoever changes it loses the link between old and new transactions of a card."
  kms_key_id  = aws_kms_key.data.arn

  # Without this key no card of the kept data is recognised. One that can still be saved blocks its name: where no data is
  # kept it is deleted at once, so that a stack of the same name can be created again.
  recovery_window_in_days = var.keeps_data ? 30 : 0

  dynamic "replica" {
    for_each = var.card_key_replicas
    content {
      region     = replica.key
      kms_key_id = replica.value
    }
  }
}

resource "aws_secretsmanager_secret_version" "card_key" {
  secret_id        = aws_secretsmanager_secret.card_key.id
  secret_string_wo = var.card_key

  # Sent when this number changes, that is, once: the key stays the same however often the stack is applied.
  secret_string_wo_version = 1
}
