# Alarms for whoever keeps the stack running, by e-mail.

module "operations_topic" {
  source = "../modules/topic"

  name           = "operations"
  environment    = var.environment
  kms_key_arn    = aws_kms_key.data.arn
  alarms_publish = true
  emails         = var.operations_emails
}

module "dead_letters_alarm" {
  source = "../modules/alarm"
  for_each = merge({ for failures in module.intake_failures : "intake-failures" => { queue = failures.queue.name, holds = "the positions of records that are not transactions or could not be stored" } }, {
    for portal in module.portal : "document-erasures-dlq" => {
      queue = portal.erasures.dead_letter_queue.name
      holds = "deletions by customers that are not done yet"
    }
    }, {
    for waiting in module.waiting_events : "decision-events-dlq" => { queue = waiting.dead_letter_queue.name, holds = "events that are not on the stream for other systems" }
    }, {
    for name, failures in module.webhook_failures : "webhook-${name}-failures" => { queue = failures.queue.name, holds = "the positions of events that were not sent to webhook ${name}" }
    }, {
    for failures in module.prediction_failures : "prediction-failures" => { queue = failures.queue.name, holds = "the positions of events that are not in the table of predictions" }
    }, {
    for failures in module.kafka_failures : "kafka-failures" => { queue = failures.queue.name, holds = "the positions of events that are not on the Kafka topic" }
    }, {
    alerts-dlq = { queue = module.alerts_queue.dead_letter_queue.name, holds = "alerts that were not mailed" }
    document-uploads-dlq = {
      queue = module.document_uploads.dead_letter_queue.name
      holds = "uploads of documents that were not classified"
    }
    scorer-failures   = { queue = module.scorer_failures.queue.name, holds = "transactions that were not assessed" }
    key-danger        = { queue = module.key_danger.queue.name, holds = "calls that disable or delete the encryption key or the card key" }
    archiver-failures = { queue = module.archiver_failures.queue.name, holds = local.tells_decisions ? "decisions that were not archived, and cases and documents that others were not told of" : "decisions that were not archived" }
  })

  name        = "${each.key}-depth"
  environment = var.environment
  description = "${each.value.queue} holds ${each.value.holds}. ${each.key == "key-danger" ? "A key that is scheduled for deletion can be saved: `aws kms cancel-key-deletion`, `aws secretsmanager restore-secret`. Then purge the queue." : "List them with `tollgate dlq list`, fix the cause, then `tollgate dlq redrive`."}"
  topic_arn   = module.operations_topic.topic.arn
  namespace   = "AWS/SQS"
  metric      = "ApproximateNumberOfMessagesVisible"
  dimensions  = { QueueName = each.value.queue }
  statistic   = "Maximum"
  at_least    = 1
}

module "errors_alarm" {
  source   = "../modules/alarm"
  for_each = local.function_names

  name        = "${each.key}-errors"
  environment = var.environment
  description = "${each.value} failed. Its log group says why."
  topic_arn   = module.operations_topic.topic.arn
  namespace   = "AWS/Lambda"
  metric      = "Errors"
  dimensions  = { FunctionName = each.value }
  statistic   = "Sum"
  at_least    = 1
}

module "throttles_alarm" {
  source   = "../modules/alarm"
  for_each = local.function_names

  name        = "${each.key}-throttles"
  environment = var.environment
  description = local.reservations[each.key] == -1 ? "${each.value} finds none of the account's executions free." : "${each.value} runs out of its ${local.reservations[each.key]} reserved executions."
  topic_arn   = module.operations_topic.topic.arn
  namespace   = "AWS/Lambda"
  metric      = "Throttles"
  dimensions  = { FunctionName = each.value }
  statistic   = "Sum"
  at_least    = 1
}

module "duration_alarm" {
  source   = "../modules/alarm"
  for_each = local.functions

  name           = "${each.key}-duration"
  environment    = var.environment
  description    = "The slowest hundredth of ${each.key}'s invocations takes over 80% of its ${each.value.timeout_seconds} s timeout."
  topic_arn      = module.operations_topic.topic.arn
  namespace      = "AWS/Lambda"
  metric         = "Duration"
  dimensions     = { FunctionName = local.function_names[each.key] }
  statistic      = "p99"
  at_least       = each.value.timeout_seconds * 1000 * 0.8
  period_seconds = 300
}

module "iterator_age_alarm" {
  source = "../modules/alarm"
  for_each = merge({ for name in local.takes_kinesis ? ["stream-intake"] : [] : name => { minutes = 1, meaning = "Records of the stream have waited over a minute to be stored: stream-intake fails or falls behind." } }, {
    for name in keys(var.webhooks) : "webhook-${name}" => { minutes = 15, meaning = "Events have waited over a quarter of an hour to be sent to webhook ${name}: its receiver is down or slow. After retry_hours they end in its failures queue." }
    }, {
    for deployed in module.prediction_writer : "prediction-writer" => { minutes = 15, meaning = "Events have waited over a quarter of an hour to be written to PostgreSQL: the database is down, refuses the sign-in, or is slow. After retry_hours they end in prediction-failures." }
    }, {
    for deployed in module.kafka_writer : "kafka-writer" => { minutes = 15, meaning = "Events have waited over a quarter of an hour to be written to the Kafka topic: the brokers are down, refuse the sign-in, or don't have the topic. After retry_hours they end in kafka-failures." }
    }, {
    fraud-scorer      = { minutes = 1, meaning = "Transactions have waited over a minute to be assessed: the scorer fails or falls behind." }
    decision-archiver = { minutes = 60, meaning = "Decisions have waited over an hour to be archived: the archiver fails or falls behind." }
  })

  name        = "${each.key}-iterator-age"
  environment = var.environment
  description = each.value.meaning
  topic_arn   = module.operations_topic.topic.arn
  namespace   = "AWS/Lambda"
  metric      = "IteratorAge"
  dimensions  = { FunctionName = local.function_names[each.key] }
  statistic   = "Maximum"
  at_least    = each.value.minutes * 60 * 1000
  periods     = 3
}

# It should not ring because somebody reads an old day at midnight. Each environment of the function tries six times an hour while events come.
module "prediction_retention_alarm" {
  source = "../modules/alarm"
  count  = local.writes_predictions ? 1 : 0

  name           = "prediction-retention"
  environment    = var.environment
  description    = "Days older than retention_days could not be dropped from the table of predictions for six hours. Events go on being written. The log of prediction-writer names the day and the SQLSTATE. Usual causes are a view or a foreign key on its partition, or another owner."
  topic_arn      = module.operations_topic.topic.arn
  namespace      = local.metrics_namespace
  metric         = "PredictionRetentionFailures"
  dimensions     = {}
  statistic      = "Sum"
  at_least       = 1
  period_seconds = 3600
  periods        = 6
}

# Topics have no age of records among Lambda's metrics.
module "offset_lag_alarm" {
  source = "../modules/alarm"
  count  = length(local.kafka_topics) == 0 ? 0 : 1

  name        = "stream-intake-offset-lag"
  environment = var.environment
  description = "Over a thousand records of a topic wait to be stored: stream-intake fails or falls behind, or the brokers can't be reached. The mapping's LastProcessingResult says which."
  topic_arn   = module.operations_topic.topic.arn
  namespace   = "AWS/Lambda"
  metric      = "OffsetLag"
  dimensions  = { FunctionName = local.function_names["stream-intake"] }
  statistic   = "Maximum"
  at_least    = 1000
  periods     = 3
}

module "delivery_alarm" {
  source = "../modules/alarm"

  name           = "archive-delivery-age"
  environment    = var.environment
  description    = "Rows have waited in ${module.decisions_stream.stream.name} for over an hour to reach the archive. The log ${module.decisions_stream.log_group.name} says why; after a day they are lost."
  topic_arn      = module.operations_topic.topic.arn
  namespace      = "AWS/Firehose"
  metric         = "DeliveryToS3.DataFreshness"
  dimensions     = { DeliveryStreamName = module.decisions_stream.stream.name }
  statistic      = "Maximum"
  at_least       = 60 * 60
  period_seconds = 300
}

# A burst is accepted at the next attempt: the alarm rings only if throttling goes on.
module "throttled_delivery_alarm" {
  source = "../modules/alarm"

  name           = "archive-delivery-throttles"
  environment    = var.environment
  description    = "${module.decisions_stream.stream.name} has refused rows for a quarter of an hour, because they exceed its quota. They are tried again for six hours, then end in ${module.archiver_failures.queue.name}. Ask for a higher quota under Service Quotas, Amazon Data Firehose."
  topic_arn      = module.operations_topic.topic.arn
  namespace      = "AWS/Firehose"
  metric         = "ThrottledRecords"
  dimensions     = { DeliveryStreamName = module.decisions_stream.stream.name }
  statistic      = "Sum"
  at_least       = 1
  period_seconds = 300
  periods        = 3
}

module "policy_alarm" {
  source = "../modules/alarm"
  for_each = {
    policy-refused = {
      metric  = "PolicyRefused"
      meaning = "The policy in ${module.policies.bucket.bucket} is invalid and was refused; the last good one decides. `tollgate policy check` says what is wrong."
    }
    watchlist-refused = {
      metric  = "WatchlistRefused"
      meaning = "The index in ${module.watchlist.bucket.bucket} is damaged or gone and was refused. The last good one screens; if the bucket has none, every payment is held. `tollgate watchlist build` makes a good one."
    }
    model-refused = {
      metric  = "ModelRefused"
      meaning = "champion.tgm or challenger.tgm in ${module.models.bucket.bucket} is damaged or gone and was refused. The last good one stays in force; if the bucket has none, rules alone decide. `tollgate model rollback` puts the previous champion in force."
    }
    merchant-risk-refused = {
      metric  = "MerchantRiskRefused"
      meaning = "merchant-risk.tgr in ${module.models.bucket.bucket} is damaged or gone and was refused. The last good one stays in force; if the bucket has none, models get no merchant risk. The next roll-up makes a new one."
    }
    archive-damaged = {
      metric  = "ArchiveDamaged"
      meaning = "Rows in ${module.archive.bucket.bucket} can't be read and were left out of merchants' counts. The log of risk-rollup names the first one."
    }
    rule-demoted = {
      metric  = "RuleDemoted"
      meaning = "A live rule hit more people than its hit_rate allows, or a model flagged more than it claims. It is in shadow now and affects no decision. `tollgate policy status` names it with the figures; the analysts got a mail."
    }
    subscriptions-missing = {
      metric  = "SubscriptionsMissing"
      meaning = "A topic has fewer subscriptions than were set up: somebody, or a program that follows links in mails, ended one, or it was never confirmed. Apply again, and have it confirmed with `--authenticate-on-unsubscribe true`."
    }
  }

  name        = each.key
  environment = var.environment
  description = each.value.meaning
  topic_arn   = module.operations_topic.topic.arn
  namespace   = local.metrics_namespace
  metric      = each.value.metric
  dimensions  = {}
  statistic   = "Sum"
  at_least    = 1
}

# The share of decisions: each one records 0 or 1.
module "history_alarm" {
  source = "../modules/alarm"

  name        = "decisions-without-history"
  environment = var.environment
  description = "One decision in twenty was made without a history that the policy asks for, three minutes in a row: velocity rules can't hit on these. Look at DynamoDB's latency and throttles, then raise history_budget_ms or the functions' memory."
  topic_arn   = module.operations_topic.topic.arn
  namespace   = local.metrics_namespace
  metric      = "WithoutHistory"
  dimensions  = {}
  statistic   = "Average"
  at_least    = 0.05
  periods     = 3
}

module "waiting_alarm" {
  source = "../modules/alarm"

  name           = "alerts-waiting-age"
  environment    = var.environment
  description    = "Alerts have waited for a digest for over a quarter of an hour. The log of alert-notifier says why; nothing is lost."
  topic_arn      = module.operations_topic.topic.arn
  namespace      = "AWS/SQS"
  metric         = "ApproximateAgeOfOldestMessage"
  dimensions     = { QueueName = module.waiting_alerts.queue.name }
  statistic      = "Maximum"
  at_least       = 15 * 60
  period_seconds = 300
}

module "api_errors_alarm" {
  source = "../modules/alarm"

  name        = "api-5xx"
  environment = var.environment
  description = "The API answered callers with 5xx. The logs of api-handler, status-checker and watchlist-search say why."
  topic_arn   = module.operations_topic.topic.arn
  namespace   = "AWS/ApiGateway"
  metric      = "5XXError"
  dimensions  = { ApiName = aws_api_gateway_rest_api.this.name, Stage = local.stage }
  statistic   = "Sum"
  at_least    = 1
}
