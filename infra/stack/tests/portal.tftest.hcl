# Where customers upload documents by themselves: who comes in, what is theirs, who erases, and that there is none of it by default.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  environment  = "test"
  packages_dir = "tests/packages"
  card_key     = "0123456789012345678901234567890123456789012345678901234567890123"
  zone_ids     = ["euw1-az1", "euw1-az2"]
}

run "there_is_none_by_default" {
  command = plan

  assert {
    condition = (
      length(module.portal) == 0 && output.portal == null && !contains(keys(local.deployed_functions), "portal") &&
      alltrue([for route in keys(local.routes) : !strcontains(route, "/portal")]) && !contains(keys(module.dead_letters_alarm), "document-erasures-dlq")
    )
    error_message = "A deployment without the portal has a part of it."
  }
}

run "customers_come_in_with_tokens_of_their_own_pool" {
  command = plan

  variables {
    portal  = { folder = "tests/portal" }
    console = { folder = "tests/console" }
  }

  assert {
    condition = toset([for route in keys(local.routes) : route if strcontains(route, "/portal/")]) == toset([
      "DELETE /portal/account",
      "DELETE /portal/documents/{key_id}",
      "GET /portal/account",
      "GET /portal/documents",
      "POST /portal/documents",
    ])
    error_message = "The routes are those of docs/openapi.yaml."
  }

  assert {
    condition = alltrue([
      for name, route in module.route :
      route.method.authorization == "COGNITO_USER_POOLS" && !route.method.api_key_required if strcontains(name, "/portal/")
    ])
    error_message = "A route of the portal takes a key, or nothing at all."
  }

  assert {
    condition = alltrue([
      for path, refusal in module.other_methods : !refusal.published.api_key_required if startswith(path, "/portal/")
    ])
    error_message = "Another method than a path has is answered to others than use the path."
  }

  assert {
    condition = (
      module.portal[0].authorizer.provider_arns == toset([module.portal[0].user_pool.arn]) &&
      module.portal[0].authorizer.name == "customers-test" && module.console[0].authorizer.name == "staff-test"
    )
    error_message = "The portal takes tokens of another pool, or shares the console's check."
  }

  assert {
    condition     = length(local.kept_tables) == 7
    error_message = "Whose a document is is not in the backup."
  }
}

run "people_sign_up_by_themselves_and_nobody_learns_who_did" {
  command = plan

  variables {
    portal = { folder = "tests/portal" }
  }

  assert {
    condition = (
      module.portal[0].user_pool.alias_attributes == toset(["email"]) && module.portal[0].user_pool.username_attributes == null &&
      module.portal[0].user_pool.auto_verified_attributes == toset(["email"]) &&
      module.portal[0].client.prevent_user_existence_errors == "ENABLED"
    )
    error_message = "A sign-up or a sign-in tells whether an address has an account."
  }

  assert {
    condition = (
      module.portal[0].user_pool.password_policy[0].minimum_length >= 12 && module.portal[0].user_pool.deletion_protection == "ACTIVE" &&
      module.portal[0].user_pool.user_attribute_update_settings[0].attributes_require_verification_before_update == toset(["email"])
    )
    error_message = "Passwords are short, an address counts before it is confirmed, or the pool can be lost."
  }

  assert {
    condition = (
      module.portal[0].client.explicit_auth_flows == toset(["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"]) &&
      !module.portal[0].client.generate_secret && module.portal[0].client.enable_token_revocation &&
      module.portal[0].client.id_token_validity == 15 && module.portal[0].client.write_attributes == toset(["email"])
    )
    error_message = "Tokens live longer, or a customer may write more than the address."
  }
}

run "functions_may_do_what_they_call_and_no_more" {
  command = plan

  variables {
    portal = { folder = "tests/portal" }
  }

  assert {
    condition = output.granted_permissions["portal"] == toset([
      "dynamodb:BatchGetItem arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test",
      "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/customers-test",
      "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/customers-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/customers-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/portal-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/portal-test:*",
      "s3:ListBucket arn:aws:s3:::documents-test-123456789012",
      "s3:PutObject arn:aws:s3:::documents-test-123456789012/uploads/*",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:document-erasures-test",
    ])
    error_message = "portal may now do: ${jsonencode(output.granted_permissions["portal"])}"
  }

  assert {
    condition = output.granted_permissions["document-eraser"] == toset([
      "cognito-idp:AdminDeleteUser arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_mocked",
      "dynamodb:DeleteItem arn:aws:dynamodb:eu-west-1:123456789012:table/customers-test",
      "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/customers-test",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/customers-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/customers-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/document-eraser-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/document-eraser-test:*",
      "s3:DeleteObjectVersion arn:aws:s3:::documents-test-123456789012/uploads/*",
      "s3:DeleteObjectVersion arn:aws:s3:::non-pii-test-123456789012/documents/*",
      "s3:DeleteObjectVersion arn:aws:s3:::non-pii-test-123456789012/findings/*",
      "s3:DeleteObjectVersion arn:aws:s3:::pii-test-123456789012/documents/*",
      "s3:DeleteObjectVersion arn:aws:s3:::pii-test-123456789012/findings/*",
      "s3:DeleteObjectVersion arn:aws:s3:::pii-test-123456789012/redacted/*",
      "s3:DeleteObjectVersion arn:aws:s3:::quarantine-test-123456789012/documents/*",
      "s3:DeleteObjectVersion arn:aws:s3:::quarantine-test-123456789012/findings/*",
      "s3:ListBucketVersions arn:aws:s3:::documents-test-123456789012",
      "s3:ListBucketVersions arn:aws:s3:::non-pii-test-123456789012",
      "s3:ListBucketVersions arn:aws:s3:::pii-test-123456789012",
      "s3:ListBucketVersions arn:aws:s3:::quarantine-test-123456789012",
      "sqs:DeleteMessage arn:aws:sqs:eu-west-1:123456789012:document-erasures-test",
      "sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:document-erasures-test",
      "sqs:ReceiveMessage arn:aws:sqs:eu-west-1:123456789012:document-erasures-test",
    ])
    error_message = "document-eraser may now do: ${jsonencode(output.granted_permissions["document-eraser"])}"
  }
}

run "an_erasure_is_retried_kept_and_rings" {
  command = plan

  variables {
    portal = { folder = "tests/portal" }
  }

  assert {
    condition = (
      jsondecode(module.portal[0].erasures.redrive_policy.redrive_policy).deadLetterTargetArn == "arn:aws:sqs:eu-west-1:123456789012:document-erasures-dlq-test" &&
      module.portal[0].erasures.queue.visibility_timeout_seconds >= 6 * local.functions["document-eraser"].timeout_seconds &&
      module.portal[0].mapping.function_response_types == toset(["ReportBatchItemFailures"]) &&
      contains(keys(module.dead_letters_alarm), "document-erasures-dlq") && contains(keys(module.errors_alarm), "document-eraser")
    )
    error_message = "What a customer deleted may be forgotten without anybody noticing."
  }

  assert {
    condition     = module.portal[0].functions["portal"].function.environment[0].variables["LAST_PASS_SECONDS"] == "900"
    error_message = "The last pass comes while somebody may still be classifying the document."
  }

  assert {
    condition = (
      module.portal[0].table.point_in_time_recovery[0].enabled && module.portal[0].table.deletion_protection_enabled &&
      module.portal[0].table.server_side_encryption[0].kms_key_arn == aws_kms_key.data.arn
    )
    error_message = "Whose a document is can be lost, and with it the way to erase it."
  }
}

run "browsers_are_told_what_they_may_do" {
  command = plan

  variables {
    portal = { folder = "tests/portal" }
  }

  assert {
    condition = alltrue([
      for directive in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"] :
      contains(split("; ", module.portal[0].response_headers.security_headers_config[0].content_security_policy[0].content_security_policy), directive)
    ])
    error_message = "The content security policy lets something else in."
  }

  assert {
    condition = (
      module.portal[0].distribution.default_cache_behavior[0].viewer_protocol_policy == "redirect-to-https" &&
      module.portal[0].distribution.ordered_cache_behavior[0].viewer_protocol_policy == "https-only" &&
      module.portal[0].distribution.ordered_cache_behavior[0].path_pattern == "/portal/*"
    )
    error_message = "The portal is served without TLS, or reaches other routes than its own."
  }

  assert {
    condition = (
      module.portal[0].uploads_cors.bucket == module.documents.bucket.id && alltrue([
        for rule in module.portal[0].uploads_cors.cors_rule :
        rule.allowed_methods == toset(["POST"]) && rule.allowed_origins == toset(["https://mocked.cloudfront.net"])
      ])
    )
    error_message = "Pages of other addresses may send documents, or read them."
  }
}

run "mail_comes_from_an_address_of_ones_own" {
  command = plan

  variables {
    portal = {
      folder = "tests/portal"
      mail   = { identity_arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com", from = "Bank <documents@example.com>" }
    }
  }

  assert {
    condition = (
      module.portal[0].user_pool.email_configuration[0].email_sending_account == "DEVELOPER" &&
      module.portal[0].user_pool.email_configuration[0].source_arn == "arn:aws:ses:eu-west-1:123456789012:identity/example.com"
    )
    error_message = "Codes are mailed by another account than the one that was named."
  }
}

run "a_folder_without_the_application_is_refused" {
  command = plan

  variables {
    portal = { folder = "tests/packages" }
  }

  expect_failures = [var.portal]
}

run "a_last_pass_that_comes_too_early_is_refused" {
  command = plan

  variables {
    portal = { folder = "tests/portal", last_pass_seconds = 899 }
  }

  expect_failures = [var.portal]
}

run "an_api_that_is_not_in_the_internet_has_no_portal" {
  command = plan

  variables {
    portal           = { folder = "tests/portal" }
    allowed_networks = ["203.0.113.0/24"]
  }

  expect_failures = [var.portal]
}
