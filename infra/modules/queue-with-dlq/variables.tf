# What differs between one queue with a dead-letter queue and the next.

variable "name" {
  description = "Name of the queue without the environment; its dead-letter queue is named {name}-dlq."
  type        = string
}

variable "environment" {
  description = "Name of the deployment, the second half of every resource name."
  type        = string
}

variable "kms_key_arn" {
  description = "Key for the messages at rest."
  type        = string
}
