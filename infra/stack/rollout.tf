# How a new version of the functions that traffic reaches takes over. Those that run by the clock have time, and no versions.

locals {
  rolled_out = {
    for name, deployed in local.deployed_functions : name => deployed if !contains(keys(local.clockwork_concurrency), name)
  }

  # Callers see what the functions behind the API do wrong, and the reader of the stream falls behind by what the scorer does.
  rollout_alarms = merge({
    for deployed in module.stream_intake : "stream-intake" => concat([for name, alarm in module.iterator_age_alarm : alarm if name == "stream-intake"], module.offset_lag_alarm)
    }, {
    for name in keys(var.webhooks) : "webhook-${name}" => [module.iterator_age_alarm["webhook-${name}"]]
    }, {
    for deployed in module.prediction_writer : "prediction-writer" => [module.iterator_age_alarm["prediction-writer"]]
    }, {
    for deployed in module.kafka_writer : "kafka-writer" => [module.iterator_age_alarm["kafka-writer"]]
    }, {
    api-handler       = [module.api_errors_alarm, module.api_latency_alarm]
    status-checker    = [module.api_errors_alarm]
    watchlist-search  = [module.api_errors_alarm]
    fraud-scorer      = [module.iterator_age_alarm["fraud-scorer"], module.dead_letters_alarm["scorer-failures"]]
    decision-archiver = [module.dead_letters_alarm["archiver-failures"]]
    alert-notifier    = [module.dead_letters_alarm["alerts-dlq"]]
  })
}

module "rollout" {
  source = "../modules/rollout"
  count  = var.canary_rollouts ? 1 : 0

  environment = var.environment
  name_prefix = var.name_prefix
  minutes     = 10

  functions = {
    for name, deployed in local.rolled_out : name => {
      arn = deployed.function.arn
      alarms = toset([
        for alarm in concat([module.errors_alarm[name], module.duration_alarm[name]], lookup(local.rollout_alarms, name, [])) : alarm.alarm.alarm_name
      ])
    }
  }

  permissions_boundary_arn = var.permissions_boundary_arn
}
