# What rests is encrypted under our own key, what moves moves over TLS, and nothing is kept longer than it should be.

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
    condition     = output.constructs["table"] == 7 && !contains(output.stack_resources, "aws_dynamodb_table")
    error_message = "The tests below know seven tables, one of them for upgrades only, all made by the construct. Add the new one to them."
  }

  assert {
    condition     = output.constructs["topic"] == 3 && !contains(output.stack_resources, "aws_sns_topic")
    error_message = "The tests below know three topics, all made by the construct. Add the new one to them."
  }

  assert {
    condition     = length([for type in output.stack_resources : type if type == "aws_cloudwatch_log_group"]) == 1
    error_message = "The tests below know one log group besides those of the functions. Add the new one to them."
  }

  assert {
    condition     = length([for type in output.stack_resources : type if startswith(type, "aws_secretsmanager_secret")]) == 8
    error_message = "The tests below, in webhooks.tftest.hcl and in traffic.tftest.hcl know four secrets. Add the new one to them."
  }

  assert {
    condition     = output.outlives_the_transactions == tolist(["aws_s3_object.default_policy", "aws_secretsmanager_secret_version.card_key"])
    error_message = "Destroying the stack takes the key or the policies of transactions that stay."
  }
}

run "everything_is_encrypted_under_the_one_key" {
  command = plan

  assert {
    condition     = aws_kms_key.data.enable_key_rotation
    error_message = "The key rotates."
  }

  assert {
    condition = alltrue([
      for table in [
        module.transactions.table, module.payment_history.table, module.alert_ledger.table, module.rule_activity.table,
        module.watchlist_clearances.table, module.document_records.table,
      ] :
      table.server_side_encryption[0].enabled && table.server_side_encryption[0].kms_key_arn == aws_kms_key.data.arn
    ])
    error_message = "A table is not encrypted under the key."
  }

  assert {
    condition = alltrue([
      for queue in [
        module.alerts_queue.queue, module.alerts_queue.dead_letter_queue, module.waiting_alerts.queue, module.scorer_failures.queue,
        module.archiver_failures.queue, module.document_uploads.queue, module.document_uploads.dead_letter_queue, module.key_danger.queue,
      ] :
      queue.kms_master_key_id == aws_kms_key.data.arn
    ])
    error_message = "A queue is not encrypted under the key."
  }

  assert {
    condition = alltrue([
      for topic in [module.alerts_topic.topic, module.models_topic.topic, module.operations_topic.topic] : topic.kms_master_key_id == aws_kms_key.data.arn
    ])
    error_message = "A topic is not encrypted under the key."
  }

  assert {
    condition = alltrue([
      for private in [module.access_log[0], module.policies, module.watchlist, module.archive, module.models] : alltrue(flatten([
        for rule in private.encryption.rule : [
          for default in rule.apply_server_side_encryption_by_default :
          default.sse_algorithm == "aws:kms" && default.kms_master_key_id == aws_kms_key.data.arn
        ]
      ])) && length(private.encryption.rule) == 1
    ])
    error_message = "A bucket is not encrypted under the key."
  }

  assert {
    condition = (
      alltrue([
        for delivery in [module.access_log_stream[0].stream, module.decisions_stream.stream] :
        delivery.server_side_encryption[0].key_arn == aws_kms_key.data.arn &&
        delivery.extended_s3_configuration[0].kms_key_arn == aws_kms_key.data.arn
      ])
    )
    error_message = "Rows on their way into the archive or the access log are not encrypted under the key."
  }

  assert {
    condition = alltrue([
      for group in concat([module.access_log_stream[0].log_group, module.decisions_stream.log_group], [for deployed in local.deployed_functions : deployed.log_group]) :
      group.kms_key_id == aws_kms_key.data.arn
    ])
    error_message = "A log group is not encrypted under the key."
  }

  assert {
    condition     = alltrue([for deployed in local.deployed_functions : deployed.function.kms_key_arn == aws_kms_key.data.arn])
    error_message = "The environment of a function is not encrypted under the key."
  }

  assert {
    condition     = aws_secretsmanager_secret.card_key.kms_key_id == aws_kms_key.data.arn
    error_message = "The card key is not encrypted under the key."
  }
}

run "the_services_may_use_the_key_for_us" {
  command = plan

  assert {
    condition = anytrue([
      for statement in jsondecode(aws_kms_key.data.policy).Statement :
      statement.Principal == { Service = "cloudwatch.amazonaws.com" } &&
      length(setsubtract(["kms:Decrypt", "kms:GenerateDataKey"], statement.Action)) == 0 && try(
        statement.Condition.StringEquals["aws:SourceAccount"] == "123456789012" &&
        statement.Condition.ArnLike["aws:SourceArn"] == "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*",
        false,
      )
    ])
    error_message = "Without Decrypt and GenerateDataKey an alarm cannot publish to the encrypted topic; with them, only alarms of this account."
  }

  assert {
    condition = anytrue([
      for statement in jsondecode(aws_kms_key.data.policy).Statement : try(
        statement.Principal.Service == "logs.eu-west-1.amazonaws.com" &&
        toset(statement.Condition.ArnEquals["kms:EncryptionContext:aws:logs:arn"]) == toset(concat(
          [
            for name in ["apigateway/tollgate", "kinesisfirehose/access-log", "kinesisfirehose/decisions"] :
            "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/${name}-test"
          ],
          [for deployed in local.deployed_functions : deployed.log_group.arn],
        )),
        false,
      )
    ])
    error_message = "CloudWatch Logs may use the key for every one of our log groups and for no other."
  }

  assert {
    condition     = length([for statement in jsondecode(aws_kms_key.data.policy).Statement : 1 if statement.Principal == "*"]) == 0
    error_message = "Nobody outside the account may use the key."
  }
}

run "plain_http_is_refused" {
  command = plan

  assert {
    condition = alltrue([
      for queue in [
        { name = "alerts-test", policy = module.alerts_queue.queue.policy },
        { name = "alerts-dlq-test", policy = module.alerts_queue.dead_letter_queue.policy },
        { name = "alerts-waiting-test", policy = module.waiting_alerts.queue.policy },
        { name = "scorer-failures-test", policy = module.scorer_failures.queue.policy },
        { name = "key-danger-test", policy = module.key_danger.queue.policy },
        { name = "archiver-failures-test", policy = module.archiver_failures.queue.policy },
        { name = "document-uploads-test", policy = module.document_uploads.queue.policy },
        { name = "document-uploads-dlq-test", policy = module.document_uploads.dead_letter_queue.policy },
        ] : anytrue([
          for statement in jsondecode(queue.policy).Statement :
          statement.Effect == "Deny" && statement.Principal == "*" &&
          statement.Resource == "arn:aws:sqs:eu-west-1:123456789012:${queue.name}" &&
          statement.Condition == { Bool = { "aws:SecureTransport" = "false" } } &&
          statement.Action == ["sqs:*"]
      ])
    ])
    error_message = "A queue takes requests over plain HTTP."
  }

  assert {
    condition = alltrue(flatten([
      for queue in [
        module.alerts_queue.queue, module.alerts_queue.dead_letter_queue, module.waiting_alerts.queue, module.scorer_failures.queue,
        module.archiver_failures.queue, module.document_uploads.queue, module.document_uploads.dead_letter_queue, module.key_danger.queue,
      ] : [for statement in jsondecode(queue.policy).Statement : length(flatten([statement.Action])) <= 7]
    ]))
    error_message = "SQS takes seven actions in a statement at most: the queue could not be created."
  }

  assert {
    condition = alltrue([
      for topic in [module.alerts_topic, module.models_topic, module.operations_topic] : anytrue([
        for statement in jsondecode(topic.policy.policy).Statement :
        statement.Effect == "Deny" && statement.Principal == "*" && statement.Action == ["sns:Publish"] &&
        statement.Resource == topic.topic.arn && statement.Condition == { Bool = { "aws:SecureTransport" = "false" } }
      ])
    ])
    error_message = "A topic takes messages over plain HTTP."
  }

  assert {
    condition = alltrue([
      for private in [module.access_log[0], module.policies, module.watchlist, module.archive, module.models] : anytrue([
        for statement in jsondecode(private.policy.policy).Statement :
        statement.Effect == "Deny" && statement.Principal == "*" && statement.Action == ["s3:*"] &&
        toset(statement.Resource) == toset([private.bucket.arn, "${private.bucket.arn}/*"]) &&
        statement.Condition == { Bool = { "aws:SecureTransport" = "false" } }
      ])
    ])
    error_message = "A bucket takes requests over plain HTTP."
  }
}

run "buckets_are_private_and_every_version_is_kept" {
  command = plan

  assert {
    condition = alltrue([
      for private in [module.access_log[0], module.policies, module.watchlist, module.archive, module.models] :
      private.public_access_block.block_public_acls && private.public_access_block.block_public_policy &&
      private.public_access_block.ignore_public_acls && private.public_access_block.restrict_public_buckets
    ])
    error_message = "A bucket can be opened to the public."
  }

  assert {
    condition = alltrue([
      for private in [module.access_log[0], module.policies, module.watchlist, module.archive, module.models] :
      length([for statement in jsondecode(private.policy.policy).Statement : 1 if statement.Effect == "Allow"]) == 0
    ])
    error_message = "A bucket's own policy lets nobody in."
  }

  assert {
    condition = alltrue([
      for private in [module.access_log[0], module.policies, module.watchlist, module.archive, module.models] :
      private.versioning.versioning_configuration[0].status == "Enabled"
    ])
    error_message = "A decision of long ago can be understood only with the policy, the watchlist and the model of that time."
  }

  assert {
    condition = alltrue(flatten([
      for private in [module.access_log[0], module.policies, module.watchlist, module.archive, module.models] : [
        for part in [private.versioning, private.encryption, private.public_access_block, private.policy] :
        part.bucket == private.bucket.id
      ]
    ]))
    error_message = "What protects a bucket belongs to another one."
  }
}

run "nothing_is_kept_for_ever" {
  command = plan

  assert {
    condition = alltrue([
      for group in concat([module.access_log_stream[0].log_group, module.decisions_stream.log_group], [for deployed in local.deployed_functions : deployed.log_group]) :
      group.retention_in_days == 7
    ]) && module.access_log[0].lifecycle.rule[0].expiration[0].days == 400
    error_message = "A log group keeps its lines longer or shorter than seven days, or the access log than 400."
  }

  assert {
    condition = alltrue([
      for table in [
        module.transactions.table, module.payment_history.table, module.alert_ledger.table, module.rule_activity.table,
        module.watchlist_clearances.table, module.document_records.table,
      ] :
      table.ttl[0].enabled && table.ttl[0].attribute_name == "expires_at"
    ])
    error_message = "The items of a table do not end by themselves."
  }

  assert {
    condition = (
      length(module.policies.lifecycle.rule[0].expiration) == 0 && length(module.policies.lifecycle.rule[0].noncurrent_version_expiration) == 0 &&
      module.archive.lifecycle.rule[0].expiration[0].days == 400 && module.archive.lifecycle.rule[0].noncurrent_version_expiration[0].noncurrent_days == 7
    )
    error_message = "The archive forgets after 400 days, versions included; policies stay as long as decisions name them."
  }

  assert {
    condition = alltrue([
      for private in [
        module.access_log[0], module.policies, module.watchlist, module.archive, module.models, module.documents, module.pii_documents,
        module.non_pii_documents, module.quarantined_documents,
      ] :
      private.lifecycle.rule[0].status == "Enabled" && private.lifecycle.rule[0].abort_incomplete_multipart_upload[0].days_after_initiation == 7
    ])
    error_message = "Uploads that nobody finished are kept and paid for."
  }

  assert {
    condition     = module.api_handler.function.environment[0].variables["RETENTION_DAYS"] == "180"
    error_message = "api-handler is told how long a transaction is kept: longer than chargebacks take."
  }
}

run "history_lies_by_party_and_time" {
  command = plan

  assert {
    condition = (
      module.payment_history.table.hash_key == "party" && module.payment_history.table.range_key == "at" &&
      module.payment_history.table.ttl[0].enabled && module.payment_history.table.billing_mode == "PAY_PER_REQUEST" &&
      !module.payment_history.table.stream_enabled && module.payment_history.table.point_in_time_recovery[0].enabled
    )
    error_message = "Each party's entries lie together, in the order of time, and end by themselves."
  }

  assert {
    condition     = length(module.transactions.table.global_secondary_index) == 0 && length(module.idempotency) == 0
    error_message = "A deployment that never had another version pays for its indexes and claims."
  }

  assert {
    condition     = module.transactions.table.point_in_time_recovery[0].enabled && module.transactions.table.billing_mode == "PAY_PER_REQUEST"
    error_message = "Transactions can be restored to any second, and cost nothing while there are none."
  }
}

run "an_upgrade_reads_what_versions_before_stored" {
  command = plan

  variables {
    reads_former_history = true
    vpc_enabled          = true
  }

  assert {
    condition = {
      for index in module.transactions.table.global_secondary_index : index.name => "${index.hash_key} ${index.range_key}"
      } == {
      by_card     = "card_token event_time_ms"
      by_customer = "customer_id event_time_ms"
      by_device   = "device_id event_time_ms"
      by_email    = "email_address event_time_ms"
      by_ip       = "ip_address event_time_ms"
      by_mailbox  = "mailbox event_time_ms"
      by_network  = "network event_time_ms"
    }
    error_message = "An index that an upgrade still reads is gone."
  }

  assert {
    condition = alltrue([
      for index in module.transactions.table.global_secondary_index :
      index.projection_type == "INCLUDE" && toset(index.non_key_attributes) == toset(["created_at_ms", "transaction"])
    ])
    error_message = "An index that holds something else is built anew, and is empty until then."
  }

  assert {
    condition = alltrue([
      for handler in [module.api_handler, module.fraud_scorer] :
      handler.function.environment[0].variables["FORMER_HISTORY_TABLE"] == "transactions-test"
    ])
    error_message = "Whoever decides does not look at what versions before stored."
  }

  assert {
    condition     = module.api_handler.function.environment[0].variables["FORMER_CLAIMS_TABLE"] == "idempotency-test"
    error_message = "A request that was sent to the version before and is sent again would be stored twice."
  }

  assert {
    condition     = !module.idempotency[0].table.deletion_protection_enabled
    error_message = "The claims could not be deleted when their day is over."
  }

  assert {
    condition = alltrue([
      for function in ["api-handler", "fraud-scorer"] : length(setsubtract(
        toset(concat(
          ["dynamodb:BatchGetItem arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test"],
          [
            for index in ["card", "customer", "device", "email", "ip", "mailbox", "network"] :
            "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/transactions-test/index/by_${index}"
          ],
        )),
        output.granted_permissions[function],
      )) == 0
    ])
    error_message = "Whoever decides may not read what versions before stored."
  }
}

run "the_card_key_is_not_in_the_state" {
  command = plan

  assert {
    condition     = aws_secretsmanager_secret_version.card_key.secret_string == null
    error_message = "The card key is handed over by a write-only argument, which Terraform keeps nowhere."
  }

  assert {
    condition     = aws_secretsmanager_secret_version.card_key.secret_string_wo_version == 1
    error_message = "Another number would replace the card key, and no card would be recognised any more."
  }
}

run "data_outlives_a_mistake" {
  command = plan

  assert {
    condition = alltrue([
      for table in [
        module.transactions.table, module.payment_history.table, module.alert_ledger.table, module.rule_activity.table,
        module.watchlist_clearances.table, module.document_records.table,
      ] : table.deletion_protection_enabled
    ])
    error_message = "A table can be deleted, with all that is in it."
  }

  assert {
    condition = alltrue([
      for private in [
        module.access_log[0], module.policies, module.watchlist, module.archive, module.models, module.documents, module.pii_documents,
        module.non_pii_documents, module.quarantined_documents,
      ] : !private.bucket.force_destroy
    ])
    error_message = "A bucket would be emptied to be deleted."
  }

  assert {
    condition     = aws_kms_key.data.deletion_window_in_days == 30 && aws_secretsmanager_secret.card_key.recovery_window_in_days == 30
    error_message = "The key of all data and the key of the card tokens can be saved for 30 days."
  }
}

run "the_stack_can_be_destroyed" {
  command = plan

  variables {
    keeps_data = false
  }

  assert {
    condition = alltrue([
      for table in [
        module.transactions.table, module.payment_history.table, module.alert_ledger.table, module.rule_activity.table,
        module.watchlist_clearances.table, module.document_records.table,
      ] : !table.deletion_protection_enabled
    ])
    error_message = "A table is protected against deletion."
  }

  assert {
    condition = alltrue([
      for private in [
        module.access_log[0], module.policies, module.watchlist, module.archive, module.models, module.documents, module.pii_documents,
        module.non_pii_documents, module.quarantined_documents,
      ] : private.bucket.force_destroy
    ])
    error_message = "A bucket with something in it would stay behind."
  }

  assert {
    condition     = aws_kms_key.data.deletion_window_in_days == 7 && aws_secretsmanager_secret.card_key.recovery_window_in_days == 0
    error_message = "A secret that waits for its deletion blocks its name for the next stack."
  }

  assert {
    condition     = alltrue([for account in aws_api_gateway_account.this : account.reset_on_delete])
    error_message = "Destroying the stack leaves API Gateway with a role that is gone."
  }

  assert {
    condition     = alltrue([for deployed in local.deployed_functions : deployed.log_group.skip_destroy != true])
    error_message = "A log group would stay behind."
  }
}
