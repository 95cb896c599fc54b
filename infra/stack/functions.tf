# The functions as one list, for what concerns all of them: alarms, the dashboard, the key policy.

locals {
  functions = merge(
    local.pipeline_functions,
    var.console == null ? {} : local.console_functions,
    var.portal == null ? {} : local.portal_functions,
    local.takes_streams ? local.intake_functions : {},
    local.webhook_functions,
    local.writes_predictions ? local.prediction_functions : {},
    local.writes_topic ? local.topic_functions : {},
    local.makes_traffic ? local.traffic_functions : {},
  )

  # A person waits.
  console_functions = {
    console-read = { timeout_seconds = 10 }
    console-act  = { timeout_seconds = 10 }
    # Up to 25 dead letters, five at a time, each of which may wait for a function.
    console-operate = { timeout_seconds = 28 }
  }

  portal_functions = {
    # A person waits.
    portal = { timeout_seconds = 10 }
    # An account with fifty documents, each of which may lie in four buckets.
    document-eraser = { timeout_seconds = 120 }
  }

  # They begin nothing more after 40 seconds, and wait 15 for an answer at most.
  webhook_functions = { for name in keys(var.webhooks) : "webhook-${name}" => { timeout_seconds = 60 } }

  prediction_functions = {
    # Two attempts, each of which may connect anew.
    prediction-writer = { timeout_seconds = 60 }
  }

  topic_functions = {
    # Two attempts, each of which may connect anew.
    kafka-writer = { timeout_seconds = 60 }
  }

  traffic_functions = {
    # Twenty requests a second, of which the busiest minutes have some hundreds, and the week's payments to be made at the start.
    traffic-sender = { timeout_seconds = 120 }
  }

  intake_functions = {
    # A batch of a hundred with retries.
    stream-intake = { timeout_seconds = 60 }
  }

  pipeline_functions = {
    # API Gateway gives up after 29 seconds; a caller who waits longer than ten is better served by an error.
    api-handler = { timeout_seconds = 10 }

    # A caller may wait 20 seconds for a decision (?wait=20); the look after that may be a slow one.
    status-checker = { timeout_seconds = 28 }

    # Its first search after a while waits for the index.
    watchlist-search = { timeout_seconds = 10 }

    # A sixth of the queue's visibility timeout, and time enough for a batch of a hundred with retries.
    fraud-scorer   = { timeout_seconds = 60 }
    alert-notifier = { timeout_seconds = 60 }

    decision-archiver = { timeout_seconds = 60 }
    # A month of days may have to be made good.
    risk-rollup = { timeout_seconds = 900 }
    # A document may take six minutes on the clock, and its copies some seconds more.
    document-classifier = { timeout_seconds = 420 }

    # They read months of decisions; as long as Lambda allows.
    trainer       = { timeout_seconds = 900 }
    drift-monitor = { timeout_seconds = 900 }
  }

  # One by the clock, and one that somebody asked for. Where nothing is reserved, these reserve nothing either.
  clockwork_concurrency = {
    for function, most in { risk-rollup = 1, trainer = 2, drift-monitor = 2, traffic-sender = 1 } :
    function => var.reserved_concurrency == null ? null : min(var.reserved_concurrency, most)
  }

  # Two are the least that Lambda takes. Without a reservation they leave the rest of the account to who is waiting.
  queue_concurrency = coalesce(var.queue_concurrency, try(min(var.reserved_concurrency, 1000), 2))

  function_names = {
    for function in keys(local.functions) : function => "${function}-${var.environment}"
  }

  # Webhooks share one.
  package_names = {
    for function in keys(local.functions) : function => contains(keys(local.webhook_functions), function) ? "webhook-sender" : function
  }

  # From a folder, or from a bucket, under names of one version.
  packages = {
    for function, package in local.package_names : function => {
      file   = var.packages_s3 == null ? "${var.packages_dir}/${package}.zip" : null
      bucket = try(var.packages_s3.bucket, null)
      key    = try("${var.packages_s3.folder}/${package}.zip", null)
    }
  }

  # What each function reserves, -1 for nothing, and all of them together.
  reservations = {
    for function in keys(local.functions) : function =>
    coalesce(lookup(merge(local.clockwork_concurrency, local.prediction_writer_concurrency), function, var.reserved_concurrency), -1)
  }
  executions_reserved = sum([for reserved in values(local.reservations) : max(reserved, 0)])
  concurrency_limit   = coalesce(var.concurrency_limit, one(data.aws_servicequotas_service_quota.concurrency[*].value))

  deployed_functions = merge(
    local.pipeline,
    one(module.console[*].functions),
    one(module.portal[*].functions),
    { for deployed in module.stream_intake : "stream-intake" => deployed },
    { for name, deployed in module.webhook_sender : "webhook-${name}" => deployed },
    { for deployed in module.prediction_writer : "prediction-writer" => deployed },
    { for deployed in module.kafka_writer : "kafka-writer" => deployed },
    { for deployed in module.traffic_sender : "traffic-sender" => deployed },
  )

  pipeline = {
    api-handler         = module.api_handler
    fraud-scorer        = module.fraud_scorer
    alert-notifier      = module.alert_notifier
    status-checker      = module.status_checker
    document-classifier = module.document_classifier
    watchlist-search    = module.watchlist_search
    decision-archiver   = module.decision_archiver
    risk-rollup         = module.risk_rollup
    trainer             = module.trainer
    drift-monitor       = module.drift_monitor
  }
}

# Concurrent executions, which is 10 in some new accounts.
data "aws_servicequotas_service_quota" "concurrency" {
  count = var.concurrency_limit == null ? 1 : 0

  service_code = "lambda"
  quota_code   = "L-B99A9384"
}
