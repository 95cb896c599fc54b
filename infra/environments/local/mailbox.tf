# The emulator sends no e-mail. This queue gets what the inboxes of analysts and data scientists would get.

resource "aws_sqs_queue" "mailbox" {
  name = "mailbox-${var.environment}"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AllowMails"
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = ["sqs:SendMessage"]
      Resource  = "arn:aws:sqs:us-east-1:${var.account}:mailbox-${var.environment}"
      Condition = { ArnEquals = { "aws:SourceArn" = [module.stack.alerts_topic_arn, module.stack.models_topic_arn] } }
    }]
  })
}

resource "aws_sns_topic_subscription" "mailbox" {
  topic_arn = module.stack.alerts_topic_arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.mailbox.arn

  # With SNS's envelope around it, because the subject of the e-mail is there.
  raw_message_delivery = false
}

resource "aws_sns_topic_subscription" "models_mailbox" {
  topic_arn = module.stack.models_topic_arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.mailbox.arn

  raw_message_delivery = false
}
