# What differs between one queue and the next.

variable "name" {
  description = "Name of the queue without the environment."
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

variable "visibility_timeout_seconds" {
  description = "How long a received message is hidden from others."
  type        = number
  default     = 360
}

variable "retention_days" {
  description = "How long a message is kept that nobody deletes. Fourteen days is the most that SQS offers."
  type        = number
  default     = 14
}

variable "bucket_arn" {
  description = "Bucket that sends its notifications to this queue; null for none."
  type        = string
  default     = null
}

variable "dead_letters_of" {
  description = "Name of the one queue, without the environment, whose dead letters this queue takes; null takes any queue's."
  type        = string
  default     = null
}

variable "event_rule_arn" {
  description = "Rule of EventBridge that may send its events here; null for none."
  type        = string
  default     = null
}
