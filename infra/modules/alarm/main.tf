# An alarm that tells the operators when it starts and when it ends. No data is good news, for an idle stack is quiet, unless silence is
# what the alarm is about.

resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name        = "${var.name}-${var.environment}"
  alarm_description = var.description

  namespace   = var.namespace
  metric_name = var.metric
  dimensions  = var.dimensions

  statistic           = startswith(var.statistic, "p") ? null : var.statistic
  extended_statistic  = startswith(var.statistic, "p") ? var.statistic : null
  comparison_operator = var.less_than == null ? "GreaterThanOrEqualToThreshold" : "LessThanThreshold"
  threshold           = var.less_than == null ? var.at_least : var.less_than
  period              = var.period_seconds
  evaluation_periods  = var.periods
  treat_missing_data  = var.less_than == null ? "notBreaching" : "breaching"

  alarm_actions = [var.topic_arn]
  ok_actions    = [var.topic_arn]
}
