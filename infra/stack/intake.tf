# POST /transactions: check, tokenise, store as Pending. POST /predict: the same, decided at once. POST of a label: what came
# of a payment.

module "api_handler" {
  source = "../modules/lambda-function"

  name                 = "api-handler"
  environment          = var.environment
  package              = "${var.packages_dir}/api-handler.zip"
  architecture         = var.architecture
  timeout_seconds      = local.functions["api-handler"].timeout_seconds
  reserved_concurrency = var.reserved_concurrency
  kms_key_arn          = aws_kms_key.data.arn
  log_retention_days   = var.log_retention_days

  environment_variables = merge(local.function_environment, local.decision_environment, {
    TRANSACTIONS_TABLE  = module.transactions.table.name
    IDEMPOTENCY_TABLE   = module.idempotency.table.name
    CARD_KEY_SECRET_ARN = aws_secretsmanager_secret.card_key.arn
    RETENTION_DAYS      = tostring(var.retention_days)
    HISTORY_BUDGET_MS   = tostring(var.history_budget_ms)
  })

  permissions = concat(local.decision_permissions, [
    {
      sid       = "StoreTransactionsAndLabels"
      actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
      resources = [module.transactions.table.arn]
    },
    {
      sid       = "RememberAnswers"
      actions   = ["dynamodb:PutItem"]
      resources = [module.idempotency.table.arn]
    },
    {
      sid       = "ReadCardKey"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [aws_secretsmanager_secret.card_key.arn]
    },
    {
      sid       = "ReadEncryptedTablesSecretAndPolicy"
      actions   = ["kms:Decrypt"]
      resources = [aws_kms_key.data.arn]
    },
  ])
}
