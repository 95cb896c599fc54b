# Who may come in: whoever has a mailbox. And the API's check of their tokens.

data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  on_aws = var.emulator_url == null
  region = data.aws_region.current.name

  user_pool_host = "cognito-idp.${local.region}.${data.aws_partition.current.dns_suffix}"
  issuer         = "https://${local.user_pool_host}/${aws_cognito_user_pool.customers.id}"

  # The portal's own forms call the user pool.
  user_pool_url = local.on_aws ? "https://${local.user_pool_host}" : var.emulator_url
  uploads_url   = local.on_aws ? "https://${var.documents_bucket.host}" : var.emulator_url
}

resource "aws_cognito_user_pool" "customers" {
  name                = "customers-${var.environment}"
  mfa_configuration   = "OFF"
  deletion_protection = var.keeps_data ? "ACTIVE" : "INACTIVE"

  # An address is an alias of a user name that nobody chooses, and only once it is confirmed. So a sign-up says of no address whether it
  # has an account, and nobody can take an address by naming it first.
  alias_attributes         = ["email"]
  auto_verified_attributes = ["email"]

  username_configuration {
    case_sensitive = false
  }

  # Long, and of whatever people can remember.
  password_policy {
    minimum_length                   = 12
    require_lowercase                = false
    require_uppercase                = false
    require_numbers                  = false
    require_symbols                  = false
    temporary_password_validity_days = 1
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  # A new address counts when it is confirmed, not before.
  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  verification_message_template {
    default_email_option = "CONFIRM_WITH_CODE"
    email_subject        = "Your code"
    email_message        = "Your code is {####}. If you did not ask for one, do nothing: nobody gets in without it."
  }

  # Without an identity of your own in Amazon SES, Cognito sends 50 mails a day.
  email_configuration {
    email_sending_account = var.mail == null ? "COGNITO_DEFAULT" : "DEVELOPER"
    source_arn            = try(var.mail.identity_arn, null)
    from_email_address    = try(var.mail.from, null)
  }
}

# The application in the browser: it can keep no secret. It sends the password to the user pool alone, over TLS.
resource "aws_cognito_user_pool_client" "portal" {
  name         = "portal"
  user_pool_id = aws_cognito_user_pool.customers.id

  generate_secret               = false
  explicit_auth_flows           = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"]
  supported_identity_providers  = ["COGNITO"]
  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = true
  read_attributes               = ["email", "email_verified"]
  write_attributes              = ["email"]

  # An evening, of which a stolen token is good for a quarter of an hour at most.
  refresh_token_validity = 4
  id_token_validity      = 15
  access_token_validity  = 15

  token_validity_units {
    refresh_token = "hours"
    id_token      = "minutes"
    access_token  = "minutes"
  }
}

# It checks signature, time and issuer. The function checks the rest: which kind of token, for which client, of a confirmed address.
resource "aws_api_gateway_authorizer" "customers" {
  name            = "customers-${var.environment}"
  rest_api_id     = var.api.id
  type            = "COGNITO_USER_POOLS"
  provider_arns   = [aws_cognito_user_pool.customers.arn]
  identity_source = "method.request.header.Authorization"
}
