# What differs between one schedule and the next.

variable "name" {
  description = "Name of the schedule without the environment."
  type        = string
}

variable "environment" {
  description = "Name of the deployment, the second half of every resource name."
  type        = string
}

variable "name_prefix" {
  description = "What names begin with that must be unique beyond this deployment's region: of roles."
  type        = string
}

variable "group" {
  description = "Group of the schedules of this deployment."
  type        = string
}

variable "function_arn" {
  description = "The function that is started."
  type        = string
}

variable "expression" {
  description = "When: rate(...) or cron(...), in UTC."
  type        = string
}

variable "request" {
  description = "What the function is asked for."
  type        = map(string)
  default     = {}
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds what the role may be allowed; null for none."
  type        = string
  default     = null
}
