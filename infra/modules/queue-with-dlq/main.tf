# A queue that feeds a function, and the queue where messages end that the function failed on five times.

module "queue" {
  source = "../queue"

  name        = var.name
  environment = var.environment
  kms_key_arn = var.kms_key_arn

  bucket_arn = var.bucket_arn

  visibility_timeout_seconds = var.visibility_timeout_seconds

  # A message keeps its first arrival time when it moves to the dead-letter queue: staying here shorter leaves it time there.
  retention_days = 4
}

module "dead_letter_queue" {
  source = "../queue"

  name            = "${var.name}-dlq"
  environment     = var.environment
  kms_key_arn     = var.kms_key_arn
  dead_letters_of = var.name
}

# Apart from the queue, so that both queues are made at the same time and functions need not wait for this.
resource "aws_sqs_queue_redrive_policy" "this" {
  queue_url = module.queue.queue.url

  redrive_policy = jsonencode({
    deadLetterTargetArn = module.dead_letter_queue.queue.arn

    # What AWS asks for at least with Lambda: a throttled receive counts as well, and is not a failure of the message.
    maxReceiveCount = 5
  })
}
