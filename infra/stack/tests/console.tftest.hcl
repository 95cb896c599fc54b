# Where people work on cases: who comes in, what their acts may touch, and that there is none of it by default.

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
      length(module.console) == 0 && output.console == null && length(local.deployed_functions) == 10 &&
      alltrue([for route in keys(local.routes) : !strcontains(route, "/console")]) &&
      !contains(keys(module.alert_notifier.function.environment[0].variables), "CASES_TABLE")
    )
    error_message = "A deployment without the console has a part of it."
  }
}

run "people_come_in_with_a_token_and_machines_with_a_key" {
  command = plan

  variables {
    console = { folder = "tests/console" }
  }

  assert {
    condition = alltrue([
      for name, route in module.route :
      (route.method.authorization == "COGNITO_USER_POOLS") == strcontains(name, "/console/") && route.method.api_key_required != strcontains(name, "/console/")
    ])
    error_message = "A route of the console takes a key, or a route of machines a token."
  }

  assert {
    condition = alltrue([
      for path, refusal in module.other_methods : refusal.published.api_key_required != startswith(path, "/console/")
    ])
    error_message = "Another method than a path has is answered to others than use the path."
  }

  assert {
    condition = toset([for route in keys(local.routes) : route if strcontains(route, "/console/")]) == toset([
      "GET /console/audit",
      "GET /console/cases",
      "GET /console/cases/{case_id}",
      "GET /console/dead-letters",
      "GET /console/documents",
      "GET /console/documents/{key_id}",
      "GET /console/me",
      "GET /console/models",
      "GET /console/operations",
      "GET /console/payments",
      "GET /console/payments/{key_id}",
      "GET /console/policy",
      "GET /console/policy-drafts",
      "GET /console/policy-drafts/{draft_id}",
      "GET /console/policy-language",
      "GET /console/policy-lists",
      "GET /console/policy-versions",
      "GET /console/policy-versions/{version_id}",
      "GET /console/replays/{key_id}",
      "GET /console/reports",
      "GET /console/surroundings/{key_id}",
      "POST /console/card-tokens",
      "GET /console/watchlist/clearances",
      "GET /console/watchlist/expiring-clearances",
      "GET /console/watchlist/search",
      "POST /console/watchlist/clearances",
      "POST /console/watchlist/revocations",
      "POST /console/assignments",
      "POST /console/closures",
      "POST /console/discards",
      "POST /console/document-downloads",
      "POST /console/document-handlings",
      "POST /console/escalations",
      "POST /console/labels",
      "POST /console/model-decisions",
      "POST /console/model-proposals",
      "POST /console/notes",
      "POST /console/redrives",
      "POST /console/rule-rearms",
      "POST /console/snoozes",
      "POST /console/policy-backtests",
      "POST /console/policy-checks",
      "POST /console/policy-decisions",
      "POST /console/policy-drafts",
      "POST /console/policy-suggestions",
    ])
    error_message = "The routes are those of crates/core/casework and docs/openapi.yaml."
  }

  assert {
    condition = (
      module.console[0].authorizer.type == "COGNITO_USER_POOLS" &&
      module.console[0].authorizer.provider_arns == toset([module.console[0].user_pool.arn])
    )
    error_message = "Tokens of another pool are taken."
  }
}

run "staff_are_added_by_an_administrator_and_have_a_second_factor" {
  command = plan

  variables {
    console = { folder = "tests/console" }
  }

  assert {
    condition = (
      module.console[0].user_pool.admin_create_user_config[0].allow_admin_create_user_only &&
      module.console[0].user_pool.mfa_configuration == "ON" &&
      module.console[0].user_pool.software_token_mfa_configuration[0].enabled &&
      module.console[0].user_pool.deletion_protection == "ACTIVE" &&
      module.console[0].user_pool.password_policy[0].minimum_length >= 12
    )
    error_message = "People may sign up, or sign in with a password alone."
  }

  assert {
    condition     = toset(keys(module.console[0].groups)) == toset(["admin", "analyst", "compliance", "operator"])
    error_message = "The groups are the roles of crates/core/casework."
  }

  assert {
    condition = (
      module.console[0].client.allowed_oauth_flows == toset(["code"]) && !module.console[0].client.generate_secret &&
      module.console[0].client.allowed_oauth_scopes == toset(["email", "openid"]) &&
      module.console[0].client.explicit_auth_flows == toset(["ALLOW_REFRESH_TOKEN_AUTH"]) &&
      module.console[0].client.callback_urls == toset(["https://mocked.cloudfront.net/"])
    )
    error_message = "The application signs people in another way than by code and PKCE, or its tokens may change a person."
  }
}

run "a_sanctions_match_has_a_service_level" {
  command = plan

  variables {
    console = { folder = "tests/console", sanctions_hours = 8 }
  }

  assert {
    condition     = module.console[0].functions["console-read"].function.environment[0].variables["SANCTIONS_HOURS"] == "8"
    error_message = "The queue of sanctions matches knows another service level than was asked for."
  }
}

run "a_service_level_is_at_least_an_hour" {
  command = plan

  variables {
    console = { folder = "tests/console", sanctions_hours = 0.5 }
  }

  expect_failures = [var.console]
}

run "functions_may_do_what_they_call_and_no_more" {
  command = plan

  variables {
    console = { folder = "tests/console" }
  }

  assert {
    condition = output.granted_permissions["console-read"] == toset([
      "dynamodb:BatchGetItem arn:aws:dynamodb:eu-west-1:123456789012:table/cases-test",
      "dynamodb:BatchGetItem arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test",
      "dynamodb:BatchGetItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test",
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/cases-test",
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/rule-activity-test",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/audit-test",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/audit-test/index/by_subject",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/cases-test/index/by_age",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/cases-test/index/by_pile",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/cases-test/index/by_risk",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/payment-history-test",
      "s3:GetObject arn:aws:s3:::archive-test-123456789012/decisions/*",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/challenger.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/champion.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/models/*",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/promotions/*",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/reports/daily/*",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/reports/drift/*",
      "s3:GetObject arn:aws:s3:::non-pii-test-123456789012/findings/*",
      "s3:GetObject arn:aws:s3:::pii-test-123456789012/findings/*",
      "s3:GetObject arn:aws:s3:::quarantine-test-123456789012/findings/*",
      "s3:GetObject arn:aws:s3:::policies-test-123456789012/lists/*",
      "s3:GetObject arn:aws:s3:::policies-test-123456789012/policy.toml",
      "s3:GetObjectVersion arn:aws:s3:::policies-test-123456789012/lists/*",
      "s3:GetObjectVersion arn:aws:s3:::policies-test-123456789012/policy.toml",
      "s3:ListBucketVersions arn:aws:s3:::policies-test-123456789012",
      "s3:ListBucket arn:aws:s3:::archive-test-123456789012",
      "s3:ListBucket arn:aws:s3:::models-test-123456789012",
      "s3:ListBucket arn:aws:s3:::non-pii-test-123456789012",
      "s3:ListBucket arn:aws:s3:::pii-test-123456789012",
      "s3:ListBucket arn:aws:s3:::quarantine-test-123456789012",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/console-read-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/console-read-test:*",
    ])
    error_message = "console-read may now do: ${jsonencode(output.granted_permissions["console-read"])}"
  }

  assert {
    condition = output.granted_permissions["console-act"] == toset([
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/cases-test",
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/rule-activity-test",
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test",
      "s3:DeleteObjectVersion arn:aws:s3:::non-pii-test-123456789012/*",
      "s3:DeleteObjectVersion arn:aws:s3:::pii-test-123456789012/*",
      "s3:DeleteObjectVersion arn:aws:s3:::quarantine-test-123456789012/*",
      "s3:GetObject arn:aws:s3:::non-pii-test-123456789012/*",
      "s3:GetObject arn:aws:s3:::pii-test-123456789012/*",
      "s3:GetObject arn:aws:s3:::quarantine-test-123456789012/*",
      "s3:GetObjectVersion arn:aws:s3:::non-pii-test-123456789012/*",
      "s3:GetObjectVersion arn:aws:s3:::pii-test-123456789012/*",
      "s3:GetObjectVersion arn:aws:s3:::quarantine-test-123456789012/*",
      "s3:DeleteObject arn:aws:s3:::models-test-123456789012/challenger.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/challenger.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/champion.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/models/*",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/promotions/*",
      "s3:PutObject arn:aws:s3:::models-test-123456789012/champion.tgm",
      "s3:PutObject arn:aws:s3:::models-test-123456789012/promotions/*",
      "s3:ListBucket arn:aws:s3:::models-test-123456789012",
      "s3:ListBucket arn:aws:s3:::non-pii-test-123456789012",
      "s3:ListBucket arn:aws:s3:::pii-test-123456789012",
      "s3:ListBucket arn:aws:s3:::quarantine-test-123456789012",
      "s3:PutObject arn:aws:s3:::non-pii-test-123456789012/documents/*",
      "s3:PutObject arn:aws:s3:::non-pii-test-123456789012/findings/*",
      "s3:PutObject arn:aws:s3:::pii-test-123456789012/documents/*",
      "s3:PutObject arn:aws:s3:::pii-test-123456789012/findings/*",
      "s3:PutObjectTagging arn:aws:s3:::non-pii-test-123456789012/documents/*",
      "s3:PutObjectTagging arn:aws:s3:::non-pii-test-123456789012/findings/*",
      "s3:PutObjectTagging arn:aws:s3:::pii-test-123456789012/documents/*",
      "s3:PutObjectTagging arn:aws:s3:::pii-test-123456789012/findings/*",
      "s3:GetObject arn:aws:s3:::policies-test-123456789012/lists/*",
      "s3:GetObject arn:aws:s3:::policies-test-123456789012/policy.toml",
      "s3:PutObject arn:aws:s3:::policies-test-123456789012/lists/*",
      "s3:PutObject arn:aws:s3:::policies-test-123456789012/policy.toml",
      "sns:Publish arn:aws:sns:eu-west-1:123456789012:models-test",
      "sns:Publish arn:aws:sns:eu-west-1:123456789012:operations-test",
      "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/audit-test",
      "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/cases-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/payment-history-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/rule-activity-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/console-act-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/console-act-test:*",
    ])
    error_message = "console-act may now do: ${jsonencode(output.granted_permissions["console-act"])}"
  }

  assert {
    condition = output.granted_permissions["console-operate"] == toset([
      "cloudwatch:DescribeAlarms *",
      "cloudwatch:GetMetricData *",
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/audit-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "lambda:InvokeFunction arn:aws:lambda:eu-west-1:123456789012:function:decision-archiver-test",
      "lambda:InvokeFunction arn:aws:lambda:eu-west-1:123456789012:function:fraud-scorer-test",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/console-operate-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/console-operate-test:*",
      "sqs:ChangeMessageVisibility arn:aws:sqs:eu-west-1:123456789012:alerts-dlq-test",
      "sqs:ChangeMessageVisibility arn:aws:sqs:eu-west-1:123456789012:archiver-failures-test",
      "sqs:ChangeMessageVisibility arn:aws:sqs:eu-west-1:123456789012:document-uploads-dlq-test",
      "sqs:ChangeMessageVisibility arn:aws:sqs:eu-west-1:123456789012:scorer-failures-test",
      "sqs:DeleteMessage arn:aws:sqs:eu-west-1:123456789012:alerts-dlq-test",
      "sqs:DeleteMessage arn:aws:sqs:eu-west-1:123456789012:archiver-failures-test",
      "sqs:DeleteMessage arn:aws:sqs:eu-west-1:123456789012:document-uploads-dlq-test",
      "sqs:DeleteMessage arn:aws:sqs:eu-west-1:123456789012:scorer-failures-test",
      "sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:alerts-dlq-test",
      "sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:alerts-test",
      "sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:alerts-waiting-test",
      "sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:archiver-failures-test",
      "sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:document-uploads-dlq-test",
      "sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:document-uploads-test",
      "sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:scorer-failures-test",
      "sqs:ReceiveMessage arn:aws:sqs:eu-west-1:123456789012:alerts-dlq-test",
      "sqs:ReceiveMessage arn:aws:sqs:eu-west-1:123456789012:archiver-failures-test",
      "sqs:ReceiveMessage arn:aws:sqs:eu-west-1:123456789012:document-uploads-dlq-test",
      "sqs:ReceiveMessage arn:aws:sqs:eu-west-1:123456789012:scorer-failures-test",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:alerts-test",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:document-uploads-test",
    ])
    error_message = "console-operate may now do: ${jsonencode(output.granted_permissions["console-operate"])}"
  }

  assert {
    condition = toset([
      for pair in output.granted_permissions["alert-notifier"] : split(" ", pair)[0] if endswith(pair, "table/cases-test")
    ]) == toset(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem"])
    error_message = "The notifier makes cases of alerts, and does no more with them."
  }

  assert {
    condition = contains(
      output.granted_permissions["watchlist-search"],
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/watchlist-clearances-test/index/by_end",
    )
    error_message = "Nobody can be told which clearances end soon."
  }

  assert {
    condition = contains(
      output.granted_permissions["risk-rollup"],
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/audit-test",
    )
    error_message = "Nobody counts how long cases were open."
  }

  assert {
    # What may be put may not be changed: the condition of each put is in crates/adapters/aws-io.
    condition = toset(flatten([
      for name, granted in output.granted_permissions : [
        for pair in granted : "${name} ${split(" ", pair)[0]}" if strcontains(pair, "table/audit-test") && !strcontains(pair, "dynamodb:Query")
      ]
    ])) == toset(["console-act dynamodb:PutItem", "console-operate dynamodb:PutItem", "watchlist-search dynamodb:PutItem"])
    error_message = "Some function may change or delete entries of the audit trail."
  }
}

run "cases_and_trail_are_kept" {
  command = plan

  variables {
    console = { folder = "tests/console" }
    backup  = { days = 35 }
  }

  assert {
    condition = alltrue([
      for table in values(module.console[0].tables) :
      table.point_in_time_recovery[0].enabled && table.deletion_protection_enabled && table.server_side_encryption[0].kms_key_arn == aws_kms_key.data.arn
    ])
    error_message = "A table of the console can be lost."
  }

  assert {
    condition     = length(local.kept_tables) == 6
    error_message = "Cases and trail are not in the backup."
  }
}

run "browsers_are_told_what_they_may_do" {
  command = plan

  variables {
    console = { folder = "tests/console" }
  }

  assert {
    condition = alltrue([
      for directive in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] :
      contains(split("; ", module.console[0].response_headers.security_headers_config[0].content_security_policy[0].content_security_policy), directive)
    ])
    error_message = "The content security policy lets something else in."
  }

  assert {
    condition = (
      module.console[0].distribution.default_cache_behavior[0].viewer_protocol_policy == "redirect-to-https" &&
      module.console[0].distribution.ordered_cache_behavior[0].viewer_protocol_policy == "https-only" &&
      module.console[0].distribution.ordered_cache_behavior[0].path_pattern == "/console/*"
    )
    error_message = "The console is served without TLS, or under another path than the API's."
  }

  assert {
    condition = anytrue([
      for statement in jsondecode(module.console[0].files.policy.policy).Statement :
      statement.Effect == "Allow" && statement.Principal == { Service = "cloudfront.amazonaws.com" } && statement.Action == ["s3:GetObject"] &&
      statement.Condition == { ArnLike = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/*" } }
    ])
    error_message = "Others than this account's distributions may read the files, or they may not."
  }
}

run "a_folder_without_the_application_is_refused" {
  command = plan

  variables {
    console = { folder = "tests/packages" }
  }

  expect_failures = [var.console]
}

run "an_api_that_is_not_in_the_internet_has_no_console" {
  command = plan

  variables {
    console          = { folder = "tests/console" }
    allowed_networks = ["203.0.113.0/24"]
  }

  expect_failures = [var.console]
}
