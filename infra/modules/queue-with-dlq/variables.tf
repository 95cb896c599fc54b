# What differs between one queue with a dead-letter queue and the next.

variable "name" {
  description = "Name of the queue without the environment; its dead-letter queue is named {name}-dlq."
  type        = string
}

variable "environment" {
  description = "Name of the deployment, the second half of every resource name."
  type        = string
}

variable "visibility_timeout_seconds" {
  description = "How long a received message is hidden from others."
  type        = number

  # Six times the timeout of the functions that take batches (60 s), as AWS advises: a batch that is being retried is not
  # delivered twice.
  default = 360
}

variable "bucket_arn" {
  description = "Bucket that sends its notifications to the queue; null for none."
  type        = string
  default     = null
}

variable "kms_key_arn" {
  description = "Key for the messages at rest."
  type        = string
}
