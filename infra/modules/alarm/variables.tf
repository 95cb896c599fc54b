# What differs between one alarm and the next.

variable "name" {
  description = "Name of the alarm without the environment."
  type        = string
}

variable "environment" {
  description = "Name of the deployment, the second half of every resource name."
  type        = string
}

variable "description" {
  description = "What it means that this alarm rings, and what to do: the text of the e-mail."
  type        = string
}

variable "topic_arn" {
  description = "Topic that is told when the alarm rings and when it is over."
  type        = string
}

variable "namespace" {
  description = "Namespace of the metric."
  type        = string
}

variable "metric" {
  description = "Name of the metric."
  type        = string
}

variable "dimensions" {
  description = "Dimensions of the metric."
  type        = map(string)
}

variable "statistic" {
  description = "How the values of one period become one: Sum, Maximum, Average, SampleCount or p99."
  type        = string

  validation {
    condition     = contains(["Sum", "Maximum", "Average", "SampleCount", "p99"], var.statistic)
    error_message = "statistic is Sum, Maximum, Average, SampleCount or p99."
  }
}

variable "at_least" {
  description = "The alarm rings when the metric reaches this value."
  type        = number
  default     = null
}

variable "less_than" {
  description = "The alarm rings when the metric is below this value, or not there at all; in place of at_least."
  type        = number
  default     = null

  validation {
    condition     = (var.less_than == null) != (var.at_least == null)
    error_message = "An alarm has at_least or less_than: one of them."
  }
}

variable "period_seconds" {
  description = "Length of one period."
  type        = number
  default     = 60
}

variable "periods" {
  description = "How many periods in a row have to be bad."
  type        = number
  default     = 1
}
