# An alarm that tells the operators when it starts and when it ends. No data is good news: an idle stack is quiet.

resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name        = "${var.name}-${var.environment}"
  alarm_description = var.description

  namespace   = var.namespace
  metric_name = var.metric
  dimensions  = var.dimensions

  statistic           = startswith(var.statistic, "p") ? null : var.statistic
  extended_statistic  = startswith(var.statistic, "p") ? var.statistic : null
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.at_least
  period              = var.period_seconds
  evaluation_periods  = var.periods
  treat_missing_data  = "notBreaching"

  alarm_actions = [var.topic_arn]
  ok_actions    = [var.topic_arn]
}
