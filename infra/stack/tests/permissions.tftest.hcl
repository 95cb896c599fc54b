# Who may do what: exactly what the functions call, on exactly what they call it on.

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

run "inventory" {
  command = plan

  module {
    source = "./tests/inventory"
  }

  assert {
    condition     = output.constructs["lambda-function"] == 15
    error_message = "The tests below, in stream_intake.tftest.hcl, in webhooks.tftest.hcl, in postgresql.tftest.hcl, in kafka_topic.tftest.hcl and in traffic.tftest.hcl know fifteen functions. Add the new one to them and to local.deployed_functions."
  }

  assert {
    condition     = length(setintersection(output.resource_types, ["aws_iam_policy", "aws_iam_user", "aws_iam_group"])) == 0
    error_message = "Permissions are given by the constructs alone, where they are tested."
  }

  assert {
    condition     = output.constructs["delivery-stream"] == 2 && output.constructs["schedule"] == 5
    error_message = "The tests here, in model_life.tftest.hcl and in traffic.tftest.hcl know two delivery streams and five schedules. Add the new one to them."
  }

  assert {
    condition     = length([for type in output.stack_resources : type if startswith(type, "aws_iam_role_policy")]) == 1
    error_message = "The one policy that the stack attaches itself is AWS's own for the logs of API Gateway."
  }
}

run "functions_may_do_what_they_call_and_no_more" {
  command = plan

  assert {
    condition = output.granted_permissions["api-handler"] == toset([
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/rule-activity-test",
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test",
      "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/payment-history-test",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/watchlist-clearances-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/payment-history-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/rule-activity-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "ec2:AssignPrivateIpAddresses *",
      "ec2:CreateNetworkInterface *",
      "ec2:DeleteNetworkInterface *",
      "ec2:DescribeNetworkInterfaces *",
      "ec2:DescribeSubnets *",
      "ec2:UnassignPrivateIpAddresses *",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/api-handler-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/api-handler-test:*",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/challenger.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/champion.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/merchant-risk.tgr",
      "s3:GetObject arn:aws:s3:::policies-test-123456789012/lists/*",
      "s3:GetObject arn:aws:s3:::policies-test-123456789012/policy.toml",
      "s3:GetObject arn:aws:s3:::watchlist-test-123456789012/watchlist.idx",
      "s3:GetObjectVersion arn:aws:s3:::watchlist-test-123456789012/watchlist.idx",
      "s3:GetObjectVersion arn:aws:s3:::models-test-123456789012/challenger.tgm",
      "s3:GetObjectVersion arn:aws:s3:::models-test-123456789012/champion.tgm",
      "s3:GetObjectVersion arn:aws:s3:::models-test-123456789012/merchant-risk.tgr",
      "s3:GetObjectVersion arn:aws:s3:::policies-test-123456789012/lists/*",
      "s3:GetObjectVersion arn:aws:s3:::policies-test-123456789012/policy.toml",
      "s3:ListBucketVersions arn:aws:s3:::models-test-123456789012",
      "s3:ListBucketVersions arn:aws:s3:::policies-test-123456789012",
      "s3:ListBucketVersions arn:aws:s3:::watchlist-test-123456789012",
      "s3:PutObject arn:aws:s3:::documents-test-123456789012/uploads/*",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:card-key-test-mocked",
    ])
    error_message = "api-handler may now do: ${jsonencode(output.granted_permissions["api-handler"])}"
  }

  assert {
    condition = output.granted_permissions["fraud-scorer"] == toset([
      "dynamodb:DescribeStream arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test/stream/2026-01-01T00:00:00.000",
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/rule-activity-test",
      "dynamodb:GetRecords arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test/stream/2026-01-01T00:00:00.000",
      "dynamodb:GetShardIterator arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test/stream/2026-01-01T00:00:00.000",
      "dynamodb:ListStreams arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test/stream/2026-01-01T00:00:00.000",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/payment-history-test",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/watchlist-clearances-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/payment-history-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/rule-activity-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "ec2:AssignPrivateIpAddresses *",
      "ec2:CreateNetworkInterface *",
      "ec2:DeleteNetworkInterface *",
      "ec2:DescribeNetworkInterfaces *",
      "ec2:DescribeSubnets *",
      "ec2:UnassignPrivateIpAddresses *",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/fraud-scorer-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/fraud-scorer-test:*",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/challenger.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/champion.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/merchant-risk.tgr",
      "s3:GetObject arn:aws:s3:::policies-test-123456789012/lists/*",
      "s3:GetObject arn:aws:s3:::policies-test-123456789012/policy.toml",
      "s3:GetObject arn:aws:s3:::watchlist-test-123456789012/watchlist.idx",
      "s3:GetObjectVersion arn:aws:s3:::watchlist-test-123456789012/watchlist.idx",
      "s3:GetObjectVersion arn:aws:s3:::models-test-123456789012/challenger.tgm",
      "s3:GetObjectVersion arn:aws:s3:::models-test-123456789012/champion.tgm",
      "s3:GetObjectVersion arn:aws:s3:::models-test-123456789012/merchant-risk.tgr",
      "s3:GetObjectVersion arn:aws:s3:::policies-test-123456789012/lists/*",
      "s3:GetObjectVersion arn:aws:s3:::policies-test-123456789012/policy.toml",
      "s3:ListBucketVersions arn:aws:s3:::models-test-123456789012",
      "s3:ListBucketVersions arn:aws:s3:::policies-test-123456789012",
      "s3:ListBucketVersions arn:aws:s3:::watchlist-test-123456789012",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:alerts-test",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:scorer-failures-test",
    ])
    error_message = "fraud-scorer may now do: ${jsonencode(output.granted_permissions["fraud-scorer"])}"
  }

  assert {
    condition = output.granted_permissions["alert-notifier"] == toset([
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/alert-ledger-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/alert-notifier-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/alert-notifier-test:*",
      "sns:GetTopicAttributes arn:aws:sns:eu-west-1:123456789012:alerts-test",
      "sns:GetTopicAttributes arn:aws:sns:eu-west-1:123456789012:models-test",
      "sns:GetTopicAttributes arn:aws:sns:eu-west-1:123456789012:operations-test",
      "sns:Publish arn:aws:sns:eu-west-1:123456789012:alerts-test",
      "sqs:DeleteMessage arn:aws:sqs:eu-west-1:123456789012:alerts-test",
      "sqs:DeleteMessage arn:aws:sqs:eu-west-1:123456789012:alerts-waiting-test",
      "sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:alerts-test",
      "sqs:ReceiveMessage arn:aws:sqs:eu-west-1:123456789012:alerts-test",
      "sqs:ReceiveMessage arn:aws:sqs:eu-west-1:123456789012:alerts-waiting-test",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:alerts-waiting-test",
    ])
    error_message = "alert-notifier may now do: ${jsonencode(output.granted_permissions["alert-notifier"])}"
  }

  assert {
    condition = output.granted_permissions["document-classifier"] == toset([
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/alert-ledger-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/document-classifier-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/document-classifier-test:*",
      "s3:DeleteObjectVersion arn:aws:s3:::documents-test-123456789012/*",
      "s3:GetObjectVersion arn:aws:s3:::documents-test-123456789012/*",
      "s3:ListBucket arn:aws:s3:::documents-test-123456789012",
      "s3:ListBucketVersions arn:aws:s3:::documents-test-123456789012",
      "s3:PutObject arn:aws:s3:::non-pii-test-123456789012/documents/*",
      "s3:PutObject arn:aws:s3:::non-pii-test-123456789012/findings/*",
      "s3:PutObject arn:aws:s3:::pii-test-123456789012/documents/*",
      "s3:PutObject arn:aws:s3:::pii-test-123456789012/findings/*",
      "s3:PutObject arn:aws:s3:::quarantine-test-123456789012/documents/*",
      "s3:PutObject arn:aws:s3:::quarantine-test-123456789012/findings/*",
      "s3:PutObjectTagging arn:aws:s3:::non-pii-test-123456789012/documents/*",
      "s3:PutObjectTagging arn:aws:s3:::pii-test-123456789012/documents/*",
      "s3:PutObjectTagging arn:aws:s3:::quarantine-test-123456789012/documents/*",
      "sns:Publish arn:aws:sns:eu-west-1:123456789012:alerts-test",
      "sqs:DeleteMessage arn:aws:sqs:eu-west-1:123456789012:document-uploads-test",
      "sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:document-uploads-test",
      "sqs:ReceiveMessage arn:aws:sqs:eu-west-1:123456789012:document-uploads-test",
    ])
    error_message = "document-classifier may now do: ${jsonencode(output.granted_permissions["document-classifier"])}"
  }

  assert {
    condition = output.granted_permissions["status-checker"] == toset([
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/documents-test",
      "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/status-checker-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/status-checker-test:*",
    ])
    error_message = "status-checker may now do: ${jsonencode(output.granted_permissions["status-checker"])}"
  }

  assert {
    condition = output.granted_permissions["decision-archiver"] == toset([
      "dynamodb:DescribeStream arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test/stream/2026-01-01T00:00:00.000",
      "dynamodb:GetRecords arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test/stream/2026-01-01T00:00:00.000",
      "dynamodb:GetShardIterator arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test/stream/2026-01-01T00:00:00.000",
      "dynamodb:ListStreams arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test/stream/2026-01-01T00:00:00.000",
      "firehose:PutRecordBatch arn:aws:firehose:eu-west-1:123456789012:deliverystream/decisions-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/decision-archiver-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/decision-archiver-test:*",
      "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:archiver-failures-test",
    ])
    error_message = "decision-archiver may now do: ${jsonencode(output.granted_permissions["decision-archiver"])}"
  }

  assert {
    condition = output.granted_permissions["risk-rollup"] == toset([
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/risk-rollup-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/risk-rollup-test:*",
      "s3:GetObject arn:aws:s3:::archive-test-123456789012/decisions/*",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/merchant-risk.tgr",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/merchant-risk/days/*",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/reports/daily/*",
      "s3:ListBucket arn:aws:s3:::archive-test-123456789012",
      "s3:PutObject arn:aws:s3:::models-test-123456789012/merchant-risk.tgr",
      "s3:PutObject arn:aws:s3:::models-test-123456789012/merchant-risk/days/*",
      "s3:PutObject arn:aws:s3:::models-test-123456789012/reports/daily/*",
    ])
    error_message = "risk-rollup may now do: ${jsonencode(output.granted_permissions["risk-rollup"])}"
  }

  assert {
    condition = output.granted_permissions["watchlist-search"] == toset([
      "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/watchlist-clearances-test",
      "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/watchlist-clearances-test",
      "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/watchlist-clearances-test",
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/watchlist-search-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/watchlist-search-test:*",
      "s3:GetObject arn:aws:s3:::watchlist-test-123456789012/watchlist.idx",
      "s3:GetObjectVersion arn:aws:s3:::watchlist-test-123456789012/watchlist.idx",
      "s3:ListBucketVersions arn:aws:s3:::watchlist-test-123456789012",
    ])
    error_message = "watchlist-search may now do: ${jsonencode(output.granted_permissions["watchlist-search"])}"
  }

  assert {
    condition = output.granted_permissions["trainer"] == toset([
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/trainer-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/trainer-test:*",
      "s3:DeleteObject arn:aws:s3:::models-test-123456789012/challenger.tgm",
      "s3:GetObject arn:aws:s3:::archive-test-123456789012/decisions/*",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/challenger.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/champion.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/promotions/*",
      "s3:GetObject arn:aws:s3:::policies-test-123456789012/policy.toml",
      "s3:ListBucket arn:aws:s3:::archive-test-123456789012",
      "s3:ListBucket arn:aws:s3:::models-test-123456789012",
      "s3:PutObject arn:aws:s3:::models-test-123456789012/challenger.tgm",
      "s3:PutObject arn:aws:s3:::models-test-123456789012/champion.tgm",
      "s3:PutObject arn:aws:s3:::models-test-123456789012/models/*",
      "s3:PutObject arn:aws:s3:::models-test-123456789012/promotions/*",
      "s3:PutObject arn:aws:s3:::models-test-123456789012/reports/training/*",
      "sns:Publish arn:aws:sns:eu-west-1:123456789012:models-test",
    ])
    error_message = "trainer may now do: ${jsonencode(output.granted_permissions["trainer"])}"
  }

  assert {
    condition = output.granted_permissions["drift-monitor"] == toset([
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "lambda:InvokeFunction arn:aws:lambda:eu-west-1:123456789012:function:trainer-test",
      "logs:CreateLogStream arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/drift-monitor-test:*",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/drift-monitor-test:*",
      "s3:GetObject arn:aws:s3:::archive-test-123456789012/decisions/*",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/champion.tgm",
      "s3:GetObject arn:aws:s3:::models-test-123456789012/reports/drift/*",
      "s3:ListBucket arn:aws:s3:::archive-test-123456789012",
      "s3:ListBucket arn:aws:s3:::models-test-123456789012",
      "s3:PutObject arn:aws:s3:::models-test-123456789012/reports/drift/*",
      "sns:Publish arn:aws:sns:eu-west-1:123456789012:models-test",
    ])
    error_message = "drift-monitor may now do: ${jsonencode(output.granted_permissions["drift-monitor"])}"
  }

  assert {
    condition     = length(output.granted_permissions) == 10
    error_message = "Each of the ten functions is listed in local.deployed_functions."
  }

  assert {
    condition     = length(distinct([for deployed in local.deployed_functions : deployed.role.name])) == 10
    error_message = "Every function has a role of its own."
  }
}

run "the_delivery_stream_fills_the_archive_and_may_do_no_more" {
  command = plan

  assert {
    condition = module.decisions_stream.granted == toset([
      "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/data",
      "kms:GenerateDataKey arn:aws:kms:eu-west-1:123456789012:key/data",
      "logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/kinesisfirehose/decisions-test:log-stream:deliveries",
      "s3:AbortMultipartUpload arn:aws:s3:::archive-test-123456789012/*",
      "s3:GetBucketLocation arn:aws:s3:::archive-test-123456789012",
      "s3:ListBucket arn:aws:s3:::archive-test-123456789012",
      "s3:ListBucketMultipartUploads arn:aws:s3:::archive-test-123456789012",
      "s3:PutObject arn:aws:s3:::archive-test-123456789012/*",
    ])
    error_message = "The delivery stream may now do: ${jsonencode(module.decisions_stream.granted)}"
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(module.decisions_stream.role.assume_role_policy).Statement :
      statement.Principal == { Service = "firehose.amazonaws.com" } &&
      statement.Condition == { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    ])
    error_message = "Somebody else than this account's delivery stream may have its role."
  }
}

run "the_schedule_calls_its_function_and_may_do_no_more" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(module.risk_rollup_schedule.policy.policy).Statement : "${join(",", statement.Action)} ${join(",", statement.Resource)}"
    ] == ["lambda:InvokeFunction arn:aws:lambda:eu-west-1:123456789012:function:risk-rollup-test"]
    error_message = "The schedule may do something else than to call its function."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(module.risk_rollup_schedule.role.assume_role_policy).Statement :
      statement.Principal == { Service = "scheduler.amazonaws.com" } &&
      statement.Condition == { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    ])
    error_message = "Somebody else than this account's scheduler may have the role."
  }

  assert {
    condition = (
      module.risk_rollup_schedule.schedule.name == "risk-rollup-test" &&
      module.risk_rollup_schedule.schedule.target[0].arn == "arn:aws:lambda:eu-west-1:123456789012:function:risk-rollup-test" &&
      module.risk_rollup_schedule.schedule.schedule_expression == "cron(0 3 * * ? *)"
    )
    error_message = "Merchants are counted once a day, after the last rows of the day before have come."
  }
}

run "wildcards_stand_only_where_aws_offers_no_scope" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for granted in output.granted_permissions : [for pair in granted : !strcontains(split(" ", pair)[0], "*")]
    ]))
    error_message = "An action of a function's role holds a wildcard."
  }

  assert {
    condition = alltrue(flatten([
      for granted in output.granted_permissions : [
        for pair in granted : anytrue([
          !strcontains(pair, "*"),
          # X-Ray has no resources.
          startswith(pair, "xray:Put") && endswith(pair, " *"),
          # The streams of a function's own log group, whose names Lambda chooses.
          can(regex("^logs:(CreateLogStream|PutLogEvents) arn:aws:logs:[^*]+:log-group:/aws/lambda/[^*]+:[*]$", pair)),
          # Analysts name their lists as they like.
          can(regex("^s3:GetObject(Version)? arn:aws:s3:::policies-test-123456789012/lists/[*]$", pair)),
          # Documents have any name, below a folder where it is ours to choose.
          can(regex("^s3:(Put|Get|Delete)Object[A-Za-z]* arn:aws:s3:::(documents|pii|non-pii|quarantine)-test-123456789012/([a-z]+/)?[*]$", pair)),
          # Models, reports and the log of promotions are named by version and time.
          can(regex("^s3:(Put|Get)Object arn:aws:s3:::models-test-123456789012/(models|promotions|reports/[a-z]+)/[*]$", pair)),
          # Rows, and what is counted of them, lie in a folder by the day.
          can(regex("^s3:GetObject arn:aws:s3:::archive-test-123456789012/decisions/[*]$", pair)),
          can(regex("^s3:(Get|Put)Object arn:aws:s3:::models-test-123456789012/merchant-risk/days/[*]$", pair)),
          # CloudWatch knows alarms by how their names begin, and has no resource for metrics.
          contains(["cloudwatch:DescribeAlarms *", "cloudwatch:GetMetricData *"], pair),
          # A text or a picture is no resource.
          contains(["comprehend:DetectPiiEntities *", "textract:DetectDocumentText *"], pair),
          # Network interfaces that do not exist yet.
          startswith(pair, "ec2:") && endswith(pair, " *"),
        ])
      ]
    ]))
    error_message = "A resource of a function's role is wider than it has to be."
  }

  assert {
    condition = alltrue([
      for name, deployed in local.deployed_functions :
      length([for pair in deployed.granted : pair if startswith(pair, "ec2:")]) == (contains(["api-handler", "fraud-scorer"], name) ? 6 : 0)
    ])
    error_message = "Only the scorer runs in the VPC, so that only its role handles network interfaces."
  }

  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(aws_kms_key.data.policy).Statement : [
        for action in statement.Action : !strcontains(action, "*")
      ]
    ]))
    error_message = "An action of the key policy holds a wildcard."
  }
}

run "code_in_the_vpc_cannot_touch_network_interfaces" {
  command = plan

  assert {
    condition = anytrue([
      for statement in jsondecode(module.fraud_scorer.policies[1].policy).Statement :
      statement.Effect == "Deny" && contains(statement.Action, "ec2:CreateNetworkInterface") && try(
        statement.Condition.ArnEquals["lambda:SourceFunctionArn"] == ["arn:aws:lambda:eu-west-1:123456789012:function:fraud-scorer-test"],
        false,
      )
    ])
    error_message = "The permission to handle network interfaces is Lambda's, and is taken back for the scorer's own code."
  }
}

run "the_gateway_may_invoke_its_routes_and_no_more" {
  command = plan

  assert {
    condition = {
      for route, made in module.route : route => "${made.permission.function_name} ${made.permission.source_arn}"
      } == {
      "GET /documents/{key_id}"           = "status-checker-test arn:aws:execute-api:eu-west-1:123456789012:mocked/test/GET/documents/*"
      "GET /transactions/{key_id}"        = "status-checker-test arn:aws:execute-api:eu-west-1:123456789012:mocked/test/GET/transactions/*"
      "GET /watchlist/clearances"         = "watchlist-search-test arn:aws:execute-api:eu-west-1:123456789012:mocked/test/GET/watchlist/clearances"
      "GET /watchlist/search"             = "watchlist-search-test arn:aws:execute-api:eu-west-1:123456789012:mocked/test/GET/watchlist/search"
      "POST /documents"                   = "api-handler-test arn:aws:execute-api:eu-west-1:123456789012:mocked/test/POST/documents"
      "POST /predict"                     = "api-handler-test arn:aws:execute-api:eu-west-1:123456789012:mocked/test/POST/predict"
      "POST /transactions"                = "api-handler-test arn:aws:execute-api:eu-west-1:123456789012:mocked/test/POST/transactions"
      "POST /transactions/{key_id}/label" = "api-handler-test arn:aws:execute-api:eu-west-1:123456789012:mocked/test/POST/transactions/*/label"
      "POST /watchlist/clearances"        = "watchlist-search-test arn:aws:execute-api:eu-west-1:123456789012:mocked/test/POST/watchlist/clearances"
      "POST /watchlist/revocations"       = "watchlist-search-test arn:aws:execute-api:eu-west-1:123456789012:mocked/test/POST/watchlist/revocations"
    }
    error_message = "A function may be invoked by something else than its routes."
  }

  assert {
    condition     = length(distinct([for made in module.route : made.permission.statement_id])) == length(module.route)
    error_message = "Permissions of one function that share a name would replace each other."
  }
}

run "alarms_may_publish_to_the_operators_and_only_they" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(module.operations_topic.policy.policy).Statement : statement.Principal if statement.Effect == "Allow"
    ] == [{ Service = "cloudwatch.amazonaws.com" }]
    error_message = "The operations topic lets CloudWatch publish, and nobody else by its policy."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(module.operations_topic.policy.policy).Statement :
      statement.Condition.StringEquals["aws:SourceAccount"] == "123456789012" &&
      statement.Condition.ArnLike["aws:SourceArn"] == "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*" if statement.Effect == "Allow"
    ])
    error_message = "Only alarms of this account may publish."
  }

  assert {
    condition     = length([for statement in jsondecode(module.alerts_topic.policy.policy).Statement : 1 if statement.Effect == "Allow"]) == 0
    error_message = "The alerts topic is published to by the notifier's role alone."
  }
}
