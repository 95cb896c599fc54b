# What differs between one topic and the next.

variable "name" {
  description = "Name of the topic without the environment."
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

variable "alarms_publish" {
  description = "Whether the CloudWatch alarms of this account may publish."
  type        = bool
  default     = false
}

variable "emails" {
  description = "Addresses that get every message. Each has to confirm the subscription by the e-mail that SNS sends it."
  type        = set(string)
  default     = []
}

variable "others" {
  description = "Further subscriptions by name: what they are reached by, and which messages they get by their attributes."
  type = map(object({
    protocol        = string
    endpoint        = string
    filter_policy   = optional(map(list(string)))
    confirms_itself = optional(bool, false)
  }))
  default = {}
}
