# An account per role for whoever tries the console, with a password of no value. The emulator asks nobody for a second factor
# who has set none up.

locals {
  console_password = "Local-password-of-no-value-1"
  console_staff = var.console_folder == null ? {} : {
    analyst    = "analyst"
    analyst2   = "analyst"
    compliance = "compliance"
    operator   = "operator"
    admin      = "admin"
  }
}

resource "aws_cognito_user" "staff" {
  for_each = local.console_staff

  user_pool_id   = module.stack.console.user_pool_id
  username       = "${each.key}@example.com"
  password       = local.console_password
  message_action = "SUPPRESS"

  attributes = {
    email          = "${each.key}@example.com"
    email_verified = "true"
  }
}

resource "aws_cognito_user_in_group" "staff" {
  for_each = local.console_staff

  user_pool_id = module.stack.console.user_pool_id
  group_name   = each.value
  username     = aws_cognito_user.staff[each.key].username
}
