# Whoever keeps the stack running hears of trouble, and sees it on one page.

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
    condition     = output.constructs["alarm"] == 19 && !contains(output.stack_resources, "aws_cloudwatch_metric_alarm")
    error_message = "The tests below know nineteen kinds of alarms, made by the construct. Add the new one to them."
  }
}

run "every_alarm_tells_the_operators" {
  command = plan

  assert {
    condition = alltrue([
      for alarm in concat(
        values(module.dead_letters_alarm), values(module.errors_alarm), values(module.throttles_alarm),
        values(module.duration_alarm), values(module.policy_alarm), values(module.iterator_age_alarm), values(module.undone_alarm),
        values(module.throttled_tables_alarm), module.silence_alarm, module.offset_lag_alarm, module.prediction_retention_alarm,
        [
          module.api_errors_alarm, module.delivery_alarm, module.throttled_delivery_alarm, module.history_alarm,
          module.waiting_alarm, module.alerts_age_alarm, module.api_latency_alarm, module.concurrency_alarm,
        ],
      ) : alarm.alarm.alarm_actions == toset([module.operations_topic.topic.arn]) && alarm.alarm.actions_enabled != false
    ])
    error_message = "An alarm rings and nobody hears it."
  }

  assert {
    condition = {
      for name, alarm in module.dead_letters_alarm : name => alarm.alarm.dimensions["QueueName"]
      } == {
      alerts-dlq           = "alerts-dlq-test"
      archiver-failures    = "archiver-failures-test"
      document-uploads-dlq = "document-uploads-dlq-test"
      key-danger           = "key-danger-test"
      scorer-failures      = "scorer-failures-test"
    }
    error_message = "Every queue of failures is watched."
  }

  assert {
    condition = alltrue([
      for alarm in module.dead_letters_alarm :
      alarm.alarm.metric_name == "ApproximateNumberOfMessagesVisible" && alarm.alarm.threshold == 1
    ])
    error_message = "The first message in a queue of failures rings."
  }

  assert {
    condition = alltrue([
      for alarms in [module.errors_alarm, module.throttles_alarm, module.duration_alarm] :
      toset([for alarm in alarms : alarm.alarm.dimensions["FunctionName"]]) == toset(values(output.function_names))
    ])
    error_message = "Errors, throttles and durations of every function are watched."
  }

  assert {
    condition = alltrue([
      for name, alarm in module.duration_alarm :
      alarm.alarm.extended_statistic == "p99" && alarm.alarm.threshold == local.functions[name].timeout_seconds * 800
    ])
    error_message = "The slowest hundredth rings at four fifths of the timeout."
  }

  assert {
    condition = {
      for name, alarm in module.policy_alarm :
      name => "${alarm.alarm.namespace} ${alarm.alarm.metric_name} ${alarm.alarm.statistic} ${alarm.alarm.threshold}"
      } == {
      merchant-risk-refused = "tollgate-test MerchantRiskRefused Sum 1"
      model-refused         = "tollgate-test ModelRefused Sum 1"
      archive-damaged       = "tollgate-test ArchiveDamaged Sum 1"
      policy-refused        = "tollgate-test PolicyRefused Sum 1"
      rule-demoted          = "tollgate-test RuleDemoted Sum 1"
      subscriptions-missing = "tollgate-test SubscriptionsMissing Sum 1"
      watchlist-refused     = "tollgate-test WatchlistRefused Sum 1"
    }
    error_message = "The first refused policy, watchlist, model or merchant risk and the first demoted rule ring."
  }

  assert {
    condition     = alltrue([for alarm in module.policy_alarm : length(alarm.alarm.dimensions) == 0])
    error_message = "The functions say these metrics without dimensions: an alarm with some would never ring."
  }

  assert {
    condition = alltrue([
      for name, alarm in module.iterator_age_alarm :
      alarm.alarm.metric_name == "IteratorAge" && alarm.alarm.dimensions["FunctionName"] == "${name}-test"
    ]) && toset(keys(module.iterator_age_alarm)) == toset(["decision-archiver", "fraud-scorer"])
    error_message = "A reader of the stream that falls behind rings."
  }

  assert {
    condition = (
      module.delivery_alarm.alarm.metric_name == "DeliveryToS3.DataFreshness" &&
      module.delivery_alarm.alarm.dimensions["DeliveryStreamName"] == "decisions-test"
    )
    error_message = "Rows that don't reach the archive ring."
  }

  assert {
    condition = (
      module.history_alarm.alarm.metric_name == "WithoutHistory" && module.history_alarm.alarm.statistic == "Average" &&
      module.history_alarm.alarm.threshold == 0.05 && module.history_alarm.alarm.evaluation_periods == 3 &&
      length(module.history_alarm.alarm.dimensions) == 0
    )
    error_message = "One decision in twenty without history rings after three minutes."
  }

  assert {
    condition = (
      module.waiting_alarm.alarm.metric_name == "ApproximateAgeOfOldestMessage" &&
      module.waiting_alarm.alarm.dimensions["QueueName"] == "alerts-waiting-test" && module.waiting_alarm.alarm.threshold == 900
    )
    error_message = "Alerts that wait for over a quarter of an hour ring."
  }

  assert {
    condition = (
      module.throttled_delivery_alarm.alarm.metric_name == "ThrottledRecords" &&
      module.throttled_delivery_alarm.alarm.dimensions["DeliveryStreamName"] == "decisions-test" &&
      module.throttled_delivery_alarm.alarm.evaluation_periods * module.throttled_delivery_alarm.alarm.period * 4 <=
      aws_lambda_event_source_mapping.transactions_to_archiver.maximum_record_age_in_seconds
    )
    error_message = "Rows that Firehose refuses ring long before they are given up."
  }

  assert {
    condition = {
      for name, alarm in module.undone_alarm :
      name => "${alarm.alarm.namespace} ${alarm.alarm.metric_name} ${join(",", values(alarm.alarm.dimensions))}"
      } == {
      trainer-undone       = "AWS/Lambda AsyncEventsDropped trainer-test"
      drift-monitor-undone = "AWS/Lambda AsyncEventsDropped drift-monitor-test"
      risk-rollup-undone   = "AWS/Lambda AsyncEventsDropped risk-rollup-test"
      schedules-undone     = "AWS/Scheduler InvocationDroppedCount tollgate-test"
    }
    error_message = "A run on schedule that is given up rings."
  }

  assert {
    condition     = module.api_errors_alarm.alarm.metric_name == "5XXError" && module.api_errors_alarm.alarm.dimensions == tomap({ ApiName = "tollgate-test", Stage = "test" })
    error_message = "Errors of the API ring."
  }
}

run "addresses_subscribe_to_their_topic" {
  command = plan

  variables {
    alert_emails      = ["desk@example.com", "lead@example.com"]
    operations_emails = ["on-call@example.com"]
  }

  assert {
    condition = (
      toset(keys(module.alerts_topic.subscriptions)) == toset(["desk@example.com", "lead@example.com"]) &&
      toset(keys(module.operations_topic.subscriptions)) == toset(["on-call@example.com"]) &&
      alltrue([for subscription in values(module.alerts_topic.subscriptions) : subscription.protocol == "email"])
    )
    error_message = "Analysts get the alerts and operators the alarms, by e-mail."
  }
}

run "the_dashboard_shows_every_metric" {
  command = plan

  assert {
    condition = length(setsubtract(
      concat([
        for metric in [
          "AlertsMailed", "AveragePrecision", "ArchiveDamaged", "ArchiveLatencyMs", "ArchiveQuarantined", "CardPrecision", "ColdStart", "Decisions", "DriftConfirmed", "DriftedFeatures", "EndToEndLatencyMs", "HistoryTimeouts", "Labels", "ModelsTrained", "PolicyRefused",
          "PredictLatencyMs", "Quarantined", "RiskScore", "RowsArchived", "RuleDemoted", "TransactionsAccepted",
        ] : "tollgate-${var.environment}/${metric}"
        ], [
        "AWS/Firehose/DeliveryToS3.DataFreshness",
        "AWS/ApiGateway/5XXError", "AWS/ApiGateway/Count", "AWS/ApiGateway/Latency",
        "AWS/Lambda/Duration", "AWS/Lambda/Errors", "AWS/Lambda/IteratorAge", "AWS/Lambda/Throttles",
        "AWS/SQS/ApproximateAgeOfOldestMessage", "AWS/SQS/ApproximateNumberOfMessagesVisible",
      ]),
      flatten([
        for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : [
          for metric in widget.properties.metrics : "${metric[0]}/${metric[1]}"
        ]
      ]),
    )) == 0
    error_message = "A metric is missing on the dashboard."
  }

  assert {
    condition = !aws_api_gateway_method_settings.all.settings[0].metrics_enabled && alltrue(flatten([
      for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : [
        for metric in widget.properties.metrics : slice(metric, 2, 6) == ["ApiName", "tollgate-test", "Stage", "test"]
        if metric[0] == "AWS/ApiGateway"
      ]
    ]))
    error_message = "The API is watched by its stage: metrics by method cost, and there are none."
  }
}

run "others_get_alerts_by_what_they_are_about" {
  command = plan

  variables {
    alert_emails = ["desk@example.com"]
    alert_subscriptions = {
      compliance = {
        protocol      = "email"
        endpoint      = "compliance@example.com"
        filter_policy = { sanctions = ["match"] }
      }
      cases = { protocol = "https", endpoint = "https://cases.example.com/alerts", confirms_itself = true }
    }
  }

  assert {
    condition = (
      jsondecode(module.alerts_topic.others["compliance"].filter_policy) == { sanctions = ["match"] } &&
      module.alerts_topic.others["cases"].protocol == "https" && module.alerts_topic.others["cases"].filter_policy == null
    )
    error_message = "Compliance gets sanctions matches alone, another system all alerts."
  }

  assert {
    condition     = strcontains(module.alert_notifier.function.environment[0].variables["WATCHED_TOPICS"], "${module.alerts_topic.topic.arn}=3")
    error_message = "All subscriptions of a topic are counted."
  }
}

run "a_mail_flood_is_paced" {
  command = plan

  assert {
    condition     = module.alert_notifier.function.environment[0].variables["ALERT_MAILS_PER_MINUTE"] == "20"
    error_message = "Twenty single mails a minute at most, unless somebody says otherwise."
  }

  assert {
    condition = (
      module.digest_schedule.schedule.schedule_expression == "rate(1 minute)" &&
      jsondecode(module.digest_schedule.schedule.target[0].input) == { task = "digest" }
    )
    error_message = "What waits is mailed every minute."
  }

  assert {
    condition     = module.waiting_alerts.queue.visibility_timeout_seconds > 120
    error_message = "A lease in the ledger ends before what it is about comes again."
  }
}

run "there_is_no_budget_unless_one_is_named" {
  command = plan

  assert {
    condition     = length(aws_budgets_budget.monthly) == 0
    error_message = "A budget that nobody set."
  }
}

run "a_budget_tells_the_operators_before_it_is_spent" {
  command = plan

  variables {
    monthly_budget_usd = 50
    operations_emails  = ["ops@example.com"]
  }

  assert {
    condition = (
      aws_budgets_budget.monthly[0].limit_amount == "50" && aws_budgets_budget.monthly[0].limit_unit == "USD" &&
      one(aws_budgets_budget.monthly[0].cost_filter).values == tolist(["user:environment$test"])
    )
    error_message = "The budget is of this deployment's month."
  }

  assert {
    condition = {
      for notification in aws_budgets_budget.monthly[0].notification :
      notification.notification_type => "${notification.threshold} ${join(",", notification.subscriber_email_addresses)}"
    } == { ACTUAL = "80 ops@example.com", FORECASTED = "100 ops@example.com" }
    error_message = "The operators hear of four fifths spent, and of a month that will be over the budget."
  }
}

run "a_budget_needs_somebody_to_tell" {
  command = plan

  variables {
    monthly_budget_usd = 50
  }

  expect_failures = [var.monthly_budget_usd]
}

run "what_is_slow_missing_or_about_to_be_lost_rings" {
  command = plan

  variables {
    concurrency_limit  = 10
    silence_minutes    = 15
    api_latency_ms_max = 500
  }

  assert {
    condition = {
      for name, alarm in module.throttled_tables_alarm : name => "${alarm.alarm.metric_name} ${alarm.alarm.dimensions["TableName"]}"
      } == {
      alert-ledger-writes        = "WriteThrottleEvents alert-ledger-test"
      documents-writes           = "WriteThrottleEvents documents-test"
      payment-history-reads      = "ReadThrottleEvents payment-history-test"
      payment-history-writes     = "WriteThrottleEvents payment-history-test"
      rule-activity-writes       = "WriteThrottleEvents rule-activity-test"
      transactions-reads         = "ReadThrottleEvents transactions-test"
      transactions-writes        = "WriteThrottleEvents transactions-test"
      watchlist-clearances-reads = "ReadThrottleEvents watchlist-clearances-test"
    }
    error_message = "A table that refuses requests goes unnoticed."
  }

  assert {
    condition     = module.alerts_age_alarm.alarm.dimensions["QueueName"] == "alerts-test" && module.alerts_age_alarm.alarm.threshold == 300
    error_message = "Alerts that nobody mails go unnoticed."
  }

  assert {
    condition = (
      module.api_latency_alarm.alarm.metric_name == "Duration" && module.api_latency_alarm.alarm.extended_statistic == "p99" &&
      module.api_latency_alarm.alarm.threshold == 500 && module.api_latency_alarm.alarm.dimensions == tomap({ FunctionName = "api-handler-test" })
    )
    error_message = "A slow API goes unnoticed."
  }

  assert {
    condition     = module.concurrency_alarm.alarm.threshold == 8 && length(module.concurrency_alarm.alarm.dimensions) == 0
    error_message = "Four fifths of the account's executions in use ring, whoever uses them."
  }

  assert {
    condition = (
      module.silence_alarm[0].alarm.comparison_operator == "LessThanThreshold" && module.silence_alarm[0].alarm.treat_missing_data == "breaching" &&
      module.silence_alarm[0].alarm.statistic == "SampleCount" && module.silence_alarm[0].alarm.period == 900 && module.silence_alarm[0].alarm.threshold == 1
    )
    error_message = "Silence is no data, and no data is what rings."
  }

  assert {
    condition = (
      toset(jsondecode(aws_cloudwatch_event_rule.key_danger.event_pattern).detail.eventName) == toset(["DeleteSecret", "DisableKey", "ScheduleKeyDeletion"]) &&
      aws_cloudwatch_event_target.key_danger.arn == module.key_danger.queue.arn && anytrue([
        for statement in jsondecode(module.key_danger.queue.policy).Statement : try(
          statement.Principal.Service == "events.amazonaws.com" &&
          statement.Condition.ArnEquals["aws:SourceArn"] == "arn:aws:events:eu-west-1:123456789012:rule/${aws_cloudwatch_event_rule.key_danger.name}", false,
        )
      ])
    )
    error_message = "A key is deleted within 30 days, and nobody hears of it."
  }
}

run "pauses_ring_only_where_somebody_says_how_long" {
  command = plan

  assert {
    condition     = length(module.silence_alarm) == 0
    error_message = "A deployment without traffic yet rings."
  }
}

run "what_rings_when_is_checked" {
  command = plan

  variables {
    api_latency_ms_max = 30000
    silence_minutes    = 0
  }

  expect_failures = [var.api_latency_ms_max, var.silence_minutes]
}
