# Who may come in: staff, whom an administrator adds, with a second factor; and the API's check of their tokens.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  region = data.aws_region.current.name

  issuer         = "https://cognito-idp.${local.region}.${data.aws_partition.current.dns_suffix}/${aws_cognito_user_pool.staff.id}"
  sign_in_domain = "${var.name_prefix}-${var.environment}-${data.aws_caller_identity.current.account_id}"
  sign_in_url    = var.emulator_url != null ? var.emulator_url : "https://${local.sign_in_domain}.auth.${local.region}.amazoncognito.com"

  # The roles of crates/core/casework, each with a group of its name.
  roles = {
    analyst    = "Works on alerts about payments"
    compliance = "Answers for sanctions matches"
    operator   = "Runs the deployment"
    admin      = "May do everything that the console offers"
  }
}

resource "aws_cognito_user_pool" "staff" {
  name                = "staff-${var.environment}"
  username_attributes = ["email"]
  mfa_configuration   = "ON"
  deletion_protection = var.keeps_data ? "ACTIVE" : "INACTIVE"

  auto_verified_attributes = ["email"]

  # A token that an authenticator shows; no codes by text message.
  software_token_mfa_configuration {
    enabled = true
  }

  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  # As long as PCI DSS 4.0, requirement 8.3.6, wants it.
  password_policy {
    minimum_length                   = 12
    require_lowercase                = true
    require_uppercase                = true
    require_numbers                  = true
    require_symbols                  = false
    temporary_password_validity_days = 3
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }
}

resource "aws_cognito_user_group" "role" {
  for_each = local.roles

  name         = each.key
  description  = each.value
  user_pool_id = aws_cognito_user_pool.staff.id
}

resource "aws_cognito_user_pool_domain" "staff" {
  domain       = local.sign_in_domain
  user_pool_id = aws_cognito_user_pool.staff.id
}

# The application in the browser: it can keep no secret, so it proves by PKCE that it began the sign-in. Its tokens have no
# scope by which a person could change their own address, which the audit trail knows them by.
resource "aws_cognito_user_pool_client" "console" {
  name         = "console"
  user_pool_id = aws_cognito_user_pool.staff.id

  generate_secret                      = false
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["email", "openid"]
  supported_identity_providers         = ["COGNITO"]
  callback_urls                        = ["${module.application.url}/"]
  logout_urls                          = ["${module.application.url}/"]
  explicit_auth_flows                  = ["ALLOW_REFRESH_TOKEN_AUTH"]
  prevent_user_existence_errors        = "ENABLED"
  enable_token_revocation              = true

  # A working day, of which a stolen token is good for an hour at most.
  refresh_token_validity = 10
  id_token_validity      = 60
  access_token_validity  = 60

  token_validity_units {
    refresh_token = "hours"
    id_token      = "minutes"
    access_token  = "minutes"
  }
}

# It checks signature, time and issuer. The functions check the rest: which kind of token, for which client, which groups.
resource "aws_api_gateway_authorizer" "staff" {
  name            = "staff-${var.environment}"
  rest_api_id     = var.api.id
  type            = "COGNITO_USER_POOLS"
  provider_arns   = [aws_cognito_user_pool.staff.arn]
  identity_source = "method.request.header.Authorization"
}
