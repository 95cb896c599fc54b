# The application, which speaks to its own address and to the sign-in.

module "application" {
  source = "../web-application"

  name         = "console"
  environment  = var.environment
  name_prefix  = var.name_prefix
  folder       = var.folder
  emulator_url = var.emulator_url
  api          = { host = var.api.host, path = var.api.path }
  speaks_to    = [local.sign_in_url]
  kms_key_arn  = var.kms_key_arn

  settings = {
    environment = var.environment
    issuer      = local.issuer
    client_id   = aws_cognito_user_pool_client.console.id
    sign_in_url = local.sign_in_url
  }
}
