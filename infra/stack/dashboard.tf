# One page that says how the stack is doing: what it decides, how fast, and where work piles up.

locals {
  # In the order of the page, three to a row.
  charts = concat(local.pipeline_charts, local.telling_charts, local.traffic_charts)

  webhook_metrics = length(var.webhooks) == 0 ? [] : ["WebhookDelivered", "WebhookFailures", "WebhookRefused"]

  prediction_metrics = local.writes_predictions ? ["PredictionsWritten", "PredictionFailures", "PredictionsRefused", "PredictionsExpired", "PredictionRetentionFailures"] : []

  topic_metrics = local.writes_topic ? ["KafkaWritten", "KafkaFailures", "KafkaRefused"] : []

  telling_charts = !local.tells_decisions ? [] : [
    {
      title   = "Decisions and labels told, and not at first"
      stat    = "Sum"
      metrics = [for metric in concat(["EventsTold", "EventsWaiting"], local.webhook_metrics, local.prediction_metrics, local.topic_metrics) : [local.metrics_namespace, metric]]
    },
  ]

  traffic_charts = !local.makes_traffic ? [] : [
    {
      title   = "Made-up payments: sent, labelled, failed, decided"
      stat    = "Sum"
      metrics = [for metric in ["TrafficPayments", "TrafficLabels", "TrafficFailures", "MadeUpDecisions"] : [local.metrics_namespace, metric]]
    },
  ]

  pipeline_charts = [
    {
      title = "Decisions by outcome"
      stat  = "Sum"
      metrics = [
        for outcome in ["approve", "review", "block"] : [local.metrics_namespace, "Decisions", "Outcome", outcome]
      ]
    },
    {
      title   = "Risk score"
      stat    = "p50"
      metrics = [for stat in ["p50", "p90", "p99"] : [local.metrics_namespace, "RiskScore", { stat = stat, label = stat }]]
    },
    {
      title   = "From request to decision in ms"
      stat    = "p99"
      metrics = [for stat in ["p50", "p99"] : [local.metrics_namespace, "EndToEndLatencyMs", { stat = stat, label = stat }]]
    },
    {
      title   = "Accepted, mailed, quarantined"
      stat    = "Sum"
      metrics = [for metric in ["TransactionsAccepted", "AlertsMailed", "Quarantined"] : [local.metrics_namespace, metric]]
    },
    {
      title   = "Answer to /predict in ms"
      stat    = "p99"
      metrics = [for stat in ["p50", "p99"] : [local.metrics_namespace, "PredictLatencyMs", { stat = stat, label = stat }]]
    },
    {
      title   = "Decided without the whole history, or without Fraud Detector"
      stat    = "Sum"
      metrics = [for metric in ["HistoryTimeouts", "FraudDetectorTimeouts", "FraudDetectorFailures"] : [local.metrics_namespace, metric]]
    },
    {
      title   = "Labels, refused policies, demoted rules"
      stat    = "Sum"
      metrics = [for metric in ["Labels", "PolicyRefused", "RuleDemoted"] : [local.metrics_namespace, metric]]
    },
    {
      title = "Documents by classification"
      stat  = "Sum"
      metrics = [
        for shelf in keys(local.document_shelves) : [local.metrics_namespace, "Documents", "Classification", shelf]
      ]
    },
    {
      title   = "From upload to classification in ms"
      stat    = "p99"
      metrics = [for stat in ["p50", "p99"] : [local.metrics_namespace, "DocumentLatencyMs", { stat = stat, label = stat }]]
    },
    {
      title = "Watchlist: refused, cleared, clearances that could not be read"
      stat  = "Sum"
      metrics = [
        for metric in ["WatchlistRefused", "Clearances", "ClearanceFailures"] : [local.metrics_namespace, metric]
      ]
    },
    {
      title   = "Drift: features that moved, confirmed, too little data"
      stat    = "Maximum"
      metrics = [for metric in ["DriftedFeatures", "DriftConfirmed", "DriftTooLittleData"] : [local.metrics_namespace, metric]]
    },
    {
      title   = "How well the champion orders payments, once labels are in"
      stat    = "Minimum"
      metrics = [for metric in ["AveragePrecision", "CardPrecision", "TrainedAveragePrecision"] : [local.metrics_namespace, metric]]
    },
    {
      title = "Trainings by what became of the champion"
      stat  = "Sum"
      metrics = [
        for standing in ["promoted", "shadow", "unchanged", "lost"] : [local.metrics_namespace, "ModelsTrained", "Standing", standing]
      ]
    },
    {
      title   = "API requests"
      stat    = "Sum"
      metrics = [for metric in ["Count", "4XXError", "5XXError"] : concat(["AWS/ApiGateway", metric], local.api_dimensions)]
    },
    {
      title   = "API latency in ms"
      stat    = "p99"
      metrics = [for metric in ["Latency", "IntegrationLatency"] : concat(["AWS/ApiGateway", metric], local.api_dimensions)]
    },
    {
      title   = "Cold starts"
      stat    = "Sum"
      metrics = [for name in keys(local.function_names) : [local.metrics_namespace, "ColdStart", "Function", name]]
    },
    {
      title   = "Invocations"
      stat    = "Sum"
      metrics = [for name in values(local.function_names) : ["AWS/Lambda", "Invocations", "FunctionName", name]]
    },
    {
      title = "Errors and throttles"
      stat  = "Sum"
      metrics = concat([
        for metric in ["Errors", "Throttles"] : [
          for name in values(local.function_names) : ["AWS/Lambda", metric, "FunctionName", name]
        ]
      ]...)
    },
    {
      title   = "Duration p99 in ms"
      stat    = "p99"
      metrics = [for name in values(local.function_names) : ["AWS/Lambda", "Duration", "FunctionName", name]]
    },
    {
      title = "Messages waiting"
      stat  = "Maximum"
      metrics = [
        for queue in local.watched_queues : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue]
      ]
    },
    {
      title = "Age of the oldest message in seconds"
      stat  = "Maximum"
      metrics = [
        for queue in local.watched_queues : ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue]
      ]
    },
    {
      title = "Age of the stream in ms"
      stat  = "Maximum"
      metrics = [
        for name in keys(module.iterator_age_alarm) : ["AWS/Lambda", "IteratorAge", "FunctionName", local.function_names[name]]
      ]
    },
    {
      title   = "Rows archived, decisions that could not be"
      stat    = "Sum"
      metrics = [for metric in ["RowsArchived", "ArchiveQuarantined"] : [local.metrics_namespace, metric]]
    },
    {
      title   = "From decision to archive in ms"
      stat    = "p99"
      metrics = [[local.metrics_namespace, "ArchiveLatencyMs"]]
    },
    {
      title   = "Merchant risk: days counted, snapshots made, rows that could not be read"
      stat    = "Sum"
      metrics = [for metric in ["MerchantDaysCounted", "RiskSnapshots", "ArchiveDamaged"] : [local.metrics_namespace, metric]]
    },
    {
      title   = "Age of the oldest row on its way into the archive in seconds"
      stat    = "Maximum"
      metrics = [["AWS/Firehose", "DeliveryToS3.DataFreshness", "DeliveryStreamName", module.decisions_stream.stream.name]]
    },
  ]

  api_dimensions = ["ApiName", aws_api_gateway_rest_api.this.name, "Stage", local.stage]

  watched_queues = concat(module.intake_failures[*].queue.name, [for failures in module.webhook_failures : failures.queue.name], module.prediction_failures[*].queue.name, module.kafka_failures[*].queue.name, module.waiting_events[*].queue.name, module.waiting_events[*].dead_letter_queue.name, [
    module.alerts_queue.queue.name,
    module.alerts_queue.dead_letter_queue.name,
    module.waiting_alerts.queue.name,
    module.document_uploads.queue.name,
    module.document_uploads.dead_letter_queue.name,
    module.scorer_failures.queue.name,
    module.archiver_failures.queue.name,
  ])
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = "tollgate-${var.environment}"

  dashboard_body = jsonencode({
    widgets = [for position, chart in local.charts : {
      type   = "metric"
      x      = position % 3 * 8
      y      = floor(position / 3) * 6
      width  = 8
      height = 6
      properties = {
        title   = chart.title
        region  = local.region
        view    = "timeSeries"
        stat    = chart.stat
        period  = 60
        metrics = chart.metrics
      }
    }]
  })
}
